"""Dates of incoming files: every form that cities write, and the ones that are no dates."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.cells import Cell, Problem
from tickets.rules.deadlines import SHANGHAI
from tickets.rules.moments import Moment, is_before, read_moment, settled

FORMS: list[tuple[Cell, str, bool]] = [
    ("2023-10-07 09:12:33", "2023-10-07 09:12:33", True),
    ("2023-10-07 09:12:33.000", "2023-10-07 09:12:33", True),
    ("2023-10-07 09:12:33.123", "2023-10-07 09:12:33.123", True),
    ("2023-10-07 09:12:33.1234567", "2023-10-07 09:12:33.123456", True),
    ("2023-10-07T09:12:33", "2023-10-07 09:12:33", True),
    ("2023-10-07T01:12:33Z", "2023-10-07 09:12:33", True),
    ("2023-10-07T09:12:33+08:00", "2023-10-07 09:12:33", True),
    ("2023-10-07T01:12:33.000+0000", "2023-10-07 09:12:33", True),
    ("2019/4/25 9:32:09", "2019-04-25 09:32:09", True),
    ("2019/4/25 9:32", "2019-04-25 09:32", True),
    ("2019/4/25", "2019-04-25", False),
    ("2019-04-25", "2019-04-25", False),
    ("2019.4.25 9:32", "2019-04-25 09:32", True),
    ("2023年10月7日 9时12分", "2023-10-07 09:12", True),
    ("2023年10月7日9时12分30秒", "2023-10-07 09:12:30", True),
    ("2023年10月7日 9时", "2023-10-07 09:00", True),
    ("2023年10月7日", "2023-10-07", False),
    ("2023年10月7日 下午 3:05", "2023-10-07 15:05", True),
    ("2023/10/7 上午 12:05:00", "2023-10-07 00:05", True),
    ("2023/10/7 3:05:00 PM", "2023-10-07 15:05", True),
    ("2023-10-07 下午15:05", "2023-10-07 15:05", True),
    ("2023-10-07 星期六 09:12", "2023-10-07 09:12", True),
    ("2023-10-07（周六）", "2023-10-07", False),
    ("20231007", "2023-10-07", False),
    ("20231007091233", "2023-10-07 09:12:33", True),
    ("\t2023-10-07 09:12:33\u3000", "2023-10-07 09:12:33", True),
    ("２０２３－１０－０７ ０９：１２", "2023-10-07 09:12", True),
    ("2023-10-07  09:12", "2023-10-07 09:12", True),
    ("2023-10-07 24:00", "2023-10-08 00:00", True),
    ("2023-10-07 00:00:00", "2023-10-07", False),
    (datetime(2023, 10, 7, 9, 12), "2023-10-07 09:12", True),
    (datetime(2023, 10, 7, 9, 11, 59, 999000), "2023-10-07 09:12", True),
    (date(2023, 10, 7), "2023-10-07", False),
    (45206.0, "2023-10-07", False),
    (45206, "2023-10-07", False),
    (45206.383333333, "2023-10-07 09:12", True),
    (20231007.0, "2023-10-07", False),
    (20231007091233.0, "2023-10-07 09:12:33", True),
]


@pytest.mark.parametrize(("cell", "moment", "has_time"), FORMS)
def test_every_form_of_a_date_is_read(cell: Cell, moment: str, has_time: bool) -> None:
    assert read_moment(cell) == Moment(datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI), has_time)


@pytest.mark.parametrize("cell", [None, "", "  ", "NULL", "null", "***", "\t", "-", "无", "未办结", "在办", "处理中", "\u3000"])
def test_an_empty_date_is_no_problem(cell: Cell) -> None:
    assert read_moment(cell) is None


BAD: list[tuple[Cell, str]] = [
    ("2023-02-30", "date_impossible"),
    ("2023-02-30 10:00:00", "date_impossible"),
    ("2023-13-01", "date_impossible"),
    ("2023/10/7 25:00", "date_impossible"),
    ("2023-10-07 09:61", "date_impossible"),
    ("2023年11月31日", "date_impossible"),
    ("20230231", "date_impossible"),
    ("0000-00-00 00:00:00", "date_impossible"),
    ("0001-01-01 00:00:00", "date_impossible"),
    ("1900-01-01", "date_impossible"),
    ("9999-12-31", "date_impossible"),
    (datetime(1900, 1, 5), "date_impossible"),
    ("张三", "date_shifted"),
    ("13800138000", "date_shifted"),
    ("230703094127106144", "date_shifted"),
    ("已办结", "date_shifted"),
    ("10/7/2023 9:12", "date_shifted"),
    (2031.0, "date_shifted"),
    (float("nan"), "date_shifted"),
    (float("inf"), "date_shifted"),
    (13800138000.0, "date_shifted"),
    (True, "date_shifted"),
    (time(9, 12), "date_shifted"),
    (timedelta(hours=3), "date_shifted"),
]


@pytest.mark.parametrize(("cell", "code"), BAD)
def test_a_day_that_does_not_exist_or_another_thing_is_a_problem_in_words(cell: Cell, code: str) -> None:
    problem = read_moment(cell)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.words.endswith("请写成 2023-10-07 09:12 的样子后重新导入这一行。")


def test_what_stands_in_a_shifted_cell_is_not_repeated() -> None:
    problem = read_moment("13800138000")
    assert isinstance(problem, Problem)
    assert "138" not in problem.words


def moment(text: str) -> Moment:
    read = read_moment(text)
    assert isinstance(read, Moment)
    return read


ORDER = [
    ("2023-10-07 08:00", "2023-10-07 09:00", True),
    ("2023-10-07 10:00", "2023-10-07 09:00", False),
    ("2023-10-07", "2023-10-07 09:00", False),  # the day alone cannot be before its own morning
    ("2023-10-06", "2023-10-07 09:00", True),
    ("2023-10-07 09:00", "2023-10-07", False),
]


@pytest.mark.parametrize(("one", "other", "expected"), ORDER)
def test_a_bare_date_is_compared_by_its_day(one: str, other: str, expected: bool) -> None:
    assert is_before(moment(one), moment(other)) is expected


def test_a_bare_date_of_the_same_day_is_not_stored_before_what_it_followed() -> None:
    arrival = moment("2023-10-07 09:00")
    assert settled(moment("2023-10-07"), arrival) == arrival.at
    assert settled(moment("2023-10-08"), arrival) == datetime(2023, 10, 8, tzinfo=SHANGHAI)
    assert settled(moment("2023-10-07 11:00"), arrival) == datetime(2023, 10, 7, 11, tzinfo=SHANGHAI)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)).map(lambda moment: moment.replace(microsecond=0)))
def test_a_moment_reads_the_same_in_all_its_forms(moment: datetime) -> None:
    forms: list[Cell] = [
        moment,
        f"{moment:%Y-%m-%d %H:%M:%S}",
        f"{moment:%Y-%m-%d %H:%M:%S}.000",
        f"{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M:%S}",
        f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}时{moment.minute}分{moment.second}秒",
        f"{moment:%Y%m%d%H%M%S}",
    ]
    assert {read_moment(form) for form in forms} == {Moment(moment.replace(tzinfo=SHANGHAI), moment.time() != time())}


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert read_moment(text) is None or isinstance(read_moment(text), Moment | Problem)
