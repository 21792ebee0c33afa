"""催办: one ticket from its page, every checked one of a list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.acts import urging
from tickets.forms.tickets import UrgeForm
from tickets.models import Ticket
from tickets.views import opening
from tickets.views.daily import DailyList
from tickets.views.daily import page as page_of_list
from tickets.views.sending import once
from tickets.views.tickets import page
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, back, safe_next, words_in

URGERS = (Role.DISPATCHER, Role.CALLBACK, Role.SUPERVISOR)


@require_POST
@for_roles(*URGERS)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Presses the one who has to act on this ticket. Leads to `next`, else to the ticket's page."""
    me, form = person(request), UrgeForm(request.POST)
    ticket = opening.named(me, number)
    if form.is_valid():
        press = urging.Press(ticket, timezone.now(), form.cleaned_data["words"])
        if attempt(request, once(request, lambda: urging.urge(press, by=me), me, press.at), f"已催办 {number}", form):
            return redirect(safe_next(request, reverse("ticket", args=[number])))
    return page(request, ticket, urge_form=form)


@require_POST
@for_roles(Role.DISPATCHER, Role.SUPERVISOR)
def urge_checked(request: HttpRequest) -> HttpResponse:
    """Presses all tickets whose numbers are sent as `ticket`, with the same `words`; back to the list, and where it was refused
    with the ticks and the words still there."""
    work, form = DailyList(request), UrgeForm(request.POST)
    tickets = Ticket.objects.visible_to(work.me).filter(number__in=words_in(request.POST, "ticket")).defer("text")
    if form.is_valid():
        presses = [urging.Press(ticket, work.now, form.cleaned_data["words"]) for ticket in tickets]
        done = once(request, lambda: urging.urge_many(presses, work.me), work.me, work.now)
        if attempt(request, done, f"已催办 {len(presses)} 件"):
            return back(request, "daily")
    for words in form["words"].errors:
        messages.error(request, str(words))
    return page_of_list(request, work, form)
