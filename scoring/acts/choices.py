"""Which periods can be looked at: the months that have been counted, and the quarters that hold any of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.models import Closing
from scoring.rules.periods import Period, parse
from units.acts.settings import values

State = Closing.State
MOST_MONTHS = 24


@dataclass(frozen=True)
class Choice:
    """A period with its state: 已关账 when all its months are, else 试算."""

    period: Period
    is_closed: bool

    @property
    def state_words(self) -> str:
        return "已关账" if self.is_closed else "试算"

    @property
    def words(self) -> str:
        return self.period.words if self.is_closed else f"{self.period.words}（试算）"


def choices() -> list[Choice]:
    """The newest two years of months, each quarter before its months, newest first; one query."""
    starts, found = values().month_starts_on, list(Closing.objects.order_by("-starts_on").values_list("label", "state")[:MOST_MONTHS])
    states = dict(found)
    months = [parse(label, starts) for label in states]
    offered: dict[str, Choice] = {}
    for month in months:
        quarter = month.within("quarter")
        offered.setdefault(quarter.label, Choice(quarter, _all_closed(quarter, states)))
        offered[month.label] = Choice(month, states[month.label] == State.CLOSED)
    return list(offered.values())


def _all_closed(period: Period, states: dict[str, str]) -> bool:
    return all(states.get(month.label) == State.CLOSED for month in period.months())


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
