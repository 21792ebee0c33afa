"""Any list of tickets as a file: the rows that the list shows, masked, with a line that says who took them, when, and what.

CSV and XLSX hold the same cells. Both are written in constant memory, and no cell of theirs is ever calculated.
"""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from tickets.acts.exporting import OPTIONS
from tickets.models import Ticket
from tickets.models.ticket import Urgency
from tickets.rules.deadlines import due_day, local, print_due
from tickets.rules.formulas import disarmed
from tickets.rules.workflow import Status
from units.models import User
from units.rules.masking import mask_text

MOST = 50_000
CHUNK = 2_000
# With this sign at its start Excel reads a CSV as UTF-8.
BOM = "\ufeff"


@dataclass(frozen=True)
class Column:
    """A heading, the ticket's field (or path) below it, how its value is printed, how wide it stands in a sheet."""

    heading: str
    field: str
    shown: Callable[[Any], str] = str
    width: int = 16


@dataclass(frozen=True)
class Source:
    """What stands in the file's first line: whose list, which tab and filters of it, who takes it and when."""

    district: str
    name: str
    by: User
    at: datetime

    @property
    def words(self) -> str:
        who = f"{self.by}（{self.by.get_role_display()}）"
        return f"{self.district}12345 · {self.name} · {who} 于 {local(self.at):%Y-%m-%d %H:%M} 导出，诉求人信息已脱敏，仅供内部办理使用"


def _moment(value: datetime) -> str:
    return f"{local(value):%Y-%m-%d %H:%M}"


def _limit(value: datetime) -> str:
    """A limit at midnight is the 24:00 of the day that it ends."""
    return f"{due_day(value):%Y}-{print_due(value)}"


def _times(value: int) -> str:
    return str(value) if value else ""


def _yes(value: bool) -> str:
    return "是" if value else ""


COLUMNS = (
    Column("工单编号", "number", width=22),
    Column("标题", "title", mask_text, 40),
    Column("类别", "category__path", lambda path: path.replace("/", " › "), 24),
    Column("诉求类型", "ticket_type__label", width=10),
    Column("渠道", "channel__label", width=10),
    Column("紧急程度", "urgency", lambda value: "" if value == Urgency.NORMAL else Urgency(value).label, 10),
    Column("属地", "area", mask_text, 14),
    Column("主办单位", "lead_unit__name", width=22),
    Column("状态", "status", lambda value: Status(value).label, 10),
    Column("受理时间", "arrived_at", _moment),
    Column("分转时限", "dispatch_due_at", _limit),
    Column("单位时限", "due_at", _limit),
    Column("市平台时限", "city_due_at", _limit),
    Column("承诺日期", "promised_on", width=12),
    Column("答复时间", "replied_at", _moment),
    Column("办结时间", "completed_at", _moment),
    Column("报结时间", "reported_at", _moment),
    Column("重办次数", "redo_count", _times, 10),
    Column("退件次数", "return_count", _times, 10),
    Column("催办次数", "urge_count", _times, 10),
    Column("冲突", "is_conflict", _yes, 8),
    Column("保密", "is_confidential", _yes, 8),
)


def rows(tickets: QuerySet[Ticket]) -> Iterator[list[str]]:
    """The headings, then a line for each ticket in the order given; behind the last one that fits, that there are more.
    One query, read as the lines are asked for."""
    yield [column.heading for column in COLUMNS]
    found = tickets.values_list(*(column.field for column in COLUMNS))[: MOST + 1]
    for place, values in enumerate(found.iterator(chunk_size=CHUNK)):
        if place == MOST:
            yield [f"只列出前 {MOST} 件，后面还有。请用筛选缩小范围，分几次导出。"]
            return
        yield [_shown(column, value) for column, value in zip(COLUMNS, values, strict=True)]


def as_csv(tickets: QuerySet[Ticket], source: Source) -> Iterator[bytes]:
    """UTF-8 with its mark, in pieces of some thousand lines, so that a file of any length costs no memory."""
    page = io.StringIO()
    writer = csv.writer(page)
    page.write(BOM)
    writer.writerow([disarmed(source.words)])
    for place, line in enumerate(rows(tickets), start=1):
        writer.writerow([disarmed(cell) for cell in line])
        if place % CHUNK == 0:
            yield _taken(page)
    yield _taken(page)


def as_xlsx(tickets: QuerySet[Ticket], source: Source) -> bytes:
    """Every cell is a text, whatever it begins with; the first two lines stand on each printed page."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("工单")
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
    sheet.set_landscape()
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 1)
    sheet.write_string(0, 0, source.words, bold)
    for number, line in enumerate(rows(tickets), start=1):
        for place, cell in enumerate(line):
            sheet.write_string(number, place, cell, bold if number == 1 else None)
    book.close()
    return file.getvalue()


def _shown(column: Column, value: Any) -> str:
    return "" if value is None else column.shown(value)[:32_767]


def _taken(page: io.StringIO) -> bytes:
    """What was written so far, and the page is empty again."""
    piece = page.getvalue().encode()
    page.seek(0)
    page.truncate()
    return piece
