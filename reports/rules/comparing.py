"""How a share of the city's moved against another period, and how much a category grew; figures of ours are compared by
scoring.acts.comparing."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.rules.points import half_up, percent


@dataclass(frozen=True)
class Change:
    """`arrow` up, down or nothing; `words` 0.08 个百分点, 持平, 无可比; `tone` nothing: a share is never judged."""

    arrow: str
    words: str
    tone: str


NONE = Change("", "无可比", "")


def of_shares(now: Decimal | None, before: Decimal | None) -> Change:
    """Two shares (0.3957) in 百分点, never judged."""
    if now is None or before is None:
        return NONE
    moved = percent(now) - percent(before)
    if not moved:
        return Change("", "持平", "")
    return Change("up" if moved > 0 else "down", f"{abs(moved)} 个百分点", "")


def growth(now: int, before: int) -> Decimal | None:
    """+117.5 for 87 after 40; None when there was nothing before."""
    return half_up(Decimal(now - before) * 100 / before, 1) if before else None
