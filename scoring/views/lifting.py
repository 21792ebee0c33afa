"""提分办件: what would lift a unit's score, on a page of its own, as a file, and in a line of its people's desk."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from scoring.acts import lifting, lifting_sheets
from scoring.acts.fates import Lift
from scoring.views.files import sent
from scoring.views.scores import READERS
from units.acts.access import for_roles, person
from units.acts.scoping import units_of
from units.models import Unit, User

SHOWN = 200
# The desk is drawn again with every ticket that is opened; what it counts moves once a night.
KEPT_SECONDS = 60


@dataclass(frozen=True)
class Cut:
    """The first SHOWN of a list, and how many there are."""

    lines: tuple[Lift, ...]
    count: int


@for_roles(*READERS)
@require_GET
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """People of a unit see their own and those below it; the district's people all."""
    unit = _unit(request, pk)
    found = lifting.shown_to(person(request), lifting.lifting(unit, timezone.now()))
    lists = {"lifts": _cut(found.lifts), "others": _cut(found.others)}
    context = {"found": found, "unit": unit, "page_of": _page_of(person(request), found), "file": "unit_lift_file", "file_of": pk}
    return render(request, "scoring/lifting.html", {**context, **lists})


@for_roles(*READERS)
@require_GET
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All of them, also those that the page has no room for."""
    found = lifting.lifting(_unit(request, pk), timezone.now())
    return sent(request, lifting_sheets.table(lifting.shown_to(person(request), found)), kind)


@for_roles(*READERS)
@require_GET
def brief(request: HttpRequest, pk: int) -> HttpResponse:
    """The part alone that htmx puts into the desk's head."""
    unit = _unit(request, pk)
    found = cache.get_or_set(f"lift-{unit.pk}", lambda: lifting.brief(unit, timezone.now()), KEPT_SECONDS)
    return render(request, "scoring/_lift_brief.html", {"brief": found, "unit": unit})


def _unit(request: HttpRequest, pk: int) -> Unit:
    return get_object_or_404(units_of(person(request)), pk=pk)


def _page_of(reader: User, found: lifting.Lifting) -> Unit:
    """Whose 单位页 stands beside it: the unit's whose score it is; a section's people may not read that of the unit above them."""
    scored = found.scored
    return scored if scored and units_of(reader).filter(pk=scored.pk).exists() else found.unit


def _cut(lifts: tuple[Lift, ...]) -> Cut:
    return Cut(lifts[:SHOWN], len(lifts))
