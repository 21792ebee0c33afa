"""Scoring methods: the list, one in words with its versions, its TOML as a file, taking an unused one away."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from scoring.acts import method_shelf, versions
from scoring.models import Method
from scoring.rules.method_draft import text_of
from scoring.rules.method_words import in_words
from scoring.views.method_editor import stored_digest
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, text_in

READERS = (Role.HANDLER, Role.PRINCIPAL, Role.SUPERVISOR, Role.LEADER, Role.ADMINISTRATOR)


@for_roles(*READERS)
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """All methods, the versions of each below one another."""
    lines = [(one, one.state(timezone.localdate())) for one in method_shelf.shelf()]
    return render(request, "scoring/methods.html", {"lines": lines, "may_write": _may_write(request)})


@for_roles(*READERS)
@require_GET
def method(request: HttpRequest, pk: int) -> HttpResponse:
    """One version in words, component by component."""
    row = get_object_or_404(Method, pk=pk)
    today, shelf = timezone.localdate(), method_shelf.shelf(row.code)
    chosen = next(one for one in shelf if one.method == row)
    context = {
        "chosen": chosen,
        "state": chosen.state(today),
        "told": in_words(chosen.body) if chosen.body else None,
        "lines": [(one, one.state(today)) for one in shelf],
        "gaps": method_shelf.gaps(row.code),
        "may_write": _may_write(request),
    }
    return render(request, "scoring/method.html", context)


@for_roles(*READERS)
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The TOML, as `score_table` and a profile read it."""
    row = get_object_or_404(Method, pk=pk)
    name = content_disposition_header(True, f"{row.code}-{row.version}.toml") or ""
    return HttpResponse(text_of(row.body), content_type="application/toml; charset=utf-8", headers={"Content-Disposition": name})


@for_roles(Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks once more, then takes an unused version away."""
    row = get_object_or_404(Method, pk=pk)
    chosen, earlier = method_shelf.look(row), versions.ended_by(row)
    holds_on = request.POST.get("earlier") == "on"
    stored, words = text_in(request.POST, "stored"), f"已删除 {row.name} {row.version} 版"
    if request.method == "POST" and attempt(request, lambda: _drop(chosen, stored, holds_on), words):
        return redirect("methods")
    shown = {"chosen": chosen, "earlier": earlier, "stored": stored or stored_digest(row)}
    return render(request, "scoring/method_drop.html", shown)


def _drop(chosen: method_shelf.Version, stored: str, is_earlier_to_hold: bool) -> None:
    """`stored`: the sign of the text that its reader was asked about; a used version has no such question and is refused anyway."""
    row = chosen.method
    if not chosen.is_used and stored != stored_digest(row):
        raise ValidationError(f"{row.name} {row.version} 版刚被别人改过，请重新打开看过再删。", code="stale")
    versions.drop(row, is_earlier_to_hold)


def _may_write(request: HttpRequest) -> bool:
    return person(request).role == Role.ADMINISTRATOR
