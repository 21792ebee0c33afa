"""The months of the closing page: what each holds, how it stands, and which one can be closed next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from scoring.acts import recounting, sequence
from scoring.models import Closing, Correction, Fact
from scoring.rules import lateness
from scoring.rules.periods import Period, parse
from units.acts.settings import values
from units.models import JobRun

MOST = 36
RECOUNTS = 5
State = Closing.State


@dataclass(frozen=True)
class Month:
    """`closing` None: it holds rows and has never been counted. `can_close`: it is the next one, over and open. `is_counting`: a
    closing or recount is at it, and these are its former figures. `taken`, `left`: what came late to it, and for it, in words.
    """

    period: Period
    closing: Closing | None
    volume: int
    is_over: bool
    can_close: bool
    is_counting: bool = False
    taken: str = ""
    left: str = ""
    corrections: Sequence[Correction] = ()

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
    """`next` is the month to close, `running` the closings and recounts that are under way; `spans` may be recounted, `recounts` are
    the newest that are over, each with what it came to."""

    months: Sequence[Month]
    next: Month | None
    running: Sequence[JobRun]
    spans: Sequence[Period]
    recounts: Sequence[tuple[JobRun, str]] = ()


def shelf(at: datetime) -> Shelf:
    """The newest three years, newest first."""
    starts = values().month_starts_on
    coming = sequence.next_to_close(at)
    closings = {one.label: one for one in Closing.objects.select_related("closed_by", "reopened_by").order_by("-starts_on")[:MOST]}
    periods = {parse(label, starts) for label in closings} | ({coming} if coming else set())
    summed = Fact.objects.filter(closing__label__in=list(closings), indicator="volume").values_list("closing__label")
    volumes = dict(summed.annotate(Sum("hits")).order_by())
    late = {label: one.late for label, one in closings.items() if one.late}
    corrections: dict[str, list[Correction]] = {}
    for one in Correction.objects.filter(period__in=list(closings)):
        # Without a difference there is nothing to read: a reopening stands there itself, a recount below all months.
        if one.is_open or one.is_different:
            corrections.setdefault(one.period, []).append(one)
    counting = {draft.starts_on for draft in Closing.drafts.all()}
    months = [
        Month(
            period,
            closings.get(period.label),
            volumes.get(period.label, 0),
            period.bounds()[1] <= at,
            period == coming,
            period.starts_on in counting,
            lateness.words(late.get(period.label, {})),
            lateness.left_to(period.label, late),
            corrections.get(period.label, ()),
        )
        for period in sorted(periods, reverse=True)
    ]
    kinds = ["close", recounting.KIND]
    running = list(JobRun.objects.unfinished().filter(kind__in=kinds).select_related("requested_by").order_by("-pk"))
    spans = recounting.spans([month.period for month in months if month.is_closed])
    return Shelf(months, next((month for month in months if month.can_close), None), running, spans, _recounts())


def _recounts() -> list[tuple[JobRun, str]]:
    over = JobRun.objects.filter(kind=recounting.KIND).exclude(finished_at=None).select_related("requested_by")
    newest = list(over.order_by("-pk")[:RECOUNTS])
    words = recounting.outcomes(newest)
    return [(job, words[job.pk]) for job in newest]


def later_closed(month: Closing) -> list[str]:
    """The closed months after one that is to be opened again: they stay as they were printed."""
    found = Closing.objects.closed().filter(starts_on__gt=month.starts_on).order_by("starts_on")
    return list(found.values_list("label", flat=True))
