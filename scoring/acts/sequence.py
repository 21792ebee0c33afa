"""The order in which months are closed: which may be, which one that holds rows is still open before another, what goes along."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db.models import Min

from scoring.acts import facts, methods, sources
from scoring.models import Closing
from scoring.rules.periods import ONE_DAY, Period, free, local_date, month_at, parse
from units.acts.settings import values
from units.rules.district import District


def to_close(label: str, at: datetime, district: District) -> tuple[Period, list[Period]]:
    """The period and its months that are to be closed. ValidationError: bad_period, not_over, history, predecessor (an earlier
    month that holds rows is open)."""
    period = parse(label, district.month_starts_on)
    states = {state.label: state for state in facts.states(period)}
    months = [month for month in period.months() if not states[month.label].is_closed]
    for month in months:
        _check_over(period, month, at)
    if _is_history(period, district):
        words = f"{period.label} 早于本系统起用日期 {district.starts_on}，属历史数据，可以查询，不关账。"
        raise ValidationError(words, code="history")
    # Months of a longer period that lie before the start are history: they stay as they are.
    months = [month for month in months if not _is_history(month, district)]
    for month in months[:1]:
        _check_predecessors(month, district)
    return period, months


def along_with(months: Sequence[Period], district: District) -> list[Period]:
    """The months to close, in their order, each after the empty ones that it passes over."""
    plan = {month.label: month for chosen in months for month in [*_passed_over(chosen, district), chosen]}
    return sorted(plan.values())


def next_to_close(at: datetime) -> Period | None:
    """The month that is to be closed next: the first since the district's start that is over, holds rows and is not closed."""
    district = values()
    return first_open_before(month_at(local_date(at), district.month_starts_on), district)


def first_open_before(month: Period, district: District) -> Period | None:
    """The first month before this one, since the district's start, that holds rows and is not closed."""
    start = month_at(district.starts_on, district.month_starts_on).starts_on
    closed = list(Closing.objects.closed().filter(starts_on__lt=month.starts_on).order_by("starts_on"))
    for span in _gaps(start, month, closed):
        found = first_day(free(*span))
        if found is not None:
            return month_at(found, district.month_starts_on)
    return None


def first_day(period: Period) -> date | None:
    """The first day of the period on which any source has a row that would be counted; None: it holds nothing."""
    end = period.bounds()[1]
    days = []
    for source, dates in sources.DATES.items():
        for flag, column in dates.items():
            found = sources.rows(source, end, {flag: sources.between(column, period, end)}).aggregate(first=Min(column))["first"]
            if found is not None:
                days.append(sources.day_of(column, found))
    return min(days, default=None)


def _gaps(first: date, month: Period, closed: Sequence[Closing]) -> list[tuple[date, date]]:
    """Spans of days from `first` to the day before the month that no closed month covers."""
    gaps, start = [], first
    for closing in closed:
        if closing.starts_on > start:
            gaps.append((start, closing.starts_on - ONE_DAY))
        start = max(start, closing.ends_on + ONE_DAY)
    if start < month.starts_on:
        gaps.append((start, month.starts_on - ONE_DAY))
    return gaps


def _passed_over(month: Period, district: District) -> list[Period]:
    """Open months before it; those that hold rows are closed before it comes to its turn.

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
    return found


def _check_over(period: Period, month: Period, at: datetime) -> None:
    if month.bounds()[1] <= at:
        return
    words = f"{month.label} 到 {month.ends_on} 才结束，{month.ends_on + ONE_DAY} 起方可关账；现在可看试算。"
    if period.kind != "month":
        words = f"{period.label} 尚未结束：{words}已结束的月份请逐月关账。"
    raise ValidationError(words, code="not_over")


def _is_history(period: Period, district: District) -> bool:
    return period.ends_on < district.starts_on


def _check_predecessors(month: Period, district: District) -> None:
    """Months are closed in their order, or a late record would not know where to be counted."""
    first = first_open_before(month, district)
    if first is not None:
        raise ValidationError(f"{first.label} 有数据而尚未关账，请先关 {first.label}，再关 {month.label}。", code="predecessor")
