"""A unit asks for its clock to be stopped; the dispatcher or the unit lets it run again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from tickets.acts import application_desk, conditions, suspensions
from tickets.acts.cases import open_case, readable
from tickets.forms.applications import SuspensionForm
from tickets.views.extensions import asking_context
from units.acts.access import for_roles, person
from units.rules.roles import UNIT_ROLES, Role
from units.views.answers import attempt


@require_http_methods(["GET", "POST"])
@for_roles(Role.HANDLER)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """The form with its condition; POST sends it."""
    me, now = person(request), timezone.now()
    ticket = get_object_or_404(application_desk.held_by(me), number=number)
    case, form = open_case(ticket, me, now), SuspensionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asking = form.ask(ticket, now)
        if attempt(request, lambda: suspensions.ask_many([asking], me), f"工单 {number} 的挂起申请已提交，等待区平台审批。", form):
            return redirect("inbox_ticket", number)
    condition = conditions.suspension_now(ticket, case.story.lead, now)
    return render(request, "tickets/application_ask.html", {**asking_context(case, "suspension"), "form": form, "condition": condition})


@require_http_methods(["GET", "POST"])
@for_roles(Role.DISPATCHER, Role.HANDLER)
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """What resuming now gives back; POST does it."""
    me, now = person(request), timezone.now()
    rows = application_desk.held_by(me) if me.role in UNIT_ROLES else readable(me)
    ticket = get_object_or_404(rows, number=number)
    back_url = reverse("inbox_ticket" if me.role in UNIT_ROLES else "ticket", args=[number])
    if request.method == "POST":
        attempt(request, lambda: suspensions.resume_many([suspensions.Resumption(ticket, now)], me), f"工单 {number} 已恢复办理。")
        return redirect(back_url)
    case = open_case(ticket, me, now)
    preview = suspensions.preview(ticket, case.story.lead, now)
    context = {"case": case, "ticket": case.ticket, "label": "恢复办理", "back_url": back_url, "preview": preview}
    return render(request, "tickets/suspension_resume.html", context)
