"""催办: by the district on one ticket or many, by the citizen through a new ticket that names the first one."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.test_intake import NOW, WAITING, city_file, take
from tickets.acts import story, urging
from tickets.models import Event, Ticket, Urge
from tickets.rules.workflow import Act
from units.models import Unit, User

AT = build.moment("2022-01-06 09:00")


def acts_of(number: str) -> list[str]:
    return list(Event.objects.filter(ticket__number=number).order_by("seq").values_list("act", flat=True))


def test_an_urge_is_a_row_a_count_and_an_event(unit: Unit, supervisor: User) -> None:
    tickets = [build.handling(unit, number="1"), build.dispatched(unit, number="2")]
    urging.urge_many([urging.Press(ticket, AT, "请今日内联系诉求人") for ticket in tickets], supervisor)
    urging.urge(urging.Press(Ticket.objects.get(number="1"), AT), by=supervisor)
    assert {ticket.number: ticket.urge_count for ticket in Ticket.objects.all()} == {"1": 2, "2": 1}
    assert acts_of("1")[-2:] == [Act.URGE, Act.URGE] and acts_of("2")[-1] == Act.URGE
    row = Urge.objects.filter(ticket__number="2").get()
    assert (row.words, row.source, row.by, row.assignment) == ("请今日内联系诉求人", "centre", supervisor, build.lead(tickets[1]))


@pytest.mark.parametrize("made", [build.completed, build.closed])
def test_nobody_is_urged_where_nobody_has_to_act(unit: Unit, dispatcher: User, made) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValidationError) as refused:
        urging.urge(urging.Press(made(unit), AT), by=dispatcher)
    assert refused.value.code == "not_now" and "请重办" in str(refused.value)
    assert not Urge.objects.exists()


def test_one_that_cannot_be_urged_stops_all(unit: Unit, dispatcher: User) -> None:
    with pytest.raises(ValidationError):
        urging.urge_many([urging.Press(build.handling(unit, number="1"), AT), urging.Press(build.closed(unit, number="2"), AT)], dispatcher)
    with pytest.raises(ValidationError) as refused:
        urging.urge_many([], dispatcher)
    assert refused.value.code == "nothing_chosen"
    assert not Urge.objects.exists()


def test_a_unit_urges_nobody(unit: Unit, handler: User) -> None:
    with pytest.raises(ValidationError) as refused:
        urging.urge(urging.Press(build.handling(unit), AT), by=handler)
    assert refused.value.code == "not_allowed" and not Urge.objects.exists()


def test_the_time_line_tells_who_urged_and_why(unit: Unit, handler: User, supervisor: User) -> None:
    ticket = build.handling(unit)
    urging.urge(urging.Press(ticket, AT, "请速联系 13812345678"), by=supervisor)
    urging.urge(urging.Press(ticket, AT.replace(hour=10), source=Urge.Source.CITIZEN, number="220106"), by=None)
    told = [f"{moment.strong} {moment.words} {moment.more}" for moment in story.read(ticket, handler, AT).moments]
    assert any("催办 区平台" in words and "督**" in words and "138****5678" in words for words in told)
    assert any("诉求人再次来电，形成工单 220106" in words for words in told)


def test_a_citizen_who_calls_again_presses_the_first_ticket_at_import(unit: Unit, tmp_path: Path) -> None:
    first = build.handling(unit)
    again = [{**WAITING, "工单编号": number, "被催办单ID": first.number} for number in ("220107000000000001", "220107000000000002")]
    take(city_file(tmp_path, *again))
    first.refresh_from_db()
    assert first.urge_count == 2 and acts_of(first.number)[-1] == Act.URGE
    rows = list(Urge.objects.order_by("number"))
    assert [(row.number, row.source, row.by) for row in rows] == [
        ("220107000000000001", "citizen", None),
        ("220107000000000002", "citizen", None),
    ]


def test_the_first_ticket_may_stand_in_the_same_file_and_twice_is_once(tmp_path: Path, db: None) -> None:
    path = city_file(tmp_path, {**WAITING, "工单编号": "2", "被催办单ID": "1"}, {**WAITING, "工单编号": "1"})
    take(path)
    take(path)
    assert {ticket.number: ticket.urge_count for ticket in Ticket.objects.all()} == {"1": 1, "2": 0}


def test_a_first_ticket_that_is_over_or_unknown_or_itself_is_left_alone(unit: Unit, tmp_path: Path) -> None:
    closed = build.closed(unit, number="over")
    rows = [{**WAITING, "工单编号": str(place), "被催办单ID": urged} for place, urged in enumerate([closed.number, "nowhere", "2"])]
    assert take(city_file(tmp_path, *rows)).added == 3
    assert not Urge.objects.exists()


@pytest.mark.parametrize("count", [1, 10])
def test_linking_takes_as_many_queries_for_many(unit: Unit, count: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    new = {f"new{place}": build.handling(unit, number=f"old{place}").number for place in range(count)}
    with django_assert_max_num_queries(8):
        assert urging.link_citizens(new, NOW) == count
