"""What a later round (重办) brings anew to the unit that had the ticket: its window to return it, its limit to sign."""

from datetime import datetime, timedelta

import pytest

from tests import build
from tests.tickets.test_warnings import address, told
from tickets.acts import redo, replies, reviewing, rounds, signing, story, warnings, ways
from tickets.models import Ticket
from units.models import Unit, User

AT = build.moment("2022-01-10 09:00")


def redone(unit: Unit) -> Ticket:
    ticket = build.completed(unit, number="1")
    redo.redo(ticket, by=None, at=AT, reason="诉求人说灯还是不亮")
    return Ticket.objects.get()


@pytest.mark.parametrize(("asked", "is_late"), [(AT + timedelta(hours=24), False), (AT + timedelta(hours=24, minutes=1), True)])
def test_the_window_to_return_counts_from_the_order_to_redo(unit: Unit, handler: User, asked: datetime, is_late: bool) -> None:
    ticket = redone(unit)
    window = ways.window_of(story.read(ticket, handler, asked), asked)
    slip = build.slip(ticket, asked)
    assert (slip.received_at, slip.is_late) == (AT, is_late)
    assert window is not None and (window.ends_at, window.is_over) == (AT + timedelta(hours=24), is_late)


def test_the_first_round_counts_from_the_dispatch(unit: Unit) -> None:
    lead = build.lead(build.handling(unit))
    assert rounds.given_at([lead]) == {lead.pk: build.ARRIVED + timedelta(minutes=20)}


def test_a_redo_is_to_be_signed_in_a_time_of_its_own_and_the_first_signing_stays(unit: Unit, handler: User) -> None:
    ticket = redone(unit)
    due = AT + timedelta(hours=24)
    assert build.lead(ticket).sign_due_at == due
    assert ("待签收", "01-11 09:00") in [(line.strong, line.at) for line in story.read(ticket, handler, AT).moments]
    assert warnings.warn(due + timedelta(minutes=10), address) == 1
    assert told(handler) == ["工单 1 签收时限已过：超 10 分"]
    signing.sign(ticket, by=None, at=due + timedelta(hours=1))
    lead = build.lead(ticket)
    assert (lead.signed_at, lead.signed_in_time) == (build.ARRIVED + timedelta(hours=2), True)


def test_a_first_signing_that_was_late_stays_late_whatever_the_next_round_does(unit: Unit) -> None:
    ticket = build.dispatched(unit, number="1")
    signing.sign(ticket, by=None, at=build.ARRIVED + timedelta(days=2))
    replies.reply(replies.Answer(ticket, build.ANSWER, build.ARRIVED + timedelta(days=2, hours=1)), by=None)
    reviewing.accept(ticket, by=None, at=build.ARRIVED + timedelta(days=2, hours=2))
    redo.redo(ticket, by=None, at=AT, reason="诉求人说灯还是不亮")
    signing.sign(ticket, by=None, at=AT + timedelta(minutes=5))
    assert build.lead(ticket).signed_in_time is False
