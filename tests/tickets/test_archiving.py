"""What nobody calls back closes by itself: not what the sample has drawn, not an unjudged no, and one race ends no night's run."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import F

from tests import build
from tests.rival import Rival
from tickets.acts import archiving, sampling
from tickets.models import Callback, SamplePlan, Ticket
from tickets.rules.workflow import Status
from units.models import Unit

LATER = build.moment("2022-03-10 03:00")


def closed() -> list[str]:
    return list(Ticket.objects.filter(status=Status.CLOSED).order_by("number").values_list("number", flat=True))


def test_what_the_sample_has_drawn_waits_for_its_call(unit: Unit) -> None:
    build.completed(unit, number="before")
    sampling.add_plan(SamplePlan(name="全访", percent=100, starts_on=date(2022, 1, 1)))
    build.completed(unit, number="drawn")
    called = build.completed(unit, number="called")
    build.called(called, build.moment("2022-01-10 09:00"))
    assert archiving.archive_uncalled(LATER) == 2
    assert closed() == ["before", "called"]


def test_a_no_that_waits_to_be_judged_is_not_closed(unit: Unit) -> None:
    said_no = build.completed(unit, number="no")
    build.called(said_no, build.moment("2022-01-10 09:00"), grade="dissatisfied")
    assert archiving.archive_uncalled(LATER) == 0


def test_one_ticket_that_somebody_else_moves_does_not_keep_the_others_open(unit: Unit) -> None:
    for number in range(9):
        build.completed(unit, number=f"{number}")
    contested = Ticket.objects.filter(number="4")
    with connection.execute_wrapper(Rival('UPDATE "tickets_ticket"', lambda: contested.update(seq=F("seq") + 1))):
        assert archiving.archive_uncalled(LATER) == 8
    assert len(closed()) == 8 and "4" not in closed()


def test_what_is_closed_by_hand_must_be_completed(unit: Unit) -> None:
    with pytest.raises(ValidationError, match="不能归档"):
        archiving.close_many([archiving.Closure(build.replied(unit), LATER + timedelta(days=1))], None)


def test_a_no_that_was_known_is_settled_when_its_ticket_is_closed_and_one_told_later_waits(unit: Unit) -> None:
    """A kept index of those that wait would else hold every no there ever was."""
    ticket = build.completed(unit)
    known = build.called(ticket, LATER, grade="dissatisfied", stars=1)
    archiving.close_many([archiving.Closure(ticket, LATER + timedelta(days=1))], None)
    known.refresh_from_db()
    assert (known.judged_at, known.judgement) == (LATER + timedelta(days=1), "")
    assert not Callback.objects.unjudged().exists()
    later = build.called(Ticket.objects.get(), LATER + timedelta(days=2), grade="dissatisfied", stars=1, source="district")
    assert list(Callback.objects.unjudged()) == [later]
