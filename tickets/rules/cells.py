"""One cell of an incoming file, cleaned: what counts as empty, what a ticket number is, and the dirt of real exports."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | datetime | date | time | timedelta | None

# Words that systems write for "nothing"; compared in lower case.
EMPTY_WORDS = frozenset(
    ["", "null", "(null)", "<null>", "[null]", "none", "nan", "nil", "n/a", "#n/a", "undefined", "\\n", "-", "--", "---", "—", "——", "/"]
)
# Excel's escape for a carriage return, then control characters (PostgreSQL refuses NUL), then invisible marks.
_ESCAPED_RETURN = "_x000D_"
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202f\u2060\ufeff]")
_BLANKS_IN_LINE = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n\s*\n+")
_WHITE = " \t\r\n\u3000\xa0"

_E_NOTATION = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d+")
_DATE_AND_TIME = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]+\d{1,2}[:时]\d{1,2}.*")
NUMBER_LENGTH = 40
# A number cell keeps 15 digits: beyond them Excel has already lost the rest, whatever it shows.
EXACT_BELOW = 10**15


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell or a file cannot be taken: `what` is wrong and what to do about it (`remedy`), both in Chinese."""

    code: str
    what: str
    remedy: str

    @property
    def words(self) -> str:
        return f"{self.what}。{self.remedy}。"


def clean(value: Cell) -> str:
    """The text of a cell on one line: blanks, tabs and invisible marks trimmed; NULL words and bare masks (***) empty.

    Number cells lose their .0, date cells become 2023-10-07 09:12:00, booleans 是 or 否.
    """
    if isinstance(value, str):
        text = value.strip(_WHITE)
        if not text.isprintable() or "_x" in text or "\u3000" in text or "\xa0" in text:
            text = " ".join(_tidy(text).split())
        return "" if _is_empty(text) else text
    return _printed(value)


def clean_text(value: Cell) -> str:
    """The same for running text: its lines are kept, the padding around and between them is not."""
    if not isinstance(value, str):
        return _printed(value)
    text = value.strip(_WHITE)
    if not text.isprintable() or "_x" in text or "\u3000" in text or "\xa0" in text:
        lines = (_BLANKS_IN_LINE.sub(" ", line).strip() for line in _tidy(text).split("\n"))
        text = _BLANK_LINES.sub("\n", "\n".join(lines)).strip()
    return "" if _is_empty(text) else text


def read_number(value: Cell) -> str | Problem:
    """A ticket number as text. Bad are: nothing, E notation, a number cell of more than 15 digits, a date, over 40 characters.

    Any other text is a number as it stands (full-width digits made plain, so that one number is written one way).
    """
    if isinstance(value, bool | datetime | date | time | timedelta):
        return Problem("number_shifted", "编号这一格不是编号，可能整行错位", "请对齐各列后重新导入这一行")
    if isinstance(value, int | float):
        return _number_of_cell(value)
    text = clean(value)
    if text.isascii() and text.isdigit() and len(text) <= NUMBER_LENGTH:
        return text
    text = unicodedata.normalize("NFKC", text).strip().lstrip("'‘’`")
    if not text:
        return Problem("number_empty", "编号是空的", "请补上编号后重新导入这一行")
    if _E_NOTATION.fullmatch(text):
        return _lost_digits(f"编号被表格软件改成了科学计数 {text}，后面的数字已经丢失")
    if _DATE_AND_TIME.fullmatch(text) or len(text) > NUMBER_LENGTH:
        return Problem("number_shifted", "编号这一格不是编号，可能整行错位", "请对齐各列后重新导入这一行")
    return text


def read_count(value: Cell) -> int | None:
    """A small whole number: 2, 2.0, "2次", "2 天"; None when there is none to read."""
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?\s*[次天个日件]?", unicodedata.normalize("NFKC", clean(value)))
    return int(found[1]) if found else None


def _number_of_cell(value: int | float) -> str | Problem:
    if isinstance(value, float) and not math.isfinite(value):
        return Problem("number_empty", "编号是空的", "请补上编号后重新导入这一行")
    if abs(value) >= EXACT_BELOW:
        return _lost_digits("编号是超过 15 位的数字格，表格软件已经丢掉了后面的数字")
    text = _printed(value)
    return _lost_digits(f"编号是科学计数 {text}") if _E_NOTATION.fullmatch(text) else text


def _lost_digits(what: str) -> Problem:
    return Problem("number_lost", what, "请从市平台重新导出，把编号列设为“文本”后再导入")


def _printed(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float():
            if not math.isfinite(value):
                return ""
            return str(int(value)) if value.is_integer() and abs(value) < EXACT_BELOW else repr(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return str(value)


def _tidy(text: str) -> str:
    text = text.replace(_ESCAPED_RETURN, "").replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", text).replace("\u3000", " ").replace("\xa0", " ")


def _is_empty(text: str) -> bool:
    return not text or (len(text) < 12 and text.lower() in EMPTY_WORDS) or (text[0] in "*＊" and not text.strip("*＊"))
