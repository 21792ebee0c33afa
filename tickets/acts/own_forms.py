"""Tables that go out as .xlsx and come back filled in: the house's own forms, every fault by its row, all or nothing."""

import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from xlsxwriter import Workbook

from tickets.acts.exporting import OPTIONS
from tickets.acts.reading import open_workbook
from tickets.rules.cells import clean
from tickets.rules.headings import Row

MOST_ROWS = 20_000
MOST_FAULTS = 20
Read = TypeVar("Read")
Cells = dict[str, str]


class Fault(Exception):
    """What is wrong with a row and what to do about it, in Chinese."""


def read_form(path: Path, headings: Sequence[str], needed: Sequence[str], read: Callable[[Cells], Read]) -> list[tuple[int, Read]]:
    """Each row of the first sheet that holds something, with its number, as `read` makes it from heading → text.

    ValidationError: those of `open_workbook`, no_heading, empty, too_many, faulty_rows (one message for each row).
    """
    with closing(open_workbook(path)) as sheets:
        sheet = next(sheets, None)
        rows = [row for _, row in zip(range(MOST_ROWS + 2), sheet.rows, strict=False)] if sheet else []
    places = _places(rows[:1], headings, needed)
    if len(rows) == 1:
        raise ValidationError("表头下面没有内容。请先导出清单，照样填写后再导入。", code="empty")
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", code="too_many")
    found, faults = [], []
    for row in rows[1:]:
        try:
            found.append((row.number, read({heading: _cell(row, place) for heading, place in places.items()})))
        except Fault as fault:
            faults.append(f"第 {row.number} 行：{fault}")
    refuse(faults)
    return found


def refuse(faults: Sequence[str]) -> None:
    """ValidationError faulty_rows when there are any, the first twenty named."""
    if faults:
        more = [f"还有 {len(faults) - MOST_FAULTS} 行有问题。"] if len(faults) > MOST_FAULTS else []
        shown = [*faults[:MOST_FAULTS], *more, "什么都没有改动，请改好后重新导入。"]
        raise ValidationError([ValidationError(words, code="faulty_rows") for words in shown])


def write_form(name: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]]) -> bytes:
    """The form with its present rows. Texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    book = Workbook(file, OPTIONS)
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate([headings, *rows]):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value[:32_767])
    book.close()
    return file.getvalue()


def _cell(row: Row, place: int | None) -> str:
    return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""


def _places(first: Sequence[Row], headings: Sequence[str], needed: Sequence[str]) -> dict[str, int | None]:
    """In which column each heading stands; None where it is left out."""
    cells = [clean(cell) for cell in first[0].cells] if first else []
    missing = [heading for heading in needed if heading not in cells]
    if missing:
        words = f"第一行应是表头，缺少：{'、'.join(missing)}。请先导出清单，照它的表头填写。"
        raise ValidationError(words, code="no_heading")
    return {heading: cells.index(heading) if heading in cells else None for heading in headings}
