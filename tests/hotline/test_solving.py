"""Finding whole numbers behind a published table."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hotline.rules.solving import Printed, Totals, solve, total_of
from hotline.rules.whole import Unsolvable, nearest_bases, rounds_to, share_out


def percent(hits: int, base: int) -> Decimal:
    return (Decimal(100) * hits / base).quantize(Decimal("0.01"), ROUND_HALF_UP)


def printed(unit: str, satisfaction: str, on_time: str, completion: str, weight: int, low: int = 0, dissatisfied: int = 0) -> Printed:
    return Printed(unit, Decimal(on_time), Decimal(completion), Decimal(satisfaction), weight, low, dissatisfied)


def test_a_rate_is_rounded_half_up() -> None:
    assert rounds_to(415, 420, Decimal("98.81"))
    assert rounds_to(1, 800, Decimal("0.13"))  # 0.125
    assert not rounds_to(1, 800, Decimal("0.12"))


def test_the_base_whose_rate_lies_nearest_to_the_printed_one_comes_first() -> None:
    assert nearest_bases(Decimal("96.62"), 8, 2755) == [237]
    assert nearest_bases(Decimal("99.92"), 2, 2755)[0] == 2500


def test_shares_add_up_and_keep_their_bounds() -> None:
    assert share_out(10, [3, 1, 1], [0, 0, 0], [10, 10, 10]) == [6, 2, 2]
    assert share_out(10, [3, 1, 1], [0, 4, 0], [4, 10, 10]) == [4, 4, 2]
    with pytest.raises(Unsolvable):
        share_out(10, [1, 1], [0, 0], [4, 4])


def test_units_bound_by_their_rates_leave_the_rest_to_the_others() -> None:
    rows = [
        printed("卫健局", "100", "100", "98.81", 50),
        printed("环保局", "87.50", "100", "100", 3, low=1, dissatisfied=1),
        printed("城发集团", "100", "83.33", "100", 2),
        printed("兴海街道", "100", "100", "100", 29),
    ]
    found = solve(rows, Totals(900, Decimal("99.89"), Decimal("99.44"), Decimal("99.88"), Decimal("95.00")))
    whole = total_of(found)
    assert (whole.volume, whole.late, whole.incomplete, whole.dissatisfied, whole.low) == (900, 1, 5, 1, 1)
    assert found["环保局"].graded == 8
    assert (found["城发集团"].due, found["城发集团"].late) == (6, 1)
    assert rounds_to(found["卫健局"].due - 5, found["卫健局"].due, Decimal("98.81"))


def test_rates_that_no_whole_numbers_give_are_named() -> None:
    rows = [printed("环保局", "87.51", "100", "100", 3, dissatisfied=1)]
    with pytest.raises(Unsolvable, match=r"环保局：满意率 87\.51"):
        solve(rows, Totals(90, Decimal(100), Decimal(100), Decimal("98.00"), Decimal(100)))


counts = st.tuples(st.integers(20, 120), st.integers(0, 2), st.integers(0, 2), st.integers(0, 1))


@settings(max_examples=40, deadline=None)
@given(st.lists(counts, min_size=2, max_size=5))
@example([(20, 0, 0, 1), (111, 0, 0, 1)])  # 99.07 with one dissatisfied is 107 or 108
def test_every_table_made_of_whole_numbers_is_found_again(units: list[tuple[int, int, int, int]]) -> None:
    rows = [
        Printed(f"单位{i}", percent(n - late, n), percent(n - open_, n), percent(n - 3 - bad, n - 3), n, 0, bad)
        for i, (n, late, open_, bad) in enumerate(units)
    ]
    due, late, open_, bad = (sum(column) for column in zip(*units, strict=True))
    graded = due - 3 * len(units)
    totals = Totals(due, percent(due - late, due), percent(due - open_, due), percent(graded - bad, graded), Decimal(100))
    found = solve(rows, totals)
    whole = total_of(found)
    assert whole.volume == due
    assert rounds_to(whole.due - whole.late, whole.due, totals.on_time_feedback)
    assert rounds_to(whole.due - whole.incomplete, whole.due, totals.completion)
    assert rounds_to(whole.graded - whole.dissatisfied, whole.graded, totals.satisfaction)
    for row in rows:
        own = found[row.unit]
        assert rounds_to(own.due - own.late, own.due, row.on_time_feedback)
        assert rounds_to(own.due - own.incomplete, own.due, row.completion)
        assert row.satisfaction is not None
        assert rounds_to(own.graded - own.dissatisfied, own.graded, row.satisfaction)
        assert own.starred <= own.graded <= own.due - own.incomplete <= own.volume
