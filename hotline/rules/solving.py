"""Finds whole numbers that could stand behind a published table: pure search, nothing known beforehand.

What a bulletin prints are rounded rates; what a ticket can be is done or not done. The search looks for numbers of tickets
due, answered in time, completed, graded and starred, unit by unit, whose rates round to what is printed and which add
up to the district's own printed rates and volume.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from hotline.rules.whole import HUNDRED_PERCENT, Unsolvable, nearest_bases, off, rounds_to, share_out

# Numbers of tickets due that are tried before a table is given up.
MOST_TRIES = 400
HALF_A_DIGIT = Decimal("0.005")


@dataclass(frozen=True)
class Printed:
    """One row of the published table. Rates in per cent as printed, `satisfaction` None for 未抽访; `weight` says how much
    of the volume the unit is likely to have; `low` and `dissatisfied` are its tickets in the published lists."""

    unit: str
    on_time_feedback: Decimal
    completion: Decimal
    satisfaction: Decimal | None
    weight: int
    low: int = 0
    dissatisfied: int = 0


@dataclass(frozen=True)
class Totals:
    """What is printed of the whole district: a volume and four rates in per cent."""

    volume: int
    on_time_feedback: Decimal
    completion: Decimal
    satisfaction: Decimal
    top_star: Decimal


@dataclass(frozen=True)
class Found:
    """The numbers of one unit, or of all of them added up."""

    volume: int
    due: int
    late: int
    incomplete: int
    graded: int
    dissatisfied: int
    starred: int
    low: int


def solve(rows: Sequence[Printed], totals: Totals) -> dict[str, Found]:
    """Unit → numbers. Raises Unsolvable where there are none."""
    weights = [max(row.weight, 1) for row in rows]
    least_graded = [_least_graded(row) for row in rows]
    refusal: Unsolvable | None = None
    for due, late, incomplete in islice(_solve_due(rows, totals, weights, least_graded), MOST_TRIES):
        completed = [n - missing for n, missing in zip(due, incomplete, strict=True)]
        try:
            graded = _solve_graded(rows, totals, completed)
            return _found(rows, totals, weights, due, late, incomplete, graded)
        except Unsolvable as words:
            refusal = words
    raise refusal or Unsolvable(f"办结率 {totals.completion}、按时反馈率 {totals.on_time_feedback} 与各单位的比率没有共同的整数解。")


def _found(
    rows: Sequence[Printed], totals: Totals, weights: Sequence[int],
    due: Sequence[int], late: Sequence[int], incomplete: Sequence[int], graded: Sequence[int],
) -> dict[str, Found]:  # fmt: skip
    starred = _solve_starred(rows, totals, graded)
    carried = share_out(totals.volume - sum(due), weights, [0] * len(rows), [totals.volume] * len(rows))
    return {
        row.unit: Found(due[i] + carried[i], due[i], late[i], incomplete[i], graded[i], row.dissatisfied, starred[i], row.low)
        for i, row in enumerate(rows)
    }


def total_of(found: Mapping[str, Found]) -> Found:
    """All units added up."""
    return Found(*(sum(vars(each)[name] for each in found.values()) for name in Found.__dataclass_fields__))


def _least_graded(row: Printed) -> int:
    """The smallest number of callbacks that can give the unit's satisfaction: 98.15 with one dissatisfied needs 54."""
    if row.satisfaction is None:
        return 0
    bases = nearest_bases(row.satisfaction, row.dissatisfied, 10_000)
    if not bases:
        raise Unsolvable(f"{row.unit}：满意率 {row.satisfaction} 与不满意 {row.dissatisfied} 件没有整数解。")
    return min(bases)


@dataclass(frozen=True)
class _Choice:
    """Numbers due of the units whose rates bind them, at the lowest cost found: how far they lie from their weights."""

    cost: float
    due: tuple[int, ...]
    late: tuple[int, ...]
    incomplete: tuple[int, ...]


def _solve_due(
    rows: Sequence[Printed], totals: Totals, weights: Sequence[int], least: Sequence[int]
) -> Iterator[tuple[list[int], list[int], list[int]]]:
    """Due, late and incomplete of each unit, the likeliest first."""
    bound = [i for i, row in enumerate(rows) if min(row.on_time_feedback, row.completion) < HUNDRED_PERCENT]
    free = [i for i in range(len(rows)) if i not in bound]
    choices = _choices(rows, bound, totals, weights, least)
    for base, late, incomplete in _district_bases(totals, choices):
        choice = choices[late, incomplete]
        rest, needs = base - sum(choice.due), [max(least[i], 1) for i in free]
        if rest < sum(needs) or (rest and not free):
            continue
        shares = share_out(rest, [weights[i] for i in free], needs, [rest] * len(free))
        due = dict(zip(free, shares, strict=True)) | dict(zip(bound, choice.due, strict=True))
        missed = dict(zip(bound, zip(choice.late, choice.incomplete, strict=True), strict=True))
        yield (
            [due[i] for i in range(len(rows))],
            [missed.get(i, (0, 0))[0] for i in range(len(rows))],
            [missed.get(i, (0, 0))[1] for i in range(len(rows))],
        )


