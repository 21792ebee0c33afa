"""Blanks in stock texts are filled with what is known, and open where nothing is."""

import pytest

from tickets.rules.blanks import fill

KNOWN = {"标题": "路灯不亮", "单位": ""}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("您反映的“{标题}”", "您反映的“路灯不亮”"),
        ("{单位}答复，电话{电话}", "____答复，电话____"),
        ("您反映的____一事，于__月__日", "您反映的“路灯不亮”一事，于__月__日"),
        ("没有空", "没有空"),
        ("{}、{标题", "____、{标题"),
    ],
)
def test_what_is_known_is_filled_in_and_what_is_not_stays_open(text: str, filled: str) -> None:
    assert fill(text, KNOWN) == filled


def test_a_text_of_the_old_kind_stays_open_where_the_title_is_not_known() -> None:
    assert fill("您反映的____一事", {}) == "您反映的____一事"
