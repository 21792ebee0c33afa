"""Our figures of the whole district and the codes of our units, as the comparison wants them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache

from hotline.rules.comparing import DistrictFigure
from hotline.rules.profiles.figure_sources import FigureSource
from scoring.acts import breakdown, facts, methods
from scoring.models import OutsideFigure
from scoring.rules.indicators import Pair
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.readings import Reading, read, total
from tickets.models import Category
from units.models import Unit

Spread = Mapping[tuple[str, str], Mapping[str, Pair]]  # (unit kind, category path) → counts


def unit_codes() -> dict[str, str]:
    """The code that a document gives a unit → the unit's own name."""
    return {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}


def district_figure(period: Period, at: datetime, listed: Mapping[str, int] | None = None) -> Callable[[FigureSource], DistrictFigure]:
    """What we have for a printed figure: counted from the frozen rows, held from outside, or our share of that.
    `at` is the moment of looking; `listed`: what a method's lists say (best, worst, least_volume)."""
    whole, credits = facts.whole(period), methods.credits_at(period)
    outside = {row.code: row.value for row in OutsideFigure.objects.filter(period=period.label)}

    paths = dict(Category.objects.values_list("pk", "path"))

    @cache
    def spread(code: str) -> Spread:
        groups = breakdown.counted(period, at, ("kind", "category"), codes=[code]).groups
        return {(str(kind or ""), paths.get(category, "")): pairs for (kind, category), pairs in groups.items()}  # type: ignore[call-overload]

    def part(source: FigureSource, category: str) -> Reading:
        own = [
            pairs
            for (kind, path), pairs in spread(source.indicator).items()
            if (not source.kinds or kind in source.kinds) and (not category or f"{path}/".startswith(f"{category}/"))
        ]
        return read(source.indicator, total(own), credits.get(source.indicator))

    def figure(source: FigureSource) -> DistrictFigure:
        theirs = outside.get(source.outside)
        if source.listed:
            return DistrictFigure(count=str((listed or {}).get(source.listed, "")))
        if source.units_of:
            return DistrictFigure(count=str(sum(kind in source.units_of for kind in _kinds(period))))
        if not source.indicator:
            return DistrictFigure(count=_text(theirs), percent=_text(theirs))
        if source.category or source.kinds:
            return _share_of(part(source, source.category), part(FigureSource(source.indicator), source.within), source.scale)
        reading = read(source.indicator, whole, credits.get(source.indicator))
        if theirs:
            share = percent(reading.hits / theirs)
            return DistrictFigure(_text(reading.hits), _text(theirs), _text(share))
        return DistrictFigure(_text(reading.hits / source.scale), str(reading.base), _rate(reading))

    return figure


def _share_of(part: Reading, whole: Reading, scale: int) -> DistrictFigure:
    """A part's count with its share of the whole; of a rate the part's own."""
    if part.shape != "count":
        return DistrictFigure(_text(part.hits), str(part.base), _rate(part))
    share = str(percent(part.hits / whole.hits)) if whole.hits else ""
    return DistrictFigure(_text(part.hits / scale), _text(whole.hits), share)


def _kinds(period: Period) -> list[str]:
    """The kind of each unit that was given tickets in the period."""
    busy = [pk for pk, counts in facts.table(period).items() if pk is not None and counts.get("volume", (0, 0))[1]]
    return list(Unit.objects.filter(pk__in=busy).values_list("kind__code", flat=True))


def _rate(reading: Reading) -> str:
    return "" if reading.value is None else str(percent(reading.value))


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
