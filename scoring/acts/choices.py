"""Which periods can be looked at: the months that have been counted, and the quarters that hold any of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.models import Closing
from scoring.rules.periods import Period, parse
from units.acts.settings import values

State = Closing.State
MOST_MONTHS = 24


@dataclass(frozen=True)
class Choice:
    """A period with its state: 已关账 when all its months are, else 试算, or 未计算; `as_of` is the latest moment
    that any of it was counted at."""

    period: Period
    is_closed: bool
    as_of: datetime | None = None

    @property
    def state_words(self) -> str:
        return "已关账" if self.is_closed else "试算" if self.is_counted else "未计算"

    @property
    def is_counted(self) -> bool:
        return self.as_of is not None

    @property
    def words(self) -> str:
        return self.period.words if self.is_closed else f"{self.period.words}（{self.state_words}）"


def choices() -> list[Choice]:
    """The newest two years of months, each quarter before its months, newest first; one query."""
    starts = values().month_starts_on
    counted = {closing.label: closing for closing in Closing.objects.order_by("-starts_on")[:MOST_MONTHS]}
    offered: dict[str, Choice] = {}
    for label in counted:
        month = parse(label, starts)
        for period in (month.within("quarter"), month):
            offered.setdefault(period.label, _choice(period, counted))
    return list(offered.values())


def _choice(period: Period, counted: Mapping[str, Closing]) -> Choice:
    known = [counted[month.label] for month in period.months() if month.label in counted]
    is_closed = len(known) == len(period.months()) and all(one.state == State.CLOSED for one in known)
    return Choice(period, is_closed, max((one.as_of for one in known), default=None))


def pick(offered: Sequence[Choice], label: str = "") -> Choice | None:
    """The period asked for, counted or not (ValidationError bad_period); without a label the newest closed month, else the newest."""
    if label:
        asked = parse(label, values().month_starts_on)
        return next((one for one in offered if one.period == asked), Choice(asked, False))
    months = [one for one in offered if one.period.kind == "month"]
    return next((one for one in months if one.is_closed), months[0] if months else None)


def newest() -> Period | None:
    """What a page without a period shows."""
    found = pick(choices())
    return found.period if found else None
