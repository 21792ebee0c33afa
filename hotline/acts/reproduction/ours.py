"""Our figures of the whole district and the codes of our units, as the comparison wants them."""

from collections.abc import Callable
from decimal import Decimal

from hotline.rules.comparing import DistrictFigure
from hotline.rules.profiles.published import FigureSource
from scoring.acts import facts, methods
from scoring.models import OutsideFigure
from scoring.rules.periods import Period
from scoring.rules.points import percent
from scoring.rules.readings import Reading, read
from units.models import Unit


def unit_codes() -> dict[str, str]:
    """The code that a document gives a unit → the unit's own name."""
    return {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}


def district_figure(period: Period) -> Callable[[FigureSource], DistrictFigure]:
    """What we have for a printed figure: counted from the frozen rows, held from outside, or our share of that."""
    whole, credits = facts.whole(period), methods.credits_at(period)
    outside = {row.code: row.value for row in OutsideFigure.objects.filter(period=period.label)}

    def figure(source: FigureSource) -> DistrictFigure:
        theirs = outside.get(source.outside)
        if not source.indicator:
            return DistrictFigure(count=_text(theirs), percent=_text(theirs))
        reading = read(source.indicator, whole, credits.get(source.indicator))
        if theirs:
            share = percent(reading.hits / theirs)
            return DistrictFigure(_text(reading.hits), _text(theirs), _text(share))
        return DistrictFigure(_text(reading.hits), str(reading.base), _rate(reading))

    return figure


def _rate(reading: Reading) -> str:
    return "" if reading.value is None else str(percent(reading.value))


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
