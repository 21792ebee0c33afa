"""A decision on many waiting tickets costs the same number of queries for ten as for two, also where it gives a category."""

from collections.abc import Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import build
from tickets.acts import deciding
from tickets.models import Category, Event, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User

AT = build.moment("2022-01-05 09:50")


def waiting(*numbers: str) -> list[Ticket]:
    return [build.ticket(number) for number in numbers]


def decide(tickets: Sequence[Ticket], category: Category, unit: Unit, by: User) -> int:
    with CaptureQueriesContext(connection) as caught:
        deciding.decide(tickets, deciding.Decision(unit, category=category), by, AT)
    return len(caught)


def test_ten_checked_tickets_are_classified_and_given_in_as_many_queries_as_two(unit: Unit, dispatcher: User) -> None:
    lamps = Category.objects.create(name="路灯", path="路灯", depth=1)
    decide(waiting("first"), lamps, unit, dispatcher)  # reads the settings too
    two = decide(waiting("a", "b"), lamps, unit, dispatcher)
    assert decide(waiting(*(f"{n}" for n in range(10))), lamps, unit, dispatcher) == two
    assert Event.objects.filter(act=Act.CLASSIFY).count() == 13
    assert set(Ticket.objects.values_list("status", "category")) == {(Status.DISPATCHED, lamps.pk)}


def test_what_has_a_category_keeps_it(unit: Unit, dispatcher: User) -> None:
    lamps, heat = (Category.objects.create(name=name, path=name, depth=1) for name in ("路灯", "供热"))
    tickets = [build.ticket("1", category=heat), build.ticket("2")]
    decide(tickets, lamps, unit, dispatcher)
    assert dict(Ticket.objects.values_list("number", "category")) == {"1": heat.pk, "2": lamps.pk}
