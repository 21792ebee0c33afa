"""Chinese numerals, half-up percentages and sentences whose numbers are placeholders."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reports.rules.document import Text
from reports.rules.wording import chinese_date, fill, numeral, percent
from scoring.rules.points import half_up
from tests.reports.sample import rate


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (22, "二十二"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_are_written_as_people_write_them(number: int, words: str) -> None:
    assert numeral(number) == words


def test_zero_has_no_place_in_a_list() -> None:
    with pytest.raises(ValueError, match="0"):
        numeral(0)


def test_halves_go_up() -> None:
    assert half_up(Decimal("9.685"), 2) == Decimal("9.69")
    assert percent(Decimal(2755), Decimal(6962)) == "39.57"


def test_a_date_is_written_without_zeros() -> None:
    assert chinese_date("2022-04-09") == "2022年4月9日"


def test_a_sentence_takes_figures_and_words_and_joins_neighbouring_words() -> None:
    figure = rate("办结率", "completion", 83, 84)
    runs = fill("{period}，{unit}办结率{completion}。", {"period": "一季度", "unit": "卫生健康局", "completion": figure})
    assert runs == (Text("一季度，卫生健康局办结率"), figure, Text("。"))


def test_a_placeholder_without_a_figure_is_named() -> None:
    with pytest.raises(ValueError, match="volume"):
        fill("共{volume}件", {})
