"""Series: an indicator month by month, for the small lines and the heat map."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from scoring.acts import facts
from scoring.models import Fact
from scoring.rules.indicators import Pair
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, grades_of, read
from units.models import Unit


@dataclass(frozen=True)
class Point:
    """One month: `state` is the closing's (closed, trial, reopened), None where nothing has been counted."""

    label: str
    state: str | None
    reading: Reading


def months(
    indicator: str, until: Period, unit: Unit | None = None, count: int = 12, credits: Mapping[str, Decimal] | None = None
) -> list[Point]:
    """`count` months up to and with the last month of `until`, oldest first, of a unit (with what counts for it) or of all; one query
    more for the unit's tree. KeyError for an unknown indicator."""
    labels = _labels(until, count)
    found = Fact.objects.filter(closing__label__in=labels, indicator__in=grades_of(indicator))
    if unit is not None:
        found = found.filter(unit__in=facts.counted_for(unit))
    counts: dict[str, dict[str, Pair]] = {label: {} for label in labels}
    states: dict[str, str] = {}
    grouped = found.values_list("closing__label", "closing__state", "indicator").annotate(Sum("base"), Sum("hits")).order_by()
    for label, state, code, base, hits in grouped:
        states[label] = state
        counts[label][code] = (base, hits)
    return [Point(label, states.get(label), read(indicator, counts[label], credits)) for label in labels]


def by_category(indicator: str, until: Period, count: int = 12) -> dict[int | None, list[Pair]]:
    """{first-level category's id: (base, hits) of each month}, oldest month first; the heat map, in one query."""
    labels = _labels(until, count)
    place = {label: number for number, label in enumerate(labels)}
    found = Fact.objects.filter(closing__label__in=labels, indicator=indicator)
    table: dict[int | None, list[Pair]] = {}
    for category, label, base, hits in found.values_list("category", "closing__label").annotate(Sum("base"), Sum("hits")).order_by():
        table.setdefault(category, [(0, 0)] * count)[place[label]] = (base, hits)
    return table


def _labels(until: Period, count: int) -> list[str]:
    month = until.months()[-1]
    labels = [month.label]
    while len(labels) < count:
        month = month.previous()
        labels.insert(0, month.label)
    return labels
