"""Titles made from texts: short, without greeting, name or phone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules.titles import TITLE_LENGTH, make_title

TITLES = [
    ("市民反映：兴工街铺设路面时，沥青喷洒至停放车辆。", "兴工街铺设路面时，沥青喷洒至停放车辆"),
    ("来电人王先生（电话13800138000）反映小区停水三天", "小区停水三天"),
    ("诉求人张女士要求某饭店退款，联系电话13800138000", "诉求人要求某饭店退款"),
    ("尊敬的领导：您好！小区暖气不热。", "小区暖气不热"),
    ("咨询:公积金", "公积金"),
    ("致电13800138000无人接听，请核实", "致电***无人接听"),
    ("某小区" * 20, "某小区" * 9 + "某小…"),
    ("", "（无标题）"),
]


@pytest.mark.parametrize(("text", "title"), TITLES)
def test_a_title_is_what_the_text_says_first(text: str, title: str) -> None:
    assert make_title(text) == title


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text())
def test_a_title_is_short_and_never_holds_a_phone(before: str, phone: str, after: str) -> None:
    title = make_title(f"{before}{phone}{after}")
    assert 0 < len(title) <= TITLE_LENGTH
    assert phone not in title
