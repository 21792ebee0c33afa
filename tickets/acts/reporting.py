"""Report (报结): accepted replies go back to the city as its own .xlsx and are marked, which stops the city's clock."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from xlsxwriter import Workbook

from tickets.acts.exporting import OPTIONS
from tickets.acts.moving import Step, move_many
from tickets.models import Reply, ReportBatch, Ticket
from tickets.rules.deadlines import due_day, print_due
from tickets.rules.workflow import Act
from units.models import User

HEADINGS = ("工单编号", "承办单位", "办理情况", "答复时间", "办结时间", "市平台时限")
WIDTHS = (22, 22, 80, 18, 18, 18)


def report_many(tickets: Sequence[Ticket], by: User, at: datetime) -> ReportBatch:
    """Marks all as reported in one batch, or none. ValidationError: nothing_to_report, not_now, moved_on."""
    if not tickets:
        raise ValidationError("没有选中待报结的工单，请先勾选。", code="nothing_to_report")
    for ticket in tickets:
        if not ticket.is_to_report:
            raise ValidationError(f"工单 {ticket.number} 未办结、已报结或不用报结，不能再报结。请刷新页面。", code="not_now")
    with transaction.atomic():
        batch = ReportBatch.objects.create(by=by, at=at)
        steps = [Step(ticket, Act.REPORT, at, {"batch": batch.pk}, {"reported_at": at}, stays=True) for ticket in tickets]
        move_many(steps, by)
        batch.tickets.add(*tickets)
    return batch


@dataclass(frozen=True)
class Past:
    """A list that went back to the city, and how many tickets stand on it."""

    batch: ReportBatch
    count: int


def latest(most: int) -> list[Past]:
    """The newest lists first. Two queries: the tickets of these alone are counted, however many older lists there are."""
    batches = list(ReportBatch.objects.select_related("by").order_by("-at", "-pk")[:most])
    held = ReportBatch.tickets.through.objects.filter(reportbatch__in=batches)
    counts = dict(held.values_list("reportbatch").annotate(Count("pk")).order_by())
    return [Past(batch, counts.get(batch.pk, 0)) for batch in batches]


def as_xlsx(batch: ReportBatch) -> bytes:
    """The list in the city's form: one row for each ticket with the reply that was accepted last. Texts stay texts."""
    accepted = (
        Reply.objects.filter(ticket__report_batches=batch, decision=Reply.Decision.ACCEPTED)
        .select_related("ticket", "assignment__unit")
        .order_by("ticket__city_due_at", "ticket_id", "at")
    )
    last = {reply.ticket_id: reply for reply in accepted}
    return _sheet([_cells(reply) for reply in last.values()])


def _cells(reply: Reply) -> tuple[Any, ...]:
    ticket = reply.ticket
    due = f"{due_day(ticket.city_due_at):%Y}-{print_due(ticket.city_due_at)}" if ticket.city_due_at else ""
    return (ticket.number, reply.assignment.unit.name, reply.text, _local(reply.at), _local(ticket.completed_at), due)


def _local(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}" if moment else ""


def _sheet(rows: Iterable[tuple[Any, ...]]) -> bytes:
    file = io.BytesIO()
    # A text that begins with "=" must stay a text: nothing that a citizen wrote may become a formula.
    book = Workbook(file, OPTIONS)
    sheet = book.add_worksheet("报结")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for number, row in enumerate([HEADINGS, *rows]):
        for column, value in enumerate(row):
            sheet.write_string(number, column, str(value)[:32_767])
    book.close()
    return file.getvalue()
