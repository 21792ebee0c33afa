"""What if: a closed period by another method or without some tickets; nothing is stored, whichever way it is asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from scoring.acts import what_if, what_if_sheets
from scoring.forms import WhatIfForm
from scoring.views.files import KINDS, sent
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt

READERS = (Role.SUPERVISOR, Role.LEADER, Role.ADMINISTRATOR)


@for_roles(*READERS)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """?period= asks by the address; what is typed comes by POST. `as` csv or xlsx: the result as a file."""
    form = WhatIfForm(request.POST, request.FILES) if request.method == "POST" else WhatIfForm(request.GET if request.GET else None)
    found: list[what_if.Sandbox] = []

    def reckon() -> None:
        found.append(what_if.sandbox(form.asked_period, method=form.other, left_out=form.cleaned_data["left_out"]))

    if form.is_valid() and attempt(request, reckon, form=form) and request.POST.get("as") in KINDS:
        return sent(request, what_if_sheets.table(found[0]), request.POST["as"])
    status = 400 if form.is_bound and not found else 200
    return render(
        request, "scoring/what_if.html", {"form": form, "found": found[0] if found else None, "me": person(request)}, status=status
    )
