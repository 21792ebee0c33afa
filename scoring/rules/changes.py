"""How far a figure moved: a rate in 百分点, a count in per cent of what it was, a mean as it is; of the printed figures."""

from decimal import Decimal

from scoring.rules.indicators import Shape
from scoring.rules.points import HUNDRED, half_up
from scoring.rules.printing import amount
from scoring.rules.readings import Reading

UNITS: dict[Shape, str] = {"rate": "个百分点", "count": "%", "mean": "", "points": "分"}


def moved(shape: Shape, now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """`now` and `before` as printed: 71.06 of a rate. None where one of them is nothing, or a count was none: x/0 is no growth."""
    if now is None or before is None:
        return None
    if shape != "count":
        return half_up(now - before, 2)
    return half_up((now - before) * HUNDRED / before, 2) if before else None


def printed(reading: Reading | None) -> Decimal | None:
    return amount(reading) if reading is not None else None


def words(shape: Shape, change: Decimal | None) -> str:
    """+3.10 个百分点, -25.90%, 持平, 无可比."""
    if change is None:
        return "无可比"
    if not change:
        return "持平"
    unit = UNITS[shape]
    return f"{change:+}{' ' if unit not in ('', '%') else ''}{unit}"
