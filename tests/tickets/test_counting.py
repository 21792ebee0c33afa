"""What is counted of the queues, by whom and at which moment, as often as it is asked."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import counting, queues
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
    assert counting.tally(TO_DISPATCH, dispatcher, build.ARRIVED) == {"dispatch": Tally(1, 0)}
    assert counting.tally(TO_DISPATCH, dispatcher, build.ARRIVED + 2 * HOUR) == {"dispatch": Tally(1, 1)}


def test_what_will_be_late_soon_is_counted_ahead(dispatcher: User) -> None:
    waiting(build.ARRIVED + HOUR)
    ahead = {"soon": Queue(queues.to_dispatch, "dispatch_due_at", ahead=2 * HOUR)}
    assert counting.tally(ahead, dispatcher, build.ARRIVED) == {"soon": Tally(1, 1)}
    assert counting.tally(ahead, dispatcher, build.ARRIVED - 2 * HOUR) == {"soon": Tally(1, 0)}


def test_who_changes_to_another_role_counts_what_that_role_sees(dispatcher: User, unit: Unit) -> None:
    at = build.completed(unit).arrived_at
    assert counting.tally(TO_REPORT, dispatcher, at) == {"report": Tally(1, 0)}
    dispatcher.role, dispatcher.unit = Role.HANDLER, build.unit("城管局")
    assert counting.tally(TO_REPORT, dispatcher, at) == {"report": Tally()}


def test_what_is_known_beside_the_person_is_asked_anew(dispatcher: User, unit: Unit) -> None:
    build.ticket("1", area="新工街道")
    build.completed(unit, number="2")
    for area, count in (("新工街道", 1), ("兴隆街道", 0)):
        there = Queue(partial(lambda user, area: queues.to_dispatch(user).filter(area=area), area=area))
        assert counting.tally({"there": there, **TO_REPORT}, dispatcher, build.ARRIVED) == {"there": Tally(count), "report": Tally(1)}


def test_where_nothing_can_be_found_nobody_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    nobody = User(role=Role.HANDLER)
    with django_assert_num_queries(0):
        assert counting.tally({"inbox": Queue(queues.inbox)}, nobody, build.ARRIVED) == {"inbox": Tally()}
        assert counting.tally({}, nobody, build.ARRIVED) == {}
