"""Callbacks: a call is about the unit that had the ticket when it was made, and about that unit's round then."""

from datetime import timedelta

import pytest

from tests import build
from tickets.acts import callbacks, redo, return_rulings
from tickets.models import Callback, Ticket
from units.models import Unit

KNOWN = build.moment("2022-01-12 09:00")
REDO = build.moment("2022-01-10 09:00")


def called(ticket: Ticket, at: str) -> tuple[str, int]:
    """A call of the city's that becomes known later: whose it is, and of which round."""
    call = callbacks.Call(ticket, build.moment(at), source=Callback.Source.CITY, result_grade="dissatisfied", stars=1)
    [row] = callbacks.call_many([call], None, recorded_at=KNOWN)
    row.refresh_from_db()
    assert row.assignment is not None and row.assignment.unit == row.unit
    return row.unit.name if row.unit else "", row.round


@pytest.mark.parametrize(
    ("at", "holder"),
    [
        ("2022-01-08 10:00", ("住建局", 1)),
        ("2022-01-10 08:59", ("住建局", 1)),
        ("2022-01-10 00:00", ("住建局", 1)),  # a bare date of the day on which it went on
        ("2022-01-10 09:00", ("城管局", 1)),
        ("2022-01-05 00:00", ("城管局", 1)),  # before anybody had it: whoever has it now
    ],
)
def test_a_call_that_becomes_known_after_a_redo_elsewhere_is_the_first_units(unit: Unit, at: str, holder: tuple[str, int]) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=REDO, reason="灯还是不亮", unit=build.unit("城管局"))
    assert called(Ticket.objects.get(), at) == holder


@pytest.mark.parametrize(("at", "turn"), [("2022-01-08 10:00", 1), ("2022-01-11 10:00", 2)])
def test_a_call_is_about_the_round_in_which_it_was_made(unit: Unit, at: str, turn: int) -> None:
    ticket = build.completed(unit)
    redo.redo(ticket, by=None, at=REDO, reason="灯还是不亮")
    assert called(Ticket.objects.get(), at) == ("住建局", turn)


def test_after_the_closing_it_is_still_the_last_units(unit: Unit) -> None:
    assert called(build.closed(unit), "2022-01-12 08:00") == ("住建局", 1)


def test_a_unit_that_gave_the_ticket_back_is_not_asked_about(unit: Unit) -> None:
    ticket, other = build.handling(unit), build.unit("城管局")
    slip = build.slip(ticket, build.ARRIVED + timedelta(hours=4), proposed=other)
    return_rulings.accept_many([return_rulings.Ruling(slip, build.moment("2022-01-06 09:00"), "属城管局", other)], None)
    assert called(Ticket.objects.get(), "2022-01-06 15:00") == ("城管局", 1)


def test_a_ticket_that_no_unit_has_had_keeps_its_call(db: None) -> None:
    call = callbacks.Call(build.ticket(), build.moment("2022-01-06 15:00"), source=Callback.Source.CITY, stars=5)
    [row] = callbacks.call_many([call], None, recorded_at=KNOWN)
    assert (row.assignment, row.unit, row.round) == (None, None, 1)
