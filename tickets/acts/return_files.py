"""What goes back to the city with a returned ticket: its number, the unit's reason and clause, as one .xlsx."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from xlsxwriter import Workbook

from tickets.acts import queues
from tickets.acts.exporting import OPTIONS
from tickets.models import ReturnRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import local
from units.acts import watermarks
from units.models import User
from units.rules.masking import mask_text

HEADINGS = ("工单编号", "标题", "退件单位", "退件事由", "退件理由", "法律依据及条款", "区平台意见", "退回时间")
WIDTHS = (22, 40, 22, 12, 60, 40, 40, 18)
MOST = 5_000


def slips_at_city(tickets: Sequence[Ticket]) -> dict[int, ReturnRequest]:
    """By the ticket's id the slip with which each went back to the city, in one query."""
    slips = ReturnRequest.objects.filter(ticket__in=[ticket.pk for ticket in tickets], decision=Decision.ACCEPTED, is_to_city=True)
    return {slip.ticket_id: slip for slip in slips.select_related("assignment__unit", "kind").order_by("serial")}


def city_xlsx(user: User, at: datetime) -> bytes:
    """Every ticket that waits at the city for its word, masked; who took the list stands on a sheet of its own."""
    tickets = list(queues.at_city(user).order_by("city_return_at", "pk")[:MOST])
    slips = slips_at_city(tickets)
    rows = [_cells(ticket, slips.get(ticket.pk)) for ticket in tickets]
    return _book(rows, f"{watermarks.taken(user, at)}，共 {len(rows)} 件")


def _cells(ticket: Ticket, slip: ReturnRequest | None) -> tuple[str, ...]:
    returned = f"{local(ticket.city_return_at):%Y-%m-%d %H:%M:%S}" if ticket.city_return_at else ""
    if slip is None:
        return (ticket.number, mask_text(ticket.title), "", "", "", "", "", returned)
    words = (slip.reason, slip.clause, slip.decision_words)
    return (ticket.number, mask_text(ticket.title), slip.assignment.unit.name, str(slip.kind or ""), *map(mask_text, words), returned)


def _book(rows: Iterable[tuple[str, ...]], watermark: str) -> bytes:
    """Texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    book = Workbook(file, OPTIONS)
    sheet = book.add_worksheet("退回市平台")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for line, row in enumerate([HEADINGS, *rows]):
        for column, value in enumerate(row):
            sheet.write_string(line, column, value[:32_767])
    book.add_worksheet("导出记录").write_string(0, 0, watermark)
    book.close()
    return file.getvalue()
