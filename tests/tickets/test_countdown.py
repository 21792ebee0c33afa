"""The countdown's states and words, as on the desks in the pictures."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.countdown import Countdown, time_left
from tickets.rules.deadlines import SHANGHAI
from units.rules.workdays import DayTable

DAYS = DayTable.seeded()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


WORKING = [
    # now, due, state, words, short
    ("2023-07-06 14:00", "2023-07-07 17:00", "in_hand", "还剩 1 个工作日 3 小时", "剩 1 日 3 小时"),
    ("2023-07-06 14:00", "2023-07-13 17:00", "later", "还剩 5 个工作日 3 小时", "剩 5 日 3 小时"),
    ("2023-07-07 14:00", "2023-07-10 17:00", "in_hand", "还剩 1 个工作日 3 小时", "剩 1 日 3 小时"),  # over a weekend
    ("2023-07-08 14:00", "2023-07-10 17:00", "in_hand", "还剩 17 小时", "剩 17 小时"),  # a Saturday does not run
    ("2023-07-06 17:00", "2023-07-07 17:00", "in_hand", "还剩 1 个工作日", "剩 1 日"),
    ("2023-07-06 18:00", "2023-07-07 17:00", "in_hand", "还剩 23 小时", "剩 23 小时"),
    ("2023-07-06 14:00", "2023-07-06 17:00", "today", "还剩 3 小时", "剩 3 小时"),
    ("2023-07-06 14:00", "2023-07-06 15:10", "today", "还剩 1 时 10 分", "剩 1 时 10 分"),
    ("2023-07-06 14:00", "2023-07-07 00:00", "today", "还剩 10 小时", "剩 10 小时"),  # today's 24:00
    ("2023-07-06 16:59:30", "2023-07-06 17:00", "today", "还剩不足 1 分", "剩不足 1 分"),
    ("2023-07-06 17:00", "2023-07-06 17:00", "today", "还剩不足 1 分", "剩不足 1 分"),
    ("2023-07-06 17:12", "2023-07-06 17:00", "overdue", "超 12 分", "超 12 分"),
    ("2023-07-07 18:00", "2023-07-06 17:00", "overdue", "超 1 个工作日", "超 1 个工作日"),
    ("2023-07-09 20:00", "2023-07-07 17:00", "overdue", "超 2 天 3 小时", "超 2 天 3 小时"),  # a weekend only
    ("2023-07-11 00:00", "2023-07-11 00:00", "overdue", "刚超期", "刚超期"),  # the due day has ended
    ("2023-07-07 14:00", "2023-07-10 00:00", "in_hand", "还剩 2 天 10 小时", "剩 2 天 10 小时"),  # due on a Sunday
]


@pytest.mark.parametrize(("now", "due", "state", "words", "short"), WORKING)
def test_time_left_is_whole_working_days_of_the_same_hour_and_hours(now: str, due: str, state: str, words: str, short: str) -> None:
    left = time_left(at(now), at(due), DAYS)
    assert (left.state, left.words, left.short) == (state, words, short)


DISPATCH = [
    # the queue to dispatch: natural minutes, amber in the last 30
    ("2023-07-03 10:42", "2023-07-03 11:00", "today", "剩 18 分"),
    ("2023-07-03 10:42", "2023-07-03 11:12", "today", "剩 30 分"),
    ("2023-07-03 10:42", "2023-07-03 11:13", "in_hand", "剩 31 分"),
    ("2023-07-03 10:42", "2023-07-03 12:19", "in_hand", "剩 97 分"),
    ("2023-07-03 10:42", "2023-07-03 10:30", "overdue", "超 12 分"),
]


@pytest.mark.parametrize(("now", "due", "state", "words"), DISPATCH)
def test_the_queue_to_dispatch_counts_in_minutes(now: str, due: str, state: str, words: str) -> None:
    left = time_left(at(now), at(due), DAYS, natural=True, soon=timedelta(minutes=30))
    assert (left.state, left.in_minutes) == (state, words)


def test_a_natural_clock_runs_through_the_weekend() -> None:
    left = time_left(at("2023-07-07 14:00"), at("2023-07-10 17:00"), DAYS, natural=True)
    assert left.words == "还剩 3 天 3 小时"


moments = st.datetimes(datetime(2022, 1, 1), datetime(2023, 12, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))


@given(moments, moments, moments)
def test_less_is_left_as_time_goes_on(one: datetime, other: datetime, due: datetime) -> None:
    first, second = (time_left(now, due, DAYS) for now in sorted([one, other]))
    if second.state is Countdown.OVERDUE:
        return
    assert first.state is not Countdown.OVERDUE
    assert (first.days, first.hours, first.minutes) >= (second.days, second.hours, second.minutes)
