"""Opening a citizen's identity: the reason, then name, phone and address, once and never kept by the browser."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tickets.acts import identities
from tickets.models import Identity, Ticket
from units.acts.access import for_roles, person
from units.forms import ReasonForm
from units.views.answers import attempt, text_in


@for_roles()
@require_http_methods(["GET", "POST"])
@never_cache
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """GET asks for the reason, POST shows the identity; a part for htmx, a page without it."""
    me = person(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(me).select_related("ticket_type", "identity"), number=number)
    right = identities.right_of(me, ticket)
    form, opened = ReasonForm(request.POST or None), list[Identity]()
    if request.method == "POST":
        words = right.reason or text_in(request.POST, "reason")
        attempt(request, lambda: opened.append(identities.open_identity(ticket, me, words, timezone.now())), form=form)
    identities.hide_in_titles([ticket], me)
    context = {"ticket": ticket, "right": right, "form": form, "identity": opened[0] if opened else None, "dials": "dials" in request.POST}
    page = "tickets/_identity.html" if request.headers.get("HX-Request") == "true" else "tickets/identity.html"
    return render(request, page, context)
