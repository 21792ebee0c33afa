"""Periods: labels, months that start on another day, neighbours."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from scoring.rules.periods import free, month_at, parse


@pytest.mark.parametrize(
    ("label", "starts_on", "first", "last", "months"),
    [
        ("2022-01", 1, "2022-01-01", "2022-01-31", 1),
        ("2024-02", 1, "2024-02-01", "2024-02-29", 1),
        ("2022Q1", 1, "2022-01-01", "2022-03-31", 3),
        ("2022q4", 1, "2022-10-01", "2022-12-31", 3),
        ("2024H1", 1, "2024-01-01", "2024-06-30", 6),
        ("2023H2", 1, "2023-07-01", "2023-12-31", 6),
        ("2023", 1, "2023-01-01", "2023-12-31", 12),
        ("2022-01", 26, "2021-12-26", "2022-01-25", 1),
        ("2022-03", 26, "2022-02-26", "2022-03-25", 1),
        ("2022Q1", 26, "2021-12-26", "2022-03-25", 3),
        ("2022-12", 5, "2022-12-05", "2023-01-04", 1),
        ("2022-02", 28, "2022-01-28", "2022-02-27", 1),
    ],
)
def test_a_label_names_whole_days(label: str, starts_on: int, first: str, last: str, months: int) -> None:
    period = parse(label, starts_on)
    assert (period.starts_on.isoformat(), period.ends_on.isoformat(), len(period.months())) == (first, last, months)
    assert (period.months()[0].starts_on, period.months()[-1].ends_on) == (period.starts_on, period.ends_on)


@pytest.mark.parametrize("label", ["", "2022-13", "2022-1", "2022Q5", "2022H3", "22Q1", "一月", "2022-00", "2022-01-01", "0000"])
def test_an_unknown_label_is_refused_with_the_forms_that_are_known(label: str) -> None:
    with pytest.raises(ValidationError) as caught:
        parse(label)
    assert caught.value.code == "bad_period"
    assert "2022Q1（季度）" in caught.value.messages[0]


@pytest.mark.parametrize(
    ("label", "previous", "year_before", "words"),
    [
        ("2022-01", "2021-12", "2021-01", "2022年1月"),
        ("2022Q1", "2021Q4", "2021Q1", "2022年第1季度"),
        ("2023H2", "2023H1", "2022H2", "2023年下半年"),
        ("2023", "2022", "2022", "2023年"),
    ],
)
def test_neighbours_are_of_the_same_kind(label: str, previous: str, year_before: str, words: str) -> None:
    period = parse(label, 26)
    assert (period.previous().label, period.year_before().label, period.words) == (previous, year_before, words)
    assert period.previous().next() == period


@pytest.mark.parametrize(
    ("day", "starts_on", "label"),
    [("2022-01-25", 26, "2022-01"), ("2022-01-26", 26, "2022-02"), ("2021-12-31", 26, "2022-01"), ("2022-01-04", 5, "2021-12")],
)
def test_every_day_lies_in_one_month(day: str, starts_on: int, label: str) -> None:
    assert month_at(date.fromisoformat(day), starts_on).label == label


@pytest.mark.parametrize(("kind", "label"), [("month", "2022-05"), ("quarter", "2022Q2"), ("half", "2022H1"), ("year", "2022")])
def test_a_month_lies_within_longer_periods(kind: str, label: str) -> None:
    assert parse("2022-05").within(kind).label == label  # type: ignore[arg-type]


def test_dates_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValidationError, match="起止日期颠倒"):
        free(date(2022, 2, 1), date(2022, 1, 1))


@pytest.mark.parametrize(
    ("label", "first", "last", "previous", "year_before", "words"),
    [
        ("2022-W05", "2022-01-31", "2022-02-06", "2022-W04", "2021-W05", "2022年第5周（01-31至02-06）"),
        ("2022-W01", "2022-01-03", "2022-01-09", "2021-W52", "2021-W01", "2022年第1周（01-03至01-09）"),
        ("2020-W53", "2020-12-28", "2021-01-03", "2020-W52", "2019-W52", "2020年第53周（12-28至01-03）"),
    ],
)
def test_a_week_runs_from_monday_to_sunday(label: str, first: str, last: str, previous: str, year_before: str, words: str) -> None:
    week = parse(label, 26, with_weeks=True)
    assert (week.starts_on.isoformat(), week.ends_on.isoformat(), week.words) == (first, last, words)
    assert (week.previous().label, week.year_before().label, week.months()) == (previous, year_before, ())
    assert week.previous().next() == week


@pytest.mark.parametrize("label", ["2022-W53", "2022-W00", "2022-W99", "0000-W01"])
def test_a_week_that_there_is_not_is_refused(label: str) -> None:
    with pytest.raises(ValidationError, match="这一周"):
        parse(label, with_weeks=True)


def test_a_week_is_neither_closed_nor_scored() -> None:
    with pytest.raises(ValidationError, match="周只能直接计数，不关账、不计分"):
        parse("2022-W05")
