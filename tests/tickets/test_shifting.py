"""Deadlines that move: extensions and suspensions, as tables of cases and as properties of any moment of any year."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.countdown import MINUTES_IN_DAY, working_minutes
from tickets.rules.deadlines import SHANGHAI, is_in_time, print_due
from tickets.rules.shifting import (
    after_suspension,
    days_stood,
    extended,
    extension_words,
    last_moment_to_ask,
    month_of,
    strip,
    suspension_words,
)
from units.rules.workdays import DayTable

DAYS = DayTable.seeded()
# Without microseconds, as the office's clock is read.
moments = st.datetimes(datetime(2010, 1, 1), datetime(2025, 12, 1)).map(lambda when: when.replace(second=0, microsecond=0, tzinfo=SHANGHAI))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


EXTENSIONS = [
    # due, working days, new limit as printed, why
    ("2023-07-07 17:00", 3, "07-12 17:00", "周五，隔周末"),
    ("2023-07-11 00:00", 1, "07-11 24:00", "07-10 24:00 仍是 24:00"),
    ("2023-09-28 17:00", 1, "10-07 17:00", "09-29 至 10-06 休，10-07 调休上班"),
    ("2022-01-28 17:00", 1, "01-29 17:00", "调休上班的周六"),
    ("2023-07-08 10:00", 1, "07-10 24:00", "周六的时限按周五 24:00 算"),
    ("2023-07-10 00:00", 2, "07-11 24:00", "周日 24:00 的时限也按周五 24:00 算"),
    ("2023-07-07 17:00", 0, "07-07 17:00", "不延"),
]


@pytest.mark.parametrize(("due", "days", "printed", "why"), EXTENSIONS)
def test_an_extension_counts_working_days_to_the_same_hour(due: str, days: int, printed: str, why: str) -> None:
    assert print_due(extended(at(due), days, DAYS)) == printed, why


def test_an_extension_never_shortens() -> None:
    with pytest.raises(ValueError, match="never shortens"):
        extended(at("2023-07-07 17:00"), -1, DAYS)


@given(moments, moments, st.integers(0, 30))
def test_a_later_limit_stays_the_later_one(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert extended(first, days, DAYS) <= extended(second, days, DAYS)


@given(moments, st.integers(0, 30))
def test_each_day_more_is_a_later_limit_and_days_add_up(due: datetime, days: int) -> None:
    longer = extended(due, days + 1, DAYS)
    assert longer > extended(due, days, DAYS)
    assert longer == extended(extended(due, days, DAYS), 1, DAYS)


@given(moments, st.integers(1, 30))
def test_an_extension_gives_exactly_its_working_days(due: datetime, days: int) -> None:
    assert working_minutes(due, extended(due, days, DAYS), DAYS) == days * MINUTES_IN_DAY


SUSPENSIONS = [
    # due, suspended, resumed, new limit as printed, why
    ("2023-07-07 17:00", "2023-07-04 10:00", "2023-07-06 09:00", "07-11 17:00", "1 天 23 小时，按 2 天还"),
    ("2023-07-07 17:00", "2023-07-04 10:00", "2023-07-04 16:00", "07-10 17:00", "半天按 1 天还"),
    ("2023-07-07 17:00", "2023-07-08 00:00", "2023-07-12 09:00", "07-07 17:00", "挂起前已过，不还"),
    ("2023-07-10 17:00", "2023-07-08 09:00", "2023-07-09 20:00", "07-10 17:00", "只停了周末，没有工作时间"),
    ("2023-07-07 17:00", "2023-07-05 09:00", "2023-07-05 09:00", "07-07 17:00", "没有停"),
    ("2023-07-07 17:00", "2023-07-06 09:00", "2023-07-05 09:00", "07-07 17:00", "恢复在挂起之前"),
]


@pytest.mark.parametrize(("due", "suspended", "resumed", "printed", "why"), SUSPENSIONS)
def test_what_was_left_is_given_back(due: str, suspended: str, resumed: str, printed: str, why: str) -> None:
    assert print_due(after_suspension(at(due), at(suspended), at(resumed), DAYS)) == printed, why


@given(moments, moments, st.timedeltas(timedelta(), timedelta(days=60)))
def test_after_a_suspension_as_much_is_left_as_before_or_up_to_a_day_more(due: datetime, suspended: datetime, stood: timedelta) -> None:
    resumed = (suspended + stood).replace(second=0, microsecond=0)
    new = after_suspension(due, suspended, resumed, DAYS)
    if not is_in_time(suspended, due):
        assert new == due
        return
    left = working_minutes(suspended, due, DAYS)
    given_back = working_minutes(suspended, new, DAYS) - working_minutes(suspended, resumed, DAYS)
    assert new >= due
    assert left <= given_back < left + MINUTES_IN_DAY


@given(moments, moments, st.integers(0, 50_000), st.integers(0, 50_000))
def test_who_resumes_later_gets_no_earlier_limit(due: datetime, suspended: datetime, one: int, other: int) -> None:
    sooner, later = sorted((one, other))
    first = after_suspension(due, suspended, suspended + timedelta(minutes=sooner), DAYS)
    assert first <= after_suspension(due, suspended, suspended + timedelta(minutes=later), DAYS)


def test_a_day_that_was_begun_is_counted_whole() -> None:
    assert days_stood(at("2023-07-04 10:00"), at("2023-07-05 10:00"), DAYS) == 1
    assert days_stood(at("2023-07-04 10:00"), at("2023-07-05 10:01"), DAYS) == 2


WORDS = [
    (extension_words(at("2023-07-07 17:00"), 3, DAYS), "原时限 07-07 17:00，延期 3 个工作日：07-10 1、07-11 2、07-12 3 → 07-12 17:00"),
    (
        extension_words(at("2023-07-07 17:00"), 12, DAYS),
        "原时限 07-07 17:00，延期 12 个工作日：07-10 1、07-11 2、…、07-25 12 → 07-25 17:00",
    ),
    (
        suspension_words(at("2023-07-07 17:00"), at("2023-07-04 10:00"), at("2023-07-06 09:00"), DAYS),
        "挂起 07-04 10:00 至 07-06 09:00，停 2 个工作日：07-07 17:00 → 07-11 17:00",
    ),
    (
        suspension_words(at("2023-07-07 17:00"), at("2023-07-08 10:00"), at("2023-07-12 09:00"), DAYS),
        "挂起 07-08 10:00 至 07-12 09:00，挂起前时限 07-07 17:00 已过，不顺延",
    ),
]


@pytest.mark.parametrize(("words", "expected"), WORDS)
def test_the_arithmetic_is_shown(words: str, expected: str) -> None:
    assert words == expected


def test_more_time_is_asked_for_before_the_limit_less_the_hours_of_the_district() -> None:
    assert print_due(last_moment_to_ask(at("2023-07-07 17:00"), 5)) == "07-07 12:00"


def test_the_strip_runs_from_the_asking_to_the_last_limit() -> None:
    marks = {"city": at("2023-07-11 00:00"), "old": at("2023-07-07 17:00"), "new": at("2023-07-12 17:00")}
    boxes = strip(at("2023-07-06 10:00"), marks, DAYS)
    assert [(box.day.day, box.mark, box.is_rest) for box in boxes] == [
        (6, "asked", False),
        (7, "old", False),
        (8, "", True),
        (9, "", True),
        (10, "city", False),
        (11, "", False),
        (12, "new", False),
    ]


def test_a_long_strip_keeps_its_marks_and_shows_where_days_are_left_out() -> None:
    marks = {"old": at("2023-07-07 17:00"), "new": at("2023-08-07 17:00")}
    boxes = strip(at("2023-07-05 10:00"), marks, DAYS)
    assert len(boxes) == 9
    assert [box.mark for box in boxes if box.mark] == ["asked", "old", "new"]
    assert [box.day.day for box in boxes if box.is_gap] == [2]


MONTHS = [
    # day, first day of the statistical month, from, to
    (date(2023, 7, 10), 1, date(2023, 7, 1), date(2023, 7, 31)),
    (date(2023, 7, 25), 26, date(2023, 6, 26), date(2023, 7, 25)),
    (date(2023, 7, 26), 26, date(2023, 7, 26), date(2023, 8, 25)),
    (date(2023, 1, 5), 26, date(2022, 12, 26), date(2023, 1, 25)),
    (date(2024, 2, 29), 1, date(2024, 2, 1), date(2024, 2, 29)),
]


@pytest.mark.parametrize(("day", "starts_on", "first", "last"), MONTHS)
def test_a_statistical_month_need_not_be_a_calendar_month(day: date, starts_on: int, first: date, last: date) -> None:
    assert month_of(day, starts_on) == (first, last)
