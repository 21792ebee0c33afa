"""The countdown: how much of a deadline is left, as a state for the colour and as Chinese words.

Time left is whole working days of the same hour, and hours: 07-06 14:00 → 07-07 17:00 is 1 个工作日 3 小时. Rest days
do not run. A short clock (a limit in hours, the return window) is natural time, and so is a deadline on a rest day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tickets.rules.deadlines import MIDNIGHT, SHANGHAI, due_day, is_in_time, local
from units.rules.workdays import ONE_DAY, DayTable

MINUTES_IN_DAY = 24 * 60
# From here on a deadline is far: its countdown needs no colour, not even inside a ticket.
FAR_DAYS = 5


class Countdown(StrEnum):
    """Red, amber, blue inside a ticket, grey (screens.md)."""

    OVERDUE = "overdue"
    TODAY = "today"
    IN_HAND = "in_hand"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Whole minutes left, or run over when overdue, split into days, hours and minutes.

    `is_natural`: the days are natural ones (天), else working days (个工作日, 日 in lists).
    `total_minutes` is natural time, for queues that count in minutes.
    """

    state: Countdown
    days: int
    hours: int
    minutes: int
    total_minutes: int
    is_natural: bool

    @property
    def words(self) -> str:
        """Inside a ticket and in sentences: 还剩 1 个工作日 3 小时; 超 1 个工作日; 还剩 18 分."""
        sign = "超" if self.state is Countdown.OVERDUE else "还剩"
        return self._under_a_minute(sign) or f"{sign} {self._amount('天' if self.is_natural else '个工作日')}"

    @property
    def short(self) -> str:
        """For the rows of lists alone, which have no room for more: 剩 1 日 3 小时 (日 is a working day), 剩 1 时 10 分, 剩 3 小时,
        剩 18 分; 超 12 分."""
        is_over = self.state is Countdown.OVERDUE
        # A run-over working day is named in full also in lists, as a reproach should be.
        day = "天" if self.is_natural else "个工作日" if is_over else "日"
        sign = "超" if is_over else "剩"
        return self._under_a_minute(sign) or f"{sign} {self._amount(day)}"

    @property
    def in_minutes(self) -> str:
        """For the queue to dispatch, where everything is a matter of minutes: 剩 97 分, 超 12 分."""
        sign = "超" if self.state is Countdown.OVERDUE else "剩"
        return f"{sign} {self.total_minutes} 分"

    def _under_a_minute(self, sign: str) -> str:
        if self.days or self.hours or self.minutes:
            return ""
        return "刚超期" if self.state is Countdown.OVERDUE else f"{sign}不足 1 分"

    def _amount(self, day_word: str) -> str:
        if self.days:
            is_rounded = self.state is Countdown.OVERDUE and not self.is_natural
            rest = "" if is_rounded or not self.hours else f" {self.hours} 小时"
            return f"{self.days} {day_word}{rest}"
        if self.hours:
            return f"{self.hours} 时 {self.minutes} 分" if self.minutes else f"{self.hours} 小时"
        return f"{self.minutes} 分"


def time_left(now: datetime, due_at: datetime, days: DayTable, *, natural: bool = False, soon: timedelta | None = None) -> TimeLeft:
    """What is left at `now` until `due_at` (both aware).

    `natural`: a clock that also runs on rest days (limits in hours or natural days). `soon`: for short clocks, the span
    before the deadline that is amber, in place of "due today" (the dispatcher's queue: 30 minutes).
    """
    at, due = local(now), local(due_at)
    total = int(abs(due - at).total_seconds() // 60)
    if not is_in_time(at, due):
        return _run_over(at, due, total, days, natural)
    on_rest = not days.is_workday(due_day(due))
    left = total if natural or on_rest else working_minutes(at, due, days)
    return TimeLeft(_state(at, due, left, soon), *_split(left), total, natural or on_rest)


def _run_over(at: datetime, due: datetime, total: int, days: DayTable, natural: bool) -> TimeLeft:
    """Less than one working day over is told in natural time, so that nobody reads "0" on a Saturday."""
    worked = 0 if natural else working_minutes(due, at, days)
    is_natural = worked < MINUTES_IN_DAY
    return TimeLeft(Countdown.OVERDUE, *_split(total if is_natural else worked), total, is_natural)


def _state(at: datetime, due: datetime, left: int, soon: timedelta | None) -> Countdown:
    is_pressing = due - at <= soon if soon is not None else due_day(due) <= at.date()
    if is_pressing:
        return Countdown.TODAY
    return Countdown.IN_HAND if left < FAR_DAYS * MINUTES_IN_DAY else Countdown.LATER


def _split(minutes: int) -> tuple[int, int, int]:
    whole_days, rest = divmod(minutes, MINUTES_IN_DAY)
    return whole_days, *divmod(rest, 60)


def working_minutes(start: datetime, end: datetime, days: DayTable) -> int:
    """Whole minutes from `start` to `end` that lie on working days, each of 24 hours."""
    first, last = start.date(), end.date()
    if first == last:
        return int((end - start).total_seconds() // 60) if days.is_workday(first) else 0
    worked = timedelta()
    if days.is_workday(first):
        worked += datetime.combine(first + ONE_DAY, MIDNIGHT, SHANGHAI) - start
    worked += ONE_DAY * days.workdays_between(first, last - ONE_DAY)
    if days.is_workday(last):
        worked += end - datetime.combine(last, MIDNIGHT, SHANGHAI)
    return int(worked.total_seconds() // 60)
