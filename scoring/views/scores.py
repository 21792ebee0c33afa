"""The board of all units: who stands where, and how a unit's score is added up."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from scoring.acts import standings
from scoring.acts.choices import Choice, choices, pick
from units.acts.access import for_roles, person
from units.rules.roles import Role
from units.views.answers import id_of

READERS = (Role.HANDLER, Role.PRINCIPAL, Role.SUPERVISOR, Role.LEADER)


@for_roles(*READERS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """?period=, ?method= (the code of one in force) and ?unit=, whose sum stands beside the board."""
    offered, code = choices(), request.GET.get("method", "")
    try:
        chosen = pick(offered, request.GET.get("period", ""))
        if chosen is None:
            return render(request, "scoring/no_scores.html")
        found = standings.look(chosen.period, person(request), id_of(request.GET.get("unit", "")), code)
    except ValidationError as refusal:
        return render(request, "scoring/no_figure.html", {"words": refusal.messages}, status=400)
    context = {"chosen": chosen, "found": found, "period_menu": _menu(offered, chosen, code), "tabs": _tabs(chosen, found)}
    return render(request, "scoring/scores.html", {**context, "method_code": code})


def _tabs(chosen: Choice, found: standings.Standings) -> list[dict[str, object]]:
    """One for each method where several hold."""
    lines: list[dict[str, object]] = [
        {
            "label": f"{method.name} {method.version} 版",
            "url": f"{reverse('unit_scores')}?{urlencode({'period': chosen.period.label, 'method': method.code})}",
            "count": None,
            "tone": "",
            "is_here": method == found.board.method,
        }
        for method in found.methods
    ]
    return lines if len(lines) > 1 else []


def _menu(offered: list[Choice], chosen: Choice, code: str) -> dict[str, object]:
    lines = [
        {
            "label": one.words,
            "url": f"{reverse('unit_scores')}?{urlencode({'period': one.period.label} | ({'method': code} if code else {}))}",
            "is_here": one.period == chosen.period,
        }
        for one in offered
    ]
    return {"label": chosen.words, "choices": lines}
