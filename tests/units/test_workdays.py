"""The working calendar: holidays, make-up days, counting, and what lies beyond the published years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from units.rules.workdays import DayTable, by_weekday, seed_days

DAYS = DayTable.seeded()

NOTICES = [
    # day, worked, label: the State Council's notices
    (date(2023, 10, 1), False, "国庆节"),
    (date(2023, 10, 6), False, "国庆节"),
    (date(2023, 10, 7), True, "调休上班"),
    (date(2023, 10, 8), True, "调休上班"),
    (date(2023, 10, 9), True, ""),
    (date(2023, 10, 14), False, "周末"),
    (date(2022, 1, 29), True, "调休上班"),
    (date(2022, 2, 4), False, "春节"),
    (date(2023, 6, 22), False, "端午节"),
    (date(2023, 4, 5), False, "清明节"),
    (date(2015, 9, 3), False, "抗战胜利纪念日"),
    (date(2026, 10, 10), True, "调休上班"),
]


@pytest.mark.parametrize(("day", "is_workday", "label"), NOTICES)
def test_the_seed_follows_the_notices(day: date, is_workday: bool, label: str) -> None:
    assert (DAYS.is_workday(day), DAYS.label(day)) == (is_workday, label)


def test_the_seed_holds_every_day_of_2004_to_2026_once() -> None:
    seeded = [day for day, _, _ in seed_days()]
    assert seeded[0] == date(2004, 1, 1)
    assert seeded[-1] == date(2026, 12, 31)
    assert seeded == [seeded[0] + timedelta(days=n) for n in range(8401)]


def test_beyond_the_published_years_monday_to_friday_holds_provisionally() -> None:
    assert DAYS.is_provisional(date(2027, 1, 1))
    assert not DAYS.is_provisional(date(2026, 12, 31))
    assert DAYS.is_workday(date(2027, 1, 1))  # a Friday; nobody has announced the holiday yet
    assert not DAYS.is_workday(date(2027, 1, 2))
    assert DAYS.label(date(2027, 1, 2)) == "周末"


def test_the_office_may_overrule_a_day() -> None:
    table = DayTable([(date(2023, 7, 4), False, "台风停工")], published_until=date(2026, 12, 31))
    assert not table.is_workday(date(2023, 7, 4))
    assert table.label(date(2023, 7, 4)) == "台风停工"
    assert table.next_workday(date(2023, 7, 3)) == date(2023, 7, 5)


STEPS = [
    # from, count, next, previous
    (date(2023, 7, 3), 5, date(2023, 7, 10), date(2023, 6, 26)),
    (date(2023, 9, 28), 1, date(2023, 10, 7), date(2023, 9, 27)),
    (date(2023, 10, 9), 1, date(2023, 10, 10), date(2023, 10, 8)),
    (date(2023, 10, 1), 0, date(2023, 10, 7), date(2023, 9, 28)),
    (date(2023, 10, 9), 0, date(2023, 10, 9), date(2023, 10, 9)),
]


@pytest.mark.parametrize(("day", "count", "following", "preceding"), STEPS)
def test_stepping_by_working_days(day: date, count: int, following: date, preceding: date) -> None:
    assert DAYS.next_workday(day, count) == following
    assert DAYS.previous_workday(day, count) == preceding


def test_received_on_3_july_and_returned_on_10_july_is_held_five_working_days() -> None:
    assert DAYS.workdays_between(date(2023, 7, 3), date(2023, 7, 10)) == 5
    assert DAYS.workdays_between(date(2023, 7, 10), date(2023, 7, 3)) == -5
    assert DAYS.workdays_between(date(2023, 7, 3), date(2023, 7, 3)) == 0


def test_a_table_without_working_days_is_refused_instead_of_searched_for_ever() -> None:
    rows = [(date(2023, 1, 1) + timedelta(days=n), False, "") for n in range(365)]
    with pytest.raises(ValueError, match="请检查日历"):
        DayTable(rows, date(2023, 12, 31)).next_workday(date(2023, 1, 1))


@given(st.dates(date(2003, 1, 1), date(2028, 1, 1)), st.integers(0, 40))
def test_counting_back_what_was_stepped_gives_the_same_number(day: date, count: int) -> None:
    assert DAYS.workdays_between(day, DAYS.next_workday(day, count)) == max(count, int(not DAYS.is_workday(day)))


@given(st.dates(date(2027, 1, 1), date(2090, 1, 1)))
def test_days_without_a_row_follow_the_weekday(day: date) -> None:
    assert (day, DAYS.is_workday(day), DAYS.label(day)) == by_weekday(day)
