"""Finding whole counts of grades behind satisfaction rates, where 基本满意 is worth a part of 满意."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.rules.solving_rates import NOTHING, Grades, Rated, solve_rates
from hotline.rules.whole import Unsolvable

CREDIT = Decimal("0.6")


def rate(grades: Grades) -> Decimal:
    return (100 * (grades.satisfied + CREDIT * grades.basically) / grades.base).quantize(Decimal("0.01"), ROUND_HALF_UP)


# unit, tickets, printed rate → the only or the likeliest grades
CASES = (
    (Rated("辛店乡", 16, Decimal("92.73")), Grades(9, 2, 0)),
    (Rated("双庙乡", 24, Decimal("32.22")), Grades(4, 3, 11)),
    (Rated("消防大队", 7, Decimal("100"), exactly=1), Grades(1, 0, 0)),
    (Rated("应急管理局", 3, None), NOTHING),
)


@pytest.mark.parametrize(("row", "expected"), CASES)
def test_a_units_rate_is_had_from_whole_counts(row: Rated, expected: Grades) -> None:
    # The other unit leaves the whole free to be what this one makes it.
    found = solve_rates([row, Rated("别的", 1, Decimal(100))], rate_of_both(expected), CREDIT)
    assert found[row.unit] == expected


def rate_of_both(expected: Grades) -> Decimal:
    return rate(Grades(expected.satisfied + 1, expected.basically, expected.dissatisfied))


def test_a_rate_that_no_counts_give_is_named() -> None:
    with pytest.raises(Unsolvable, match=r"残联：满意率 33\.30"):
        solve_rates([Rated("残联", 3, Decimal("33.30"))], Decimal("33.30"), CREDIT)


def test_units_that_cannot_add_up_to_the_whole_are_refused() -> None:
    with pytest.raises(Unsolvable, match=r"全区 90\.00%"):
        solve_rates([Rated("甲", 10, Decimal(50)), Rated("乙", 10, Decimal(60))], Decimal("90.00"), CREDIT)


counts = st.tuples(st.integers(1, 30), st.integers(0, 4), st.integers(0, 20))


@settings(max_examples=30, deadline=None)
@given(st.lists(counts, min_size=1, max_size=6))
def test_what_is_found_gives_every_printed_rate_and_the_whole(units: list[tuple[int, int, int]]) -> None:
    made = {f"单位{place}": Grades(*each) for place, each in enumerate(units)}
    whole = Grades(*(sum(each[place] for each in units) for place in range(3)))
    rows = [Rated(unit, grades.base * 2, rate(grades), likely=grades.base) for unit, grades in made.items()]
    found = solve_rates(rows, rate(whole), CREDIT)
    assert {unit: rate(grades) for unit, grades in found.items()} == {unit: rate(grades) for unit, grades in made.items()}
    assert rate(Grades(*(sum(getattr(each, name) for each in found.values()) for name in vars(NOTHING)))) == rate(whole)