def _district_bases(totals: Totals, choices: Mapping[tuple[int, int], _Choice]) -> Iterator[tuple[int, int, int]]:
    """(due, late, incomplete) of the whole district that give both printed rates. What falls due in a quarter is nearly
    what came in: the misses whose best base lies nearest to the volume come first, and of their bases the best fit."""
    fits = []
    for late, incomplete in choices:
        bases = [
            (off(base - late, base, totals.on_time_feedback) + off(base - incomplete, base, totals.completion), totals.volume - base)
            for base in range(max(late, incomplete, 1), totals.volume + 1)
            if rounds_to(base - late, base, totals.on_time_feedback) and rounds_to(base - incomplete, base, totals.completion)
        ]
        if bases:
            fits.append((min(bases)[1], late, incomplete, sorted(bases)))
    return ((totals.volume - less, late, incomplete) for _, late, incomplete, bases in sorted(fits) for _, less in bases)


def _choices(
    rows: Sequence[Printed], bound: Sequence[int], totals: Totals, weights: Sequence[int], least: Sequence[int]
) -> dict[tuple[int, int], _Choice]:
    """(late, incomplete) of all bound units together → the cheapest numbers behind it."""
    # The whole district cannot have missed more than its printed rates allow on all of its volume.
    most = [int(totals.volume * (HUNDRED_PERCENT - rate + HALF_A_DIGIT) / 100) for rate in (totals.on_time_feedback, totals.completion)]
    reached = {(0, 0): _Choice(0.0, (), (), ())}
    for i in bound:
        target = totals.volume * weights[i] / sum(weights)
        options = _options(rows[i], target, totals.volume, least[i])
        further: dict[tuple[int, int], _Choice] = {}
        for (late, incomplete), so_far in reached.items():
            for (more_late, more_incomplete), (cost, base) in options.items():
                key = late + more_late, incomplete + more_incomplete
                if key[0] > most[0] or key[1] > most[1] or (key in further and further[key].cost <= so_far.cost + cost):
                    continue
                further[key] = _Choice(
                    so_far.cost + cost, (*so_far.due, base), (*so_far.late, more_late), (*so_far.incomplete, more_incomplete)
                )
        reached = further
    return reached


def _options(row: Printed, target: float, volume: int, least: int) -> dict[tuple[int, int], tuple[float, int]]:
    """(late, incomplete) of one unit → (cost, due), the number due nearest to its target."""
    options: dict[tuple[int, int], tuple[float, int]] = {}
    for base in range(max(least, 1), volume + 1):
        for late in _misses(base, row.on_time_feedback):
            for incomplete in _misses(base, row.completion):
                cost = (base - target) ** 2 / target
                if base - incomplete >= least and ((late, incomplete) not in options or cost < options[late, incomplete][0]):
                    options[late, incomplete] = cost, base
    if not options:
        raise Unsolvable(f"{row.unit}：按时反馈率 {row.on_time_feedback}、办结率 {row.completion} 没有整数解。")
    return options


def _misses(base: int, printed: Decimal) -> list[int]:
    """How many of `base` may have missed for the printed rate."""
    # Misses lie within half a hundredth of a per cent of the rate, which is a few whole numbers at the most.
    about, span = int(base * (HUNDRED_PERCENT - printed) / 100), base // 10_000 + 2
    return [k for k in range(max(about - span, 0), min(about + span, base) + 1) if rounds_to(base - k, base, printed)]


def _solve_graded(rows: Sequence[Printed], totals: Totals, most: Sequence[int]) -> list[int]:
    """Callbacks with a grade: a unit below 100 % has one of a few bases of its own, the smallest first, the others share the rest."""
    misses = sum(row.dissatisfied for row in rows)
    bound = [i for i, row in enumerate(rows) if row.satisfaction is None or row.satisfaction < HUNDRED_PERCENT]
    free = [i for i in range(len(rows)) if i not in bound]
    sums = _graded_sums([_graded_bases(rows[i], most[i]) for i in bound])
    for base in nearest_bases(totals.satisfaction, misses, sum(most)):
        for taken in sorted(sums):
            if len(free) <= base - taken <= sum(most[i] for i in free):
                shares = share_out(base - taken, [most[i] for i in free], [1] * len(free), [most[i] for i in free])
                graded = dict(zip(bound, sums[taken], strict=True)) | dict(zip(free, shares, strict=True))
                return [graded[i] for i in range(len(rows))]
    raise Unsolvable(f"全区满意率 {totals.satisfaction} 与不满意 {misses} 件没有整数解。")


def _graded_bases(row: Printed, most: int) -> list[int]:
    """Every number of callbacks that gives the unit's satisfaction: 99.07 with one dissatisfied is 107 or 108."""
    return [0] if row.satisfaction is None else sorted(nearest_bases(row.satisfaction, row.dissatisfied, most))


def _graded_sums(bases: Sequence[Sequence[int]]) -> dict[int, tuple[int, ...]]:
    """What one base of each unit can add up to → those bases."""
    sums: dict[int, tuple[int, ...]] = {0: ()}
    for own in bases:
        further: dict[int, tuple[int, ...]] = {}
        for total, chosen in sorted(sums.items()):
            for base in own:
                further.setdefault(total + base, (*chosen, base))
        sums = further
    return sums


def _solve_starred(rows: Sequence[Printed], totals: Totals, graded: Sequence[int]) -> list[int]:
    """Callbacks with a star, the low ones of the list among them."""
    low = [row.low for row in rows]
    for base in nearest_bases(totals.top_star, sum(low), sum(graded)):
        if base >= sum(low):
            return share_out(base, graded, low, graded)
    raise Unsolvable(f"全区优秀率 {totals.top_star} 与低星 {sum(low)} 件没有整数解。")
