"""分项统计: figures told apart by a dimension, of a period or of free dates, as a page and as a file."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from scoring.acts import told_apart
from scoring.acts.dimensions import DIMENSIONS, words_of
from scoring.acts.told_apart import OFFERED, ToldApart
from scoring.acts.told_apart_sheets import table
from scoring.forms.asking import DATES
from scoring.forms.breakdown import BreakdownForm
from scoring.rules.periods import local_date
from scoring.views.figures import READERS, told_of
from scoring.views.files import sent
from units.acts.access import for_roles, person


@for_roles(*READERS)
@require_GET
def breakdown(request: HttpRequest) -> HttpResponse:
    """A wrong question is told above the form; nothing asked and nothing counted yet is an empty page."""
    form = _form(request)
    found, faults = _laid(request, form)
    context = {"form": form, "found": found, "faults": faults, "by_links": _by_links(request, form), "whole_words": told_apart.WHOLE}
    more = {"base": _base(form, found), "narrowed": words_of(found.asked.only)} if found is not None else {}
    file = {"file": "breakdown_file", "file_query": request.GET.urlencode()}
    return render(request, "scoring/breakdown.html", {**context, **more, **file}, status=400 if faults and request.GET else 200)


@for_roles(*READERS)
@require_GET
def breakdown_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The page's numbers as a file; a wrong question leads back to the page, which says what is wrong."""
    found, _ = _laid(request, _form(request))
    if found is None:
        return redirect(f"{reverse('breakdown')}?{request.GET.urlencode()}")
    return sent(request, table(found), kind)


def _form(request: HttpRequest) -> BreakdownForm:
    return BreakdownForm(request.GET, person(request), local_date(timezone.now()))


def _laid(request: HttpRequest, form: BreakdownForm) -> tuple[ToldApart | None, list[str]]:
    if not form.is_valid():
        return None, told_of(form)
    try:
        return told_apart.lay(form.asked, person(request), timezone.now()), []
    except ValidationError as refusal:
        return None, refusal.messages


def _by_links(request: HttpRequest, form: BreakdownForm) -> list[dict[str, object]]:
    """The same question by each dimension."""
    asked = request.GET.copy()
    links: list[dict[str, object]] = []
    for name in OFFERED:
        asked["by"] = name
        links.append({"label": DIMENSIONS[name].label, "url": f"?{asked.urlencode()}", "is_here": form.data.get("by") == name})
    return links


def _base(form: BreakdownForm, found: ToldApart) -> str:
    """What the addresses of all figures of the page share. Whole months that nobody has counted are asked for by their dates."""
    span = found.asked.period
    by_dates = span.kind == "free" or (found.is_live and span.months())
    asked = dict(zip(DATES, (span.starts_on.isoformat(), span.ends_on.isoformat()), strict=True)) if by_dates else {"period": span.label}
    asked |= {name: str(form.data[name]) for name in ("unit", *form.narrowing) if form.data.get(name)}
    return f"{reverse('figures')}?{urlencode({**asked, 'figures': found.asked.figures})}"
