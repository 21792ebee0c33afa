"""Our figures of other spans than the reproduced period: closed months from their frozen rows, years before and free days counted live."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from hotline.rules.comparing import DistrictFigure
from hotline.rules.profiles.figure_sources import FigureSource
from hotline.rules.spans import span_of, yearly_growth, years_between
from scoring.acts import breakdown, catalogue, methods
from scoring.rules.indicators import Counts
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.readings import Reading, read, total
from tickets.models import Category, TicketType

HUNDREDTH = Decimal("0.01")
Parts = Mapping[str, Counts]  # kind of unit, type or category path → counts


def span_figure(period: Period, at: datetime, others: Callable[[FigureSource], DistrictFigure]) -> Callable[[FigureSource], DistrictFigure]:
    """What we have for a figure with spans of its own; `others` knows those of the period. `at` is the moment of looking."""
    spans = _Spans(period, at)
    return lambda source: spans.figure(source) if source.over else others(source)


class _Spans:
    """Each span is counted once for each way of telling its rows apart."""

    def __init__(self, period: Period, at: datetime) -> None:
        self.period, self.at = period, at
        self.known, self.credits = catalogue.current(), methods.credits_at(period)
        self.names: dict[str, Mapping[int, str]] = {
            "type": dict(TicketType.objects.values_list("pk", "label")),
            "category": dict(Category.objects.values_list("pk", "path")),
        }

    def figure(self, source: FigureSource) -> DistrictFigure:
        own = self.part(source, source.indicator)
        if source.growth_from:
            grown = self.growth(source, own)
            return DistrictFigure(percent="" if grown is None else str(grown))
        if own.shape != "count":
            count = self.part(source, source.count).hits if source.count else own.hits
            return DistrictFigure(f"{count:f}", str(own.base), "" if own.value is None else str(percent(own.value)))
        whole = self.whole(source)
        share = str(percent(own.hits / whole.hits)) if whole.hits else ""
        return DistrictFigure(f"{(own.hits / source.scale).normalize():f}", f"{whole.hits:f}", share)

    def growth(self, source: FigureSource, later: Reading) -> Decimal | None:
        """In per cent a year, compounded; None: there was nothing that could have grown."""
        earlier = self.part(FigureSource(source.indicator, over=(source.growth_from,)), source.indicator)
        if not earlier.hits:
            return None
        years = years_between(span_of(source.growth_from), span_of(source.over[0]))
        return yearly_growth(int(earlier.hits), int(later.hits), years).quantize(HUNDREDTH, ROUND_HALF_UP)

    def part(self, source: FigureSource, code: str) -> Reading:
        """The rows of all spans that the source means."""
        found = []
        for span in source.over:
            for name, counts in self.parts(span, code, _apart(source)).items():
                if _belongs(name, source):
                    found.append(counts)
        return self.read(code, found)

    def whole(self, source: FigureSource) -> Reading:
        return self.read(
            source.indicator, [counts for span in source.over for counts in self.parts(span, source.indicator, _apart(source)).values()]
        )

    def read(self, code: str, counts: list[Counts]) -> Reading:
        return read(code, total(counts), self.credits.get(code), self.known)

    @cache  # noqa: B019 one object for one comparison
    def parts(self, span: str, code: str, by: str) -> Parts:
        groups = breakdown.counted(span_of(span, self.period.month_starts_on), self.at, (by,) if by else (), codes=[code]).groups
        names = self.names.get(by)
        return {self.name(names, key[0] if key else None): counts for key, counts in groups.items()}

    def name(self, names: Mapping[int, str] | None, key: object) -> str:
        return str(key or "") if names is None else names.get(key, "")  # type: ignore[call-overload]


def _apart(source: FigureSource) -> str:
    """The dimension by which the source's rows are told from the others."""
    return "kind" if source.kinds else "type" if source.types else "category" if source.category else ""


def _belongs(name: str, source: FigureSource) -> bool:
    if source.category:
        return f"{name}/".startswith(f"{source.category}/")
    wanted = source.kinds or source.types
    return not wanted or name in wanted
