"""Statistical periods: months that may start on any day, the quarters, halves and years that are sums of them, and weeks, which are
counted live and never closed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1900, 9000
# A month that starts late ends in the next calendar month and is named after it: 12-26 to 01-25 is January.
LATE_START = 16

Kind = Literal["month", "quarter", "half", "year", "week", "free"]
LENGTHS: dict[Kind, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
PATTERNS: dict[Kind, re.Pattern[str]] = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"(\d{4})Q([1-4])"),
    "half": re.compile(r"(\d{4})H([12])"),
    "year": re.compile(r"(\d{4})()"),
}
WEEK = re.compile(r"(\d{4})-W(\d{2})")


@dataclass(frozen=True, order=True)
class Period:
    """Whole days, both ends counted. `label` is 2022-01, 2022Q1, 2022H1, 2022 or 2022-W05; free dates have their own."""

    starts_on: date
    ends_on: date
    label: str
    kind: Kind = "month"
    month_starts_on: int = 1

    def __str__(self) -> str:
        return self.label

    @property
    def words(self) -> str:
        """The period as a reader says it: 2022年1月, 2022年第1季度, 2022年上半年, 2022年, 2022年第5周（01-31至02-06）."""
        year, number = self.label[:4], self.label[5:]
        if self.kind == "month":
            return f"{year}年{int(number)}月"
        if self.kind == "quarter":
            return f"{year}年第{number}季度"
        if self.kind == "half":
            return f"{year}年{'上' if number == '1' else '下'}半年"
        if self.kind == "week":
            return f"{year}年第{int(self.label[-2:])}周（{self.starts_on:%m-%d}至{self.ends_on:%m-%d}）"
        return f"{year}年" if self.kind == "year" else f"{self.starts_on}至{self.ends_on}"

    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment and the first moment after it, aware."""
        return midnight(self.starts_on), midnight(self.ends_on + ONE_DAY)

    def months(self) -> tuple["Period", ...]:
        """The statistical months that it is made of; free dates and weeks are made of none."""
        if self.kind in ("free", "week"):
            return ()
        year, month = _first_month(self)
        return tuple(month_of(year, month + n, self.month_starts_on) for n in range(LENGTHS[self.kind]))

    def previous(self) -> "Period":
        """The period of the same kind just before it (环比)."""
        if self.kind == "week":
            return week_at(self.starts_on - ONE_DAY)
        return self._moved(-LENGTHS.get(self.kind, 0))

    def next(self) -> "Period":
        if self.kind == "week":
            return week_at(self.ends_on + ONE_DAY)
        return self._moved(LENGTHS.get(self.kind, 0))

    def year_before(self) -> "Period":
        """The same period a year earlier (同比); the week of the same number, the 52nd where that year has no 53rd."""
        if self.kind == "week":
            year, number = int(self.label[:4]) - 1, int(self.label[-2:])
            return week_of(year, min(number, date(year, 12, 28).isocalendar().week))
        return self._moved(-12)

    def within(self, kind: Kind) -> "Period":
        """The quarter, half or year that holds this month; a month holds itself."""
        if self.kind != "month" or kind not in LENGTHS:
            raise ValueError("only a month lies within a longer period")
        year, month = _first_month(self)
        length = LENGTHS[kind]
        return _build(kind, year, (month - 1) // length * length + 1, self.month_starts_on)

    def _moved(self, months: int) -> "Period":
        if self.kind not in LENGTHS:
            raise ValueError("free dates have no neighbours")
        year, month = _first_month(self)
        return _build(self.kind, year, month + months, self.month_starts_on)


def parse(label: str, month_starts_on: int = 1, with_weeks: bool = False) -> Period:
    """2022-01, 2022Q1, 2022H1, 2022 → its period; also 2022-W05 where weeks are at home: they are counted, but neither closed nor
    scored. ValidationError bad_period for anything else."""
    text = label.strip().upper()
    week = WEEK.fullmatch(text)
    if week is not None:
        return _week(label, int(week[1]), int(week[2]), with_weeks)
    for kind, pattern in PATTERNS.items():
        match = pattern.fullmatch(text)
        if match is not None:
            year, number = int(match[1]), int(match[2] or 1)
            if not FIRST_YEAR <= year <= LAST_YEAR:
                break
            return _build(kind, year, (number - 1) * LENGTHS[kind] + 1, month_starts_on)
    weeks = "、2022-W05（周）" if with_weeks else ""
    raise ValidationError(
        f"期间“{label}”看不懂，请写成 2022-01（月）、2022Q1（季度）、2022H1（半年）{weeks}或 2022（年）。", code="bad_period"
    )


def _week(label: str, year: int, number: int, is_allowed: bool) -> Period:
    if not is_allowed:
        raise ValidationError(f"“{label}”是一周，周只能直接计数，不关账、不计分，请改用月、季度、半年或年。", code="bad_period")
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= number <= date(year, 12, 28).isocalendar().week:
        raise ValidationError(f"没有“{label}”这一周，周次从 01 到 52 或 53。", code="bad_period")
    return week_of(year, number)


def refuse_future(period: Period, today: date) -> None:
    """ValidationError future of a period that has not begun: it has no figures, not even nought."""
    if period.starts_on > today:
        raise ValidationError(f"{period.words}还没有到（{period.starts_on} 起），没有数字可看，请选已经开始的期间。", code="future")


def week_of(year: int, number: int) -> Period:
    """Monday to Sunday by ISO 8601: the first week of a year holds its first Thursday."""
    first = date.fromisocalendar(year, number, 1)
    return Period(first, first + 6 * ONE_DAY, f"{year:04}-W{number:02}", "week")


def week_at(day: date) -> Period:
    """The week that holds `day`."""
    found = day.isocalendar()
    return week_of(found.year, found.week)


def free(first: date, last: date) -> Period:
    """Any days, both counted. ValidationError bad_dates when they are the wrong way round."""
    if last < first:
        raise ValidationError(f"起止日期颠倒：{first} 晚于 {last}，请对调。", code="bad_dates")
    return Period(first, last, f"{first}—{last}", "free")


@lru_cache(maxsize=4096)  # pages ask for the same few months hundreds of times
def month_of(year: int, month: int, month_starts_on: int = 1) -> Period:
    """The statistical month; `month` may run over the year's ends (0 is December of the year before)."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Period(
        _start(year, month, month_starts_on), _end(year, month, month_starts_on), f"{year:04}-{month:02}", "month", month_starts_on
    )


def month_at(day: date, month_starts_on: int = 1) -> Period:
    """The statistical month that holds `day`."""
    around = (month_of(day.year, day.month + n, month_starts_on) for n in (-1, 0, 1))
    return next(month for month in around if month.starts_on <= day <= month.ends_on)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def local_date(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _build(kind: Kind, year: int, month: int, month_starts_on: int) -> Period:
    first = month_of(year, month, month_starts_on)
    if kind == "month":
        return first
    last = month_of(year, month + LENGTHS[kind] - 1, month_starts_on)
    year, number = int(first.label[:4]), (int(first.label[5:]) - 1) // LENGTHS[kind] + 1
    label = {"quarter": f"{year:04}Q{number}", "half": f"{year:04}H{number}"}.get(kind, f"{year:04}")
    return Period(first.starts_on, last.ends_on, label, kind, month_starts_on)


def _first_month(period: Period) -> tuple[int, int]:
    year, number = int(period.label[:4]), int(period.label[5:] or 1)
    return year, (number - 1) * LENGTHS[period.kind] + 1


def _start(year: int, month: int, month_starts_on: int) -> date:
    if month_starts_on >= LATE_START:
        year, month = (year - 1, 12) if month == 1 else (year, month - 1)
    return date(year, month, month_starts_on)


def _end(year: int, month: int, month_starts_on: int) -> date:
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return _start(*following, month_starts_on) - ONE_DAY
