"""A method's file: bytes to text, text to plain data; what is no TOML is told in Chinese with its line and column."""

import re
import tomllib
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError

# What is no text at all, by its first bytes.
STRANGE = {
    b"PK\x03\x04": "这是 Excel 工作簿（.xlsx）或压缩文件，不是评分办法，请选 .toml 文件。",
    b"\xd0\xcf\x11\xe0": "这是旧版 Excel 或 Word 文件，不是评分办法，请选 .toml 文件。",
    b"%PDF": "这是 PDF，不是评分办法，请选 .toml 文件。",
}
_DATE = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?")
# What an input method types for these, and NFKC leaves as it is.
_TYPED = {"“": '"', "”": '"', "‘": "'", "’": "'", "、": ",", "。": ".", "【": "[", "】": "]"}


def decoded(content: bytes, place: str) -> str:
    """A method's file as text. ValidationError bad_method: another kind of file, or the line that is not UTF-8."""
    for start, words in STRANGE.items():
        if content.startswith(start):
            raise ValidationError(f"{place}：{words}", code="bad_method")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise ValidationError(f"{place}：第 {row} 行的编码不是 UTF-8，请另存为 UTF-8 的文本文件。", code="bad_method") from error


def load(text: str, place: str = "评分办法") -> dict[str, Any]:
    """The plain data of a method's TOML, not checked yet. ValidationError bad_method where it is no TOML."""
    plain = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(plain)
    except tomllib.TOMLDecodeError as error:
        raise ValidationError(f"{place}：{_in_chinese(str(error), plain)}", code="bad_method") from error
    except RecursionError as error:
        raise ValidationError(f"{place}：方括号套得太深，不是评分办法。", code="bad_method") from error
    except ValueError as error:  # a number of thousands of digits
        raise ValidationError(f"{place}：有的数字太长，不是评分办法。", code="bad_method") from error


def _in_chinese(words: str, text: str) -> str:
    found = re.search(r"line (\d+), column (\d+)", words)
    row, column = (int(found[1]), int(found[2])) if found else _end(text)
    where = f"第 {row} 行第 {column} 列起"
    if "overwrite" in words or "twice" in words or "Cannot declare" in words or "mutate" in words:
        return f"{where}：同一个键或同一张表写了两次，请删去一个（多个分项写成 [[components]]，双层方括号）。"
    if "Invalid date" in words:
        return f"{where}：没有这个日期，请写成 2022-01-01。"
    if _is_in_a_date(_line(text, row), column):
        return f"{where}：这个日期不对，请写成 2022-01-01 的样子，月份从 01 到 12，月、日都写两位。"
    wide = _line(text, row)[column - 1 : column]
    if wide and (narrow := _TYPED.get(wide, unicodedata.normalize("NFKC", wide))) != wide:
        return f"{where}：这里是全角的 {wide} ，请改成半角的 {narrow} 。"
    if not found:
        return f"{where}：文件到这里就完了，还没有写完整，请检查引号、等号和括号。"
    return f"{where}不是有效的 TOML，请检查引号、等号和括号。"


def _lines(text: str) -> list[str]:
    """Windows' line ends are one, as tomllib counts them."""
    return text.replace("\r\n", "\n").split("\n")


def _line(text: str, row: int) -> str:
    """That of a row from 1, nothing beyond the last."""
    return "".join(_lines(text)[row - 1 : row])


def _end(text: str) -> tuple[int, int]:
    """Row and column, from 1, behind the last character that is not blank."""
    lines = _lines(text.rstrip())
    return len(lines), len(lines[-1]) + 1


def _is_in_a_date(line: str, column: int) -> bool:
    """tomllib reads 2026-13-01 as the number 2026 and stumbles over what follows."""
    return any(found.start() < column <= found.end() + 1 for found in _DATE.finditer(line))
