"""The sheet of a ticket on paper (办件单): its facts, its words masked, its limits and story, and lines for the leader's hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tickets.acts.cases import open_case
from tickets.views.opening import named
from units.acts.access import for_roles, person
from units.rules.roles import Role


@require_GET
@for_roles(Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.SUPERVISOR)
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """What its reader may read of the ticket, ready to print; who and when stands on it as a watermark."""
    me, now = person(request), timezone.now()
    ticket = named(me, number)
    case = open_case(ticket, me, now)
    context = {"case": case, "ticket": case.ticket, "now": now, "marks": range(12)}
    return render(request, "tickets/sheet.html", context)
