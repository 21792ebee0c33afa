"""The ticket page: what was asked, who holds it and until when, what happened, what was answered, what can be done now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.acts import queues, redo
from tickets.acts.cases import open_case, readable
from tickets.forms.tickets import RedoForm
from tickets.models import Ticket
from tickets.rules.workflow import Act, acts_open_to
from units.acts.access import for_roles, person
from units.models import User
from units.rules.roles import UNIT_ROLES, Role
from units.views.answers import attempt

# The desk on which each act is done.
DESKS: dict[Act, str] = {
    Act.DISPATCH: "dispatch_ticket",
    Act.SIGN: "inbox_ticket",
    Act.REPLY: "inbox_ticket",
    Act.STAGE: "inbox_ticket",
    Act.ACCEPT: "review_ticket",
    Act.TRACK: "review_ticket",
    Act.SEND_BACK: "review_ticket",
    Act.CLOSE: "callback_ticket",
}
REDOERS = (Role.DISPATCHER, Role.CALLBACK, Role.SUPERVISOR)


@for_roles()
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket as its reader may see it."""
    me = person(request)
    ticket = get_object_or_404(readable(me), number=number)
    return render(request, "tickets/ticket.html", _context(ticket, me, RedoForm()))


@require_POST
@for_roles(*REDOERS)
def order_redo(request: HttpRequest, number: str) -> HttpResponse:
    """A finished ticket is handled again, because the citizen or the city asks for it."""
    me, form = person(request), RedoForm(request.POST)
    ticket = get_object_or_404(readable(me), number=number)
    if form.is_valid():
        order = redo.Redo(ticket, timezone.now(), form.cleaned_data["reason"], form.cleaned_data["unit"])
        if attempt(request, lambda: redo.redo_many([order], me), f"工单 {number} 已重办，承办单位重新签收", form):
            return redirect("ticket", number)
    return render(request, "tickets/ticket.html", _context(ticket, me, form))


def _context(ticket: Ticket, me: User, form: RedoForm) -> dict[str, object]:
    acts = _acts(ticket, me)
    case = open_case(ticket, me, timezone.now())
    return {
        "case": case,
        "ticket": ticket,
        "acts": _links(ticket, acts),
        "redo_form": form if Act.REDO in acts else None,
        "may_report": me.role == Role.DISPATCHER and ticket.is_to_report,
    }


def _acts(ticket: Ticket, me: User) -> tuple[Act, ...]:
    """What `me` may do now; people of a unit only while it leads."""
    acts = acts_open_to(ticket.status, me.role)
    if me.role in UNIT_ROLES and not (acts and queues.inbox(me).filter(pk=ticket.pk).exists()):
        return ()
    return tuple(act for act in acts if not (act in {Act.DISPATCH, Act.REDO} and ticket.is_direct))


def _links(ticket: Ticket, acts: tuple[Act, ...]) -> list[dict[str, str]]:
    """One link for each desk, named after the first act that is done there."""
    found: dict[str, str] = {}
    for act in acts:
        if (page := DESKS.get(act, "")) and page not in found:
            found[page] = act.label
    return [{"label": label, "url": url} for page, label in found.items() if (url := _address(page, ticket.number))]


def _address(page: str, number: str) -> str:
    try:
        return reverse(page, args=[number])
    except NoReverseMatch:
        return ""
