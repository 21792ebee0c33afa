"""Deadlines that move: by an extension of so many working days, or by the time that the clock stood (domain.md, Two clocks).

Both are counted in working time, in which rest days have no length: a limit that falls on a rest day counts like the 24:00
of the working day before it. So a later limit never ends up before an earlier one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tickets.rules.countdown import MINUTES_IN_DAY, working_minutes
from tickets.rules.deadlines import MIDNIGHT, MOST_DAYS_IN_WORDS, SHANGHAI, due_day, end_of, is_in_time, local, print_due
from units.rules.workdays import ONE_DAY, DayTable

# A strip shows as many days side by side; of a longer way the first and the last ones.
MOST_BOXES = 9
FIRST_BOXES = 2


@dataclass(frozen=True, slots=True)
class Box:
    """One day of the strip before and after: `mark` is asked, old, new, city or nothing; `is_gap`: days are left out before it."""

    day: date
    is_rest: bool
    label: str
    mark: str = ""
    is_gap: bool = False


def extended(due_at: datetime, days: int, table: DayTable) -> datetime:
    """`days` working days after `due_at` at the same hour: 07-07 17:00 and 3 → 07-12 17:00. ValueError for less than none."""
    if days < 0:
        raise ValueError("an extension never shortens")
    if days == 0:
        return local(due_at)
    day, moment = due_day(due_at), local(due_at)
    if not table.is_workday(day):
        return end_of(table.next_workday(table.previous_workday(day, 0), days))
    later = table.next_workday(day, days)
    return end_of(later) if moment.time() == MIDNIGHT else datetime.combine(later, moment.time(), SHANGHAI)


def days_stood(stopped_at: datetime, resumed_at: datetime, table: DayTable) -> int:
    """Working days for which a clock stood, a day that was begun counted whole: nobody gets back less than was lost."""
    stopped, resumed = local(stopped_at), local(resumed_at)
    if resumed <= stopped:
        return 0
    minutes = working_minutes(stopped, resumed, table)
    return -(-minutes // MINUTES_IN_DAY)


def after_suspension(due_at: datetime, suspended_at: datetime, resumed_at: datetime, days: DayTable) -> datetime:
    """The limit after the clock has stood: what was left is given back. One that had run out before stays as it was."""
    if not is_in_time(local(suspended_at), local(due_at)):
        return local(due_at)
    return extended(due_at, days_stood(suspended_at, resumed_at, days), days)


def extension_words(due_at: datetime, days: int, table: DayTable) -> str:
    """原时限 07-07 17:00，延期 3 个工作日：07-10 1、07-11 2、07-12 3 → 07-12 17:00."""
    new = print_due(extended(due_at, days, table))
    return f"原时限 {print_due(due_at)}，延期 {days} 个工作日：{_count(due_day(due_at), days, table)} → {new}"


def suspension_words(due_at: datetime, suspended_at: datetime, resumed_at: datetime, days: DayTable) -> str:
    """挂起 07-04 10:00 至 07-06 09:00，停 2 个工作日：07-07 17:00 → 07-11 17:00."""
    stood = f"挂起 {local(suspended_at):%m-%d %H:%M} 至 {local(resumed_at):%m-%d %H:%M}"
    if not is_in_time(local(suspended_at), local(due_at)):
        return f"{stood}，挂起前时限 {print_due(due_at)} 已过，不顺延"
    amount = days_stood(suspended_at, resumed_at, days)
    new = after_suspension(due_at, suspended_at, resumed_at, days)
    return f"{stood}，停 {amount} 个工作日：{print_due(due_at)} → {print_due(new)}"


def last_moment_to_ask(due_at: datetime, hours_before: int) -> datetime:
    """Until when more time may be asked for: the limit less the hours that the district wants to decide in."""
    return local(due_at) - timedelta(hours=hours_before)


def strip(asked_at: datetime, marks: dict[str, datetime], table: DayTable) -> tuple[Box, ...]:
    """The days from the asking, or the first of `marks` where that is earlier, to the last of them. `marks`: old, new, city →
    limit; where two fall on one day the later named wins. Cut to what fits side by side."""
    named = {local(asked_at).date(): "asked", **{due_day(moment): mark for mark, moment in marks.items()}}
    first, last = min(named), max(named)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    if len(span) > MOST_BOXES:
        kept = {*span[:FIRST_BOXES], *named}
        spare = [day for day in reversed(span) if day not in kept][: max(0, MOST_BOXES - len(kept))]
        span = sorted({*kept, *spare})
    return tuple(
        Box(day, not table.is_workday(day), table.label(day), named.get(day, ""), is_gap=place > 0 and day - span[place - 1] > ONE_DAY)
        for place, day in enumerate(span)
    )


def month_of(day: date, starts_on: int = 1) -> tuple[date, date]:
    """First and last day of the statistical month that holds `day`; `starts_on` is the day of the month on which one begins."""
    first = day.replace(day=starts_on)
    if day < first:
        first = (day.replace(day=1) - ONE_DAY).replace(day=starts_on)
    following = (first.replace(day=1) + timedelta(days=31)).replace(day=starts_on)
    return first, following - ONE_DAY


def _count(day: date, days: int, table: DayTable) -> str:
    counted = [table.next_workday(day, number) for number in range(1, days + 1)]
    words = [f"{each:%m-%d} {number}" for number, each in enumerate(counted, start=1)]
    if len(words) > MOST_DAYS_IN_WORDS:
        words = [*words[:2], "…", words[-1]]
    return "、".join(words)
