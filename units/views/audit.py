"""Who changed what in the district's settings: the newest first, of one kind or by one person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from units.acts import audit
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import id_of


@for_roles(Role.ADMINISTRATOR)
def show(request: HttpRequest) -> HttpResponse:
    """?kind=, ?by= and ?before= are ids; anything else asks for all."""
    kind, by, before = (id_of(request.GET.get(name, "")) for name in ("kind", "by", "before"))
    context = {
        "page": audit.page(kind, by, before),
        "kinds": audit.kinds(),
        "kind": kind,
        "people": audit.people(),
        "by": by,
    }
    return render(request, "units/audit.html", context)
