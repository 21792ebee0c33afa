"""What printed tables of mean stars and scores ask of the search: counts of the printed rows, the rest shared out among the units
that a county has but the bulletin does not name [panjin-2024h1]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hotline.rules.printed import unit_of
from hotline.rules.profiles.figure_sources import source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.units import UnitLine
from hotline.rules.quotas import Quota
from hotline.rules.solving_rates import Grades
from hotline.rules.solving_shares import PrintedShare
from hotline.rules.solving_stars import LIKELY_SHARE, Answered, Formula, PrintedStars, added, solve_stars
from hotline.rules.whole import Unsolvable, rounds_to, share_out
from scoring.rules.components import Constant, Mean, Share
from scoring.rules.methods import MethodBody

NOTHING = Answered(0, 0, 0, 0, 0, 0)
COMPLETION, STARS, SATISFACTION, VALID, SCORE = "completion", "mean_star", "satisfaction", "valid_callback", "score"
# Of an unnamed unit's tickets at most so many in a hundred are called back; some units have so few tickets that they are not ranked.
MOST_CALLED, FEW_TICKETS = 85, 9
# Of the stars that are missing one pair in so many is missing from one answer, which has a single star then.
ONE_STAR_EVERY = 4
# How many more than a floor (80 余件) there are, and unevenly large units.
BEYOND_FLOOR, SIZES = 6, (3, 8, 5, 11, 4, 9, 6)


@dataclass(frozen=True)
class Table:
    """The printed rows by unit, the units below each that are printed in another table, and those that are not named."""

    rows: Mapping[str, PrintedStars]
    children: Mapping[str, Sequence[str]]
    unnamed: Mapping[str, Sequence[str]]


def formula_of(methods: Sequence[MethodBody]) -> Formula:
    """The one formula by which all printed tables are scored."""
    parts = methods[0].components
    return Formula(
        per_star=sum((part.per for part in parts if isinstance(part, Mean)), Fraction(0)),
        for_satisfied=Fraction(sum((part.points for part in parts if isinstance(part, Share)), Decimal(0))),
        constant=Fraction(sum((part.points for part in parts if isinstance(part, Constant)), Decimal(0))),
    )


def table_of(published: Published, units: Sequence[UnitLine], names: Mapping[str, str]) -> Table:
    column = {code: column for column, code in published.columns.items()}
    rows = {}
    for line in published.units:
        unit = unit_of(line, names)
        cell = {code: Decimal(line[column[code]]) for code in (COMPLETION, STARS, SATISFACTION, VALID, SCORE)}
        rows[unit] = PrintedStars(
            unit, int(line[column["volume"]]), cell[STARS], cell[COMPLETION], cell[SATISFACTION], cell[VALID], cell[SCORE]
        )
    below: dict[str, list[str]] = {unit.name: [] for unit in units}
    for unit_line in units:
        if unit_line.parent:
            below[unit_line.parent].append(unit_line.name)
    parents = [unit for unit in rows if below[unit]]
    return Table(
        rows,
        {unit: [child for child in below[unit] if child in rows] for unit in parents},
        {unit: [child for child in below[unit] if child not in rows] for unit in parents},
    )


def quotas_of(table: Table, formula: Formula, stars_max: int, least_volume: int) -> list[Quota]:
    """One for each unit that has tickets of its own: the printed units below the counties, then the unnamed ones, which hold what
    the counties' rows have beyond them. Unsolvable where rates cannot be had or an unnamed unit would stand among the printed."""
    quotas: list[Quota] = []
    inner = {child for children in table.children.values() for child in children}
    answered = {unit: solve_stars(table.rows[unit], formula, NOTHING, stars_max) for unit in inner}
    for unit in inner:
        row = table.rows[unit]
        due = row.volume + max(answered[unit].called - row.volume, 0)
        quotas.append(quota_of(unit, row.volume, answered[unit], 0, due, stars_max))
    outer = [row.score for unit, row in table.rows.items() if unit in inner]
    for unit, children in table.children.items():
        row, parts = table.rows[unit], added([answered[child] for child in children])
        rest = solve_stars(row, formula, parts, stars_max) - parts
        volume = row.volume - sum(table.rows[child].volume for child in children)
        own = shared_out(table.unnamed[unit], volume, rest, incomplete_of(row), stars_max)
        _check_between(own, formula, outer, least_volume)
        quotas += own
    return sorted(quotas, key=lambda quota: quota.unit)


def incomplete_of(row: PrintedStars) -> int:
    """Tickets that were not completed, where as many fell due as were dispatched: 6 of 6714 are 99.91 %."""
    about = int(row.volume * (100 - row.completion) / 100)
    for count in (about, about + 1):
        if rounds_to(row.volume - count, row.volume, row.completion):
            return count
    raise Unsolvable(f"{row.unit}：办结率 {row.completion} 在 {row.volume} 件上没有整数解。")


