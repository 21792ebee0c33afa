"""Reading the keys of a table of plain data (TOML, JSON): every fault is kept with its place, in Chinese, and raised at the end."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from django.core.exceptions import ValidationError

_WORD = re.compile(r"^\w[\w-]*$")


class Reader:
    """One table of a document. Each reading method returns a harmless value after noting a fault, so that all faults are found."""

    def __init__(self, body: object, place: str, faults: list[str] | None = None) -> None:
        self.place = place
        self.faults: list[str] = [] if faults is None else faults
        self._seen: set[str] = set()
        self.body: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
        if not isinstance(body, Mapping):
            self.faults.append(f"{place}：应为一组“键 = 值”。")

    def fault(self, key: str, words: str) -> None:
        self.faults.append(f"{self.place}：{key}：{words}")

    def is_faulty(self, *keys: str) -> bool:
        """Whether a fault of one of the keys, or of what is below it, has been noted: what would follow from its value is untrue."""
        starts = tuple(f"{self.place}：{key}{end}" for key in keys for end in ("：", " 第 "))
        return any(fault.startswith(starts) for fault in self.faults)

    def raise_faults(self, code: str) -> None:
        if self.faults:
            raise ValidationError(list(dict.fromkeys(self.faults)), code=code)

    def refuse_unknown(self, known: Sequence[str] = ()) -> None:
        """Notes the keys that nobody read, naming those that may stand here."""
        allowed = sorted(self._seen | set(known))
        for key in self.body:
            if key not in allowed:
                self.fault(str(key), f"没有这个键，可用的是：{'、'.join(allowed)}。")

    def allow(self, *keys: str) -> None:
        """Keys that may stand here, whether or not anybody reads them."""
        self._seen.update(keys)

    def text(self, key: str, default: str | None = None, most: int = 200) -> str:
        value = self._get(key, default)
        if value is None or value == default:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.fault(key, f"应为文字，现为“{value}”。")
            return ""
        if "\x00" in value:
            self.fault(key, "含有不能保存的字符（NUL），请重新输入。")
            return ""
        if len(value.strip()) > most:
            self.fault(key, f"至多 {most} 个字，现有 {len(value.strip())} 个。")
            return ""
        return value.strip()

    def texts(self, key: str, required: bool = True) -> tuple[str, ...]:
        if not required and self.body.get(key) in (None, [], ()):
            self.allow(key)
            return ()
        value = self._get(key, None)
        if isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
            return tuple(value)
        if value is not None:
            self.fault(key, '应为一列文字，例如 ["街道"]。')
        return ()

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        value = self._get(key, default)
        if value is None or value == default:
            return default or ""
        if value not in allowed:
            self.fault(key, f"“{value}”不可用，只能是：{'、'.join(allowed)}。")
            return ""
        return str(value)

    def word(self, key: str, most: int = 40) -> str:
        """A name that can stand in a column's heading: letters, digits, _ and -, at most `most` of them."""
        value = self.text(key)
        if value and not self.is_word(value, most):
            self.fault(key, f"“{value}”不能作代码，只能用字母、汉字、数字、_ 和 -，至多 {most} 个字。")
            return ""
        return value

    @staticmethod
    def is_word(value: str, most: int = 40) -> bool:
        return len(value) <= most and _WORD.match(value) is not None

    def flag(self, key: str) -> bool:
        """true or false; false where the key is absent."""
        self._seen.add(key)
        value = self.body.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, f"应为 true 或 false，现为“{value}”。")
            return False
        return value

    def amount(self, key: str, least: Decimal | None = None, most: Decimal | None = None, default: Decimal | None = None) -> Decimal:
        """A number, written as such or as text ("0.6"), below a thousand million and with at most 10 decimals; 0 after a fault."""
        self._seen.add(key)
        if default is not None and key not in self.body:
            return default
        value = self._get(key, None)
        if value is None:
            return Decimal(0)
        try:
            number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            self.fault(key, f"应为数字，现为“{value}”。")
            return Decimal(0)
        if number and (number.adjusted() > 8 or cast(int, number.as_tuple().exponent) < -10):
            self.fault(key, f"数字应小于十亿、至多 10 位小数，现为“{value}”。")
            return Decimal(0)
        if (least is not None and number < least) or (most is not None and number > most):
            span = f"不能小于 {least}" if most is None else f"应在 {least} 到 {most} 之间"
            self.fault(key, f"{span}，现为 {number}。")
        return number

    def maybe(self, key: str) -> Decimal | None:
        """A number, None where the key is absent."""
        self.allow(key)
        return self.amount(key) if key in self.body else None

    def whole(self, key: str, default: Any = None, most: int | None = None) -> Any:
        """A whole number from 0; `default` (also None) where the key is absent."""
        self._seen.add(key)
        value = self.body.get(key, default)
        if value is default:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 0 or (most is not None and value > most):
            span = "不小于 0 的整数" if most is None else f" 0 到 {most} 的整数"
            self.fault(key, f"应为{span}，现为“{value}”。")
            return default
        return value

    def day(self, key: str, required: bool = True) -> date | None:
        value = self._get(key, None if required else "")
        if value in (None, ""):
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(key, f"“{value}”不是日期，请写成 2022-01-01。")
            return None

    def table(self, key: str) -> "Reader | None":
        self._seen.add(key)
        return Reader(self.body[key], f"{self.place}：{key}", self.faults) if key in self.body else None

    def tables(self, key: str) -> list["Reader"]:
        """A list of tables, each with its number as the place: components 第 2 项."""
        self._seen.add(key)
        value = self.body.get(key, [])
        if not isinstance(value, list | tuple):
            self.fault(key, f"应为一列，写成 [[{key}]]。")
            return []
        return [Reader(each, f"{self.place}：{key} 第 {number} 项", self.faults) for number, each in enumerate(value, 1)]

    def _get(self, key: str, default: str | None) -> Any:
        """The value; the default where it is absent (or null), None after noting that a key without default is missing."""
        self._seen.add(key)
        if self.body.get(key) is not None:
            return self.body[key]
        if default is None:
            self.fault(key, "缺少这一项。")
        return default
