"""The tickets behind a figure, and the definitions of all figures."""

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from scoring.acts import definitions, drilling
from scoring.acts.figures import PART_WORDS
from scoring.filters import RowsQuery
from scoring.rules.printing import amount, unit_of
from units.acts.access import for_roles, person
from units.rules.roles import Role

READERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.HANDLER, Role.PRINCIPAL)
KEPT = ("period", "since", "indicator", "unit", "category")


@for_roles(*READERS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The rows that a figure counts; what cannot be asked is told in words."""
    form = RowsQuery(request.GET)
    if not form.is_valid():
        return _refused(request, [f"{form.fields[name].label}：{words}" for name, faults in form.errors.items() for words in faults])
    try:
        opened = drilling.open_figure(form.question, person(request), form.cleaned_data["after"], form.cleaned_data["before"])
    except ValidationError as refusal:
        return _refused(request, refusal.messages, 404 if refusal.code == "no_unit" else 400)
    return render(request, "scoring/figures.html", _context(request, opened))


def _refused(request: HttpRequest, words: list[str], status: int = 400) -> HttpResponse:
    return render(request, "scoring/no_figure.html", {"words": words}, status=status)


def _context(request: HttpRequest, opened: drilling.Opened) -> dict[str, object]:
    asked = opened.asked
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)} | {
        "period": asked.period.label,
        "indicator": asked.indicator,
    }
    address = reverse("figures")
    parts = [(part, opened.sizes[part]) for part in (PART_WORDS if opened.is_divided else ("base",))]
    return {
        "opened": opened,
        "asked": asked,
        "value": amount(opened.reading),
        "unit_word": unit_of(opened.reading),
        "part_words": PART_WORDS[asked.part] if opened.is_divided else "计入的",
        "tabs": [
            {
                "label": PART_WORDS[part] if opened.is_divided else "计入的",
                "url": f"{address}?{urlencode({**kept, 'part': part})}",
                "count": size.rows,
                "tone": "",
                "is_here": part == asked.part,
            }
            for part, size in parts
        ],
        "previous_url": f"{address}?{urlencode({**kept, 'part': asked.part, 'before': opened.before})}" if opened.before else "",
        "next_url": f"{address}?{urlencode({**kept, 'part': asked.part, 'after': opened.after})}" if opened.after else "",
        "size": opened.sizes[asked.part],
    }


@for_roles(*READERS)
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """What each figure means."""
    return render(request, "scoring/indicators.html", {"rows": definitions.entries()})
