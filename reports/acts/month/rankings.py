"""The units ranked, group by group: the first five, then the last one, each with what moved it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode

from reports.acts.month.ground import Ground, figures_url
from scoring.acts import facts, scores
from scoring.models import Score
from scoring.rules.indicators import Counts
from scoring.rules.points import half_up
from scoring.rules.printing import words
from scoring.rules.readings import read
from units.models import Unit

FIRST = 5  # units of a ranking
MOST = 2  # rankings


@dataclass(frozen=True)
class Standing:
    """A unit's place on a period's board; `total` None: listed apart."""

    unit: Unit
    group: str
    total: Decimal | None

    @property
    def label(self) -> str:
        """The ranking in which it stands."""
        return self.group or self.unit.kind.ranking


@dataclass(frozen=True)
class RankedUnit:
    """A line. `moved` is how many places it went up (below zero: down), None when it had none before."""

    place: int
    moved: int | None
    unit: Unit
    volume: int
    volume_url: str
    satisfaction: str
    satisfaction_url: str
    is_low: bool
    total: Decimal
    total_url: str
    is_gap: bool = False

    @property
    def steps(self) -> int:
        return abs(self.moved or 0)


@dataclass(frozen=True)
class Ranking:
    """`is_compared`: the other period's ranking is of the same basis, so that who was not in it is new."""

    label: str
    count: int
    rows: tuple[RankedUnit, ...]
    is_compared: bool = True


def load(ground: Ground) -> list[Ranking]:
    """The first two rankings of the period; empty when no method holds or nobody is ranked. Four queries where the standings are stored."""
    if ground.method is None:
        return []
    now, before = _standings(ground)
    counted = facts.table(ground.period, codes=("volume", *ground.counted.known.grades_of("satisfaction")))
    # The method's own groups as its board has them; without groups the kinds of units in the profile's order.
    ordered = sorted((one for one in now if one.total is not None), key=lambda one: 0 if one.group else one.unit.kind.order)
    shown = list(dict.fromkeys(one.label for one in ordered))[:MOST]
    is_compared = bool(before) and ground.is_comparable
    found = [_ranking(ground, label, _within(now, label), _within(before, label), counted) for label in shown]
    return [replace(one, is_compared=is_compared) for one in found]


def _standings(ground: Ground) -> tuple[list[Standing], list[Standing]]:
    """Of the period and of the one it is compared with, best first; a period that the method does not store is counted now. None of the
    other one where that is of another basis: by another version of the method, or of another number of months."""
    stored = Score.objects.filter(method=ground.method, period__in=[ground.period.label, ground.compared.label])
    found = list(stored.select_related("unit__kind").order_by(F("rank").asc(nulls_last=True), "unit__order", "pk"))
    sides = [[one for one in found if one.period == period.label] for period in (ground.period, ground.compared)]
    now = [Standing(one.unit, one.group, one.total) for one in sides[0]] or _counted_now(ground)
    return now, [Standing(one.unit, one.group, one.total) for one in sides[1]] if _is_alike(ground) else []


def _is_alike(ground: Ground) -> bool:
    """Whether both standings count as many months, or one goes on with the other: never the first month of a quarter with the whole
    quarter before."""
    if ground.body is None:
        return False
    now, before = (scores.months_so_far(ground.body, period) for period in (ground.period, ground.compared))
    return len(now) == len(before) or now[0] == before[0]


def _counted_now(ground: Ground) -> list[Standing]:
    board = scores.board(ground.period, ground.method)
    kinds = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[row.unit.pk for row in board]).select_related("kind")}
    return [Standing(kinds[row.unit.pk], row.group, row.total) for row in board]


def _within(standings: Iterable[Standing], label: str) -> list[Standing]:
    """Those of one ranking who have a place, in their order."""
    return [one for one in standings if one.total is not None and one.label == label]


def _ranking(ground: Ground, label: str, now: Sequence[Standing], before: Sequence[Standing], counted: facts.Table) -> Ranking:
    places = {one.unit.pk: place for place, one in enumerate(before, start=1)}
    rows = [_row(ground, place, one, places.get(one.unit.pk), counted.get(one.unit.pk, {})) for place, one in enumerate(now, start=1)]
    shown = rows if len(rows) <= FIRST + 1 else [*rows[:FIRST], rows[-1]]
    if len(rows) > FIRST + 1:
        shown[FIRST - 1] = RankedUnit(**{**vars(shown[FIRST - 1]), "is_gap": True})
    return Ranking(label, len(rows), tuple(shown))


def _row(ground: Ground, place: int, one: Standing, before: int | None, counts: Counts) -> RankedUnit:
    satisfaction = read("satisfaction", counts, ground.credits.get("satisfaction"), ground.counted.known)
    whole = ground.reading("satisfaction", ground.period.months())
    decimals = ground.body.decimals if ground.body else 2
    assert one.total is not None
    return RankedUnit(
        place=place,
        moved=None if before is None else before - place,
        unit=one.unit,
        volume=counts.get("volume", (0, 0))[1],
        volume_url=figures_url(ground.period, "volume", unit=one.unit.pk),
        satisfaction=words(satisfaction),
        satisfaction_url=figures_url(ground.period, "satisfaction", unit=one.unit.pk),
        is_low=satisfaction.value is not None and whole.value is not None and satisfaction.value < whole.value - LOW,
        total=half_up(one.total, decimals),
        total_url=f"{reverse('unit_scores')}?{urlencode({'period': ground.period.label, 'unit': str(one.unit.pk)})}",
    )


# A satisfaction that lies this far below the district's own is marked.
LOW = Decimal("0.05")
