"""Deadlines: from the moment of arrival and a limit to the moment it runs out, with the arithmetic shown.

A due day ends at its 24:00. It is stored as 00:00 of the next day and printed as 24:00 of its own (`print_due`).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from units.rules.workdays import ONE_DAY, DayTable

SHANGHAI = ZoneInfo("Asia/Shanghai")
MIDNIGHT = time()
# More counted days than this are not written out one by one: the first and the last are enough to check by hand.
MOST_DAYS_IN_WORDS = 10

LimitUnit = Literal["workday", "day", "hour"]
LimitStart = Literal["same_day", "next_day"]
UNIT_WORDS: dict[LimitUnit, str] = {"workday": "个工作日", "day": "个自然日", "hour": "小时"}
START_WORDS: dict[LimitStart, str] = {"same_day": "当日起", "next_day": "次日起"}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: `amount` working days, natural days or hours, counted from 当日 or 次日 (hours: from the moment)."""

    amount: int
    unit: LimitUnit = "workday"
    start: LimitStart = "next_day"

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("时限至少为 1")

    def __str__(self) -> str:
        return f"{self.amount} {UNIT_WORDS[self.unit]}"


@dataclass(frozen=True, slots=True)
class Step:
    """One box of the deadline strip: a day from arrival to due; `number` is its place in the count, None when not counted."""

    day: date
    number: int | None
    is_rest: bool
    label: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A deadline and how it came about. `steps` holds every day from arrival to due; empty for a limit in hours."""

    received_at: datetime
    limit: Limit
    due_at: datetime
    counted_as_on: date
    steps: tuple[Step, ...]
    is_provisional: bool

    @property
    def words(self) -> str:
        """10-07 收到，次日起：10-08（调休上班）1、10-09 2、10-10 3 → 10-10 24:00 [pingyu-2023-10]."""
        tail = "（暂定：放假安排尚未公布）" if self.is_provisional else ""
        if self.limit.unit == "hour":
            return f"{self.received_at:%m-%d %H:%M} 收到，{self.limit} → {print_due(self.due_at)}{tail}"
        arrival = f"{self.received_at:%m-%d} 收到"
        if self.counted_as_on != self.received_at.date():
            arrival = f"{self.received_at:%m-%d %H:%M} 收到，过当日截止时刻，按 {self.counted_as_on:%m-%d} 收到算"
        return f"{arrival}，{START_WORDS[self.limit.start]}：{self._count()} → {print_due(self.due_at)}{tail}"

    def _count(self) -> str:
        counted = [step for step in self.steps if step.number is not None]
        words = [f"{step.day:%m-%d}{self._why(step)}{step.number}" for step in counted]
        if len(words) > MOST_DAYS_IN_WORDS:
            words = [*words[:2], "…", words[-1]]
        return "、".join(words)

    def _why(self, step: Step) -> str:
        """A counted day is explained only where the calendar says something that its weekday does not."""
        return f"（{step.label}）" if step.label and self.limit.unit == "workday" else " "


def local(moment: datetime) -> datetime:
    """The moment on the office's clock. ValueError for a naive one: the rules never guess a zone."""
    if moment.tzinfo is None:
        raise ValueError("a deadline needs an aware moment")
    return moment.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """00:00 of `day`."""
    return datetime.combine(day, MIDNIGHT, SHANGHAI)


def end_of(day: date) -> datetime:
    """24:00 of `day`, as it is stored: 00:00 of the next."""
    return datetime.combine(day + ONE_DAY, MIDNIGHT, SHANGHAI)


def due_day(due_at: datetime) -> date:
    """The day on which a deadline falls: 24:00 belongs to the day that it ends."""
    moment = local(due_at)
    return moment.date() - ONE_DAY if moment.time() == MIDNIGHT else moment.date()


def print_due(due_at: datetime) -> str:
    """07-10 24:00, 07-07 17:00."""
    moment = local(due_at)
    return f"{due_day(due_at):%m-%d} 24:00" if moment.time() == MIDNIGHT else f"{moment:%m-%d %H:%M}"


