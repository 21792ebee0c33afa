"""The window of a return and the rule's advice: on paper, without a database."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import build
from tickets.rules.returning import Advice, Ruling, Slip, Window, advise

RECEIVED = build.moment("2023-07-10 08:40")


@pytest.mark.parametrize(
    ("asked", "is_late", "words"),
    [
        ("2023-07-10 15:10", False, "6 时 30 分"),
        ("2023-07-10 09:05", False, "25 分"),
        ("2023-07-11 08:40", False, "24 时 00 分"),
        ("2023-07-11 08:41", True, "24 时 01 分"),
        ("2023-07-14 09:00", True, "96 时 20 分"),
    ],
)
def test_the_window_is_24_natural_hours_from_the_dispatch_to_the_unit(asked: str, is_late: bool, words: str) -> None:
    window = Window.of(RECEIVED, 24)
    assert (window.is_late(build.moment(asked)), window.words(build.moment(asked))) == (is_late, words)


def test_the_window_runs_over_days_of_rest_too() -> None:
    friday = build.moment("2023-07-14 16:00")
    assert Window.of(friday, 24).ends_at == build.moment("2023-07-15 16:00")


@given(st.integers(1, 240), st.integers(-60, 20_000))
def test_late_is_exactly_what_comes_after_the_end_and_the_bar_never_leaves_its_track(hours: int, minutes: int) -> None:
    window, asked = Window.of(RECEIVED, hours), RECEIVED + timedelta(minutes=minutes)
    assert window.is_late(asked) == (minutes > hours * 60)
    assert 0 <= window.used(asked) <= window.minutes == hours * 60
    assert window.used(asked) == window.minutes or not window.is_late(asked)


A, B, C = 1, 2, 3


@pytest.mark.parametrize(
    ("slip", "ruling"),
    [
        (Slip(1, 3, A, {A}, proposed=B), Ruling.ACCEPT),
        (Slip(1, 3, A, {A}, proposed=B, is_late=True), Ruling.ACCEPT),
        (Slip(2, 3, A, {A, B}, proposed=B), Ruling.ADJUDICATE),
        (Slip(3, 3, A, {A, B}, proposed=C), Ruling.ADJUDICATE),
        (Slip(6, 3, A, {A, B, C}), Ruling.ADJUDICATE),
        (Slip(3, 3, A, {A}, proposed=B), Ruling.ACCEPT),
        (Slip(1, 3, A, {A}, is_late=True), Ruling.REFUSE),
        (Slip(1, 3, A, {A}), None),
        (Slip(1, 3, A, {A}, proposed=B, names_own=True), Ruling.REFUSE),
        (Slip(6, 3, A, {A, B}, proposed=B, was_adjudicated=True), None),
    ],
)
def test_the_rule_advises_by_how_often_and_whether_the_units_agree(slip: Slip, ruling: Ruling | None) -> None:
    assert advise(slip).ruling is ruling


def test_the_advice_says_why() -> None:
    assert advise(Slip(6, 3, A, {A, B, C}, proposed=B)) == Advice(Ruling.ADJUDICATE, "提交联席研判", "退件满 3 次且单位意见相左")
    assert "列入通报" in advise(Slip(1, 3, A, {A}, proposed=B, is_late=True)).words
