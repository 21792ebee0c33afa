"""Report (报结): accepted replies by city deadline, out as the city's own .xlsx or copied one by one, and marked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from tickets.acts import queues, reporting
from tickets.models import ReportBatch, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.views.files import XLSX, listed
from tickets.views.list_rows import addresses
from tickets.views.lists import View, Worklist
from units.acts import audit
from units.acts.access import for_roles, person
from units.rules.masking import mask_text
from units.rules.roles import Role
from units.views.answers import attempt, words_in

VIEWS = (View("", "待报结", queues.to_report, "city_due_at", is_limit=True, size=100),)
BATCHES_SHOWN = 30


@dataclass(frozen=True)
class Line:
    """A ticket to report: `unit` and `words` are of the reply that was accepted last; at `copy_url` it is copied field by field."""

    ticket: Ticket
    left: TimeLeft | None
    unit: str
    words: str
    url: str
    copy_url: str

    @cached_property
    def title(self) -> str:
        return mask_text(self.ticket.title)


class ReportList(Worklist):
    """Long, for it goes out in one go; so of each ticket only what is shown is read."""

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return rows.only("number", "title", "city_due_at", "city_due_words", "completed_at")

    @property
    def lines(self) -> list[Line]:
        replies = reporting.accepted_words(self.shown.rows)
        return [self._line(row, *replies.get(row.pk, ("", ""))) for row in self.shown.rows]

    def _line(self, row: Ticket, unit: str, words: str) -> Line:
        left = time_left(self.now, row.city_due_at, self.days) if row.city_due_at else None
        return Line(row, left, unit, mask_text(words), self.ticket_url(row.number), self.url(row.number))

    @cached_property
    def ticket_url(self) -> Callable[[str], str]:
        return addresses("ticket")


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list; POST reports the checked ones and leads back to it, where the file is fetched."""
    work = _list(request)
    if request.method == "POST":
        chosen = list(Ticket.objects.visible_to(work.me).filter(number__in=words_in(request.POST, "ticket")).order_by("city_due_at", "pk"))
        made: list[ReportBatch] = []
        if attempt(request, lambda: made.append(reporting.report_many(chosen, work.me, work.now)), f"已报结 {len(chosen)} 件"):
            return redirect(f"{request.path}?batch={made[0].pk}")
        return redirect(work.url())
    return render(request, "tickets/reporting.html", _context(work, request.GET.get("batch", "")))


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def one(request: HttpRequest, number: str) -> HttpResponse:
    """What goes back to the city about one ticket, field by field; POST marks it as reported, and the next one is there."""
    work = _list(request, number)
    if request.method == "POST" and work.ticket:
        ticket, coming = work.ticket, work.following()
        if attempt(request, lambda: reporting.report_many([ticket], work.me, work.now), f"已标记报结：{number}"):
            return redirect(coming)
    return render(request, "tickets/report_one.html", _copied(work))


@require_safe
@for_roles(Role.DISPATCHER)
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A past list as the city's .xlsx; back to the list where the setting names no form."""
    batch = get_object_or_404(ReportBatch, pk=pk)
    made: list[bytes] = []
    if not attempt(request, lambda: made.append(reporting.as_xlsx(batch))):
        return redirect("reporting")
    audit.taken(Ticket, f"报结清单 {batch.pk}（XLSX）", person(request))
    name = f"报结-{timezone.localtime(batch.at):%Y-%m-%d-%H%M}-{batch.pk}.xlsx"
    disposition = content_disposition_header(True, name)
    return HttpResponse(made[0], content_type=XLSX, headers={"Content-Disposition": disposition})


@listed("reporting")
def _list(request: HttpRequest, number: str = "") -> ReportList:
    return ReportList(request, "reporting", "report_one", VIEWS, number)


def _copied(work: ReportList) -> dict[str, object]:
    ticket = work.ticket
    fields: list[reporting.Field] = []
    fault = ""
    try:
        fields = reporting.fields_of(ticket) if ticket else []
    except ValidationError as refusal:
        fault = refusal.messages[0]
    return {"work": work, "ticket": ticket, "fields": fields, "fault": fault, "act_url": work.url(ticket.number) if ticket else ""}


def _context(work: ReportList, batch: str) -> dict[str, object]:
    batches = reporting.latest(BATCHES_SHOWN)
    fresh = next((each for each in batches if str(each.batch.pk) == batch), None)
    return {"work": work, "tabs": work.every_tab, "lines": work.lines, "batches": batches, "fresh": fresh}
