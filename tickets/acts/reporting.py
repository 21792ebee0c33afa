"""Report (报结): accepted replies go back to the city as its own .xlsx and are marked, which stops the city's clock."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from xlsxwriter import Workbook

from tickets.acts.exporting import OPTIONS
from tickets.acts.moving import Step, move_many
from tickets.acts.reading import PROJECT
from tickets.models import Reply, ReportBatch, Ticket
from tickets.rules.report_layouts import ReportLayout, load_report_layout
from tickets.rules.workflow import Act
from units.acts.settings import values
from units.models import User

ONE_LINE = 40
LAYOUT_FOLDER = PROJECT / "tickets" / "layouts" / "reports"


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


@cache
def layouts() -> Mapping[str, ReportLayout]:
    """The city's forms that come with the house, by name."""
    read = [load_report_layout(path.read_text(encoding="utf-8")) for path in sorted(LAYOUT_FOLDER.glob("*.toml"))]
    return {layout.name: layout for layout in read}


def layout() -> ReportLayout:
    """The one of the district's setting report_layout. ValidationError no_layout where there is none of that name."""
    name = values().report_layout
    if name not in layouts():
        raise ValidationError(f"没有叫“{name}”的报结版式。请管理员把参数“报结版式”改为：{'、'.join(layouts())}。", code="no_layout")
    return layouts()[name]


def as_xlsx(batch: ReportBatch) -> bytes:
    """The list in the city's form: one row for each ticket with the reply that was accepted last, as it stood when the list
    was made. Texts stay texts. ValidationError no_layout."""
    accepted = _accepted(Reply.objects.filter(ticket__report_batches=batch, at__lte=batch.at))
    last = {reply.ticket_id: reply for reply in accepted.order_by("ticket__city_due_at", "ticket_id", "at")}
    return _sheet(layout(), [values_of(reply) for reply in last.values()])


@dataclass(frozen=True)
class Field:
    """One heading of the city's form and what belongs there, to be copied by hand."""

    heading: str
    text: str

    @property
    def is_long(self) -> bool:
        """Does not fit a line."""
        return len(self.text) > ONE_LINE or "\n" in self.text


def fields_of(ticket: Ticket) -> list[Field]:
    """What goes back to the city about one ticket, in the order of the city's form; empty without an accepted reply. One
    query. ValidationError no_layout."""
    reply = _accepted(Reply.objects.filter(ticket=ticket)).order_by("at", "pk").last()
    if reply is None:
        return []
    own = values_of(reply)
    return [Field(column.heading, column.cell(own)) for column in layout().columns]


def accepted_words(tickets: Sequence[Ticket]) -> dict[int, tuple[str, str]]:
    """The unit's short name and the words of the reply that was accepted last, by the ticket's id. One query."""
    accepted = Reply.objects.filter(ticket__in=[ticket.pk for ticket in tickets], decision=Reply.Decision.ACCEPTED)
    unit = ("assignment__unit__short_name", "assignment__unit__name")
    rows = accepted.order_by("at", "pk").values_list("ticket", *unit, "text")
    return {ticket: (short_name or name, text) for ticket, short_name, name, text in rows}


def _accepted(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    loaded = ("ticket__category", "ticket__channel", "ticket__ticket_type", "assignment__unit")
    return replies.filter(decision=Reply.Decision.ACCEPTED).select_related(*loaded)


def values_of(reply: Reply) -> dict[str, object]:
    """The fields of tickets.rules.report_layouts for one accepted reply, moments as moments."""
    ticket, unit = reply.ticket, reply.assignment.unit
    return {
        "number": ticket.number,
        "title": ticket.title,
        "request": ticket.text,
        "ticket_type": ticket.ticket_type.label if ticket.ticket_type else "",
        "category": ticket.category.path if ticket.category else ticket.category_text,
        "channel": ticket.channel.label if ticket.channel else "",
        "unit": unit.name,
        "unit_short": unit.label,
        "result": "阶段性办结" if reply.kind == Reply.Kind.STAGED else "已办结",
        "reply": reply.text,
        "arrived_at": ticket.arrived_at,
        "replied_at": reply.at,
        "completed_at": ticket.completed_at,
        "city_due_at": ticket.city_due_at,
        "redo_count": ticket.redo_count,
    }


def _sheet(form: ReportLayout, rows: Iterable[Mapping[str, object]]) -> bytes:
    file = io.BytesIO()
    # A text that begins with "=" must stay a text: nothing that a citizen wrote may become a formula.
    book = Workbook(file, OPTIONS)
    sheet = book.add_worksheet(form.sheet)
    for place, column in enumerate(form.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(form.columns):
            sheet.write_string(number, place, column.cell(row)[:32_767])
    book.close()
    return file.getvalue()
