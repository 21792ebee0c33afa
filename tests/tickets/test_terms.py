"""What people are shown of a ticket's two limits: the city's day by day, the unit's as a preview or as it was given."""

from datetime import date
from typing import Any

import pytest

from tests import build
from tickets.acts.clocks import Clocks
from tickets.acts.terms import MOST_BOXES, Term, term_of
from tickets.models import Ticket
from units.models import Unit

pytestmark = pytest.mark.django_db
NOW = build.moment("2022-01-05 10:00")


def shown(ticket: Ticket, at: str = "2022-01-05 10:00", **values: Any) -> Term:
    return term_of(ticket, Clocks.load(), build.moment(at), **values)


def test_without_a_unit_the_limit_is_a_preview() -> None:
    term = shown(build.ticket())
    assert (term.unit_due_at, term.city_due_at) == (build.moment("2022-01-11 17:00"), build.moment("2022-01-13 00:00"))
    assert not term.is_settled and not term.is_short and term.unit_due_on == date(2022, 1, 11)
    assert [(step.day.day, step.number) for step in term.reckoning.steps] == [
        (5, None), (6, 1), (7, 2), (8, None), (9, None), (10, 3), (11, 4), (12, 5),
    ]  # fmt: skip


def test_too_late_for_the_reserve_is_said_before_sending() -> None:
    assert shown(build.ticket(), "2022-01-12 09:00").is_short


def test_a_given_limit_stays_and_is_named(unit: Unit) -> None:
    ticket = build.dispatched(unit)
    term = shown(ticket, "2022-01-20 09:00", lead=build.lead(ticket))
    assert term.is_settled and not term.is_short and term.unit_due_at == build.moment("2022-01-11 17:00")
    assert term.unit_left is not None and term.unit_left.state == "overdue"


@pytest.mark.parametrize(
    ("given", "limit", "last"),
    [
        ("2022-01-08 00:00", "2 个工作日", (7, 2)),
        ("2022-01-07 12:00", "2 个工作日", (7, 2)),
        ("2022-01-09 00:00", "3 个自然日", (8, 3)),  # a Saturday
        ("2022-01-06 00:00", "1 个自然日", (5, 1)),  # the same day
    ],
)
def test_a_limit_given_by_the_city_is_counted_out_too(given: str, limit: str, last: tuple[int, int]) -> None:
    term = shown(build.ticket(city_due_at=build.moment(given), city_due_in_file=True))
    assert (str(term.reckoning.limit), term.city_words) == (limit, "市平台交办时给定")
    assert term.reckoning.due_at == term.city_due_at == build.moment(given)
    step = term.reckoning.steps[-1]
    assert (step.day.day, step.number) == last


def test_a_long_count_keeps_its_beginning_and_its_end() -> None:
    steps = shown(build.ticket(city_due_at=build.moment("2022-03-01 00:00"))).reckoning.steps
    assert len(steps) == MOST_BOXES
    assert (steps[0].day, steps[-1].day) == (date(2022, 1, 5), date(2022, 2, 28))


def test_what_is_done_has_no_time_left(unit: Unit) -> None:
    ticket = build.replied(unit)
    assert shown(ticket, lead=build.lead(ticket)).unit_left is None


def test_a_direct_ticket_has_no_units_limit_and_nothing_runs() -> None:
    """Answered by the city itself: nobody is late with it."""
    term = shown(build.ticket(is_direct=True), "2022-03-01 09:00")
    assert not term.has_unit and not term.is_short
    assert (term.city_left, term.unit_due_on, term.first_unit_due) == (None, None, None)
