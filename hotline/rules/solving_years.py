"""Finds whole counts behind figures that go over years: totals in 万, growth between two of them, shares, rates on bases of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import zip_longest

from hotline.rules.courses import DISSATISFIED, SATISFIED
from hotline.rules.spans import yearly_growth
from hotline.rules.whole import HUNDRED_PERCENT, Unsolvable, off, rounds_to

# 基本满意 is tried as rarely as it can be.
MOST_BASICALLY = 3
# How far beside the computed count a growth is looked for.
NEAR = 3


@dataclass(frozen=True)
class PrintedCount:
    """A number as printed, in units of `scale`: 6.92 of 10 000."""

    printed: Decimal
    scale: int = 1

    def holds(self, count: int) -> bool:
        """Whether `count` is printed so: 97 084 is 9.7 万."""
        return (Decimal(count) / self.scale).quantize(self.printed, ROUND_HALF_UP) == self.printed

    def around(self) -> Iterator[int]:
        """Every count that is printed so, the nearest to the round number first."""
        middle, step = int(self.printed * self.scale), 0
        while self.holds(middle + step) or self.holds(middle - step):
            yield from (count for count in dict.fromkeys((middle + step, middle - step)) if self.holds(count))
            step += 1


@dataclass(frozen=True)
class Rate:
    """Callbacks behind a rate: `full` with the best answer, `basically` with the second best, on `base`."""

    base: int
    full: int
    basically: int = 0

    @property
    def rest(self) -> int:
        return self.base - self.full - self.basically


NOBODY = Rate(0, 0)
BASICALLY = "basically"
SOLVED, UNSOLVED = "solved", "unsolved"
NO_ANSWER = ""


def answers(satisfaction: Rate, solved: Rate) -> list[tuple[str, str]]:
    """(result, solved) of every citizen behind two rates with bases of their own: who is dissatisfied has nothing solved either, as
    far as there are so many; whoever lies beyond the smaller base gave no answer there."""
    results = [DISSATISFIED] * satisfaction.rest + [BASICALLY] * satisfaction.basically + [SATISFIED] * satisfaction.full
    solutions = [UNSOLVED] * solved.rest + [SOLVED] * solved.full
    return list(zip_longest(results, solutions, fillvalue=NO_ANSWER))


def solve_growth(earlier: PrintedCount | None, later: PrintedCount, years: int, growth: Decimal) -> tuple[int, int]:
    """(the earlier count, the later one) that give the printed growth; `earlier` None: it is not printed itself."""
    for last in later.around():
        about = int(last / (1 + growth / HUNDRED_PERCENT) ** years)
        for first in sorted(range(max(about - NEAR, 1), about + NEAR + 1), key=lambda n: abs(n - about)):
            is_printed = earlier is None or earlier.holds(first)
            if is_printed and yearly_growth(first, last, years).quantize(growth, ROUND_HALF_UP) == growth:
                return first, last
    raise Unsolvable(f"增长 {growth}% 与印出的件数没有共同的整数解。")


def solve_parts(whole: int, percents: Mapping[str, Decimal]) -> dict[str, int]:
    """Part → the whole count nearest to its printed share of `whole`; what is left is ""."""
    parts = {}
    for part, percent in percents.items():
        about = int(whole * percent / HUNDRED_PERCENT)
        fitting = [n for n in (about, about + 1) if rounds_to(n, whole, percent)]
        if not fitting:
            raise Unsolvable(f"{part}：{whole} 件中没有整数占 {percent}%。")
        parts[part] = min(fitting, key=lambda n: off(n, whole, percent))
    left = whole - sum(parts.values())
    if left < 0:
        raise Unsolvable(f"{'、'.join(parts)} 的占比合计超过全部。")
    return {**parts, "": left}


def solve_rate(printed: Decimal, most: int, credit: Decimal = Decimal(0)) -> Rate:
    """The largest base up to `most` that gives the printed rate, with as few 基本满意 (worth `credit`) as possible."""
    for basically in range((MOST_BASICALLY if credit else 0) + 1):
        for base in range(most, 0, -1):
            found = _fitting(base, printed, basically, credit)
            if found is not None:
                return found
    raise Unsolvable(f"{most} 件以内没有整数能得出 {printed}%。")


def solve_rest(known: Rate, count: int, printed: Decimal, credit: Decimal = Decimal(0)) -> Rate:
    """What `count` further callbacks say, all of them fully or not at all, so that with the `known` ones the printed rate comes out."""
    found = _fitting(known.base + count, printed, known.basically, credit)
    if found is None or not 0 <= found.full - known.full <= count:
        raise Unsolvable(f"{known.base + count} 件回访凑不出 {printed}%。")
    return Rate(count, found.full - known.full)


def _fitting(base: int, printed: Decimal, basically: int, credit: Decimal) -> Rate | None:
    """On `base`, with so many 基本满意, the full answers that come nearest to the printed rate, where they give it."""
    wanted = base * printed / HUNDRED_PERCENT - basically * credit
    full = int(wanted.to_integral_value(ROUND_HALF_UP))
    if not 0 <= full <= base - basically:
        return None
    rate = (full + basically * credit) * HUNDRED_PERCENT / base
    return Rate(base, full, basically) if rate.quantize(Decimal("0.01"), ROUND_HALF_UP) == printed else None


def between(known: Mapping[int, Decimal], year: int) -> Decimal:
    """A share in a year that is not printed: on the line between the years that are, before and after them as there."""
    earlier = max((one for one in known if one <= year), default=min(known))
    later = min((one for one in known if one >= year), default=max(known))
    if earlier == later:
        return known[earlier]
    return known[earlier] + (known[later] - known[earlier]) * (year - earlier) / (later - earlier)


def fill_in(total: int, known: Mapping[int, int], years: range) -> dict[int, int]:
    """Tickets of each year that together are `total`: the known ones as they are, the others grown evenly between them and scaled."""
    missing = [year for year in years if year not in known]
    left = total - sum(known[year] for year in years if year in known)
    if not missing and left:
        raise Unsolvable(f"各年合计与总量 {total} 件相差 {left} 件。")
    weights = {year: _grown(known, year) for year in missing}
    found, rest = dict(known), left
    for year in missing[:-1]:
        found[year] = int(left * weights[year] / sum(weights.values()))
        rest -= found[year]
    return found | ({missing[-1]: rest} if missing else {})


def _grown(known: Mapping[int, int], year: int) -> float:
    earlier, later = max(one for one in known if one < year), min(one for one in known if one > year)
    return float(known[earlier] * (known[later] / known[earlier]) ** ((year - earlier) / (later - earlier)))
