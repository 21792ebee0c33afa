"""The months of the closing page: what each holds, how it stands, and which one can be closed next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from scoring.acts import sequence
from scoring.models import Closing, Fact
from scoring.rules.periods import Period, parse
from units.acts.settings import values
from units.models import JobRun

MOST = 36
State = Closing.State


@dataclass(frozen=True)
class Month:
    """`closing` None: it holds rows and has never been counted. `can_close`: it is the next one, over and open."""

    period: Period
    closing: Closing | None
    volume: int
    is_over: bool
    can_close: bool

    @property
    def state(self) -> str:
        return self.closing.state if self.closing else ""

    @property
    def is_closed(self) -> bool:
        return self.state == State.CLOSED

    @property
    def words(self) -> str:
        return self.closing.get_state_display() if self.closing else "未试算"

    @property
    def why_not(self) -> str:
        """Why it cannot be closed now; nothing when it is closed or can be."""
        if self.is_closed or self.can_close:
            return ""
        return "先关此前的月份" if self.is_over else "本月未完"


@dataclass(frozen=True)
class Shelf:
    """`next` is the month to close, `running` the closings that are under way."""

    months: Sequence[Month]
    next: Month | None
    running: Sequence[JobRun]


def shelf(at: datetime) -> Shelf:
    """The newest three years, newest first."""
    starts = values().month_starts_on
    coming = sequence.next_to_close(at)
    closings = {one.label: one for one in Closing.objects.select_related("closed_by", "reopened_by").order_by("-starts_on")[:MOST]}
    periods = {parse(label, starts) for label in closings} | ({coming} if coming else set())
    summed = Fact.objects.filter(closing__in=list(closings.values()), indicator="volume").values_list("closing__label")
    volumes = dict(summed.annotate(Sum("hits")).order_by())
    months = [
        Month(period, closings.get(period.label), volumes.get(period.label, 0), period.bounds()[1] <= at, period == coming)
        for period in sorted(periods, reverse=True)
    ]
    running = list(JobRun.objects.unfinished().filter(kind="close").select_related("requested_by").order_by("-pk"))
    return Shelf(months, next((month for month in months if month.can_close), None), running)
