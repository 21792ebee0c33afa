"""What may still become of a ticket, on paper: missed, done, asked again."""

from datetime import timedelta
from typing import Any

import pytest

from scoring.rules.outcomes import Now, asked_again, cleared, done, is_awaited, missed
from tests.build import moment

AT = moment("2022-01-20 10:00")
NOW = Now(AT, timedelta(hours=24), 5, is_last=True)
FIRST = Now(AT, timedelta(hours=24), 5, is_last=False)
OPEN: dict[str, Any] = {
    "assigned_at": moment("2022-01-19 12:00"),
    "in_due": True,
    "first_due_at": moment("2022-01-21 17:00"),
    "first_replied_at": None,
    "sign_due_at": moment("2022-01-20 12:00"),
    "signed_at": None,
    "first_contact_at": None,
    "is_signed_in_time": False,
    "is_contacted_in_time": False,
    "is_replied_in_time": False,
    "is_completed": False,
    "is_overdue": False,
    "handling_workdays": None,
}
LATE = {"first_due_at": moment("2022-01-19 17:00"), "is_overdue": True}
SAID: dict[str, Any] = {
    "in_called": True,
    "round": 1,
    "rounds": 2,
    "result_grade": "dissatisfied",
    "process_grade": "",
    "solved": "unsolved",
    "stars": 2,
    "is_top_star": False,
    "is_low_star": True,
    "is_valid": True,
    "is_cleared": False,
}


def changed(before: dict[str, Any], after: dict[str, Any] | None) -> dict[str, Any]:
    assert after is not None
    return {name: value for name, value in after.items() if before[name] != value}


@pytest.mark.parametrize(
    ("row", "awaited", "nothing", "best"),
    [
        (
            OPEN,
            True,
            {"is_overdue": True},
            {
                "is_completed": True,
                "is_replied_in_time": True,
                "handling_workdays": 1,
                "is_signed_in_time": True,
                "is_contacted_in_time": True,
            },
        ),
        (
            OPEN | LATE | {"sign_due_at": moment("2022-01-19 13:00"), "assigned_at": moment("2022-01-18 12:00")},
            False,
            {},
            {"is_completed": True, "handling_workdays": 1},
        ),
        (
            OPEN | {"first_due_at": AT, "signed_at": AT, "first_contact_at": AT},
            True,
            {"is_overdue": True},
            {"is_completed": True, "is_replied_in_time": True, "handling_workdays": 1},
        ),
        (
            OPEN | {"first_due_at": None, "signed_at": AT, "first_contact_at": AT},
            False,
            {},
            {"is_completed": True, "is_replied_in_time": True, "handling_workdays": 1},
        ),
        (
            OPEN | {"first_replied_at": AT, "is_replied_in_time": True, "handling_workdays": 1, "signed_at": AT, "first_contact_at": AT},
            False,
            {},
            {"is_completed": True},
        ),
        (
            OPEN | LATE | {"first_replied_at": moment("2022-01-19 18:00"), "handling_workdays": 0, "signed_at": AT, "first_contact_at": AT},
            False,
            {},
            {"is_completed": True},
        ),
    ],
    ids=["not due yet", "late", "at the last moment", "without a limit", "answered", "answered late"],
)
def test_an_open_ticket_is_missed_or_done(row: dict[str, Any], awaited: bool, nothing: dict[str, Any], best: dict[str, Any]) -> None:
    assert is_awaited(row, NOW) is awaited
    assert changed(row, missed(row, NOW)) == nothing
    assert changed(row, done(row, NOW, 1)) == best


def test_a_limit_that_falls_due_in_another_month_is_not_awaited() -> None:
    assert not is_awaited(OPEN | {"in_due": False}, NOW)


@pytest.mark.parametrize(
    ("row", "better"),
    [
        (SAID, {"result_grade": "satisfied", "solved": "solved", "stars": 5, "is_top_star": True, "is_low_star": False, "round": 2}),
        (SAID | {"stars": None, "is_low_star": False}, {"result_grade": "satisfied", "solved": "solved", "round": 2}),
        (SAID | {"result_grade": "", "stars": None, "rounds": 1}, {"solved": "solved", "is_low_star": False} | {}),
    ],
    ids=["all answered", "no stars", "only whether solved"],
)
def test_a_citizen_who_is_asked_again_answers_the_same_questions_at_their_best(row: dict[str, Any], better: dict[str, Any]) -> None:
    row = row if row["stars"] is not None else row | {"is_low_star": False}
    assert changed(row, asked_again(row, NOW)) == {name: value for name, value in better.items() if row[name] != value}


def test_where_the_first_answer_counts_a_later_one_only_clears_it() -> None:
    assert asked_again(SAID, FIRST) is None
    assert changed(SAID, cleared(SAID)) == {"is_cleared": True}
    assert changed(SAID | {"result_grade": ""}, cleared(SAID | {"result_grade": ""})) == {}
