"""Supervision orders and whistles of all the years, entered through their acts: those of past years once the system is in use, those of
the period before it is closed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random

from django.db import transaction

from hotline.acts.reproduction.building import Progress
from hotline.rules.printed_years import Issued, Years
from hotline.rules.solving_years import SOLVED, UNSOLVED
from hotline.rules.whole import Unsolvable
from scoring.rules.periods import midnight
from tickets.acts import supervising, whistles
from tickets.models import Assignment, Callback, SupervisionOrder, Whistle
from tickets.rules.samples import CHINA
from units.models import Unit, User

CHUNK = 500
# A citizen who says that nothing is solved brings an order on the next day; what came of it is known nine days later.
ORDERED_AFTER, RESULT_AFTER, ARRIVED_AFTER = timedelta(days=1), timedelta(days=9), timedelta(hours=2)
REASON, MATTER, KIND = "回访反映诉求没有解决，请核实原因并限期办理。", "居民反映的问题涉及几个部门职责，请到现场会商处置。", "联合处置"
RESULT_WORDS = {SOLVED: "已办结，诉求人认可。", UNSOLVED: "仍在协调，暂未解决。"}
BLOWN_AT = time(9, 30)
CALLED, NUMBER = 2, "CS{:06d}"
NONE = ""


@dataclass(frozen=True)
class Entry:
    """`first`: the first day of the first year; `starts_on`: of the period, `last` its last day. `past_at` and `present_at` are when the
    rows of past years and those of the period are entered."""

    first: date
    starts_on: date
    last: date
    past_at: datetime
    present_at: datetime
    by: User

    def portions(self, moments: Sequence[datetime]) -> Iterator[tuple[slice, datetime]]:
        """`moments` rise: portions of them, each with the moment at which it is entered."""
        starts_at = midnight(self.starts_on)
        past = sum(moment < starts_at for moment in moments)
        for first, last, at in ((0, past, self.past_at), (past, len(moments), self.present_at)):
            for start in range(first, last, CHUNK):
                yield slice(start, min(start + CHUNK, last)), at


def supervise(years: Years, entry: Entry, progress: Progress, seed: int) -> None:
    """Orders of each level on tickets whose citizens said that nothing was solved, spread over the years. Once and whole."""
    drawn = _drawn(years.orders, seed)
    if not drawn or SupervisionOrder.objects.exists():
        return
    calls = _unsolved(entry, len(drawn))
    moments = [called_at + ORDERED_AFTER for _, called_at in calls]
    with transaction.atomic():
        for portion, at in entry.portions(moments):
            parts = Assignment.objects.select_related("ticket").in_bulk([pk for pk, _ in calls[portion]])
            given = [
                supervising.Order(parts[pk], level, REASON, moment)
                for (pk, _), moment, (level, _) in zip(calls[portion], moments[portion], drawn[portion], strict=True)
            ]
            orders = supervising.order_many(given, entry.by, at)
            known = [
                supervising.Result(order, result, order.ordered_at + RESULT_AFTER, RESULT_WORDS[result])
                for order, (_, result) in zip(orders, drawn[portion], strict=True)
                if result
            ]
            supervising.record_result_many(known, entry.by, at)
            progress("督办", portion.stop, len(drawn))


def whistle(years: Years, entry: Entry, progress: Progress, seed: int) -> None:
    """Whistles of each kind of unit, spread over the years; others of these kinds are called. Once and whole."""
    drawn = _drawn(years.whistles, seed)
    if not drawn or Whistle.objects.exists():
        return
    units = {kind: cycle(_units(kind)) for kind in years.whistles}
    called = cycle([unit for kind in years.whistles for unit in _units(kind)])
    days = (entry.last - entry.first).days
    moments = [datetime.combine(entry.first + timedelta(days=days * place // len(drawn)), BLOWN_AT, CHINA) for place in range(len(drawn))]
    with transaction.atomic():
        for portion, at in entry.portions(moments):
            blows = []
            for place in range(portion.start, portion.stop):
                unit = next(units[drawn[place][0]])
                others = tuple(islice((one for one in called if one != unit), CALLED))
                blows.append(
                    whistles.Blow(
                        NUMBER.format(place + 1), KIND, unit, others, MATTER, moments[place], None, moments[place] + ARRIVED_AFTER
                    )
                )
            rows = whistles.blow_many(blows, entry.by, at)
            known = [
                whistles.Result(row, result, row.blown_at + RESULT_AFTER, RESULT_WORDS[result])
                for row, (_, result) in zip(rows, drawn[portion], strict=True)
                if result
            ]
            whistles.record_many(known, entry.by, at)
            progress("吹哨", portion.stop, len(drawn))


def _drawn(issued: Mapping[str, Issued], seed: int) -> list[tuple[str, str]]:
    """(level or kind, what came of it) of each that was issued, mixed."""
    drawn = [
        (kind, result) for kind, of_kind in issued.items() for result in _results(of_kind.volume, of_kind.solved.full, of_kind.solved.rest)
    ]
    Random(seed).shuffle(drawn)  # noqa: S311 the same order each time, nothing secret
    return drawn


def _results(volume: int, solved: int, unsolved: int) -> list[str]:
    """What came of each of `volume`; of the others nothing is recorded."""
    return [SOLVED] * solved + [UNSOLVED] * unsolved + [NONE] * (volume - solved - unsolved)


def _unsolved(entry: Entry, count: int) -> list[tuple[int, datetime]]:
    """(assignment, moment of the call), in the order of the calls, evenly from all of them. Unsolvable where there are too few."""
    until = midnight(entry.last) - ORDERED_AFTER
    found = Callback.objects.filter(solved=Callback.Solved.UNSOLVED, called_at__lt=until, assignment__isnull=False)
    rows = list(found.order_by("called_at", "pk").values_list("assignment_id", "called_at"))
    if len(rows) < count:
        raise Unsolvable(f"回访未解决的工单只有 {len(rows)} 件，不够 {count} 件督办。")
    return [rows[len(rows) * place // count] for place in range(count)]


def _units(kind: str) -> list[Unit]:
    return list(Unit.objects.filter(kind__code=kind, is_ranked=True).order_by("order", "pk"))
