"""The desk 延期审批: extensions and suspensions that wait, by what burns first; one or many of them decided; and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import application_desk
from tickets.acts.application_desk import Choice, Opened
from tickets.acts.applying import Asked
from tickets.forms.applications import VerdictForm
from tickets.forms.reviewing import checked
from tickets.models import ExtensionRequest, SuspensionRequest, Ticket
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import STILL
from tickets.views.files import listed
from tickets.views.lists import Row, View, Worklist
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import attempt, text_in, words_in

VIEWS = (
    View("", "延期", application_desk.to_extend, "due_at", is_limit=True),
    View("suspension", "挂起", application_desk.to_suspend, "due_at", is_limit=True),
)


@dataclass(frozen=True)
class Line(Row):
    """A row with what was applied for."""

    asked: Asked | None = None

    @property
    def wanted(self) -> str:
        """5 日 (working days), 至 07-20."""
        if isinstance(self.asked, ExtensionRequest):
            return f"{self.asked.days} 日"
        if isinstance(self.asked, SuspensionRequest):
            return f"至 {self.asked.until_on:%m-%d}"
        return ""


class ApplicationList(Worklist):
    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "applications", "application", VIEWS, number)

    @property
    def kind(self) -> str:
        return self.view.key or "extension"

    @property
    def every_tab(self) -> list[dict[str, object]]:
        decided: dict[str, object] = {"label": "已审", "url": reverse("applications_decided"), "count": None, "is_here": False}
        return [*super().every_tab, decided]

    @cached_property
    def opened(self) -> Opened | None:
        return application_desk.open_application(self.ticket, self.kind, self.now) if self.ticket else None

    @cached_property
    def asked(self) -> Mapping[int, Asked]:
        """What the shown tickets' units apply for, by the ticket's id."""
        return application_desk.waiting_of(self.kind, self.shown.rows)

    def _row(self, ticket: Ticket) -> Row:
        row = super()._row(ticket)
        return Line(row.ticket, row.url, row.is_here, row.left, row.at, self.asked.get(ticket.pk))

    def _left(self, row: Ticket) -> TimeLeft | None:
        due_at: datetime | None = row.due_at
        return time_left(self.now, due_at, self.days) if due_at and row.status not in STILL else None


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER)
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    """The list with one application open; POST decides on that one, and the next is there at once."""
    work, form = _list(request, number), VerdictForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and work.ticket and form.is_valid():
        coming, choice, opened = work.following(), form.choice(), work.opened
        pairs = [(opened.asked, form.cleaned_data["seq"])] if opened else []
        said = f"{'已同意' if choice.is_granted else '不同意'}：{work.ticket.number} 的{work.view.label}申请"
        if attempt(request, lambda: application_desk.decide_many(pairs, choice, work.me, work.now), said, form):
            return redirect(coming)
        work = _list(request, number)
    return render(request, "tickets/applications.html", _context(work, form))


@require_POST
@for_roles(Role.DISPATCHER)
def decide_checked(request: HttpRequest) -> HttpResponse:
    """Decides on the checked applications as the list showed them, or on none."""
    work, seen = _list(request), checked(words_in(request.POST, "ticket"))
    tickets = list(Ticket.objects.visible_to(work.me).filter(number__in=list(seen)).order_by("pk"))
    asked = application_desk.waiting_of(work.kind, tickets)
    pairs = [(each, seen[each.ticket.number]) for each in asked.values()]
    choice = Choice(request.POST.get("act") == "grant", text_in(request.POST, "words").strip()[:500])
    said = f"{'已同意' if choice.is_granted else '不同意'} {len(pairs)} 件{work.view.label}申请"
    if attempt(request, lambda: application_desk.decide_many(pairs, choice, work.me, work.now), said):
        return redirect(work.url())
    return render(request, "tickets/applications.html", _context(_list(request), VerdictForm()) | {"checked_words": choice.words})


@listed("applications")
def _list(request: HttpRequest, number: str = "") -> ApplicationList:
    return ApplicationList(request, number)


def _context(work: ApplicationList, form: VerdictForm) -> dict[str, object]:
    return {
        "work": work,
        "tabs": work.every_tab,
        "asked": bool(work.number),
        "case": work.case,
        "ticket": work.ticket,
        "opened": work.opened,
        "is_extension": work.kind == "extension",
        "form": form,
        "decide_url": work.url(work.ticket.number) if work.ticket else "",
        "checked_url": reverse("applications_checked") + (f"?tab={work.view.key}" if work.view.key else ""),
    }
