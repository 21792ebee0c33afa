"""How a figure moved against another period: a volume in per cent, a rate in 百分点; better or worse only where that is beyond doubt."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from scoring.rules.points import half_up, percent
from scoring.rules.readings import Reading

Good = Literal["up", "down", ""]


@dataclass(frozen=True)
class Change:
    """`arrow` up, down or nothing; `words` 6.43%, 0.08 个百分点, 持平, 无可比; `tone` better, worse or nothing."""

    arrow: str
    words: str
    tone: str


NONE = Change("", "无可比", "")


def change_of(now: Reading, before: Reading, good: Good = "") -> Change:
    """The printed figures are compared, so that 99.284 → 99.276, both printed 99.28, is 持平."""
    if now.shape == "rate":
        if now.value is None or before.value is None:
            return NONE
        moved = percent(now.value) - percent(before.value)
        return _change(moved, f"{abs(moved)} 个百分点", good)
    if now.shape == "count":
        return of_counts(int(now.hits), int(before.hits), good)
    return NONE


def of_counts(now: int, before: int, good: Good = "") -> Change:
    """In per cent of the earlier count; 无可比 when that was none."""
    if not before:
        return Change("", "持平", "") if now == before == 0 else NONE
    return _change(Decimal(now - before), f"{percent(Decimal(abs(now - before)) / before)}%", good)


def of_shares(now: Decimal | None, before: Decimal | None) -> Change:
    """Two shares (0.3957) in 百分点, never judged."""
    if now is None or before is None:
        return NONE
    moved = percent(now) - percent(before)
    return _change(moved, f"{abs(moved)} 个百分点", "")


def growth(now: int, before: int) -> Decimal | None:
    """+117.5 for 87 after 40; None when there was nothing before."""
    return half_up(Decimal(now - before) * 100 / before, 1) if before else None


def _change(moved: Decimal, words: str, good: Good) -> Change:
    if not moved:
        return Change("", "持平", "")
    arrow = "up" if moved > 0 else "down"
    return Change(arrow, words, "" if not good else "better" if arrow == good else "worse")
