"""Numbers of a bulletin: what a person set goes before what the frame knows, the edition counts on, the issue never does."""

from __future__ import annotations

from datetime import date

import pytest

from reports.rules.numbering import Numbers, edition_words, issue_words, numbers_of
from reports.rules.reading import read_frame
from scoring.rules.periods import parse
from tests.reports import quarter

NONE = Numbers()
KNOWN = Numbers(4, 3, date(2022, 4, 29))


@pytest.mark.parametrize(
    ("period", "given", "expected"),
    [
        ("2022Q1", NONE, KNOWN),
        ("2022Q1", Numbers(issue=5), Numbers(5, 3, date(2022, 4, 29))),
        ("2022Q2", NONE, Numbers(None, 4, None)),
        ("2023Q1", NONE, Numbers(None, 7, None)),
        ("2023Q1", Numbers(edition=1), Numbers(None, 1, None)),
        ("2021Q4", NONE, NONE),
        ("2022-05", NONE, NONE),
        ("2022H1", NONE, NONE),
    ],
)
def test_numbers_follow_the_last_known_period_of_the_same_kind(period: str, given: Numbers, expected: Numbers) -> None:
    assert numbers_of(read_frame(quarter.frame_body()), parse(period), given) == expected


def test_an_unknown_issue_leaves_a_gap_and_an_unknown_edition_nothing() -> None:
    frame = read_frame(quarter.frame_body())
    assert (issue_words(frame, "2023", NONE), edition_words(frame, NONE)) == ("2023年第　期", "")
    assert (issue_words(frame, "2022", KNOWN), edition_words(frame, KNOWN)) == ("2022年第4期", "（第3期）")
