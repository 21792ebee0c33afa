"""The board of all units: who stands where in which group, and how a unit's score is added up."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from scoring.acts import rankings, standings
from scoring.acts.choices import LONGER, Choice, choices, pick
from scoring.views.files import sent
from units.acts.access import for_roles, person
from units.acts.scoping import sees_the_district
from units.rules.roles import Role
from units.views.answers import id_of, text_in

READERS = (Role.HANDLER, Role.PRINCIPAL, Role.SUPERVISOR, Role.LEADER)


@dataclass(frozen=True)
class Shown:
    """What the address asks for."""

    chosen: Choice
    offered: list[Choice]
    found: standings.Standings
    ranking: rankings.Ranking
    method_code: str

    def url(self, **other: str) -> str:
        """The board's address with some of its questions asked otherwise."""
        asked = {"period": self.chosen.period.label, "method": self.method_code, "group": self.ranking.chosen, **other}
        return f"{reverse('unit_scores')}?{urlencode({name: word for name, word in asked.items() if word})}"

    @property
    def columns(self) -> int:
        """How many the table has."""
        return len(self.found.labels) + 5 + self.ranking.has_places + self.found.has_bands

    @property
    def query(self) -> str:
        return self.url().partition("?")[2]

    @property
    def label(self) -> str:
        return "-".join(filter(None, ("单位得分", self.chosen.period.label, self.ranking.chosen)))


def look(request: HttpRequest) -> Shown | None:
    """?period=, ?method= (the code of one in force), ?group= and ?unit=; None where nothing has been counted. ValidationError."""
    offered, code = choices(LONGER), text_in(request.GET, "method")
    chosen = pick(offered, text_in(request.GET, "period"), timezone.localdate())
    if chosen is None:
        return None
    found = standings.look(chosen.period, person(request), id_of(request.GET.get("unit", "")), code)
    return Shown(chosen, offered, found, rankings.rankings(found, text_in(request.GET, "group")), code)


@for_roles(*READERS)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """The rankings, and beside them the sum of the unit that was asked for."""
    return _answer(request, lambda shown: _page(request, shown))


@for_roles(*READERS)
@require_GET
def board_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The rankings as the page shows them."""
    return _answer(request, lambda shown: sent(request, rankings.table(shown.found, shown.ranking, shown.label), kind))


def _answer(request: HttpRequest, show: Callable[[Shown], HttpResponse]) -> HttpResponse:
    """What `show` makes of what is asked for; words where that cannot be shown or nothing has been counted."""
    try:
        shown = look(request)
    except ValidationError as refusal:
        return render(request, "scoring/no_figure.html", {"words": refusal.messages}, status=400)
    return show(shown) if shown else render(request, "scoring/no_scores.html")


def _page(request: HttpRequest, shown: Shown) -> HttpResponse:
    menus = {"period_menu": _periods(shown), "method_menu": _methods(shown), "tabs": _groups(shown)}
    context = {"shown": shown, "chosen": shown.chosen, "found": shown.found, "ranking": shown.ranking, "method_code": shown.method_code}
    more = {"file": "unit_scores_file", "sees_district": sees_the_district(person(request))}
    return render(request, "scoring/scores.html", {**context, **menus, **more})


def _groups(shown: Shown) -> list[dict[str, object]]:
    """All, then each group with how many units it has."""
    ranking = shown.ranking
    if len(ranking.groups) < 2:
        return []
    offered = {"": len(shown.found.rows), **ranking.groups}
    return [
        {"label": label or "全部", "url": shown.url(group=label), "count": count, "tone": "", "is_here": label == ranking.chosen}
        for label, count in offered.items()
    ]


def _methods(shown: Shown) -> dict[str, object]:
    """Which methods hold; nothing to choose where it is one."""
    held = shown.found.board.method
    lines = [
        {"label": f"{one.name} {one.version} 版", "url": shown.url(method=one.code), "is_here": one == held} for one in shown.found.methods
    ]
    return {"label": f"{held.name} {held.version} 版" if held else "", "choices": lines} if len(lines) > 1 else {}


def _periods(shown: Shown) -> dict[str, object]:
    lines = [
        {"label": one.words, "url": shown.url(period=one.period.label), "is_here": one.period == shown.chosen.period}
        for one in shown.offered
    ]
    return {"label": shown.chosen.words, "choices": lines}
