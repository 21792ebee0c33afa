"""The way of a ticket from unit to unit (流转), cut into rounds: a new one begins where a unit gets it that had it in this one,
so that ping-pong is seen."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.rules.deadlines import local

NUMERALS = "零一二三四五六七八九十"


def rounds(units: Sequence[Hashable]) -> tuple[tuple[int, ...], ...]:
    """The places 0, 1, 2… of `units` in runs in which no unit stands twice."""
    cut: list[list[int]] = []
    seen: set[Hashable] = set()
    for place, unit in enumerate(units):
        if not cut or unit in seen:
            cut.append([])
            seen = set()
        cut[-1].append(place)
        seen.add(unit)
    return tuple(tuple(run) for run in cut)


@dataclass(frozen=True)
class Stay:
    """A unit held the ticket as lead from `at`; `until` None: it holds it still. `unit` is its id."""

    unit: int
    name: str
    at: datetime
    until: datetime | None = None


@dataclass(frozen=True)
class Hop:
    """A box of the flow: the unit's place in the whole way from 1, and how many days it lay there."""

    place: int
    stay: Stay
    days: int

    @property
    def is_here(self) -> bool:
        return self.stay.until is None


@dataclass(frozen=True)
class Round:
    label: str
    hops: tuple[Hop, ...]


@dataclass(frozen=True)
class Flow:
    rounds: tuple[Round, ...]
    days: int
    units: int

    @property
    def count(self) -> int:
        """How many hand-overs, the first dispatch among them."""
        return sum(len(each.hops) for each in self.rounds)

    @property
    def words(self) -> str:
        """历时 56 天 · 流转 6 次 · 3 家单位往返两轮."""
        back_and_forth = f"{self.units} 家单位往返{_rounds_word(len(self.rounds))}轮" if len(self.rounds) > 1 else f"{self.units} 家单位"
        return f"历时 {self.days} 天 · 流转 {self.count} 次 · {back_and_forth}"


def flow(stays: Sequence[Stay], now: datetime) -> Flow:
    """The way that `stays` (in their order) make up, as it stands at `now`. Days are by the calendar: 05-15 to 05-17 is two."""
    cut = tuple(
        Round(f"第{_numeral(number)}轮", tuple(_hop(place, stays[place], now) for place in run))
        for number, run in enumerate(rounds([stay.unit for stay in stays]), start=1)
    )
    whole = _days(stays[0].at, stays[-1].until or now) if stays else 0
    return Flow(cut, whole, len({stay.unit for stay in stays}))


def _hop(place: int, stay: Stay, now: datetime) -> Hop:
    return Hop(place + 1, stay, _days(stay.at, stay.until or now))


def _days(start: datetime, end: datetime) -> int:
    return max(0, (local(end).date() - local(start).date()).days)


def _numeral(number: int) -> str:
    return NUMERALS[number] if number < len(NUMERALS) else str(number)


def _rounds_word(number: int) -> str:
    return "两" if number == 2 else _numeral(number)
