"""What is counted of the queues, by whom and at which moment."""

from datetime import datetime, timedelta

import pytest

from tests import build
from tickets.acts import queues
from tickets.acts.queues import Queue, Tally
from tickets.models import Ticket
from units.models import Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
TO_DISPATCH = {"dispatch": Queue(queues.to_dispatch, "dispatch_due_at")}
TO_REPORT = {"report": Queue(queues.to_report, "city_due_at")}
HOUR = timedelta(hours=1)


def waiting(due_at: datetime) -> None:
    Ticket.objects.filter(pk=build.ticket().pk).update(dispatch_due_at=due_at)


def test_what_is_late_is_told_of_the_moment_of_each_counting(dispatcher: User) -> None:
    waiting(build.ARRIVED + HOUR)
    assert queues.tally(TO_DISPATCH, dispatcher, build.ARRIVED) == {"dispatch": Tally(1, 0)}
    assert queues.tally(TO_DISPATCH, dispatcher, build.ARRIVED + 2 * HOUR) == {"dispatch": Tally(1, 1)}


def test_what_will_be_late_soon_is_counted_ahead(dispatcher: User) -> None:
    waiting(build.ARRIVED + HOUR)
    ahead = {"soon": Queue(queues.to_dispatch, "dispatch_due_at", ahead=2 * HOUR)}
    assert queues.tally(ahead, dispatcher, build.ARRIVED) == {"soon": Tally(1, 1)}
    assert queues.tally(ahead, dispatcher, build.ARRIVED - 2 * HOUR) == {"soon": Tally(1, 0)}


def test_who_changes_to_another_role_counts_what_that_role_sees(dispatcher: User, unit: Unit) -> None:
    at = build.completed(unit).arrived_at
    assert queues.tally(TO_REPORT, dispatcher, at) == {"report": Tally(1, 0)}
    dispatcher.role, dispatcher.unit = Role.HANDLER, build.unit("城管局")
    assert queues.tally(TO_REPORT, dispatcher, at) == {"report": Tally()}


def test_who_may_no_longer_log_in_counts_nothing(dispatcher: User, unit: Unit) -> None:
    at = build.completed(unit).arrived_at
    assert queues.tally(TO_REPORT, dispatcher, at) == {"report": Tally(1, 0)}
    dispatcher.is_active = False
    assert queues.tally(TO_REPORT, dispatcher, at) == {"report": Tally()}
