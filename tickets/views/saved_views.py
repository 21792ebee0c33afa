"""Keeping a desk's list as a tab of its own, and dropping it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tickets.acts import saved_views
from tickets.models import SavedView
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import attempt, back, safe_next, text_in

WHO = (Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.CALLBACK, Role.SUPERVISOR)


@require_POST
@for_roles(*WHO)
def save(request: HttpRequest) -> HttpResponse:
    """Keeps the list of `desk` (a url name) with its `query` under `name`; leads back to where it was."""
    desk, name, query = (text_in(request.POST, key) for key in ("desk", "name", "query"))
    attempt(request, lambda: saved_views.save(person(request), desk[:30], name, query), f"已存为视图“{name.strip()}”")
    return back(request, "home")


@require_POST
@for_roles(*WHO)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drops one of the reader's own views; leads to `next`, the desk without it."""
    view = get_object_or_404(SavedView, pk=pk, by=person(request))
    saved_views.drop(view, person(request))
    messages.success(request, f"已删除视图“{view.name}”")
    return redirect(safe_next(request))
