"""Finds whole counts behind a unit's printed mean star, satisfaction, valid callbacks and score [panjin-2024h1].

Each answer has its own base: of the callbacks that reached somebody some bring a grade, some bring stars. Counts are looked for
that give every printed cell; where no counts give the score (six county rows do not obey the formula) those that come nearest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hotline.rules.whole import HUNDRED_PERCENT, Unsolvable, rounds_to

# The likely share of the tickets that are called back, and how many callbacks there may be beyond the tickets of the period.
LIKELY_SHARE, MOST_BEYOND = 0.6, 2
# In a table of more tickets than this there is no need to look far: how many numbers of callbacks, and of bases below them.
LARGE, NEAR, CLOSE = 300, 40, 2
HALF_A_HUNDREDTH = Fraction(1, 200)


@dataclass(frozen=True)
class Formula:
    """A score is `per_star` × mean star + `for_satisfied` × satisfaction + `constant`."""

    per_star: Fraction
    for_satisfied: Fraction
    constant: Fraction

    def score(self, found: "Answered") -> Fraction:
        return self.per_star * found.stars / found.starred + self.for_satisfied * found.satisfied / found.graded + self.constant


@dataclass(frozen=True)
class PrintedStars:
    """One printed row: tickets, mean star, three rates in per cent, score."""

    unit: str
    volume: int
    star_mean: Decimal
    completion: Decimal
    satisfaction: Decimal
    valid: Decimal
    score: Decimal


@dataclass(frozen=True)
class Answered:
    """The counts of one unit: callbacks, those with an answer, with a grade, satisfied, with stars, and the sum of the stars."""

    called: int
    valid: int
    graded: int
    satisfied: int
    starred: int
    stars: int

    def __sub__(self, other: "Answered") -> "Answered":
        return Answered(*(own - others for own, others in zip(vars(self).values(), vars(other).values(), strict=True)))


def added(parts: Sequence[Answered]) -> Answered:
    return Answered(*(sum(vars(part)[name] for part in parts) for name in Answered.__dataclass_fields__))


def solve_stars(row: PrintedStars, formula: Formula, least: Answered, stars_max: int) -> Answered:
    """The likeliest counts that give the row, not below those of its parts (`least`); Unsolvable where rates cannot be had."""
    best: tuple[Fraction, float, Answered] | None = None
    for called, valid in _called(row, least.called):
        for found in _answered(row, called, valid, least, stars_max):
            if not _holds(found, least, stars_max):
                continue
            off = _off(formula.score(found), row.score)
            cost = (2 * found.valid - found.graded - found.starred) / valid
            if best is None or (off, cost) < best[:2]:
                best = off, cost, found
        # The first number of callbacks whose counts give the printed score is the likeliest.
        if best is not None and best[0] == 0:
            break
    if best is None:
        raise Unsolvable(f"{row.unit}：得星平均分 {row.star_mean}、满意率 {row.satisfaction}、有效回访率 {row.valid} 没有整数解。")
    return best[2]


def _called(row: PrintedStars, least: int) -> Iterator[tuple[int, int]]:
    """(callbacks, those with an answer) that give the printed rate, the likely number first."""
    likely = max(round(row.volume * LIKELY_SHARE), least + (NEAR if least else 0))
    numbers = range(max(least, 1), row.volume + MOST_BEYOND + 1)
    near = sorted(numbers, key=lambda called: (called > row.volume, abs(called - likely)))
    found = 0
    for called in near:
        about = int(called * row.valid / HUNDRED_PERCENT)
        for valid in range(max(about, 1), min(about + 1, called) + 1):
            if rounds_to(valid, called, row.valid):
                found += 1
                yield called, valid
        if found >= NEAR and row.volume > LARGE:
            return


def _answered(row: PrintedStars, called: int, valid: int, least: Answered, stars_max: int) -> Iterator[Answered]:
    """Counts on some of the bases from the largest downwards; the parts' callbacks without that answer are none of the whole's."""
    grades = [(base, hits) for base in _bases(row, valid - (least.valid - least.graded)) for hits in _hits(base, row.satisfaction)]
    stars = [
        (base, total) for base in _bases(row, valid - (least.valid - least.starred)) for total in _sums(base, row.star_mean, stars_max)
    ]
    for graded, satisfied in grades:
        for starred, total in stars:
            yield Answered(called, valid, graded, satisfied, starred, total)


def _bases(row: PrintedStars, largest: int) -> range:
    return range(largest, max(largest - CLOSE if row.volume > LARGE else 1, 1) - 1, -1)


def _hits(base: int, rate: Decimal) -> list[int]:
    about = int(base * rate / HUNDRED_PERCENT)
    return [hits for hits in range(max(about - 1, 0), min(about + 2, base) + 1) if rounds_to(hits, base, rate)]


def _sums(base: int, mean: Decimal, most: int) -> list[int]:
    """Sums of stars whose mean on `base` is printed as `mean`, half up in two decimals."""
    about = int(base * mean)
    spread = base // 200 + 1
    wanted = int(mean * 100)
    near = range(max(about - spread, base), min(about + spread + 1, base * most) + 1)
    return [total for total in near if (200 * total + base) // (2 * base) == wanted]


def _off(score: Fraction, printed: Decimal) -> Fraction:
    """How far the score, half up in two decimals, lies from what is printed."""
    rounded = Fraction((score + HALF_A_HUNDREDTH) * 100 // 1, 100)
    return abs(rounded - Fraction(printed))


def _holds(found: Answered, least: Answered, stars_max: int) -> bool:
    """Whether the parts' counts leave something that tickets can have."""
    rest = found - least
    return (
        0 <= rest.valid <= rest.called
        and 0 <= rest.satisfied <= rest.graded <= rest.valid
        and 0 <= rest.starred <= rest.valid
        and rest.starred <= rest.stars <= stars_max * rest.starred
    )
