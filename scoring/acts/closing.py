"""Closing (关账), reopening and trials (试算): a month's figures are frozen, its tickets are not.

One transaction for each: the state is moved first, where it is still the old one, so that of two at once one wins and the
other changes nothing; then the rows are copied, counted and scored.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from scoring.acts import facts, methods, scores, sequence
from scoring.acts.freezing import freeze
from scoring.models import Closing
from scoring.rules.periods import ONE_DAY, Period, local_date, month_at, parse
from units.acts.settings import values
from units.models import User
from units.rules.district import District

State = Closing.State
# Months back that a nightly trial looks at: a district that has not closed for longer closes first.
MOST_TRIALS = 13


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


def close(label: str, by: User | None, at: datetime) -> Outcome:
    """Closes a month, or what is open of a longer period; all or nothing, and nothing when all is closed already.

    What open months after it had counted as late is counted anew, so that no row stands in two months.
    ValidationError: bad_period, not_over, history (before the district's starts_on), predecessor (an earlier month that
    holds rows is open).
    """
    district = values()
    with transaction.atomic():
        period, months = _to_close(label, at, district)
        closed = [closing for month in months if (closing := _close_month(month, by, at, district)) is not None]
        if closed:
            _count_later_trials(closed[-1], at)
        return Outcome(period, tuple(closed))


def check(label: str, at: datetime) -> Period:
    """Whether `close` would refuse now, in the same words; nothing is changed. Returns the period."""
    district = values()
    period, months = _to_close(label, at, district)
    for month in months[:1]:
        _check_predecessors(month, district)
    return period


def _to_close(label: str, at: datetime, district: District) -> tuple[Period, list[Period]]:
    """The period and its months that are to be closed. ValidationError: bad_period, not_over, history."""
    period = parse(label, district.month_starts_on)
    states = {state.label: state for state in facts.states(period)}
    months = [month for month in period.months() if not states[month.label].is_closed]
    for month in months:
        _check_over(period, month, at)
    _check_history(period, district)
    # Months of a longer period that lie before the start are history: they stay as they are.
    return period, [month for month in months if not _is_history(month, district)]


def reopen(label: str, by: User | None, at: datetime, why: str) -> Closing:
    """Opens a closed month again; its figures stay as they are until the next trial or closing, marked 已重开.

    ValidationError: not_closed, reason_missing.
    """
    if not why.strip():
        raise ValidationError("重开要写明原因。", code="reason_missing")
    month = _month(label)
    with transaction.atomic():
        changes = {"state": State.REOPENED, "reopened_at": at, "reopened_by": by, "reopened_why": why.strip()[:300]}
        if not Closing.objects.filter(label=month.label, state=State.CLOSED).update(**changes):
            raise ValidationError(f"{month.label} 没有关账，不用重开。", code="not_closed")
        scores.write(month)
    return Closing.objects.get(label=month.label)


def trial(label: str, at: datetime) -> Closing | None:
    """Counts an open month as it stands at `at`; None when the month is closed (nothing is changed) or has not begun."""
    month = _month(label)
    if at < month.bounds()[0]:
        return None
    with transaction.atomic():
        closing = _row(month, at)
        as_of = _as_of(month, at, values())
        if not Closing.objects.filter(pk=closing.pk).exclude(state=State.CLOSED).update(as_of=as_of, computed_at=at):
            return None
        closing.refresh_from_db()
        _count(closing, month)
    return closing


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


def _close_month(month: Period, by: User | None, at: datetime, district: District) -> Closing | None:
    _check_predecessors(month, district)
    for empty in _passed_over(month, district):
        _freeze_month(empty, by, at, district)
    return _freeze_month(month, by, at, district)


def _passed_over(month: Period, district: District) -> list[Period]:
    """Open months before it in their order; `_check_predecessors` has found them empty.

    They are closed along with it: what is recorded for them later counts in the next month, as everything that comes late, and
    cannot move a score that is final. They go back to the first month that was ever counted or that shares a score with this one.
    """
    sharing = [body.period_of(month).starts_on for _, body in methods.in_force(month)]
    counted = Closing.objects.order_by("starts_on").values_list("starts_on", flat=True).first()
    first = max(min([month.starts_on, *sharing, *([counted] if counted else [])]), district.starts_on)
    closed = set(Closing.objects.closed().filter(starts_on__lt=month.starts_on).values_list("label", flat=True))
    found, before = [], month.previous()
    while before.ends_on >= first:
        if before.label not in closed:
            found.append(before)
        before = before.previous()
    return found[::-1]


def _count_later_trials(closed: Closing, at: datetime) -> None:
    """A closed month may have taken a row that a later trial had counted as late, or have left one to it."""
    later = Closing.objects.exclude(state=State.CLOSED).filter(starts_on__gt=closed.starts_on).order_by("starts_on")
    for label in later.values_list("label", flat=True):
        trial(label, at)


def _freeze_month(month: Period, by: User | None, at: datetime, district: District) -> Closing | None:
    closing = _row(month, at)
    changes = {"state": State.CLOSED, "as_of": _as_of(month, at, district), "closed_at": at, "closed_by": by, "computed_at": at}
    if not Closing.objects.filter(pk=closing.pk).exclude(state=State.CLOSED).update(**changes):
        return None
    closing.refresh_from_db()
    _count(closing, month)
    return closing


def _as_of(month: Period, at: datetime, district: District) -> datetime:
    """The moment that states are counted at: that of counting, or never later than the month's end where the district says so."""
    return min(at, month.bounds()[1]) if district.closing_as_of == "period_end" else at


def _row(month: Period, at: datetime) -> Closing:
    """The month's one row, made when it is missing."""
    defaults = {"starts_on": month.starts_on, "ends_on": month.ends_on, "as_of": at, "computed_at": at}
    return Closing.objects.get_or_create(label=month.label, defaults=defaults)[0]


def _count(closing: Closing, month: Period) -> None:
    freeze(closing, month)
    facts.write(closing)
    scores.write(month)


def _month(label: str) -> Period:
    month = parse(label, values().month_starts_on)
    if month.kind != "month":
        raise ValidationError(f"“{label}”不是月份，请写成 2022-01。", code="bad_period")
    return month


def _check_over(period: Period, month: Period, at: datetime) -> None:
    if month.bounds()[1] <= at:
        return
    words = f"{month.label} 到 {month.ends_on} 才结束，{month.ends_on + ONE_DAY} 起方可关账；现在可看试算。"
    if period.kind != "month":
        words = f"{period.label} 尚未结束：{words}已结束的月份请逐月关账。"
    raise ValidationError(words, code="not_over")


def _is_history(period: Period, district: District) -> bool:
    return period.ends_on < district.starts_on


def _check_history(period: Period, district: District) -> None:
    if _is_history(period, district):
        words = f"{period.label} 早于本系统起用日期 {district.starts_on}，属历史数据，可以查询，不关账。"
        raise ValidationError(words, code="history")


def _check_predecessors(month: Period, district: District) -> None:
    """Months are closed in their order, or a late record would not know where to be counted."""
    first = sequence.first_open_before(month, district)
    if first is not None:
        raise ValidationError(f"{first.label} 有数据而尚未关账，请先关 {first.label}，再关 {month.label}。", code="predecessor")
