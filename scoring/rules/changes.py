"""How far a figure moved: a rate in 百分点, a count in per cent of what it was, a mean as it is; of the printed figures; and whether
that is better or worse, where it is beyond doubt."""

from decimal import Decimal
from typing import Literal

from scoring.rules.indicators import Shape
from scoring.rules.points import HUNDRED, half_up
from scoring.rules.printing import amount
from scoring.rules.readings import Reading

Way = Literal["up", "down", ""]
UNITS: dict[Shape, str] = {"rate": "个百分点", "count": "%", "mean": "", "points": "分"}
# Which way is better. Volumes and shares are never judged, nor is what may be either (延期率, 退件率).
HIGHER = (
    *("completion", "completion_received", "on_time_feedback", "on_time_signing", "response", "first_dispatch_accuracy"),
    *("satisfaction", "process_satisfaction", "solved", "solved_once", "valid_callback", "mean_star", "top_star"),
    *("enterprise_satisfaction", "enterprise_solved", "tourism_satisfaction", "tourism_solved"),
)
LOWER = ("overdue", "redo", "redo_rate", "redo_count", "dissatisfied", "still_dissatisfied", "low_star")
BETTER: dict[str, Way] = {**dict.fromkeys(HIGHER, "up"), **dict.fromkeys(LOWER, "down")}


def moved(shape: Shape, now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """`now` and `before` as printed: 71.06 of a rate. None where one of them is nothing, or a count was none before and is some now:
    x/0 is no growth."""
    if now is None or before is None:
        return None
    if shape != "count":
        return half_up(now - before, 2)
    if not before:
        return None if now else Decimal(0)
    return half_up((now - before) * HUNDRED / before, 2)


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


def size(shape: Shape, change: Decimal | None) -> str:
    """As `words` beside an arrow, without a sign: 3.10 个百分点, 25.90%."""
    return words(shape, change).lstrip("+-")


def arrow(change: Decimal | None) -> Way:
    return "" if not change else "up" if change > 0 else "down"


def tone(code: str, change: Decimal | None) -> str:
    """better or worse, nothing where the figure did not move or may not be judged."""
    way, good = arrow(change), BETTER.get(code, "")
    return "" if not way or not good else "better" if way == good else "worse"
