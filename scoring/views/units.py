"""A unit on one page, for its own people and for those who see the whole district."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from scoring.acts import unit_page, unit_sheets
from scoring.acts.unit_page import OPENS, Compared, UnitPage
from scoring.rules.changes import arrow
from scoring.rules.printing import amount, unit_of
from scoring.templatetags.figures import opens
from scoring.views.files import sent
from scoring.views.scores import READERS
from units.acts.access import for_roles, person
from units.acts.scoping import units_of
from units.views.answers import text_in

CARDS = 5  # beside the total's


@for_roles(*READERS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """?period= a month, quarter, half or year; people of a unit see their own and those below it."""
    found = _load(request, pk)
    if isinstance(found, HttpResponse):
        return found
    cards = [_total_card(found), *(_card(found, one) for one in _shown(found))]
    file = {"file": "unit_page_file", "file_of": pk, "file_query": urlencode({"period": found.period.label})}
    context = {"page": found, "cards": cards, "period_menu": _periods(found)}
    return render(request, "scoring/unit.html", {**context, **file})


@for_roles(*READERS)
@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The unit's months as a file."""
    found = _load(request, pk)
    return found if isinstance(found, HttpResponse) else sent(request, unit_sheets.table(found), kind)


def _load(request: HttpRequest, pk: int) -> UnitPage | HttpResponse:
    """The page, or what is answered where it cannot be laid."""
    unit = get_object_or_404(units_of(person(request)).select_related("kind", "parent", "successor"), pk=pk)
    try:
        found = unit_page.load(unit, text_in(request.GET, "period"), person(request), timezone.localdate())
    except ValidationError as refusal:
        return render(request, "scoring/no_figure.html", {"words": refusal.messages}, status=400)
    return found or render(request, "scoring/no_scores.html")


def _shown(page: UnitPage) -> list[Compared]:
    """What has a figure first, each in its order."""
    return sorted(page.compared, key=lambda one: amount(one.now) is None)[:CARDS]


def _card(page: UnitPage, one: Compared) -> dict[str, object]:
    """As templates/parts/_card.html wants it."""
    code, value = one.now.code, amount(one.now)
    months = [amount(page.counted.reading(code, (month.period,))) if month.is_counted else None for month in page.months]
    return {
        "label": one.now.label,
        "value": one.now.empty if value is None else str(value),
        "unit": "" if value is None else unit_of(one.now),
        "url": opens(page.period.label, code, OPENS.get(code, "base"), page.unit.pk),
        "months": months,
        "change_label": "环比",
        "change_title": one.previous.basis,
        "arrow": one.previous.arrow,
        "change": one.previous.size,
        "change_tone": one.previous.tone,
        "is_trial": not page.chosen.is_closed,
    }


def _total_card(page: UnitPage) -> dict[str, object]:
    now, before = (None if one is None else one.total for one in (page.standing, page.before))
    moved = None if now is None or before is None else now - before
    return {
        "label": "累计总分" if page.since else "总分",
        "value": "—" if now is None else str(now),
        "unit": "" if now is None else "分",
        "url": f"{reverse('unit_scores')}?{urlencode({'period': page.period.label, 'unit': str(page.unit.pk)})}",
        "url_words": "看算式",
        "months": [month.total for month in page.months],
        "change_label": "环比",
        "arrow": arrow(moved),
        "change": "无可比" if moved is None else f"{abs(moved)} 分" if moved else "持平",
        "change_tone": "" if not moved else "better" if moved > 0 else "worse",
        "is_trial": not page.chosen.is_closed,
    }


def _periods(page: UnitPage) -> dict[str, object]:
    here = reverse("unit_page", args=[page.unit.pk])
    lines = [
        {"label": one.words, "url": f"{here}?{urlencode({'period': one.period.label})}", "is_here": one.period == page.period}
        for one in page.offered
    ]
    return {"label": page.chosen.words, "choices": lines}
