"""Who else is at the dispatcher's desk, and on which ticket."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import presence
from units.models import User
from units.rules.roles import Role

NOW = build.ARRIVED


@pytest.fixture
def colleague(db: None) -> User:
    return User.objects.create_user(username="second", password=build.PASSWORD, name="李明", role=Role.DISPATCHER)


def seen(by: User, seconds: int) -> list[tuple[str, str]]:
    return [(each.name, each.number) for each in presence.others(by, NOW + timedelta(seconds=seconds))]


def test_others_see_where_one_looks_for_half_a_minute_and_oneself_never(dispatcher: User, colleague: User) -> None:
    presence.look(colleague, "6", NOW)
    assert seen(dispatcher, 29) == [("李**", "6")]
    assert seen(dispatcher, 30) == []
    assert seen(colleague, 1) == []


def test_only_the_last_look_counts(dispatcher: User, colleague: User) -> None:
    presence.look(colleague, "6", NOW)
    presence.look(colleague, "7", NOW + timedelta(seconds=5))
    assert seen(dispatcher, 10) == [("李**", "7")]


def test_who_is_asks_no_table_each_time(dispatcher: User, colleague: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    seen(dispatcher, 0)
    with django_assert_num_queries(0):
        presence.look(colleague, "6", NOW)
        assert seen(dispatcher, 1) == [("李**", "6")]


def test_the_foot_and_the_ticket_say_so(dispatcher: User, colleague: User) -> None:
    for hour in range(3):
        build.ticket(str(hour), NOW + timedelta(hours=hour))
    first, second = Client(), Client()
    first.force_login(dispatcher)
    second.force_login(colleague)
    assert "位派单员在线" not in first.get("/dispatch/0/").content.decode()
    shown = second.get("/dispatch/0/").content.decode()
    assert "另有 1 位派单员在线，正在看第 1 件" in shown
    assert f"{dispatcher.masked_name} 也在看这件" in shown
    second.get("/dispatch/2/")
    part = first.get("/dispatch/presence/", {"on": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert "另有 1 位派单员在线，正在看第 3 件" in part and "也在看这件" not in part
    assert part.count("<html") == 0 and 'hx-swap-oob="true"' in part


@pytest.mark.parametrize("on", ["", "404", "%00"])
def test_an_unknown_ticket_is_no_error(client: Client, dispatcher: User, on: str) -> None:
    client.force_login(dispatcher)
    assert client.get("/dispatch/presence/", {"on": on}).status_code == 200
