"""Finds, unit by unit, whole counts of grades behind printed satisfaction rates that also add up to the district's printed rate.

A rate is (satisfied + credit · basically) / graded. Credits come as twentieths at the finest (0.6, 0.75, 0.05), so that everything
is counted in whole twentieths.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hotline.rules.whole import HUNDRED_PERCENT, Unsolvable, rounds_to

PARTS = 20
# Nobody asks everybody: the likely share of the tickets that are called, the largest that is tried.
LIKELY_SHARE, LARGEST_SHARE = 0.45, 0.8
# What 基本满意 costs against likelihood: few citizens say it.
BASICALLY_COST = 0.4
# How many of each unit's possible counts are tried, the likeliest first, and below what difference (in hundredths of a per cent of
# a ticket) two sums are kept as one: a large table has solutions among few, a small one may have but one.
TRIES = ((6, 250), (40, 25))
LAST_TRY, FEW = (2_000, 1), 8


@dataclass(frozen=True)
class Grades:
    """Callbacks of one unit by their grade."""

    satisfied: int
    basically: int
    dissatisfied: int

    @property
    def base(self) -> int:
        return self.satisfied + self.basically + self.dissatisfied


NOTHING = Grades(0, 0, 0)


@dataclass(frozen=True)
class _Option:
    """Counts that give a unit's printed rate: how unlikely they are, and what they are worth in twentieths."""

    cost: float
    grades: Grades
    credited: int


@dataclass(frozen=True)
class Rated:
    """A printed rate in per cent, None for 未抽访; `volume` tickets; `likely` callbacks; `exactly` where their number is known."""

    unit: str
    volume: int
    rate: Decimal | None
    likely: int = 0
    exactly: int = 0


@dataclass(frozen=True)
class _State:
    """What some units add up to, at the lowest cost found: the last one's grades and, in `before`, the others'."""

    cost: float
    credited: int
    base: int
    grades: Grades = NOTHING
    before: "_State | None" = None


def solve_rates(rows: Sequence[Rated], whole: Decimal, credit: Decimal) -> dict[str, Grades]:
    """Unit → its grades, which give each printed rate and together `whole`; `credit` is what 基本满意 is worth. Unsolvable else."""
    sampled = [row for row in rows if row.rate is not None]
    options = [_options(row, int(credit * PARTS)) for row in sampled]
    for most, bucket in (*TRIES, LAST_TRY) if len(sampled) <= FEW else TRIES:
        found = _added_up([own[:most] for own in options], whole, bucket)
        if found is not None:
            return {row.unit: NOTHING for row in rows} | {row.unit: grades for row, grades in zip(sampled, found, strict=True)}
    raise Unsolvable(f"全区 {whole}% 与各单位的满意率没有共同的整数解。")


def _added_up(options: Sequence[Sequence[_Option]], whole: Decimal, bucket: int) -> list[Grades] | None:
    """One option of each unit, the likeliest together, that add up to `whole`; None where there are none."""
    target = int(whole * 100)
    states = {0: _State(0.0, 0, 0)}
    for own in options:
        states = _further(states, own, target, bucket)
    fitting = [state for state in states.values() if state.base and rounds_to(state.credited, PARTS * state.base, whole)]
    return _unwound(min(fitting, key=lambda state: state.cost)) if fitting else None


def _options(row: Rated, worth: int) -> list[_Option]:
    """The likeliest counts that give a unit's rate, each with its cost. Unsolvable where there are none."""
    found = []
    likely = row.likely or max(row.volume * LIKELY_SHARE, 1)
    bases = [row.exactly] if row.exactly else range(1, _most(row) + 1)
    for base in bases:
        for grades in _grades(base, row.rate or Decimal(0), worth):
            cost = abs(base - likely) / likely + BASICALLY_COST * grades.basically / base
            found.append(_Option(cost, grades, grades.satisfied * PARTS + grades.basically * worth))
    if not found:
        raise Unsolvable(f"{row.unit}：满意率 {row.rate} 在 {row.volume} 件以内没有整数解。")
    return sorted(found, key=lambda each: (each.cost, each.grades.base))


def _most(row: Rated) -> int:
    return max(int(row.volume * LARGEST_SHARE), min(row.volume, 6))


def _grades(base: int, rate: Decimal, worth: int) -> list[Grades]:
    """On `base`, for each credited sum that rounds to `rate` the counts with the fewest 基本满意."""
    about = int(base * PARTS * rate / HUNDRED_PERCENT)
    found = []
    for credited in range(max(about - 1, 0), min(about + 2, base * PARTS) + 1):
        if not rounds_to(credited, base * PARTS, rate):
            continue
        for basically in range(base + 1):
            satisfied, rest = divmod(credited - worth * basically, PARTS)
            if satisfied < 0:
                break
            if rest == 0 and satisfied + basically <= base:
                found.append(Grades(satisfied, basically, base - satisfied - basically))
                break
    return found


def _further(states: Mapping[int, _State], options: Sequence[_Option], target: int, bucket: int) -> dict[int, _State]:
    """One more unit: sums that lie in the same bucket are told apart by their cost only."""
    further: dict[int, _State] = {}
    for state in states.values():
        for option in options:
            cost, credited, base = state.cost + option.cost, state.credited + option.credited, state.base + option.grades.base
            key = (credited * 10_000 // PARTS - target * base) // bucket
            if key not in further or cost < further[key].cost:
                further[key] = _State(cost, credited, base, option.grades, state)
    return further


def _unwound(state: _State) -> list[Grades]:
    found: list[Grades] = []
    while state.before is not None:
        found.append(state.grades)
        state = state.before
    return found[::-1]
