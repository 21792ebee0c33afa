"""Whistles (吹哨报到): the list, a form for one, and what came of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import hard_cases, whistles
from tickets.acts.whistles import Result
from tickets.forms.whistles import WhistleFilter, WhistleForm, WhistleResultForm
from tickets.models import Whistle
from tickets.rules.workflow import MARKS, Act
from tickets.views.hard_case_list import CaseList
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt

READERS = (Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)


def listed(request: HttpRequest) -> CaseList:
    return CaseList(request, "whistles", hard_cases.whistles_for(person(request)), WhistleFilter, "-blown_at")


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """The list, of a unit's people what their unit blew or was called by; POST enters one."""
    me = person(request)
    may_enter = me.role in MARKS[Act.WHISTLE]
    form = WhistleForm(request.POST if request.method == "POST" and may_enter else None)
    is_typed = request.method == "POST" and may_enter and form.is_valid()
    if is_typed and attempt(request, lambda: _blow(form, me), "吹哨已登记。", form):
        return redirect("whistles")
    return render(request, "tickets/whistles.html", {"work": listed(request), "form": form, "may_enter": may_enter})


def _blow(form: WhistleForm, me: User) -> None:
    now = timezone.now()
    whistles.blow_many([form.blow(now)], me, now)


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its words; POST records what came of it."""
    me = person(request)
    row = get_object_or_404(hard_cases.whistles_for(me), pk=pk)
    may_enter = me.role in MARKS[Act.WHISTLE_RESULT]
    form = WhistleResultForm(request.POST if request.method == "POST" and may_enter else None)
    is_typed = request.method == "POST" and may_enter and form.is_valid()
    if is_typed and attempt(request, lambda: _record(row, form, me), f"吹哨 {row.number} 的结果已登记。", form):
        return redirect("whistles")
    return render(request, "tickets/whistle.html", {"row": row, "form": form, "may_enter": may_enter})


def _record(row: Whistle, form: WhistleResultForm, me: User) -> None:
    typed, now = form.cleaned_data, timezone.now()
    result = Result(row, typed["result"], typed["result_at"] or now, typed["words"], typed["arrived_at"])
    whistles.record_many([result], me, now)
