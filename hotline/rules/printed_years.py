"""What a report over years [qinhuai-2023] asks of the search: tickets of each year, their kinds, types and categories, orders, whistles,
marked tickets and what citizens said, all as whole counts found behind its figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from hotline.rules.profiles.figure_sources import FigureSource, source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line
from hotline.rules.solving_years import NOBODY, PrintedCount, Rate, solve_growth, solve_parts, solve_rate
from hotline.rules.spans import span_of, years_between

VOLUME, SATISFACTION, SOLVED = "volume", "satisfaction", "solved"
ORDERS, ORDERS_END = "supervision_", "_solved"
WHISTLES = "whistles_solved"
ENTERPRISE, TOURISM = "enterprise", "tourism"


@dataclass(frozen=True)
class Marked:
    """Tickets with a mark, and what was said of them; `over`: the span that they fall in, empty: the reproduced period."""

    volume: int
    over: str
    satisfaction: Rate
    solved: Rate


@dataclass(frozen=True)
class Issued:
    """Orders or whistles, and what came of those whose result is known."""

    volume: int
    solved: Rate


@dataclass(frozen=True)
class Years:
    """`credit` is what 基本满意 is worth. `volumes`: span → tickets. `types`, `kinds`: parts of all `since`, what is left is "".
    `categories`: span → category → printed share. `orders` by level, `whistles` by kind of unit. `rates`: satisfaction and solved of
    all since. `counted`: indicator of the profile's own → tickets in the period."""

    credit: Decimal
    since: tuple[str, ...]
    total: int
    volumes: Mapping[str, int]
    types: Mapping[str, int]
    kinds: Mapping[str, int]
    categories: Mapping[str, Mapping[str, Decimal]]
    orders: Mapping[str, Issued]
    whistles: Mapping[str, Issued]
    enterprise: Marked
    tourism: Marked
    rates: Mapping[str, Decimal]
    counted: Mapping[str, int]


def years_of(published: Published, credit: Decimal) -> Years:
    """Unsolvable where no whole numbers fit; ValidationError figures_missing."""
    told = list(_told(published))
    since, total = _total(told)
    volumes = _volumes(told, published.period)
    whole = {source.indicator: _percent(line) for line, source in told if source.indicator in (SATISFACTION, SOLVED)}
    return Years(
        credit=credit,
        since=since,
        total=total,
        volumes=volumes,
        types=solve_parts(total, _parts(told, "types")),
        kinds=solve_parts(total, _parts(told, "kinds")),
        categories=_categories(told),
        orders={
            source.indicator.removeprefix(ORDERS).removesuffix(ORDERS_END): _issued(line)
            for line, source in told
            if source.indicator.startswith(ORDERS)
        },
        whistles={source.kinds[0]: _issued(line) for line, source in told if source.indicator == WHISTLES and source.kinds},
        enterprise=_marked(told, ENTERPRISE, credit),
        tourism=_marked(told, TOURISM, credit),
        rates=whole,
        counted={source.indicator: int(line["count"]) for line, source in told if _is_own(source)},
    )


def _told(published: Published) -> Iterator[tuple[Line, FigureSource]]:
    for line in published.figures:
        source = source_of(line, published.sources)
        if source is not None:
            yield line, source


def _is_plain(source: FigureSource) -> bool:
    return source.indicator == VOLUME and not (source.types or source.kinds or source.category or source.growth_from)


def _is_own(source: FigureSource) -> bool:
    """Counted in the reproduced period, and no mark's: an indicator that the profile has chosen."""
    names = (VOLUME, SATISFACTION, SOLVED, ENTERPRISE, TOURISM, ORDERS, "whistles")
    return bool(source.indicator) and not source.over and not source.indicator.startswith(names)


def _printed(line: Line, source: FigureSource) -> PrintedCount:
    return PrintedCount(Decimal(line["count"]), source.scale)


def _percent(line: Line) -> Decimal:
    return Decimal(line["percent"])


def _total(told: list[tuple[Line, FigureSource]]) -> tuple[tuple[str, ...], int]:
    for line, source in told:
        if _is_plain(source) and len(source.over) > 1:
            return source.over, next(_printed(line, source).around())
    raise ValidationError("published/figures.csv 中没有几年合计的件数，无从反推工单。", code="figures_missing")


def _volumes(told: list[tuple[Line, FigureSource]], period: str) -> dict[str, int]:
    """Span → tickets: those between which a growth is printed together, the others as they are printed."""
    printed = {source.over[0]: _printed(line, source) for line, source in told if _is_plain(source) and len(source.over) == 1}
    found: dict[str, int] = {}
    for line, source in told:
        if source.growth_from:
            [later], earlier = source.over, source.growth_from
            years = years_between(span_of(earlier), span_of(later))
            found[earlier], found[later] = solve_growth(printed.get(earlier), printed[later], years, _percent(line))
    found = {span: next(count.around()) for span, count in printed.items()} | found
    if period not in found:
        raise ValidationError(f"published/figures.csv 中没有 {period} 的件数，无从反推工单。", code="figures_missing")
    return found


def _parts(told: list[tuple[Line, FigureSource]], what: str) -> dict[str, Decimal]:
    """Printed shares of single kinds or types; what several of them make together only has to come out."""
    named = [(getattr(source, what), line) for line, source in told if source.indicator == VOLUME]
    return {names[0]: _percent(line) for names, line in named if len(names) == 1}


def _categories(told: list[tuple[Line, FigureSource]]) -> dict[str, dict[str, Decimal]]:
    """Span → category → printed share."""
    found: dict[str, dict[str, Decimal]] = {}
    for line, source in told:
        if source.category:
            found.setdefault(source.over[0], {})[source.category] = _percent(line)
    return found


def _issued(line: Line) -> Issued:
    volume = int(line["count"])
    return Issued(volume, solve_rate(_percent(line), volume))


def _marked(told: list[tuple[Line, FigureSource]], mark: str, credit: Decimal) -> Marked:
    """The largest bases on which the printed rates come out."""
    lines = {source.indicator: (line, source) for line, source in told if source.indicator.startswith(f"{mark}_")}
    if f"{mark}_volume" not in lines:
        return Marked(0, "", NOBODY, NOBODY)
    line, source = lines[f"{mark}_volume"]
    volume = int(line["count"])
    rates = {code: solve_rate(_percent(lines[code][0]), volume, worth) for code, worth in _answers(mark, credit) if code in lines}
    over = source.over[0] if source.over else ""
    return Marked(volume, over, *(rates.get(code, NOBODY) for code, _ in _answers(mark, credit)))


def _answers(mark: str, credit: Decimal) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
    return (f"{mark}_satisfaction", credit), (f"{mark}_solved", Decimal(0))
