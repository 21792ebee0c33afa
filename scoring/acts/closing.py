"""Closing (关账), reopening and trials (试算): a month's figures are frozen, its tickets are not.

A closing is counted beside the month in steps (scoring.acts.drafts), so that a worker may die anywhere and the next one goes
on; a trial is one transaction. Of two at once one closes the month and the other changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

from scoring.acts import correcting, drafts, facts, scores, sequence
from scoring.acts.alone import alone, alone_or_busy
from scoring.acts.freezing import freeze
from scoring.models import Closing
from scoring.rules.periods import Period, local_date, month_at, parse
from tickets.rules.deadlines import local
from units.acts import jobs
from units.acts.settings import values
from units.models import JobRun, User
from units.rules.district import District

State = Closing.State
# The kinds of jobs that close and that recount (scoring.acts.recounting): one at a time of both.
KIND, RECOUNT = "close", "recompute"
# Months back that a nightly trial looks at: a district that has not closed for longer closes first.
MOST_TRIALS = 13
# Told how many steps are done, of how many.
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What closing a period did: `closed` are the months closed now; none of them: it was closed already."""

    period: Period
    closed: tuple[Closing, ...]

    @property
    def is_unchanged(self) -> bool:
        return not self.closed

    @property
    def words(self) -> str:
        return "未变" if self.is_unchanged else "已关账"


def close(label: str, by: User | None, at: datetime, told: Told = lambda done, total: None, clock: drafts.Clock | None = None) -> Outcome:
    """Closes a month, or what is open of a longer period, month after month; nothing when all is closed already.

    Whoever comes after one that was cut short goes on where it stopped, as of the moment at which that one began. What open
    months after it had counted as late is counted anew, so that no row stands in two months. `clock` tells when a month that has
    been closed before is corrected, which is when it takes its place, not when this began; without one it is `at`.
    ValidationError: bad_period, not_over, history (before the district's starts_on), predecessor (an earlier month that
    holds rows is open), busy (another closing or a recount is under way).
    """
    district = values()
    period, months = sequence.to_close(label, at, district)
    plan = sequence.along_with(months, district)
    closed = []
    for number, month in enumerate(plan):
        order = drafts.Order(month, by, at, _as_of(month, at, district))
        one = drafts.work_off(order, partial(_tell, told, number * drafts.STEPS, len(plan) * drafts.STEPS), clock)
        if one is not None and month in months:
            closed.append(one)
    recount_stale_trials(at)
    return Outcome(period, tuple(closed))


def start(label: str, by: User | None, at: datetime) -> JobRun:
    """Sends the closing of a period to the worker. Of two who press at the same moment one starts it, the other reads that it is under way.

    ValidationError: bad_period, not_over, history, predecessor, busy.
    """
    with transaction.atomic():
        alone_or_busy("关账")
        period = sequence.to_close(label, at, values())[0]
        check_free("关账")
        return jobs.start(KIND, {"label": period.label}, by, at)


def check_free(then: str) -> None:
    """That no closing and no recount waits or runs, before another one is sent; to be called by who is `alone`.
    ValidationError busy."""
    running = JobRun.objects.unfinished().filter(kind__in=[KIND, RECOUNT]).select_related("requested_by").order_by("pk").first()
    if running is not None:
        who = running.requested_by.masked_name if running.requested_by else "系统"
        what = f"{running.kind_label} {running.argument.get('label', '')}"
        began = f"{local(running.requested_at):%m-%d %H:%M}"
        raise ValidationError(f"正在{what}，由{who}于 {began} 开始，完成后再{then}。", code="busy")


def reopen(label: str, by: User | None, at: datetime, why: str) -> Closing:
    """Opens a closed month again; its figures stay as they are until the next trial or closing, marked 已重开. What it printed is
    kept, so that the next closing tells the difference. Later closed months stay as they are.

    ValidationError: not_closed, reason_missing.
    """
    if not why.strip():
        raise ValidationError("重开要写明原因。", code="reason_missing")
    month = _month(label)
    with transaction.atomic():
        alone()
        closing = Closing.objects.closed().filter(label=month.label).first()
        changes = {"state": State.REOPENED, "reopened_at": at, "reopened_by": by, "reopened_why": why.strip()[:300]}
        if closing is None or not Closing.objects.closed().filter(pk=closing.pk).update(**changes):
            raise ValidationError(f"{month.label} 没有关账，不用重开。", code="not_closed")
        correcting.keep(month, closing, by, at, why)
        scores.write(month)
    return Closing.objects.get(label=month.label)


def trial(label: str, at: datetime) -> Closing | None:
    """Counts an open month as it stands at `at`; None when the month is closed (nothing is changed) or has not begun."""
    month = _month(label)
    if at < month.bounds()[0]:
        return None
    with transaction.atomic():
        alone()
        closing = _row(month, at)
        changes = {"as_of": _as_of(month, at, values()), "computed_at": at, "is_stale": False}
        if not Closing.objects.filter(pk=closing.pk).exclude(state=State.CLOSED).update(**changes):
            return None
        closing.refresh_from_db()
        freeze(closing, month)
        facts.write(closing)
        scores.write(month)
    return closing


def recount_stale_trials(at: datetime) -> list[str]:
    """The trials behind which a month has been closed or recounted since: it may have taken a row that they had counted as late, or
    have left one to them. Returns their labels."""
    stale = Closing.objects.exclude(state=State.CLOSED).filter(is_stale=True).order_by("starts_on")
    return [label for label in stale.values_list("label", flat=True) if trial(label, at) is not None]


def trial_open_months(at: datetime) -> list[str]:
    """The trial of every month that has begun, holds rows and is not closed; the running month always. Returns their labels."""
    district = values()
    running = month_at(local_date(at), district.month_starts_on)
    months = [running]
    while len(months) < MOST_TRIALS and months[-1].starts_on > district.starts_on:
        months.append(months[-1].previous())
    closed = set(Closing.objects.closed().values_list("label", flat=True))
    tried = [
        month for month in reversed(months) if month.label not in closed and (month == running or sequence.first_day(month) is not None)
    ]
    return [month.label for month in tried if trial(month.label, at) is not None]


def _tell(told: Told, before: int, total: int, done: int) -> None:
    told(before + done, total)


def _as_of(month: Period, at: datetime, district: District) -> datetime:
    """The moment that states are counted at: that of counting, or never later than the month's end where the district says so."""
    return min(at, month.bounds()[1]) if district.closing_as_of == "period_end" else at


def _row(month: Period, at: datetime) -> Closing:
    """The month's one row, made when it is missing."""
    defaults = {"starts_on": month.starts_on, "ends_on": month.ends_on, "as_of": at, "computed_at": at}
    return Closing.objects.get_or_create(label=month.label, defaults=defaults)[0]


def _month(label: str) -> Period:
    month = parse(label, values().month_starts_on)
    if month.kind != "month":
        raise ValidationError(f"“{label}”不是月份，请写成 2022-01。", code="bad_period")
    return month
