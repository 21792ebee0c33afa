"""Scores and standings (得分, 名次): written at each closing and trial by the methods that hold at the period's end, read as a board."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from scoring.acts import facts, methods
from scoring.models import Closing, Method, Score
from scoring.rules.indicators import Counts
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import Part, as_plain, from_plain, half_up, score
from scoring.rules.ranking import Entry, Place, rank
from units.models import Unit


@dataclass(frozen=True)
class Row:
    """A unit's line on the board. `rank` and `total` None: listed apart, `note` says why."""

    unit: Unit
    rank: int | None
    group: str
    volume: int
    components: tuple[Part, ...]
    total: Decimal | None
    is_final: bool
    note: str
    band: str = ""

    def component(self, code: str) -> Part:
        """KeyError when the method has no such component."""
        for part in self.components:
            if part.code == code:
                return part
        raise KeyError(code)


@dataclass(frozen=True)
class Board:
    """Who stands where in a period, by one method (None: no method holds at the period's end), and what stands behind it."""

    period: Period
    method: Method | None
    rows: tuple[Row, ...]
    is_final: bool
    months: tuple[facts.MonthState, ...]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, place: int) -> Row:
        return self.rows[place]

    @property
    def as_of(self) -> datetime | None:
        """The latest moment that any of its months was counted at."""
        return max((month.as_of for month in self.months if month.as_of is not None), default=None)

    @property
    def words(self) -> str:
        """定稿, or 试算 with the months that are not closed."""
        if self.is_final:
            return "定稿"
        counted = [f"{month.label} {month.words}" for month in self.months]
        return f"试算（{'、'.join(counted)}）"


def write(month: Period) -> int:
    """Standings of the month, of the later months that include it and of the method's period that holds it, for every method
    in force. Returns how many scores.

    Inside a longer period a month's own rows are the standing so far: the period's months up to and with it, final with the last.
    """
    written = 0
    for method, body in methods.in_force(month):
        longer = body.period_of(month)
        for label, months in _spans(month, longer).items():
            is_final = len(months) == len(longer.months()) and _all_closed(months)
            written += _replace(method, body, label, months, is_final)
    return written


def _spans(month: Period, longer: Period) -> dict[str, tuple[Period, ...]]:
    """Label → the months that its standing counts, of every standing that `month` stands in. Months never counted have none."""
    months = longer.months()
    counted = {month.label, *Closing.objects.filter(label__in=[each.label for each in months]).values_list("label", flat=True)}
    spans = {each.label: months[: place + 1] for place, each in enumerate(months) if each >= month and each.label in counted}
    return spans | {longer.label: months}


def board(period: Period, method: Method | None = None, code: str = "") -> Board:
    """The board of a period: the stored standings, or, for a period that is not the method's own, counted now and never final.

    By `method`, or by the method in force of that code, or by the principal one. ValidationError unknown_method.
    """
    months = tuple(facts.states(period))
    held = methods.in_force(period) if method is None else [(method, methods.body_of(method))]
    found = methods.pick(held, code)
    if found is None:
        return Board(period, None, (), False, months)
    method, body = found
    stored = list(Score.objects.filter(method=method, period=period.label).select_related("unit"))
    if stored:
        rows = [_stored_row(one, body) for one in stored]
        # Those listed apart have no rank and stand last in their group, on both databases.
        order = {group.label: number for number, group in enumerate(body.groups)}
        rows.sort(key=lambda row: (order.get(row.group, 0), row.rank is None, row.rank or 0, row.unit.order, row.unit.pk))
        return Board(period, method, tuple(rows), all(row.is_final for row in rows), months)
    places = _places(body, period.months())
    return Board(period, method, tuple(_row(place, volume) for place, volume in places), False, months)


def months_behind(period: Period, stored: Sequence[Method] | None = None) -> tuple[Period, ...]:
    """The months whose counting can move the period's board: of a month all those of the method's period that holds it."""
    if period.kind != "month":
        return period.months()
    return next((body.period_of(period).months() for _, body in methods.in_force(period, stored)), (period,))


def _all_closed(months: Sequence[Period]) -> bool:
    """The last month is closed, and none before it is open with rows in it."""
    known = dict(Closing.objects.filter(label__in=[month.label for month in months]).values_list("label", "state"))
    return known.get(months[-1].label) == Closing.State.CLOSED and set(known.values()) == {Closing.State.CLOSED}


def months_so_far(body: MethodBody, period: Period) -> tuple[Period, ...]:
    """The months that the method's standing in `period` counts: of a month inside a longer period of the method all up to and with it."""
    if period.kind != "month":
        return period.months()
    return tuple(month for month in body.period_of(period).months() if month <= period)


def reckon(body: MethodBody, months: Sequence[Period], counted: facts.Table) -> tuple[Row, ...]:
    """The board by any counts of these months (as `facts.table_of` gives them); nothing is stored, nothing is final."""
    return tuple(_row(place, volume) for place, volume in _placed(body, months, counted))


def _places(body: MethodBody, months: Sequence[Period]) -> list[tuple[Place[Unit], int]]:
    return _placed(body, months, facts.table_of(months, figures=body.figures))


def _placed(body: MethodBody, months: Sequence[Period], counted: facts.Table) -> list[tuple[Place[Unit], int]]:
    entries, volumes = [], {}
    for unit in _ranked(months, set(counted)):
        counts: Counts = counted.get(unit.pk, {})
        volumes[unit.pk] = counts.get("volume", (0, 0))[1]
        result = score(body, counts, body.group_of(unit.kind.code) or "")
        entries.append(Entry(unit, unit.order, unit.kind.code, volumes[unit.pk], result))
    return [(place, volumes[place.who.pk]) for place in rank(body, entries)]


def _ranked(months: Sequence[Period], counted: set[int | None]) -> list[Unit]:
    """Ranked units that were open in these months or have something counted in them, in the profile's order."""
    was_open = Q(closed_on=None) | Q(closed_on__gt=months[0].starts_on)
    counted_ids = [pk for pk in counted if pk is not None]
    return list(Unit.objects.filter(was_open | Q(pk__in=counted_ids), is_ranked=True).select_related("kind").order_by("order", "pk"))


def _replace(method: Method, body: MethodBody, label: str, months: Sequence[Period], is_final: bool) -> int:
    Score.objects.filter(method=method, period=label).delete()
    scores = [
        Score(
            method=method,
            period=label,
            starts_on=months[0].starts_on,
            ends_on=months[-1].ends_on,
            is_final=is_final,
            unit=place.who,
            group=place.group,
            rank=place.rank,
            volume=volume,
            total=place.total,
            components=as_plain(place.parts),
            band=place.band,
            note=place.note[:200],
        )
        for place, volume in _places(body, months)
    ]
    Score.objects.bulk_create(scores)
    return len(scores)


def _stored_row(one: Score, body: MethodBody) -> Row:
    total = None if one.total is None else half_up(one.total, body.decimals)
    return Row(one.unit, one.rank, one.group, one.volume, from_plain(one.components), total, one.is_final, one.note, one.band)


def _row(place: Place[Unit], volume: int) -> Row:
    return Row(place.who, place.rank, place.group, volume, place.parts, place.total, False, place.note, place.band)
