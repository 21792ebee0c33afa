"""Cells of a table of counts: text to numbers, or what is wrong with it in Chinese."""

import re
from dataclasses import dataclass
from decimal import Decimal

from scoring.rules.counts_file import Fault, Line

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,10})?")
HUNDRED = Decimal(100)


@dataclass
class Cells:
    """One line's cells; what is wrong with them goes to `faults`."""

    line: Line
    faults: list[Fault]

    def fault(self, heading: str, words: str) -> None:
        self.faults.append(Fault(self.line.number, heading, words))

    def text(self, heading: str) -> str:
        return self.line.cells.get(heading, "")

    def amount(self, heading: str, *, may_percent: bool = False) -> Decimal | None:
        """A number from 0, None for an empty cell or after a fault."""
        text = self.text(heading)
        if not text:
            return None
        bare = text[:-1].rstrip() if may_percent and text.endswith(("%", "％")) else text
        if _NUMBER.fullmatch(bare):
            return Decimal(bare)
        self.fault(heading, f"“{text[:40]}”{_why(text)}")
        return None

    def whole(self, heading: str) -> Decimal | None:
        found = self.amount(heading)
        if found is not None and found != found.to_integral_value():
            self.fault(heading, f"应为整数，现为“{self.text(heading)}”。")
            return None
        return found

    def is_blank(self, heading: str) -> bool:
        return not self.text(heading)


def _why(text: str) -> str:
    if re.fullmatch(r"[-−－][0-9.]+[%％]?", text):
        return "是负数，这里只能填 0 或正数。"
    if re.fullmatch(r"[0-9０-９.．]+[%％]?", text) and re.search("[０-９．]", text):
        return "用了全角数字，请改用半角数字，不带百分号，例如 96。"
    if text.endswith(("%", "％")):
        return "带有百分号，这一列应为件数或分值；百分率请放在 .pct 列。"
    if re.fullmatch(r"[0-9]{1,3}([,，][0-9]{3})+(\.[0-9]+)?", text):
        return "带有千位分隔符，请去掉逗号。"
    if re.fullmatch(r"[0-9.]+", text) and text.count(".") <= 1 and text != ".":
        return "位数太多或小数点前后缺数字，请核对。"
    return "不是数字；没有数据请留空。"
