"""Tables that go out as .xlsx and come back filled in: the house's own forms, every fault by its row, all or nothing."""

import io
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from xlsxwriter import Workbook

from tickets.acts.exporting import MADE, OPTIONS
from tickets.acts.reading import open_workbook
from tickets.rules.cells import clean
from tickets.rules.headings import Row

MOST_ROWS = 5_000
MOST_FAULTS = 20
OFFERED_ROWS = 1_000  # rows of an empty form whose cells offer their words
Read = TypeVar("Read")
Cells = dict[str, str]


class Fault(Exception):
    """All that is wrong with a row and what to do about it, in Chinese sentences."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("".join(sentences))


@dataclass(frozen=True)
class Form(Generic[Read]):
    """`read` makes a row from heading → text or raises Fault; no two rows may have the same `key`, called `key_words`.
    `across` says what no single row can know, as pairs of a row's number and a sentence."""

    headings: Sequence[str]
    needed: Sequence[str]
    read: Callable[[Cells], Read]
    key: Callable[[Read], object]
    key_words: str
    across: Callable[[Sequence[tuple[int, Cells]]], Iterable[tuple[int, str]]] = lambda _rows: ()


def refuse_row(sentences: Iterable[str]) -> None:
    """Fault with all of them, when there are any."""
    if told := list(sentences):
        raise Fault(*told)


def read_form(path: Path, form: Form[Read]) -> list[tuple[int, Read]]:
    """Each row of the first sheet that holds something, with its number.

    ValidationError: those of `open_workbook`, no_heading, empty, too_many, faulty_rows (one message for each row).
    """
    with closing(open_workbook(path)) as sheets:
        sheet = next(sheets, None)
        rows = [row for _, row in zip(range(MOST_ROWS + 2), sheet.rows, strict=False)] if sheet else []
    places = _places(rows[:1], form)
    if len(rows) == 1:
        raise ValidationError("表头下面没有内容。请先导出清单，照样填写后再导入。", code="empty")
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", code="too_many")
    return _read(rows[1:], places, form)


def _read(rows: Sequence[Row], places: dict[str, int | None], form: Form[Read]) -> list[tuple[int, Read]]:
    filled = [(row.number, {heading: _cell(row, place) for heading, place in places.items()}) for row in rows]
    found, first, faults = [], dict[object, int](), {number: "" for number, _ in filled}
    for number, cells in filled:
        try:
            one = form.read(cells)
        except Fault as fault:
            faults[number] += str(fault)
            continue
        if form.key(one) in first:
            faults[number] += f"与第 {first[form.key(one)]} 行的{form.key_words}相同，请删去一行。"
        first.setdefault(form.key(one), number)
        found.append((number, one))
    for number, words in form.across(filled):
        faults[number] += words
    _refuse([f"第 {number} 行：{words}" for number, words in faults.items() if words])
    return found


def _refuse(faults: Sequence[str]) -> None:
    """ValidationError faulty_rows when there are any, the first twenty named."""
    if faults:
        more = [f"还有 {len(faults) - MOST_FAULTS} 行有问题。"] if len(faults) > MOST_FAULTS else []
        shown = [*faults[:MOST_FAULTS], *more, "什么都没有改动，请改好后重新导入。"]
        raise ValidationError([ValidationError(words, code="faulty_rows") for words in shown])


def write_form(
    name: str, headings: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[str]], words: Sequence[Sequence[str]] = ()
) -> bytes:
    """The form with its present rows. Texts stay texts, whatever they begin with. `words`: of each column those that may stand in it,
    offered as a list; none: anything may."""
    file = io.BytesIO()
    with Workbook(file, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(name)
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for column, known in enumerate(words):
            if known:
                told = {"input_title": "请选填", "input_message": "；".join(known), "error_type": "warning"}
                sheet.data_validation(1, column, OFFERED_ROWS, column, {"validate": "list", "source": list(known), **told})
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value[:32_767])
    return file.getvalue()


def _cell(row: Row, place: int | None) -> str:
    return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""


def _places(first: Sequence[Row], form: Form[Read]) -> dict[str, int | None]:
    """In which column each heading stands; None where it is left out."""
    cells = [clean(cell) for cell in first[0].cells] if first else []
    missing = [heading for heading in form.needed if heading not in cells]
    if missing:
        words = f"第一行应是表头，缺少：{'、'.join(missing)}。请先导出清单，照它的表头填写。"
        raise ValidationError(words, code="no_heading")
    return {heading: cells.index(heading) if heading in cells else None for heading in form.headings}
