"""Shares out what is printed of several years together: how many tickets each past year has of each unit, type and category, and what
was answered. The reproduced period has its own already; past years take the rest, so that everything adds up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hotline.rules.printed_years import SATISFACTION, SOLVED, Years
from hotline.rules.profiles.years import Assumed
from hotline.rules.solving_years import NOBODY, Rate, answers, between, fill_in, solve_rest
from hotline.rules.whole import HUNDRED_PERCENT

THOUSAND = 1_000
FIRST_HALF = Decimal("0.49")  # of a year's tickets, where it is not printed: it has three days less


@dataclass(frozen=True)
class Said:
    """What the callbacks of a span say, but for those of marked tickets."""

    satisfaction: Rate
    solved: Rate

    def answers(self) -> list[tuple[str, str]]:
        return answers(self.satisfaction, self.solved)


@dataclass(frozen=True)
class PastYear:
    """`first_half`: how many of the tickets came by the end of June. `types`, `categories`: "" is everything that is not printed."""

    year: int
    volume: int
    first_half: int
    units: Mapping[str, int]
    types: Mapping[str, int]
    categories: Mapping[str, int]
    said: Said


@dataclass(frozen=True)
class Present:
    """What the reproduced period holds of the years' parts."""

    kinds: Mapping[str, int]
    types: Mapping[str, int]


def volumes_of(years: Years, period: str, assumed: Assumed) -> dict[int, int]:
    """Tickets of each past year from the first book on."""
    known = {int(span): count for span, count in years.volumes.items() if span.isdecimal()}
    since = [int(span) for span in years.since if span.isdecimal()]
    found = fill_in(years.total - years.volumes[period], known, range(min(since), max(since) + 1))
    return {year: count for year, count in sorted(found.items()) if year >= assumed.first}


def said_of(years: Years, volumes: Mapping[str, int], assumed: Assumed) -> dict[str, Said]:
    """Span → what its callbacks say beside those of marked tickets, so that all together give the printed rates. Unsolvable else."""
    called = {span: volume * assumed.called_permille // THOUSAND for span, volume in volumes.items()}
    marked = [(years.enterprise.satisfaction, years.enterprise.solved), (years.tourism.satisfaction, years.tourism.solved)]
    marked += [(Rate(count, count), Rate(count, count)) for count in years.counted.values()]
    known = [Rate(sum(r.base for r in own), sum(r.full for r in own), sum(r.basically for r in own)) for own in zip(*marked, strict=True)]
    return _said(known, called, years)


def _said(known: Sequence[Rate], called: Mapping[str, int], years: Years) -> dict[str, Said]:
    count, bases = sum(called.values()), list(called.values())
    satisfied = solve_rest(known[0], count, years.rates[SATISFACTION], years.credit)
    solved = solve_rest(known[1], count, years.rates[SOLVED])
    parts = [
        [Rate(base, base - rest) for base, rest in zip(bases, apportion(rate.rest, bases), strict=True)] for rate in (satisfied, solved)
    ]
    return {span: Said(*own) for span, own in zip(called, zip(*parts, strict=True), strict=True)}


def share_years(
    years: Years, volumes: Mapping[int, int], present: Present, units: Mapping[str, Sequence[str]], said: Mapping[str, Said]
) -> list[PastYear]:
    """`units`: kind → its units, the busiest first."""
    counted = [year for year in volumes if str(year) in years.since]
    kinds = _by_year(counted, volumes, {kind: count - present.kinds.get(kind, 0) for kind, count in years.kinds.items()})
    types = _by_year(counted, volumes, {name: count - present.types.get(name, 0) for name, count in years.types.items()})
    found = []
    for year, volume in volumes.items():
        own_kinds = kinds.get(year) or dict(zip(years.kinds, apportion(volume, list(years.kinds.values())), strict=True))
        found.append(
            PastYear(
                year=year,
                volume=volume,
                first_half=years.volumes.get(f"{year}H1", int(volume * FIRST_HALF)),
                units=units_of(own_kinds, units),
                types=types.get(year) or dict(zip(years.types, apportion(volume, list(years.types.values())), strict=True)),
                categories=_categories(years, year, volume),
                said=said.get(str(year), Said(NOBODY, NOBODY)),
            )
        )
    return found


def units_of(kinds: Mapping[str, int], units: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Tickets of each unit: of a kind's units the first has most, the others less and less."""
    found: dict[str, int] = {}
    for kind, count in kinds.items():
        own = units.get(kind, ())
        if own:
            found |= dict(zip(own, apportion(count, [int(THOUSAND / (place + 1) ** 0.5) for place in range(len(own))]), strict=True))
    return found


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Whole shares of `total` by weight that add up: each its whole part, what is left to the largest remainders."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda place: -(total * weights[place] % whole))
    for place in by_remainder[: total - sum(shares)]:
        shares[place] += 1
    return shares


def _by_year(order: Sequence[int], volumes: Mapping[int, int], parts: Mapping[str, int]) -> dict[int, dict[str, int]]:
    """Each part shared out over the years so that years and parts add up: the last year takes what is left."""
    left, found = dict(parts), {}
    for year in order:
        shares = apportion(volumes[year], list(left.values())) if year != order[-1] else list(left.values())
        found[year] = dict(zip(left, shares, strict=True))
        left = {part: count - found[year][part] for part, count in left.items()}
    return found


def _categories(years: Years, year: int, volume: int) -> dict[str, int]:
    """As printed for the year; between printed years on the line between them."""
    known: dict[str, dict[int, Decimal]] = {}
    for span, shares in years.categories.items():
        for category, percent in shares.items():
            known.setdefault(category, {})[int(span[:4])] = percent
    found = {category: round(volume * between(shares, year) / HUNDRED_PERCENT) for category, shares in known.items()}
    return found | {"": volume - sum(found.values())}
