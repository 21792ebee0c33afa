"""Which periods can be looked at: the months that have been counted, and the quarters (halves, years) that hold any of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scoring.models import Closing
from scoring.rules.periods import Kind, Period, parse, refuse_future
from units.acts.settings import values

State = Closing.State
MOST_MONTHS = 24
LONGER: tuple[Kind, ...] = ("year", "half", "quarter")


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


def choices(longer: Sequence[Kind] = ("quarter",)) -> list[Choice]:
    """The newest two years of months, each behind the `longer` periods that hold it, newest first; one query."""
    starts = values().month_starts_on
    counted = {closing.label: closing for closing in Closing.objects.order_by("-starts_on")}
    offered: dict[str, Choice] = {}
    for label in list(counted)[:MOST_MONTHS]:
        month = parse(label, starts)
        for period in (*map(month.within, longer), month):
            offered.setdefault(period.label, _choice(period, counted))
    return list(offered.values())


def _choice(period: Period, counted: Mapping[str, Closing]) -> Choice:
    known = [counted[month.label] for month in period.months() if month.label in counted]
    is_closed = len(known) == len(period.months()) and all(one.state == State.CLOSED for one in known)
    return Choice(period, is_closed, max((one.as_of for one in known), default=None))


def _counted(period: Period) -> dict[str, Closing]:
    """What has been counted of a period that is older than what is offered. One query."""
    return {one.label: one for one in Closing.objects.filter(label__in=[month.label for month in period.months()])}


def pick(offered: Sequence[Choice], label: str = "", today: date | None = None) -> Choice | None:
    """The period asked for, counted or not (ValidationError bad_period, future where `today` is told); without a label the newest
    closed month, else the newest."""
    if label:
        asked = parse(label, values().month_starts_on)
        if today is not None:
            refuse_future(asked, today)
        return next((one for one in offered if one.period == asked), None) or _choice(asked, _counted(asked))
    months = [one for one in offered if one.period.kind == "month"]
    return next((one for one in months if one.is_closed), months[0] if months else None)


def newest() -> Period | None:
    """What a page without a period shows."""
    found = pick(choices())
    return found.period if found else None
