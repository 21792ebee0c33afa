"""The tickets behind a figure, and the definitions of all figures."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from scoring.acts import definitions, drilling
from scoring.acts.figures import PART_WORDS
from scoring.filters import RowsQuery
from scoring.rules.printing import amount, unit_of
from scoring.rules.printing import words as words_of
from units.acts.access import for_roles, person
from units.rules.roles import Role

READERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER, Role.HANDLER, Role.PRINCIPAL)
KEPT = ("from", "to", "since", "unit", "category", *RowsQuery.narrowing)


@for_roles(*READERS)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """The rows that a figure counts; what cannot be asked is told in words."""
    form = RowsQuery(request.GET, timezone.localdate())
    if not form.is_valid():
        return _refused(request, told_of(form))
    try:
        pages = form.cleaned_data["after"], form.cleaned_data["before"]
        now = timezone.now()
        opened = drilling.open_figure(form.question, person(request), now, *pages)
    except ValidationError as refusal:
        return _refused(request, refusal.messages, 404 if refusal.code == "no_unit" else 400)
    return render(request, "scoring/figures.html", {**_context(request, opened), "at": now})


def told_of(form: Form) -> list[str]:
    """A form's faults in words, each with the label of its field."""
    places = {name: f"{field.label}：" for name, field in form.fields.items()}
    return [f"{places.get(name, '')}{words}" for name, faults in form.errors.items() for words in faults]


def _refused(request: HttpRequest, words: list[str], status: int = 400) -> HttpResponse:
    return render(request, "scoring/no_figure.html", {"words": words}, status=status)


def _context(request: HttpRequest, opened: drilling.Opened) -> dict[str, object]:
    asked = opened.asked
    told = {"indicator": asked.indicator, "figures": asked.figures}
    if asked.period.kind != "free":
        told["period"] = asked.period.label
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)} | told
    here = f"{reverse('figures')}?"
    return {
        "opened": opened,
        "asked": asked,
        "value": amount(opened.reading),
        "unit_word": unit_of(opened.reading),
        "other_words": words_of(opened.other) if opened.other else "",
        "other_url": here + urlencode({**kept, "figures": "raw" if asked.figures == "assessed" else "assessed"}),
        "part_words": _part_words(opened, asked.part),
        "tabs": _tabs(opened, lambda part: here + urlencode({**kept, "part": part})),
        "previous_url": here + urlencode({**kept, "part": asked.part, "before": opened.before}) if opened.before else "",
        "next_url": here + urlencode({**kept, "part": asked.part, "after": opened.after}) if opened.after else "",
        "size": opened.sizes[asked.part],
    }


def _tabs(opened: drilling.Opened, url: Callable[[str], str]) -> list[dict[str, object]]:
    """Base, hits and rest, or one list of what is counted; and what is excluded, where anything is."""
    parts = ("base", "hits", "rest") if opened.is_divided else ("base",)
    if opened.sizes["excluded"].rows:
        parts = (*parts, "excluded")
    return [
        {
            "label": _part_words(opened, part),
            "url": url(part),
            "count": opened.sizes[part].rows,
            "tone": "",
            "is_here": part == opened.asked.part,
        }
        for part in parts
    ]


def _part_words(opened: drilling.Opened, part: str) -> str:
    return "计入的" if part == "base" and not opened.is_divided else PART_WORDS[part]


@for_roles()
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """What each figure means, for everybody: who writes a method needs it too, and it tells no figure. ?codes=1 with the names by
    which the API and the files of methods call them."""
    context = {"groups": definitions.groups(), "shows_codes": "codes" in request.GET, "opens_figures": person(request).role in READERS}
    return render(request, "scoring/indicators.html", context)
