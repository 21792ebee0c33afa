"""Where tickets of a kind went: learnt each night from finished lead assignments, read together with the responsibility list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tickets.acts import keeping
from tickets.models import Assignment, Category, Responsibility, RoutingCount

# The last twelve months.
REMEMBERED = timedelta(days=365)
# Fewer finished tickets than this of a category, or of it in an area, say little: the next wider count is asked.
TELLING = 5


@dataclass(frozen=True)
class Line:
    """A row of the responsibility list as suggestions need it; units by their ids."""

    category: str
    area: str
    matter: str
    lead: int
    assists: tuple[int, ...]


@dataclass(frozen=True)
class Past:
    """What became of the tickets of a kind: (kept, returned) by the unit's id. `area` is empty for all areas together."""

    category: str = ""
    area: str = ""
    units: dict[int, tuple[int, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(kept + returned for kept, returned in self.units.values())


def paths_of(category: Category | None) -> list[str]:
    """The full names of a category and of all above it, the nearest first."""
    names = category.path.split("/") if category else []
    return ["/".join(names[:depth]) for depth in range(len(names), 0, -1)]


def lines(paths: Iterable[str]) -> dict[str, list[Line]]:
    """The list's rows for the categories with these full names, in the list's order. One query."""
    assists: dict[int, list[int]] = defaultdict(list)
    known: dict[int, tuple[str, str, str, int]] = {}
    for pk, path, area, matter, lead, assist in keeping.rows(_lines, **keeping.each("path", paths)):
        known[pk] = (path, area, matter, lead)
        assists[pk] += [assist] if assist else []
    found: dict[str, list[Line]] = defaultdict(list)
    for pk, row in known.items():
        found[row[0]].append(Line(*row, tuple(assists[pk])))
    return found


def pasts(paths: Iterable[str], areas: Iterable[str]) -> dict[tuple[str, str], Past]:
    """What was learnt of these categories, in these areas and everywhere (""), by category and area. One query."""
    found: dict[tuple[str, str], Past] = {}
    for path, area, unit, kept, returned in keeping.rows(_counts, **keeping.each("path", paths), **keeping.each("area", [*areas, ""])):
        found.setdefault((path, area), Past(path, area)).units[unit] = (kept, returned)
    return found


def _lines(**paths: str) -> QuerySet[Responsibility, tuple[Any, ...]]:
    rows = Responsibility.objects.filter(category__path__in=list(paths.values()))
    rows = rows.order_by("order", "pk", "assists__order", "assists__pk")
    return rows.values_list("pk", "category__path", "area", "matter", "lead", "assists")


def _counts(**values: str) -> QuerySet[RoutingCount, tuple[Any, ...]]:
    paths, areas = ([value for name, value in values.items() if name.startswith(kind)] for kind in ("path", "area"))
    rows = RoutingCount.objects.filter(category__path__in=paths, area__in=areas).order_by("pk")
    return rows.values_list("category__path", "area", "unit", "kept", "returned")


def nearest(known: dict[tuple[str, str], Past], paths: Iterable[str], area: str) -> Past:
    """The narrowest count that says something: of the category in the area, of the category, of the one above it…"""
    asked = [known.get(key, Past()) for path in paths for key in dict.fromkeys([(path, area), (path, "")])]
    return next((past for past in asked if past.total >= TELLING), max(asked, key=lambda past: past.total, default=Past()))


def learn(now: datetime) -> int:
    """Counts the lead assignments given in the last twelve months that ended in a completion or an accepted return, for
    each category and all above it, in each area and everywhere (""). One scan; the whole table is written anew.
    Returns how many counts stand."""
    ended = Q(completed_at__isnull=False) | Q(end_reason=Assignment.End.RETURNED)
    given = Assignment.objects.filter(ended, is_lead=True, assigned_at__gte=now - REMEMBERED, assigned_at__lt=now)
    is_back = Q(end_reason=Assignment.End.RETURNED)
    rows = given.exclude(ticket__category=None).order_by().values_list("ticket__category", "ticket__area", "unit")
    above = _above()
    sums: dict[tuple[int, str, int], list[int]] = defaultdict(lambda: [0, 0])
    for category, area, unit, returned, every in rows.annotate(returned=Count("pk", filter=is_back), every=Count("pk")):
        for place in {area, ""}:
            for each in above[category]:
                sums[each, place, unit][0] += every - returned
                sums[each, place, unit][1] += returned
    counts = [
        RoutingCount(category_id=category, area=area, unit_id=unit, kept=kept, returned=returned)
        for (category, area, unit), (kept, returned) in sums.items()
    ]
    with transaction.atomic():
        RoutingCount.objects.all().delete()
        RoutingCount.objects.bulk_create(counts, batch_size=1_000)
    return len(counts)


def _above() -> dict[int, list[int]]:
    """Each category's id with those of all above it, itself first."""
    parents = dict(Category.objects.order_by().values_list("pk", "parent"))
    found = {}
    for category in parents:
        line: list[int] = []
        each: int | None = category
        while each is not None and each not in line:
            line.append(each)
            each = parents[each]
        found[category] = line
    return found
