"""The working calendar: which days are worked, which are rest, and why.

The State Council moves days every year (holidays and make-up days), so the table is data: it is
seeded from `chinesecalendar`, kept editable by the office, and handed to the rules as a `DayTable`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from chinese_calendar.constants import holidays, workdays

FIRST_SEEDED = date(2004, 1, 1)
LAST_SEEDED = date(2026, 12, 31)

MAKE_UP = "调休上班"
WEEKEND = "周末"
HOLIDAY_LABELS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# Nobody rests longer than this in a row; a table that says so is wrong, and the search must end.
LONGEST_REST = 60

CalendarRow = tuple[date, bool, str]


def by_weekday(day: date) -> CalendarRow:
    """The Monday-to-Friday rule: (day, is_workday, label), used where no table is published."""
    is_workday = day.weekday() < SATURDAY
    return day, is_workday, "" if is_workday else WEEKEND


def seed_days(first: date = FIRST_SEEDED, last: date = LAST_SEEDED) -> Iterator[CalendarRow]:
    """Every day from `first` to `last` as (day, is_workday, label), from the State Council's notices.

    The label is the holiday's name, 调休上班 for a make-up working day, 周末, or empty.
    """
    day = first
    while day <= last:
        if day in holidays:
            yield day, False, HOLIDAY_LABELS.get(holidays[day], "法定节假日")
        elif day in workdays:
            yield day, True, MAKE_UP
        else:
            yield by_weekday(day)
        day += ONE_DAY


class DayTable:
    """An immutable calendar. Days that the table lacks follow the Monday-to-Friday rule.

    Days after `published_until` are provisional: their holidays have not been announced yet, and
    whatever is reckoned over them must say so.
    """

    __slots__ = ("_rows", "published_until")

    def __init__(self, rows: Iterable[CalendarRow], published_until: date) -> None:
        self._rows = {day: (is_workday, label) for day, is_workday, label in rows}
        self.published_until = published_until

    @classmethod
    def seeded(cls) -> DayTable:
        """The table as `chinesecalendar` knows it, 2004 to 2026, without the office's own edits."""
        return cls(seed_days(), LAST_SEEDED)

    def is_workday(self, day: date) -> bool:
        row = self._rows.get(day)
        return by_weekday(day)[1] if row is None else row[0]

    def label(self, day: date) -> str:
        """Why the day is what it is: 国庆节, 调休上班, 周末, or empty for a plain working day."""
        row = self._rows.get(day)
        return by_weekday(day)[2] if row is None else row[1]

    def is_provisional(self, day: date) -> bool:
        return day > self.published_until

    def next_workday(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`; with 0, `day` itself or the first worked after it.

        ValueError where the table holds no working day for months: it has been edited wrongly.
        """
        if count == 0:
            return day if self.is_workday(day) else self.next_workday(day)
        return self._step(day, count, ONE_DAY)

    def previous_workday(self, day: date, count: int = 1) -> date:
        """The `count`-th working day before `day`; with 0, `day` itself or the last worked before it."""
        if count == 0:
            return day if self.is_workday(day) else self.previous_workday(day)
        return self._step(day, count, -ONE_DAY)

    def workdays_between(self, after: date, until: date) -> int:
        """Working days later than `after`, up to and with `until`; negative when `until` is earlier.

        Received 2023-07-03, returned 2023-07-10: 5 working days [xinglongtai-2023h1].
        """
        if until < after:
            return -self.workdays_between(until, after)
        span = (until - after).days
        return sum(self.is_workday(after + timedelta(days=n)) for n in range(1, span + 1))

    def _step(self, day: date, count: int, step: timedelta) -> date:
        if count < 0:
            raise ValueError("count of working days must not be negative")
        rested = 0
        while count:
            day += step
            if self.is_workday(day):
                count -= 1
                rested = 0
            else:
                rested += 1
                if rested > LONGEST_REST:
                    raise ValueError(f"工作日历在 {day:%Y-%m-%d} 前后连续 {rested} 天没有工作日，请检查日历")
        return day
