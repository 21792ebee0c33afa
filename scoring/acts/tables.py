"""Tables of figures as files: what a page shows, cell for cell, under a line that says who took it and when.

Numbers are numbers in both forms, so that a spreadsheet adds them up; no text is ever calculated.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import xlsxwriter

from scoring.rules.points import HUNDRED
from scoring.rules.printing import amount, plain
from scoring.rules.readings import Reading
from tickets.acts.exporting import OPTIONS
from tickets.rules.formulas import disarmed
from units.acts import watermarks
from units.models import User

# With this sign at its start Excel reads a CSV as UTF-8.
BOM = "\ufeff"
LONGEST = 32_767  # characters of a spreadsheet's cell
WIDEST = 40


@dataclass(frozen=True)
class Percent:
    """A rate as it is printed: 98.81 for 98.81%."""

    value: Decimal

    def __str__(self) -> str:
        return f"{self.value}%"


Cell = str | int | Decimal | Percent | None


@dataclass(frozen=True)
class Table:
    """`label` names page and period; `notes` stand below the rows: on what basis they were counted."""

    label: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What stands in the file's first line."""

    district: str
    label: str
    by: User
    at: datetime

    @property
    def words(self) -> str:
        return f"{watermarks.heading(self.district, self.label, self.by, self.at)}，仅供内部办理使用"


def cell_of(reading: Reading) -> Cell:
    """A figure's cell: the number that is printed, or the name of 0/0."""
    found = amount(reading)
    if found is None:
        return reading.empty
    return Percent(found) if reading.shape == "rate" else found


def as_csv(table: Table, taken: Taken) -> bytes:
    """UTF-8 with its mark: who took it, the headings, the rows, the notes."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BOM)
    writer.writerow([disarmed(taken.words)])
    writer.writerow([disarmed(head) for head in table.heads])
    writer.writerows([_text(cell) for cell in row] for row in table.rows)
    writer.writerows([disarmed(note)] for note in table.notes)
    return page.getvalue().encode()


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return disarmed(cell)
    return plain(cell) if isinstance(cell, Decimal) else str(cell)


def as_xlsx(table: Table, taken: Taken) -> bytes:
    """The first two lines stand on each printed page."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold, formats = book.add_format({"bold": True}), {}
    page = book.add_worksheet("数据")
    for place, width in enumerate(_widths(table)):
        page.set_column(place, place, width)
    page.set_landscape()
    page.repeat_rows(0, 1)
    page.freeze_panes(2, 1)
    page.write_string(0, 0, taken.words, bold)
    for place, head in enumerate(table.heads):
        page.write_string(1, place, head, bold)
    for number, row in enumerate((*table.rows, *((note,) for note in table.notes)), start=2):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, place, cell[:LONGEST])
            elif cell is not None:
                form = _form(cell)
                if form not in formats:
                    formats[form] = book.add_format({"num_format": form})
                page.write_number(number, place, cell.value / HUNDRED if isinstance(cell, Percent) else cell, formats[form])
    book.close()
    return file.getvalue()


def _form(cell: int | Decimal | Percent) -> str:
    """How a spreadsheet shows a number: with the decimals that are printed here."""
    if isinstance(cell, Percent):
        return "0.00%"
    exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"0.{'0' * places}" if places else "0"


def _widths(table: Table) -> list[int]:
    """Of the longest cell of each column; a Chinese character is twice as wide as a digit."""
    columns = zip(table.heads, *table.rows, strict=True)
    return [min(WIDEST, 2 + max(_width(_text(cell)) for cell in column)) for column in columns]


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
