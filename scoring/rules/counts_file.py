"""A district's table of counts as a file: bytes to headings and lines, with every fault by line of the file and heading."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

# What is no CSV at all, by its first bytes.
STRANGE = {
    b"PK\x03\x04": "这是 Excel 工作簿（.xlsx）或压缩文件，不是 CSV，请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。",
    b"\xd0\xcf\x11\xe0": "这是旧版 Excel 工作簿（.xls），不是 CSV，请在 Excel 中另存为“CSV UTF-8（逗号分隔）”。",
    b"%PDF": "这是 PDF，不是 CSV。",
    b"\xff\xfe": "编码是 UTF-16，请另存为“CSV UTF-8（逗号分隔）”。",
    b"\xfe\xff": "编码是 UTF-16，请另存为“CSV UTF-8（逗号分隔）”。",
}
WHOLE = "-"  # the column of what concerns the whole file or line
INVISIBLE = "\ufeff\u200b"


@dataclass(frozen=True)
class Fault:
    """`row`: the line in the file, from 1; `column`: the heading."""

    row: int
    column: str
    words: str

    def at(self, place: str) -> str:
        return f"{place}:{self.row}:{self.column}: {self.words}"


@dataclass(frozen=True)
class Line:
    """`cells`: heading → text without white space around it, empty where nothing stands."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def read_sheet(content: bytes) -> Sheet:
    """UTF-8 with or without BOM, else GBK (GB 18030). Where the file cannot be read, headings are empty and a fault says why."""
    faults: list[Fault] = []
    text = _decoded(content, faults)
    rows = list(_rows(text, faults)) if text is not None else []
    if faults or not rows:
        return Sheet((), (), tuple(faults) or (Fault(1, WHOLE, "文件是空的，第一行应为列名，例如 unit,volume。"),))
    (first, heads), *rest = rows
    headings = tuple(head.strip().strip(INVISIBLE) for head in heads)
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t；，|"):
        return Sheet((), (), (Fault(first, WHOLE, "各列应以英文逗号分隔，请另存为“CSV UTF-8（逗号分隔）”。"),))
    _check_headings(first, headings, faults)
    lines = [line for number, cells in rest if (line := _line(number, headings, cells, faults)) is not None]
    if not rest:
        faults.append(Fault(first, WHOLE, "只有列名，没有数据行。"))
    return Sheet(headings, tuple(lines), tuple(faults))


def _decoded(content: bytes, faults: list[Fault]) -> str | None:
    for start, words in STRANGE.items():
        if content.startswith(start):
            faults.append(Fault(1, WHOLE, words))
            return None
    if b"\x00" in content:
        faults.append(Fault(content[: content.index(b"\x00")].count(b"\n") + 1, WHOLE, "有空字符，不是文本文件，请重新导出为 CSV。"))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError:
            row = content[: error.start].count(b"\n") + 1
            faults.append(Fault(row, WHOLE, "编码既不是 UTF-8 也不是 GBK，请另存为“CSV UTF-8（逗号分隔）”。"))
            return None


def _rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """(line where the row begins, cells), blank rows left out."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        faults.append(Fault(start, WHOLE, "这一行的引号不成对或一格太长，请核对双引号。"))


def _check_headings(row: int, headings: tuple[str, ...], faults: list[Fault]) -> None:
    if "unit" not in headings:
        faults.append(Fault(row, "unit", "没有 unit（单位名称）这一列。"))
    for heading in dict.fromkeys(heading for heading in headings if heading and headings.count(heading) > 1):
        faults.append(Fault(row, heading, "这一列出现了不止一次，请删去多余的。"))


def _line(number: int, headings: tuple[str, ...], cells: list[str], faults: list[Fault]) -> Line | None:
    # Commas that a spreadsheet leaves at the end of a line hold nothing.
    if len(cells) < len(headings) or any(cell.strip() for cell in cells[len(headings) :]):
        faults.append(Fault(number, WHOLE, f"这一行有 {len(cells)} 格，列名有 {len(headings)} 个，请核对逗号。"))
        return None
    nameless = [place for place, (head, cell) in enumerate(zip(headings, cells, strict=False), 1) if not head and cell.strip()]
    if nameless:
        faults.append(Fault(number, WHOLE, f"第 {nameless[0]} 格有内容，这一列却没有列名。"))
    return Line(number, {head: cell.strip().strip(INVISIBLE) for head, cell in zip(headings, cells, strict=False) if head})
