"""How a figure is said to have moved: per cent for counts, 百分点 for rates, judged only where that is beyond doubt."""

from datetime import timedelta
from decimal import Decimal

import pytest

from reports.rules.ages import age
from reports.rules.comparing import Change, change_of, growth, of_counts, of_shares
from reports.rules.leaps import is_leap
from scoring.rules.readings import read


def rate(hits: int, base: int) -> dict[str, tuple[int, int]]:
    return {"completion": (base, hits)}


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ((98, 100), (97, 100), Change("up", "1.00 个百分点", "better")),
        ((1, 3), (2, 3), Change("down", "33.34 个百分点", "worse")),
        # Both print 99.28: what a reader sees is compared.
        ((99_284, 100_000), (99_276, 100_000), Change("", "持平", "")),
        ((0, 0), (1, 2), Change("", "无可比", "")),
        ((1, 2), (0, 0), Change("", "无可比", "")),
    ],
)
def test_a_rate_moves_in_percentage_points(now: tuple[int, int], before: tuple[int, int], told: Change) -> None:
    assert change_of(read("completion", rate(*now)), read("completion", rate(*before)), "up") == told


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        (2087, 1961, Change("up", "6.43%", "")),
        (50, 100, Change("down", "50.00%", "")),
        (7, 7, Change("", "持平", "")),
        (0, 0, Change("", "持平", "")),
        (3, 0, Change("", "无可比", "")),
    ],
)
def test_a_volume_moves_in_per_cent_and_is_never_judged(now: int, before: int, told: Change) -> None:
    assert of_counts(now, before) == told
    assert change_of(read("volume", {"volume": (now, now)}), read("volume", {"volume": (before, before)})) == told


def test_fewer_overdue_tickets_are_better() -> None:
    assert of_counts(2, 4, "down").tone == "better"
    assert of_counts(4, 2, "down").tone == "worse"


def test_a_share_of_the_city_moves_in_percentage_points() -> None:
    assert of_shares(Decimal("0.4312"), Decimal("0.4355")) == Change("down", "0.43 个百分点", "")
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
