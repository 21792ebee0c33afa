"""Any list as a file: the rows that the list shows, masked, with a line that says who took them, when, and what.

CSV and XLSX hold the same cells. Both are written in constant memory, and no cell of theirs is ever calculated.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from tickets.acts.columns import TICKET, Column
from tickets.acts.exporting import OPTIONS
from tickets.acts.identities import hidden_names
from tickets.acts.past import all_as_seen
from tickets.models import Ticket
from tickets.rules.formulas import disarmed
from units.acts import watermarks
from units.models import User
from units.rules.masking import mask_text, shown_text

MOST = 50_000
CHUNK = 2_000
# With this sign at its start Excel reads a CSV as UTF-8.
BOM = "\ufeff"


@dataclass(frozen=True)
class Sheet:
    """What a file holds: the name of its list, its rows in order (tickets, or what is done about tickets), their columns.

    `chosen` are the filters in words. `most` rows at the most. `reader` is named where past holders find tickets: then a row
    is the ticket as it stood for that reader (tickets.acts.past).
    """

    label: str
    rows: QuerySet[Any]
    columns: tuple[Column, ...] = TICKET
    chosen: str = ""
    most: int | None = None
    reader: User | None = None

    @property
    def name(self) -> str:
        return f"{self.label}（{self.chosen}）" if self.chosen else self.label

    @property
    def limit(self) -> int:
        return self.most if self.most is not None else MOST

    def count(self) -> int:
        """How many rows the file holds. One query."""
        return self.rows.order_by()[: self.limit].count()


@dataclass(frozen=True)
class Source:
    """What stands in the file's first line: whose list, which tab and filters of it, who takes it and when."""

    district: str
    name: str
    by: User
    at: datetime

    @property
    def words(self) -> str:
        return f"{watermarks.heading(self.district, self.name, self.by, self.at)}，诉求人信息已脱敏，仅供内部办理使用"


def rows(sheet: Sheet, by: User) -> Iterator[list[str]]:
    """The headings, then a line for each row in the order given; behind the last one that fits, that there are more. Where a
    citizen stays hidden from who takes it (`by`), the line does not name them.

    One query, read as the lines are asked for; for each CHUNK one more for people of a unit, and three more where rows are shown
    as a past holder saw them."""
    yield [column.heading for column in sheet.columns]
    for place, (values, hidden) in enumerate(_values(sheet, by)):
        if place == sheet.limit:
            yield [f"只列出前 {sheet.limit} 件，后面还有。请用筛选缩小范围，分几次导出。"]
            return
        yield [_shown(column, value, hidden) for column, value in zip(sheet.columns, values, strict=True)]


def _values(sheet: Sheet, by: User) -> Iterator[tuple[Sequence[Any], str | None]]:
    """Each row's values, and the name of its citizen where that stays hidden from `by`."""
    found = sheet.rows[: sheet.limit + 1]
    paths = [column.field for column in sheet.columns]
    key = "pk" if found.model is Ticket else "ticket"
    lines = found.iterator(chunk_size=CHUNK) if sheet.reader else found.values_list(key, *paths).iterator(chunk_size=CHUNK)
    while chunk := list(islice(lines, CHUNK)):
        if sheet.reader:
            chunk = [(ticket.pk, *(_along(ticket, path) for path in paths)) for ticket in all_as_seen(chunk, sheet.reader)]
        names = hidden_names([pk for pk, *_ in chunk if pk is not None], by)
        yield from ((values, names.get(pk)) for pk, *values in chunk)


def _along(row: Any, path: str) -> Any:
    """What stands at the end of "category__path"; None where the way ends early."""
    for part in path.split("__"):
        row = getattr(row, part) if row is not None else None
    return row


def as_csv(sheet: Sheet, source: Source) -> Iterator[bytes]:
    """UTF-8 with its mark, in pieces of some thousand lines, so that a file of any length costs no memory."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BOM)
    writer.writerow([disarmed(source.words)])
    for place, line in enumerate(rows(sheet, source.by), start=1):
        writer.writerow([disarmed(cell) for cell in line])
        if place % CHUNK == 0:
            yield _taken(page)
    yield _taken(page)


def as_xlsx(sheet: Sheet, source: Source) -> bytes:
    """Every cell is a text, whatever it begins with; the first two lines stand on each printed page."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True})
    page = book.add_worksheet("工单")
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
    page.set_landscape()
    page.repeat_rows(0, 1)
    page.freeze_panes(2, 1)
    page.write_string(0, 0, source.words, bold)
    for number, line in enumerate(rows(sheet, source.by), start=1):
        for place, cell in enumerate(line):
            page.write_string(number, place, cell, bold if number == 1 else None)
    book.close()
    return file.getvalue()


def _shown(column: Column, value: Any, hidden: str | None) -> str:
    if value is None:
        return ""
    return (shown_text(value, hidden) if column.shown is mask_text else column.shown(value))[:32_767]


def _taken(page: io.StringIO) -> bytes:
    """What was written so far, and the page is empty again."""
    piece = page.getvalue().encode()
    page.seek(0)
    page.truncate()
    return piece
