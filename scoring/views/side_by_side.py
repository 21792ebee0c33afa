"""Units side by side, and units by categories: for those who see the whole district."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from scoring.acts import heat, side_by_side
from scoring.acts.choices import LONGER, Choice, choices, pick
from scoring.acts.heat import HeatMap
from scoring.forms.side_by_side import SideBySideForm
from scoring.views.files import sent
from units.acts.access import for_roles
from units.rules.roles import Role
from units.views.answers import id_of, text_in

READERS = (Role.SUPERVISOR, Role.LEADER)


@for_roles(*READERS)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """?period=&unit=…: two to eight units; a wrong choice is told above the form."""
    form = SideBySideForm(request.GET, choices(LONGER), timezone.localdate())
    if not form.offered:
        return render(request, "scoring/no_scores.html")
    # The button says that it was pressed, also with nothing chosen.
    is_asked = "unit" in request.GET or "go" in request.GET
    found = _laid(form) if is_asked else None
    usual = pick(form.offered)
    chosen = found.period.label if found else text_in(request.GET, "period") or (usual.period.label if usual else "")
    context = {"form": form, "found": found, "faults": form.faults if is_asked else [], "chosen": chosen}
    file = {"file": "compare_units_file", "file_query": request.GET.urlencode()}
    return render(request, "scoring/compare.html", {**context, **file}, status=400 if context["faults"] else 200)


@for_roles(*READERS)
@require_GET
def compare_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The comparison as a file; a wrong choice leads back to the page, which says what is wrong."""
    found = _laid(SideBySideForm(request.GET, choices(LONGER), timezone.localdate()))
    if found is None:
        return redirect(f"{reverse('compare_units')}?{request.GET.urlencode()}")
    return sent(request, side_by_side.table(found), kind)


def _laid(form: SideBySideForm) -> side_by_side.SideBySide | None:
    if not form.is_valid() or form.cleaned_data["period"] is None:
        return None
    return side_by_side.lay(form.cleaned_data["period"].period, form.cleaned_data["unit"])


@for_roles(*READERS)
@require_GET
def heat_map(request: HttpRequest) -> HttpResponse:
    """?period=&indicator=&category= (one of the first level, whose parts are then the columns)."""
    found = _drawn(request)
    if isinstance(found, HttpResponse):
        return found
    chosen, offered, drawn = found
    asked = _asked(drawn)
    context = {"chosen": chosen, "found": drawn, "period_menu": _periods(drawn, chosen, offered)}
    links = [{"label": words, "url": _url(asked, indicator=code), "is_here": code == drawn.code} for code, words in drawn.choices]
    more = {"indicators": links, "up_url": _url(asked, category=""), "file": "heat_map_file", "file_query": urlencode(asked)}
    return render(request, "scoring/heat.html", {**context, **more})


@for_roles(*READERS)
@require_GET
def heat_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The heat map's numbers as a file."""
    found = _drawn(request)
    return found if isinstance(found, HttpResponse) else sent(request, heat.table(found[2]), kind)


def _drawn(request: HttpRequest) -> tuple[Choice, list[Choice], HeatMap] | HttpResponse:
    """The heat map, or what is answered where there is none."""
    offered, word = choices(LONGER), request.GET.get("category", "")
    try:
        chosen = pick(offered, text_in(request.GET, "period"), timezone.localdate())
        if chosen is None:
            return render(request, "scoring/no_scores.html")
        category = (id_of(word) or 0) if word else None  # no row has 0: it is refused in words
        return chosen, offered, heat.draw(chosen.period, text_in(request.GET, "indicator"), category, timezone.now())
    except ValidationError as refusal:
        return render(request, "scoring/no_figure.html", {"words": refusal.messages}, status=400)


def _asked(found: HeatMap) -> dict[str, str]:
    below = {"category": str(found.below.pk)} if found.below else {}
    return {"period": found.period.label, "indicator": found.code, **below}


def _url(asked: dict[str, str], **other: str) -> str:
    """The heat map's address with some of its questions asked otherwise."""
    return f"{reverse('heat_map')}?{urlencode({name: word for name, word in {**asked, **other}.items() if word})}"


def _periods(found: HeatMap, chosen: Choice, offered: list[Choice]) -> dict[str, object]:
    asked = _asked(found)
    lines = [{"label": one.words, "url": _url(asked, period=one.period.label), "is_here": one.period == chosen.period} for one in offered]
    return {"label": chosen.words, "choices": lines}
