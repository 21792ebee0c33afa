"""What came late, in words."""

from scoring.acts.sources import DATES
from scoring.rules.lateness import WORDS, left_to, words

LATE = {"2022-01": {"callback.in_called": 1, "assignment.in_dispatched": 2}, "2021-12": {"ledger.in_happened": 3}}


def test_every_date_of_every_source_has_its_word() -> None:
    assert set(WORDS) == {f"{source}.{flag}" for source, dates in DATES.items() for flag in dates}


def test_what_a_month_took_in_is_told_by_the_month_that_it_came_late_for() -> None:
    assert words(LATE) == "2021-12 加减分 3；2022-01 派单 2、回访 1"
    assert words({}) == ""


def test_a_month_tells_where_what_came_late_for_it_was_counted() -> None:
    assert (
        left_to("2022-01", {"2022-03": {"2022-01": {"assist.in_dispatched": 1}}, "2022-02": LATE})
        == "2022-02 派单 2、回访 1；2022-03 协办 1"
    )
    assert left_to("2022-02", {"2022-02": LATE}) == ""