def is_in_time(done_at: datetime, due_at: datetime) -> bool:
    """Whether something done at `done_at` kept the deadline.

    The moment named still counts (17:00 is in time for 17:00). A due day's 24:00 does not: stored, it is 00:00 of
    the next day, and a reply recorded there, most often a date without a time, was made on the next day.
    """
    return done_at < due_at if local(due_at).time() == MIDNIGHT else done_at <= due_at


def due_at(received_at: datetime, limit: Limit, days: DayTable, cutoff: time | None = None) -> datetime:
    """When `limit` runs out for something received at `received_at` (aware). Cheap enough for a whole import.

    `cutoff`: what arrives at or after it counts as received on the next day; it does not touch limits in hours.
    """
    moment = local(received_at)
    if limit.unit == "hour":
        return moment + timedelta(hours=limit.amount)
    return end_of(_last_day(_counted_as_on(moment, cutoff), limit, days))


def reckon(received_at: datetime, limit: Limit, days: DayTable, cutoff: time | None = None) -> Reckoning:
    """The same as `due_at`, with every step of the count for people to check.

    Provisional when any day of it lies beyond the published years.
    """
    moment = local(received_at)
    due = due_at(moment, limit, days, cutoff)
    if limit.unit == "hour":
        return Reckoning(moment, limit, due, moment.date(), (), is_provisional=False)
    counted_as_on = _counted_as_on(moment, cutoff)
    steps = _steps(moment.date(), counted_as_on, due_day(due), limit, days)
    # Natural days are what they are; only working days can still be moved by a notice.
    is_provisional = limit.unit == "workday" and days.is_provisional(due_day(due))
    return Reckoning(moment, limit, due, counted_as_on, steps, is_provisional)


def unit_due(city_due_at: datetime, reserve_workdays: int, office_close: time, days: DayTable) -> datetime:
    """The unit's deadline: the city's less the reserve, at the close of office. 07-10 24:00 less 1 working day → 07-07 17:00.

    Never later than the city's. For a short city limit it may lie before the dispatch: the caller says so.
    """
    day = days.previous_workday(due_day(city_due_at), reserve_workdays)
    return min(datetime.combine(day, office_close, SHANGHAI), local(city_due_at))


def sign_due(own_due: datetime, unit_due_at: datetime | None, at: datetime) -> datetime:
    """The limit for signing: `own_due` by the limits table, never later than the unit's whole limit. One that had run out when
    the ticket was given (`at`) bounds nothing, or nobody could sign in time."""
    return min(own_due, unit_due_at) if unit_due_at is not None and unit_due_at > at else own_due


def _counted_as_on(moment: datetime, cutoff: time | None) -> date:
    is_late = cutoff is not None and moment.time() >= cutoff
    return moment.date() + ONE_DAY if is_late else moment.date()


@lru_cache(maxsize=8192)
def _last_day(counted_as_on: date, limit: Limit, days: DayTable) -> date:
    before = counted_as_on - ONE_DAY if limit.start == "same_day" else counted_as_on
    if limit.unit == "day":
        return before + timedelta(days=limit.amount)
    return days.next_workday(before, limit.amount)


@lru_cache(maxsize=8192)
def _steps(received_on: date, counted_as_on: date, last: date, limit: Limit, days: DayTable) -> tuple[Step, ...]:
    first_counted = counted_as_on if limit.start == "same_day" else counted_as_on + ONE_DAY
    steps = []
    number = 0
    for offset in range((last - received_on).days + 1):
        day = received_on + timedelta(days=offset)
        is_rest = not days.is_workday(day)
        is_counted = day >= first_counted and not (is_rest and limit.unit == "workday")
        number += is_counted
        steps.append(Step(day, number if is_counted else None, is_rest, days.label(day)))
    return tuple(steps)
