"""Supervision orders (督办): the list, a form for one, and the result of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import hard_cases, supervising
from tickets.acts.supervising import Result
from tickets.forms.hard_cases import OrderFilter, OrderForm, ResultForm
from tickets.models import SupervisionOrder
from tickets.rules.workflow import MARKS, Act
from tickets.views.hard_case_list import CaseList
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt

READERS = (Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)


def listed(request: HttpRequest) -> CaseList:
    return CaseList(request, "supervision", hard_cases.orders_for(person(request)), OrderFilter, "-ordered_at")


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def show(request: HttpRequest) -> HttpResponse:
    """The list, of a unit's people what their unit was given; POST gives an order."""
    me = person(request)
    may_enter = me.role in MARKS[Act.SUPERVISE]
    form = OrderForm(request.POST if request.method == "POST" and may_enter else None, initial={"number": _number(request)})
    is_typed = request.method == "POST" and may_enter and form.is_valid()
    if is_typed and attempt(request, lambda: _order(form, me), "督办已登记，记在工单上。", form):
        return redirect("supervision")
    return render(request, "tickets/supervision.html", {"work": listed(request), "form": form, "may_enter": may_enter})


def _number(request: HttpRequest) -> str:
    """The ticket that the address names, for the form."""
    return request.GET.get("ticket", "")[:40]


def _order(form: OrderForm, me: User) -> None:
    now = timezone.now()
    supervising.order_many([form.order(now)], me, now)


@require_http_methods(["GET", "POST"])
@for_roles(*READERS)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One with its words; POST records what came of it."""
    me = person(request)
    row = get_object_or_404(hard_cases.orders_for(me), pk=pk)
    may_enter = me.role in MARKS[Act.SUPERVISION_RESULT]
    form = ResultForm(request.POST if request.method == "POST" and may_enter else None)
    is_typed = request.method == "POST" and may_enter and form.is_valid()
    if is_typed and attempt(request, lambda: _record(row, form, me), f"工单 {row.ticket.number} 的督办结果已登记。", form):
        return redirect("supervision")
    return render(request, "tickets/supervision_order.html", {"row": row, "form": form, "may_enter": may_enter})


def _record(row: SupervisionOrder, form: ResultForm, me: User) -> None:
    typed, now = form.cleaned_data, timezone.now()
    supervising.record_result_many([Result(row, typed["result"], typed["result_at"] or now, typed["words"])], me, now)
