"""The order in which months are closed: which one that holds rows is still open before another."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Min

from scoring.acts import sources
from scoring.models import Closing
from scoring.rules.periods import ONE_DAY, Period, free, local_date, month_at
from units.acts.settings import values
from units.rules.district import District


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
