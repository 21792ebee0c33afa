"""Exclusions (剔除): the list, one with its decision, and a unit that asks for one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tickets.acts import exclusions, hard_cases
from tickets.acts.cases import open_case
from tickets.acts.exclusions import Overturning, Verdict
from tickets.forms.hard_cases import AskExclusionForm, CheckedVerdictForm, ExclusionFilter, ExclusionVerdictForm
from tickets.models import Exclusion, Ticket
from tickets.rules.workflow import MARKS, Act
from tickets.views.hard_case_list import CaseList
from tickets.views.opening import named
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import UNIT_ROLES, Role
from units.views.answers import attempt

READERS = (Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)
ASKERS = (Role.HANDLER, Role.PRINCIPAL)


def listed(request: HttpRequest) -> CaseList:
    return CaseList(request, "exclusions", hard_cases.exclusions_for(person(request)), ExclusionFilter, "-at")


@require_safe
@for_roles(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """The list; of a unit's people their own."""
    work = listed(request)
    return render(request, "tickets/exclusions.html", {"work": work, "may_decide": person(request).role not in UNIT_ROLES})


@require_POST
@for_roles(Role.SUPERVISOR)
def decide_checked(request: HttpRequest) -> HttpResponse:
    """One decision on all checked ones, or on none; refused, the list stands there again as it was checked."""
    work, form, me = listed(request), CheckedVerdictForm(request.POST), person(request)
    rows = list(hard_cases.exclusions_for(me).filter(pk__in=work.checked)) if work.checked else []
    back_url = f"{reverse('exclusions')}?{work.query}" if work.query else reverse("exclusions")
    if not rows:
        messages.error(request, "没有勾选剔除申请，请先在清单里勾选待审的。")
        return redirect(back_url)
    if form.is_valid() and attempt(request, lambda: _decide_all(rows, form, me), _said(rows, form), form):
        return redirect(back_url)
    return render(request, "tickets/exclusions.html", {"work": listed(request), "may_decide": True, "form": form})


def _decide_all(rows: Sequence[Exclusion], form: CheckedVerdictForm, me: User) -> None:
    typed, now = form.cleaned_data, timezone.now()
    exclusions.decide_many([Verdict(row, typed["act"] == "grant", now, typed["words"], typed["document"]) for row in rows], me, now)


def _said(rows: Sequence[Exclusion], form: CheckedVerdictForm) -> str:
    return f"{'已同意' if form.cleaned_data['act'] == 'grant' else '不同意'}剔除 {len(rows)} 件"


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its words; POST decides on it, or takes it back."""
    me = person(request)
    row = get_object_or_404(hard_cases.exclusions_for(me), pk=pk)
    form = ExclusionVerdictForm(request.POST if request.method == "POST" and me.role not in UNIT_ROLES else None)
    if request.method == "POST" and (me.role in UNIT_ROLES or form.is_valid()):
        said = f"工单 {row.ticket.number} 的剔除已登记"
        if attempt(request, lambda: _do(row, form, me), said, None if me.role in UNIT_ROLES else form):
            return redirect("exclusions")
    context = {"row": row, "form": form, "may_decide": me.role in MARKS[Act.GRANT_EXCLUSION] and row.decision == ""}
    more = {"may_overturn": me.role in MARKS[Act.OVERTURN_EXCLUSION] and row.is_in_force, "may_withdraw": _may_withdraw(row, me)}
    return render(request, "tickets/exclusion.html", {**context, **more})


def _do(row: Exclusion, form: ExclusionVerdictForm, me: User) -> None:
    now = timezone.now()
    if me.role in UNIT_ROLES:
        exclusions.withdraw_many([row], me, now)
        return
    typed = form.cleaned_data
    if typed["act"] == "overturn":
        exclusions.overturn_many([Overturning(row, now, typed["words"])], me, now)
    else:
        exclusions.decide_many([Verdict(row, typed["act"] == "grant", now, typed["words"], typed["document"])], me, now)


def _may_withdraw(row: Exclusion, me: User) -> bool:
    return me.role in MARKS[Act.WITHDRAW_EXCLUSION] and row.decision == ""


@require_http_methods(["GET", "POST"])
@for_roles(*ASKERS)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The form beside the ticket; POST sends it."""
    me, now = person(request), timezone.now()
    ticket = named(me, number)
    form = AskExclusionForm(request.POST if request.method == "POST" else None)
    said = f"工单 {number} 的剔除申请已提交，等待区里审批。"
    if request.method == "POST" and form.is_valid() and attempt(request, lambda: _ask(form, ticket, me), said, form):
        return redirect("exclusions")
    case = open_case(ticket, me, now)
    shown = {"case": case, "ticket": case.seen, "back_url": reverse("ticket", args=[number]), "label": "申请剔除"}
    return render(request, "tickets/exclusion_ask.html", {**shown, "form": form})


def _ask(form: AskExclusionForm, ticket: Ticket, me: User) -> None:
    now = timezone.now()
    exclusions.ask_many([form.ask(hard_cases.own_part(ticket, me), now)], me, now)
