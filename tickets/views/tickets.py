"""The ticket page: what was asked, who holds it and until when, what happened, what was answered, what can be done now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tickets.acts.cases import open_case, readable
from units.acts.access import for_roles, person


@for_roles()
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket as its reader may see it."""
    me = person(request)
    case = open_case(get_object_or_404(readable(me), number=number), me, timezone.now())
    return render(request, "tickets/ticket.html", {"case": case, "ticket": case.ticket})
