"""A kept statement finds what its queryset finds, whoever asks and whatever for; one that cannot be kept is refused."""

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from tests.build import ARRIVED, dispatched, handling, person, ticket, unit
from tickets.acts import cases, keeping
from tickets.models import Ticket
from units.rules.roles import Role

pytestmark = pytest.mark.django_db


def since(number: str, *, after: datetime, leader: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(number__startswith=number, arrived_at__gte=after, lead_unit=leader).select_related("lead_unit")


def names(**values: str) -> QuerySet[Ticket, tuple[str, str | None]]:
    return Ticket.objects.filter(number__in=list(values.values())).order_by("number").values_list("number", "lead_unit__name")


def in_part(*, number: str) -> QuerySet[Ticket]:
    return Ticket.objects.filter(number__contains=number)


def none_at_all(*, number: str) -> QuerySet[Ticket]:
    return Ticket.objects.filter(number=number, pk__in=[])


def prefetching(*, number: str) -> QuerySet[Ticket]:
    return Ticket.objects.filter(number=number).prefetch_related("events")


def test_other_values_find_other_rows_by_the_same_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    road, water = unit("城建中心"), unit("水务局")
    first, late = dispatched(road, number="A1"), dispatched(road, number="A2", at=ARRIVED + timedelta(days=3))
    other = dispatched(water, number="A3")
    asked = [(ARRIVED, road.pk), (ARRIVED + timedelta(days=1), road.pk), (ARRIVED, water.pk), (ARRIVED, water.pk + 99)]
    with django_assert_num_queries(len(asked)):
        found = [keeping.rows(since, "A", after=after, leader=leader) for after, leader in asked]
        assert [{row.lead_unit.name for row in rows if row.lead_unit} for rows in found] == [{"城建中心"}, {"城建中心"}, {"水务局"}, set()]
    assert [sorted(row.pk for row in rows) for rows in found] == [[first.pk, late.pk], [late.pk], [other.pk], []]


def test_rows_of_values_come_as_tuples_whatever_their_number() -> None:
    dispatched(unit("城建中心"), number="A1")
    ticket("A2")
    assert keeping.rows(names, first="A1", second="A2") == [("A1", "城建中心"), ("A2", None)]
    assert keeping.rows(names, first="A2") == [("A2", None)]


@pytest.mark.parametrize("length", [1, 9, keeping.MOST, keeping.MOST + 1])
def test_a_list_of_any_length_is_asked_for_in_one_query(length: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    dispatched(unit("城建中心"), number="A1000")
    ticket("A1002")
    wanted = [f"A{1000 + place}" for place in range(length)]
    with django_assert_num_queries(1):
        found = keeping.rows(names, **keeping.each("number", wanted))
    assert found == [row for row in [("A1000", "城建中心"), ("A1002", None)] if row[0] in wanted]


def test_what_can_find_nothing_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert keeping.rows(none_at_all, number="A1") == []


@pytest.mark.parametrize(("build", "error"), [(in_part, ValueError), (prefetching, ValueError), (lambda *, number: number, TypeError)])
def test_what_cannot_be_kept_is_refused(build: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        keeping.rows(build, number="A1")  # type: ignore[arg-type]


@pytest.mark.parametrize("role", Role)
def test_a_kept_ticket_is_the_one_that_its_reader_may_read(role: Role) -> None:
    road, water = unit("城建中心"), unit("水务局")
    own, other = handling(road, number="A1"), handling(water, number="A2")
    me = person("某人", role, road)
    for number in (own.number, other.number, own.number):
        read = cases.readable(me).filter(number=number).first()
        found = cases.find(me, number)
        assert found == read
        assert found is None or read is None or {**vars(found), "_state": 0} == {**vars(read), "_state": 0}


def test_people_of_two_units_do_not_share_what_they_may_read() -> None:
    road, water = unit("城建中心"), unit("水务局")
    handling(road, number="A1")
    assert cases.find(person("甲", Role.HANDLER, road), "A1") is not None
    assert cases.find(person("乙", Role.HANDLER, water), "A1") is None