def shared_out(units: Sequence[str], volume: int, whole: Answered, incomplete: int, stars_max: int) -> list[Quota]:
    """`volume` tickets with the counts of `whole`, shared out so that every unit's rates lie near the whole's. The last unit of a
    long list has too few tickets to be ranked."""
    has_few = len(units) > len(SIZES)
    weights = [SIZES[place % len(SIZES)] for place in range(len(units))]
    volumes = share_out(
        volume - has_few * FEW_TICKETS, weights[: len(units) - has_few], [1] * (len(units) - has_few), [volume] * len(units)
    )
    volumes += [FEW_TICKETS] * has_few
    most = [max(each * MOST_CALLED // 100, 1) for each in volumes]
    called = share_out(whole.called, volumes, [0] * len(units), most)
    unreached = share_out(whole.called - whole.valid, called, [0] * len(units), called)
    valid = [own - others for own, others in zip(called, unreached, strict=True)]
    graded = share_out(whole.graded, valid, [0] * len(units), valid)
    starred = share_out(whole.starred, valid, [0] * len(units), valid)
    dissatisfied = share_out(whole.graded - whole.satisfied, graded, [0] * len(units), graded)
    lost = share_out(stars_max * whole.starred - whole.stars, starred, [0] * len(units), [2 * each for each in starred])
    waiting = share_out(incomplete, volumes, [0] * len(units), volumes)
    return [
        quota_of(
            unit,
            volumes[i],
            Answered(called[i], valid[i], graded[i], graded[i] - dissatisfied[i], starred[i], stars_max * starred[i] - lost[i]),
            waiting[i],
            volumes[i],
            stars_max,
        )
        for i, unit in enumerate(units)
    ]


def quota_of(unit: str, volume: int, found: Answered, incomplete: int, due: int, stars_max: int) -> Quota:
    return Quota(
        unit=unit,
        volume=volume,
        incomplete=incomplete,
        called=found.called,
        unreached=found.called - found.valid,
        result=Grades(found.satisfied, 0, found.graded - found.satisfied),
        stars=stars_of(found.starred, found.stars, stars_max),
        due=due,
    )


def stars_of(starred: int, total: int, most: int) -> dict[int, int]:
    """Star → callbacks, that add up to `total`: mostly one star less than the most, now and then one star alone."""
    lost = most * starred - total
    for alone in range(lost // (ONE_STAR_EVERY * (most - 1)), starred + 1):
        less = lost - alone * (most - 1)
        if 0 <= less <= starred - alone:
            found = {most: starred - alone - less, most - 1: less, 1: alone}
            return {star: count for star, count in found.items() if count}
    raise Unsolvable(f"{starred} 件评星凑不出 {total} 星。")


def unprinted_quotas(published: Published, names: Mapping[str, str], volume: int, stars_max: int) -> list[Quota]:
    """Units whose tickets the bulletin counts together only: `volume` by the profile's weights, with the dissatisfied that it says."""
    units = list(published.unprinted)
    weights = [published.unprinted[unit]["weight"] for unit in units]
    volumes = share_out(volume, weights, [0] * len(units), [volume] * len(units))
    quotas = []
    for unit, own in zip(units, volumes, strict=True):
        called = int(own * LIKELY_SHARE)
        dissatisfied = called * published.unprinted[unit]["dissatisfied"] // 1000
        found = Answered(called, called, called, called - dissatisfied, called, stars_max * called - called // 4)
        quotas.append(quota_of(names[unit], own, found, 0, own, stars_max))
    return quotas


def answered_of(quota: Quota) -> Answered:
    """The counts that a quota's tickets will have."""
    stars = sum(star * count for star, count in quota.stars.items())
    reached = quota.called - quota.unreached
    return Answered(quota.called, reached, quota.result.base, quota.result.satisfied, sum(quota.stars.values()), stars)


def _check_between(quotas: Sequence[Quota], formula: Formula, printed: Sequence[Decimal], least_volume: int) -> None:
    """Nobody who is not printed stands among the best or the worst ones that are."""
    scores = sorted(printed)
    low = max(score for score in scores if score < _halfway(scores))
    high = min(score for score in scores if score > _halfway(scores))
    for quota in quotas:
        found = answered_of(quota)
        if quota.volume < least_volume:
            continue
        if not found.graded or not found.starred or not Fraction(low) < formula.score(found) < Fraction(high):
            raise Unsolvable(f"{quota.unit} 会排进通报的十佳或较差，请换一种分法。")


def _halfway(scores: Sequence[Decimal]) -> Decimal:
    """The middle of the widest gap between the worst and the best."""
    gaps = [(upper - lower, (upper + lower) / 2) for lower, upper in pairwise(scores)]
    return max(gaps)[1]


def shares_of(published: Published) -> tuple[list[PrintedShare], dict[str, int]]:
    """(printed shares of categories, category → tickets of printed floors in it, such as 80 余件)."""
    shares, floors = [], {}
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is None or not source.category:
            continue
        if source.is_floor:
            floors[source.category] = int(line["count"]) + BEYOND_FLOOR
        elif line["percent"]:
            is_declared = published.declaration("figures", line["what"], "percent") is not None
            shares.append(PrintedShare(source.category, Decimal(line["percent"]), source.within, is_declared))
    return shares, floors


def share_of_kinds(published: Published, kinds: Sequence[str]) -> Decimal:
    """The printed share of the units of some kinds. Unsolvable where none is printed."""
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is not None and set(source.kinds) >= set(kinds) and line["percent"]:
            return Decimal(line["percent"])
    raise Unsolvable("published/figures.csv 中没有县区合计的占比。")
