"""The wording check while somebody types: a part of a page, nothing is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tickets.acts import wording
from units.acts.access import for_roles
from units.rules.roles import Role

# A text that the reply's own form would refuse for its length is not read further.
LONGEST = 5_000


@require_POST
@for_roles(Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL)
def wording_check(request: HttpRequest) -> HttpResponse:
    """What is to be said of `text` as a slip ("return") or a reply ("reply")."""
    text = request.POST.get("text", "")[:LONGEST]
    place = request.POST.get("place", "")
    return render(request, "tickets/_wording.html", {"reading": wording.read(text, "return" if place == "return" else "reply")})
