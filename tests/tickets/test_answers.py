"""The words of other cities for answers, grades, stars and limits."""

import pytest

from tickets.rules.answers import (
    UNREAD,
    read_flag,
    read_grade,
    read_limit,
    read_reached,
    read_solved,
    read_stars,
    read_urgency,
)
from tickets.rules.cells import Cell
from tickets.rules.deadlines import Limit

FLAGS: list[tuple[Cell, object]] = [
    ("是", True),
    ("否", False),
    ("Y", True),
    (1.0, True),
    (0.0, False),
    ("", None),
    (True, True),
    ("或许", UNREAD),
]
GRADES: list[tuple[Cell, object]] = [
    ("满意", "satisfied"),
    ("非常满意", "satisfied"),
    ("基本满意", "basically"),
    (" 不满意\t", "dissatisfied"),
    ("未评价", None),
    ("NULL", None),
    ("", None),
    ("还行吧", UNREAD),
]
SOLVED: list[tuple[Cell, object]] = [
    ("已解决", "solved"),
    ("是", "solved"),
    ("基本解决", "partly"),
    ("未解决", "unsolved"),
    ("否", "unsolved"),
    ("", None),
]
REACHED: list[tuple[Cell, object]] = [
    ("接通", "reached"),
    ("是", "reached"),
    ("无人接听", "no_answer"),
    ("否", "no_answer"),
    ("空号", "wrong_number"),
    ("拒绝回访", "refused"),
    ("匿名", "anonymous"),
    ("外星人", UNREAD),
]
STARS: list[tuple[Cell, object]] = [
    (5.0, 5),
    ("4", 4),
    ("4星", 4),
    ("五星", 5),
    ("★★★☆☆", 3),
    ("0", None),
    ("", None),
    ("12", UNREAD),
    ("好", UNREAD),
]
URGENCIES: list[tuple[Cell, object]] = [("一般", "normal"), ("紧急", "urgent"), ("特急", "critical"), ("", None), ("甲级", UNREAD)]


@pytest.mark.parametrize(("cell", "answer"), FLAGS)
def test_yes_and_no(cell: Cell, answer: object) -> None:
    assert read_flag(cell) == answer


@pytest.mark.parametrize(("cell", "answer"), GRADES)
def test_grades(cell: Cell, answer: object) -> None:
    assert read_grade(cell) == answer


@pytest.mark.parametrize(("cell", "answer"), SOLVED)
def test_solved(cell: Cell, answer: object) -> None:
    assert read_solved(cell) == answer


@pytest.mark.parametrize(("cell", "answer"), REACHED)
def test_reached(cell: Cell, answer: object) -> None:
    assert read_reached(cell) == answer


@pytest.mark.parametrize(("cell", "answer"), STARS)
def test_stars(cell: Cell, answer: object) -> None:
    assert read_stars(cell) == answer


@pytest.mark.parametrize(("cell", "answer"), URGENCIES)
def test_urgency(cell: Cell, answer: object) -> None:
    assert read_urgency(cell) == answer


LIMITS: list[tuple[Cell, str, Limit | None]] = [
    ("5个工作日", "处理时限", Limit(5)),
    ("3天", "处理时限", Limit(3, "day")),
    ("24小时", "处理时限", Limit(24, "hour")),
    (5.0, "处理时限", Limit(5)),
    (5.0, "处理时限(天)", Limit(5, "day")),
    ("24", "处理时限（小时）", Limit(24, "hour")),
    ("按规定", "处理时限", None),
    ("0", "处理时限", None),
    ("", "处理时限", None),
]


@pytest.mark.parametrize(("cell", "heading", "limit"), LIMITS)
def test_a_limit_may_stand_where_a_date_is_expected(cell: Cell, heading: str, limit: Limit | None) -> None:
    assert read_limit(cell, heading) == limit
