"""Our figures of the whole district and the codes of our units, as the comparison wants them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

from hotline.rules.comparing import DistrictFigure
from hotline.rules.profiles.figure_sources import FigureSource
from scoring.acts import breakdown, catalogue, facts, methods
from scoring.models import OutsideFigure
from scoring.rules.indicators import Counts
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.readings import Reading, read, total
from tickets.models import Category
from units.models import Unit

Spread = Mapping[tuple[str, str], Counts]  # (unit kind, category path) → counts


def unit_codes() -> dict[str, str]:
    """The code that a document gives a unit → the unit's own name."""
    return {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}


def district_figure(period: Period, at: datetime, listed: Mapping[str, int] | None = None) -> Callable[[FigureSource], DistrictFigure]:
    """What we have for a printed figure: counted from the frozen rows, held from outside, or our share of that.
    `at` is the moment of looking; `listed`: what a method says (best, worst, least_volume, and of each ranked unit its rank)."""
    return _Figures(period, at, listed or {})


class _Figures:
    """The counts of the period, each read once."""

    def __init__(self, period: Period, at: datetime, listed: Mapping[str, int]) -> None:
        self.period, self.at, self.listed = period, at, listed
        self.known, self.credits = catalogue.current(), methods.credits_at(period)
        self.whole = facts.whole(period)
        self.outside = {row.code: row.value for row in OutsideFigure.objects.filter(period=period.label)}

    def __call__(self, source: FigureSource) -> DistrictFigure:
        if source.listed or source.rank_of:
            return DistrictFigure(count=str(self.listed.get(source.listed or source.rank_of, "")))
        if source.units_of:
            return DistrictFigure(count=str(sum(kind in source.units_of for kind in self.kinds)))
        theirs = self.outside.get(source.outside)
        if not source.indicator:
            return DistrictFigure(count=_text(theirs), percent=_text(theirs))
        if source.category or source.kinds or source.unit or source.times:
            return _share_of(self.part(source), self.all_within(source), source.scale)
        reading = self.read(source.indicator, self.whole)
        if theirs:
            share = percent(reading.hits / theirs)
            return DistrictFigure(_text(reading.hits), _text(theirs), _text(share))
        count = self.read(source.count, self.whole).hits if source.count else reading.hits
        return DistrictFigure(_text(count / source.scale), str(reading.base), _rate(reading))

    def read(self, code: str, counts: Counts) -> Reading:
        return read(code, counts, self.credits.get(code), self.known)

    def part(self, source: FigureSource) -> Reading:
        if source.unit:
            return self.read(source.indicator, self.units.get(source.unit, {}))
        if source.times:
            return self.read(source.indicator, self.returned(source.indicator).get(source.times, {}))
        own = [
            pairs
            for (kind, path), pairs in self.spread(source.indicator).items()
            if (not source.kinds or kind in source.kinds) and (not source.category or f"{path}/".startswith(f"{source.category}/"))
        ]
        return self.read(source.indicator, total(own))

    def all_within(self, source: FigureSource) -> Reading:
        """What a part is a share of."""
        if source.within:
            return self.part(FigureSource(source.indicator, category=source.within))
        return self.read(source.indicator, self.whole)

    @cache  # noqa: B019 one object for one comparison
    def spread(self, code: str) -> Spread:
        groups = breakdown.counted(self.period, self.at, ("kind", "category"), codes=[code]).groups
        return {(str(kind or ""), self.paths.get(category, "")): pairs for (kind, category), pairs in groups.items()}  # type: ignore[call-overload]

    @cache  # noqa: B019 one object for one comparison
    def returned(self, code: str) -> Mapping[Any, Counts]:
        """How often tickets were returned → their counts."""
        groups = breakdown.counted(self.period, self.at, ("return_count",), codes=[code]).groups
        return {times: pairs for (times,), pairs in groups.items()}

    @cached_property
    def paths(self) -> dict[int, str]:
        return dict(Category.objects.values_list("pk", "path"))

    @cached_property
    def units(self) -> dict[str, Counts]:
        names = unit_codes()
        return {names[str(pk)]: counts for pk, counts in facts.table(self.period).items() if pk is not None}

    @cached_property
    def kinds(self) -> list[str]:
        """The kind of each unit that was given tickets in the period."""
        busy = [name for name, counts in self.units.items() if counts.get("volume", (0, 0))[1]]
        return list(Unit.objects.filter(name__in=busy).values_list("kind__code", flat=True))


def _share_of(part: Reading, whole: Reading, scale: int) -> DistrictFigure:
    """A part's count with its share of the whole; of a rate the part's own."""
    if part.shape != "count":
        return DistrictFigure(_text(part.hits), str(part.base), _rate(part))
    share = str(percent(part.hits / whole.hits)) if whole.hits else ""
    return DistrictFigure(_text(part.hits / scale), _text(whole.hits), share)


def _rate(reading: Reading) -> str:
    return "" if reading.value is None else str(percent(reading.value))


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
