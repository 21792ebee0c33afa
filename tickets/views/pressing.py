"""催办: one ticket from its page, every checked one of a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from tickets.acts import urging
from tickets.acts.cases import readable
from tickets.forms.tickets import UrgeForm
from tickets.models import Ticket
from tickets.views.tickets import page
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, back, safe_next, text_in, words_in

URGERS = (Role.DISPATCHER, Role.CALLBACK, Role.SUPERVISOR)


@require_POST
@for_roles(*URGERS)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Presses the one who has to act on this ticket. Leads to `next`, else to the ticket's page."""
    me, form = person(request), UrgeForm(request.POST)
    ticket = get_object_or_404(readable(me), number=number)
    if form.is_valid():
        press = urging.Press(ticket, timezone.now(), form.cleaned_data["words"])
        if attempt(request, lambda: urging.urge(press, by=me), f"已催办 {number}", form):
            return redirect(safe_next(request, reverse("ticket", args=[number])))
    return page(request, ticket, urge_form=form)


@require_POST
@for_roles(*URGERS)
def urge_checked(request: HttpRequest) -> HttpResponse:
    """Presses all tickets whose numbers are sent as `ticket`, with the same `words`; back to the list."""
    me, now, words = person(request), timezone.now(), text_in(request.POST, "words")
    tickets = Ticket.objects.visible_to(me).filter(number__in=words_in(request.POST, "ticket")).defer("text")
    presses = [urging.Press(ticket, now, words) for ticket in tickets]
    attempt(request, lambda: urging.urge_many(presses, me), f"已催办 {len(presses)} 件")
    return back(request, "home")
