"""How the share of the city moved, how much a category grew, and what is a leap."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reports.rules.ages import age
from reports.rules.comparing import Change, growth, of_shares
from reports.rules.leaps import is_leap


def test_a_share_of_the_city_moves_in_percentage_points() -> None:
    assert of_shares(Decimal("0.4312"), Decimal("0.4355")) == Change("down", "0.43 个百分点", "")
    assert of_shares(Decimal("0.43121"), Decimal("0.43119")) == Change("", "持平", "")  # both print 43.12
    assert of_shares(None, Decimal(1)) == Change("", "无可比", "")


def test_growth_has_one_decimal_and_a_beginning_has_none() -> None:
    assert growth(87, 40) == Decimal("117.5")
    assert growth(398, 415) == Decimal("-4.1")
    assert growth(5, 0) is None


@pytest.mark.parametrize(("now", "before", "leaps"), [(164, 31, True), (15, 10, True), (14, 10, False), (9, 4, False), (20, 0, False)])
def test_a_leap_is_half_as_much_again_and_no_handful(now: int, before: int, leaps: bool) -> None:
    assert is_leap(now, before) is leaps


@pytest.mark.parametrize(
    ("days", "words"), [(0, "0 天"), (46, "46 天"), (210, "7 个月"), (365, "1 年"), (460, "1 年 3 个月"), (729, "1 年 11 个月")]
)
def test_an_age_is_told_in_the_largest_words(days: int, words: str) -> None:
    assert age(timedelta(days=days)) == words
