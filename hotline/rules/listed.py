"""Tickets that a bulletin lists by number: what its lists say of each, where it lies among the running numbers, who is called when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from tickets.rules.samples import CHINA

# How far the running numbers reach before the first and beyond the last of the listed ones, as a share of what lies between.
BEFORE, BEYOND = 0.06, 0.14
# Where nothing is listed.
USUAL_FIRST, USUAL_WIDTH = 4_000_000, 250_000
STEP = timedelta(minutes=25)


@dataclass(frozen=True)
class Case:
    """A listed ticket. `stars` None and `grade` empty where its list does not say; `is_tracked`: 跟踪 when it was printed."""

    number: str
    summary: str
    unit: str
    stars: int | None = None
    grade: str = ""
    is_tracked: bool = False


def merged(cases: Iterable[Case]) -> list[Case]:
    """A ticket may stand in several lists: what each says of it is put together."""
    known: dict[str, Case] = {}
    for case in cases:
        held = known.get(case.number, case)
        known[case.number] = replace(
            held, stars=case.stars or held.stars, grade=case.grade or held.grade, is_tracked=case.is_tracked or held.is_tracked
        )
    return list(known.values())


@dataclass(frozen=True)
class Numbers:
    """The city's running numbers over the period, in a straight line through the listed ones."""

    first: int
    width: int
    starts_at: datetime
    seconds: float

    @classmethod
    def through(cls, cases: Sequence[Case], first_day: date, last_day: date) -> "Numbers":
        known = sorted(int(case.number) for case in cases)
        span = known[-1] - known[0] if len(known) > 1 else USUAL_WIDTH
        first = int(known[0] - BEFORE * span) if known else USUAL_FIRST
        starts_at = datetime.combine(first_day, time(), CHINA)
        seconds = (datetime.combine(last_day, time.max, CHINA) - starts_at).total_seconds()
        return cls(first, int(span * (1 + BEFORE + BEYOND)), starts_at, seconds)

    def at(self, moment: datetime) -> int:
        return self.first + int(self.width * (moment - self.starts_at).total_seconds() / self.seconds)

    def moment_of(self, number: str) -> datetime:
        return self.starts_at + timedelta(seconds=self.seconds * (int(number) - self.first) / self.width)


def category_of(summary: str, paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The path whose last name shares most neighbouring characters with the summary; empty where none shares any."""
    best = max(paths, key=lambda path: (_alike(summary, path[-1]), -len(path[-1])), default=())
    return best if best and _alike(summary, best[-1]) else ()


def _alike(summary: str, name: str) -> int:
    return sum(summary[at : at + 2] in name for at in range(len(summary) - 1))


def in_printed_order(calls: Mapping[str, datetime], lists: Sequence[Sequence[str]]) -> dict[str, datetime]:
    """Number → moment of the call: each listed ticket is called after the one printed before it, in every list that holds it."""
    moments = dict(calls)
    for _ in calls:
        late = [(one, other) for numbers in lists for one, other in pairwise(numbers) if moments[other] <= moments[one]]
        if not late:
            break
        for one, other in late:
            moments[other] = max(moments[other], moments[one] + STEP)
    return moments
