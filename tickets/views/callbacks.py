"""The callback desk: the call list, one ticket with its accepted reply, the script and the answers, and the judgement on a no."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tickets.acts import call_list, judging, queues
from tickets.forms.callbacks import CallForm, JudgeForm
from tickets.models import Callback
from tickets.views import counted
from tickets.views.call_lists import CallWorklist
from tickets.views.files import listed
from tickets.views.lists import View
from units.acts.access import for_roles
from units.acts.settings import values
from units.rules.roles import Role
from units.views.answers import attempt

JUDGE = "judge"
VERDICTS: dict[str, str] = {
    "redo": Callback.Judgement.REASONABLE,
    "unreasonable": Callback.Judgement.UNREASONABLE,
    "beyond_duty": Callback.Judgement.BEYOND_DUTY,
}
SAID: dict[str, str] = {
    Callback.Judgement.REASONABLE: "已研判为合理，发回重办",
    Callback.Judgement.UNREASONABLE: "已研判为不合理，维持办结",
    Callback.Judgement.BEYOND_DUTY: "已研判为超出职责，维持办结",
}


def _views(now: datetime) -> tuple[View, ...]:
    return (
        View("", "待回访", queues.to_call, "completed_at"),
        View("tried", "未接通", call_list.tried, "completed_at"),
        View("today", "今日已回访", partial(call_list.called_today, now=now), "called_at"),
        View(JUDGE, "不满意待处理", call_list.to_judge, "called_at"),
        View("left", "未抽访", call_list.left_out, "completed_at"),
    )


@listed("callbacks")
class CallList(CallWorklist):
    tones: ClassVar[Mapping[str, str]] = {"tried": "amber", JUDGE: "red"}

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "callbacks", "callback_ticket", _views(timezone.now()), number)


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
    return _page(request, work, call_form=form)


@require_POST
@for_roles(Role.CALLBACK)
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """What follows a dissatisfied answer: it is handled again, or the completion stands (act=unreasonable, beyond_duty)."""
    work, form = CallList(request, number), JudgeForm(request.POST)
    verdict = VERDICTS.get(request.POST.get("act", ""), "")
    if work.ticket and form.is_valid():
        given, coming = form.judging(work.ticket, work.now, verdict), work.following()
        if attempt(request, lambda: judging.judge(given, work.me), f"{number} {SAID.get(verdict, '')}", form):
            return redirect(coming)
        work = CallList(request, number)
    return _page(request, work, judge_form=form)


def _page(request: HttpRequest, work: CallList, call_form: CallForm | None = None, judge_form: JudgeForm | None = None) -> HttpResponse:
    context = _context(work, call_form, judge_form)
    counted.keep(request, {"callbacks": work.tallies[""]})
    return render(request, "tickets/callbacks.html", context)


def _context(work: CallList, call_form: CallForm | None = None, judge_form: JudgeForm | None = None) -> dict[str, object]:
    ticket, case = work.ticket, work.case
    matter = call_list.matter(case.story, work.me) if case else call_list.Matter()
    return {
        "work": work,
        "tabs": work.every_tab,
        "asked": bool(work.number),
        "case": case,
        "ticket": ticket,
        "matter": matter,
        "script": call_list.script(ticket) if ticket and matter.is_to_call else "",
        "call_form": call_form or CallForm(stars_max=values().stars_max),
        "judge_form": judge_form or JudgeForm(initial={"reason": call_list.reason_of(matter.complaint)}),
        "call_url": work.url(ticket.number) if ticket else "",
        "judge_url": work.url(ticket.number, "callback_judge") if ticket else "",
    }
