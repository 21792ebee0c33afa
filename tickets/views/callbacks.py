"""The callback desk: the call list, one ticket with its accepted reply, the script and the answers, and the judgement on a no."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import call_list, paging, queues, redo
from tickets.acts.moving import check_seen
from tickets.filters import CallFilter
from tickets.forms.callbacks import CallForm, RedoForm
from tickets.models import Ticket
from tickets.views.files import listed
from tickets.views.lists import Row, View, Worklist
from units.acts.access import for_roles
from units.acts.settings import values
from units.rules.roles import Role
from units.views.answers import attempt

TONES = {"tried": "amber", "judge": "red"}
JUDGE = "judge"


@dataclass(frozen=True)
class Line(Row):
    @property
    def tries(self) -> int:
        return int(getattr(self.ticket, "tries", 0))


def _views(now: datetime) -> tuple[View, ...]:
    return (
        View("", "待回访", queues.to_call, "completed_at"),
        View("tried", "未接通", call_list.tried, "completed_at"),
        View("today", "已回访今天", partial(call_list.called_today, now=now), "called_at"),
        View(JUDGE, "不满意待处理", call_list.to_judge, "called_at"),
    )


@listed("callbacks")
class CallList(Worklist):
    filter_class, filters = CallFilter, ("unit", "category")

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "callbacks", "callback_ticket", _views(timezone.now()), number)

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        rows = call_list.with_tries(self.queue).select_related("category", "lead_unit").defer("text", "extras")
        return paging.page(rows, self.view.by, after=self._id("after"), before=self._id("before"))

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]

    @property
    def rows(self) -> list[Row]:
        return [Line(row.ticket, row.url, row.is_here) for row in super().rows]


@require_http_methods(["GET", "POST"])
@for_roles(Role.CALLBACK)
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    """The list with one ticket open; POST records a call, and the next ticket is there at once, or the judgement on a no."""
    work, form = CallList(request, number), CallForm(request.POST or None, stars_max=values().stars_max)
    if request.method == "POST" and work.ticket and form.is_valid():
        call, coming, typed = form.call(work.ticket, work.now), work.following(), form.cleaned_data
        done = partial(call_list.record, call, by=work.me, seen=typed["seq"], closes=typed["closes"])
        if attempt(request, done, f"{call.ticket.number} 的回访已记录", form):
            return redirect(work.url(call.ticket.number) if call_list.is_complaint(call) else coming)
        work = CallList(request, number)
    return render(request, "tickets/callbacks.html", _context(work, call_form=form))


@require_POST
@for_roles(Role.CALLBACK)
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """What follows a dissatisfied answer: the ticket is handled again, or the completion stands (act=keep)."""
    work, form = CallList(request, number), RedoForm(request.POST)
    if work.ticket and form.is_valid():
        ticket, coming = work.ticket, work.following()
        keeps = request.POST.get("act") == "keep"
        said = f"{number} 维持办结，已归档" if keeps else f"{number} 已发回重办"
        if attempt(request, lambda: _judge(ticket, work, form, keeps=keeps), said, form):
            return redirect(coming)
        work = CallList(request, number)
    return render(request, "tickets/callbacks.html", _context(work, redo_form=form))


def _judge(ticket: Ticket, work: CallList, form: RedoForm, *, keeps: bool) -> None:
    typed = form.cleaned_data
    if keeps:
        call_list.keep(ticket, by=work.me, at=work.now, seen=typed["seq"])
        return
    if typed["seq"] is not None:
        check_seen(ticket, typed["seq"])
    redo.redo(ticket, by=work.me, at=work.now, reason=typed["reason"], unit=typed["unit"])


def _context(work: CallList, call_form: CallForm | None = None, redo_form: RedoForm | None = None) -> dict[str, object]:
    ticket, case = work.ticket, work.case
    matter = call_list.matter(case.story, work.me) if case else call_list.Matter()
    return {
        "work": work,
        "tabs": work.tabs,
        "asked": bool(work.number),
        "case": case,
        "ticket": ticket,
        "matter": matter,
        "call_form": call_form or CallForm(stars_max=values().stars_max),
        "redo_form": redo_form or RedoForm(initial={"reason": call_list.reason_of(matter.complaint)}),
        "call_url": work.url(ticket.number) if ticket else "",
        "judge_url": work.url(ticket.number, "callback_judge") if ticket else "",
    }
