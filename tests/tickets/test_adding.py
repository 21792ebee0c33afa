"""Assists added to a ticket that a unit has already."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import adding, history, story
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

LATER = build.ARRIVED + timedelta(hours=5)


def test_an_assist_comes_in_with_the_leads_limit_and_the_state_stays(unit: Unit, dispatcher: User) -> None:
    ticket = build.handling(unit)
    adding.add_assists(ticket, units=[build.unit("城管局")], by=dispatcher, at=LATER, note="配合核查")
    assist, lead = Assignment.objects.get(is_lead=False), build.lead(ticket)
    assert (assist.unit.name, assist.due_at, assist.note, assist.assigned_by) == ("城管局", lead.due_at, "配合核查", dispatcher)
    assert assist.sign_due_at is not None and lead.sign_due_at is not None and assist.sign_due_at > lead.sign_due_at
    ticket.refresh_from_db()
    assert (ticket.status, ticket.lead_unit) == (Status.HANDLING, unit)
    told = story.read(ticket, dispatcher, LATER).moments
    assert [(each.strong, each.words, each.more) for each in told if each.strong == "增加协办"] == [
        ("增加协办", f"城管局　{dispatcher.masked_name}（派单员）", "配合核查")
    ]
    assert history.verify().fault is None


@pytest.mark.parametrize(
    ("state", "name", "words"),
    [
        (build.handling, "住建局", "已在承办"),
        (build.ticket, "城管局", "不在承办单位手里"),
        (build.replied, "城管局", "不在承办单位手里"),
        (build.handling, "旧城建局", "撤销"),
        (build.handling, "", "没有选协办单位"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(unit: Unit, dispatcher: User, state: object, name: str, words: str) -> None:
    build.unit("旧城建局", closed_on=build.ARRIVED.date())
    ticket = build.ticket() if state is build.ticket else state(unit)  # type: ignore[operator]
    with pytest.raises(ValidationError, match=words):
        adding.add_assists(ticket, units=[build.unit(name)] if name else [], by=dispatcher, at=LATER)
    assert not Assignment.objects.filter(is_lead=False).exists()


def test_only_dispatchers_add_assists(unit: Unit, handler: User) -> None:
    with pytest.raises(ValidationError, match="您的角色不能增加协办"):
        adding.add_assists(build.handling(unit), units=[build.unit("城管局")], by=handler, at=LATER)


def test_one_refusal_refuses_all(unit: Unit, dispatcher: User) -> None:
    one, two = build.handling(unit, number="1"), build.closed(unit, number="2")
    helps = [adding.Help(each, (build.unit("城管局"),), LATER) for each in (one, two)]
    with pytest.raises(ValidationError, match="工单 2"):
        adding.add_assists_many(helps, dispatcher)
    assert not Assignment.objects.filter(is_lead=False).exists()


@pytest.mark.parametrize("count", [1, 30])
def test_many_cost_what_one_does(unit: Unit, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        build.handling(unit, number=str(number))
    helps = [adding.Help(each, (build.unit("城管局"),), LATER) for each in Ticket.objects.all()]
    with django_assert_max_num_queries(10):
        adding.add_assists_many(helps, dispatcher)
    assert Assignment.objects.filter(is_lead=False).count() == count


def test_the_desk_adds_them_to_a_ticket_in_hand(client: Client, unit: Unit, dispatcher: User) -> None:
    ticket, other = build.handling(unit, number="1"), build.unit("城管局")
    client.force_login(dispatcher)
    answer = client.post("/dispatch/1/assists/", {"assists": [other.pk], "note": "配合", "seq": ticket.seq}, follow=True)
    assert "已增加协办：城管局" in answer.content.decode()
    assert "已在承办" in client.post("/dispatch/1/assists/", {"assists": [other.pk]}).content.decode()
    assert Assignment.objects.filter(is_lead=False, unit=other).count() == 1
