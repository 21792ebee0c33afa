"""The frame: each role's own desks with true counts, in a bounded number of queries, and no desk that leads nowhere."""

from datetime import timedelta

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from hotline.desks import DESKS, FIT_A_PHONE, first_desk, frame
from tests import build
from tickets.acts import counting, queues
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Status
from units.acts import settings
from units.models import Unit, User
from units.rules.roles import Role


def rail(user: User) -> dict[str, tuple[int, bool]]:
    """label → count, burning"""
    request = RequestFactory().get("/")
    request.user = user
    desks = frame(request)["desks"]()  # type: ignore[operator]
    return {desk["label"]: (desk["count"], desk["is_burning"]) for desk in desks}


def test_every_role_has_desks_and_each_of_them_stands() -> None:
    assert set(DESKS) == set(Role)
    dead = []
    for desk in {desk for desks in DESKS.values() for desk in desks}:
        for page in (desk.page, *desk.pages):
            try:
                reverse(page)
            except NoReverseMatch:
                try:
                    reverse(page, args=["1"])
                except NoReverseMatch:
                    dead.append(page)
    assert dead == []


@pytest.mark.parametrize("role", list(Role))
def test_home_leads_each_role_to_its_own_desk(client: Client, unit: Unit, role: Role) -> None:
    user = build.person("某人", role, unit)
    client.force_login(user)
    assert client.get("/").headers["Location"] == first_desk(user) == reverse(DESKS[role][0].page)


def test_people_of_a_section_land_on_what_was_handed_on_until_it_leads_a_ticket_itself(client: Client, unit: Unit) -> None:
    section = build.unit("市政科", parent=unit)
    user = build.person("科长", Role.HANDLER, section)
    assert first_desk(user) == reverse("handed")
    client.force_login(user)
    assert "下派给您的在“下派件”" in client.get("/inbox/").content.decode()
    build.handling(section)
    assert first_desk(user) == reverse("inbox")


def test_an_assist_that_was_not_signed_in_time_burns_though_its_answer_is_not_due_yet(unit: Unit, handler: User) -> None:
    now = timezone.now()
    build.assisted(build.unit("城管局"), unit)
    assists = Assignment.objects.filter(is_lead=False)
    for sign, is_burning in ((1, False), (-1, True)):
        assists.update(sign_due_at=now + timedelta(hours=sign), due_at=now + timedelta(days=9))
        assert rail(handler)["协办"] == (1, is_burning)
    assists.update(status=Status.HANDLING)
    assert rail(handler)["协办"] == (1, False)


def test_a_principal_finds_every_list_that_is_open_to_it(client: Client, principal: User) -> None:
    client.force_login(principal)
    shown = client.get("/inbox/").content.decode()
    for page in ("daily", "returns_of_unit", "extensions", "promises", "clearing"):
        assert f'href="{reverse(page)}"' in shown and client.get(reverse(page)).status_code == 200


def test_counts_are_those_of_the_queues(unit: Unit, dispatcher: User, handler: User, stranger: User, callback_agent: User) -> None:
    """Tickets of 2022: whatever has a limit is late by now."""
    build.ticket("1")
    build.ticket("2", is_direct=True)
    fresh = build.ticket("3")
    type(fresh).objects.filter(pk=fresh.pk).update(dispatch_due_at=timezone.now() + timedelta(hours=1))
    build.dispatched(unit, number="4")
    build.handling(unit, number="5")
    build.replied(unit, number="6")
    build.completed(unit, number="7")
    assert queues.to_dispatch(dispatcher).count() == 2
    tally = queues.tally(
        {
            "dispatch": queues.Queue(queues.to_dispatch, "dispatch_due_at"),
            "review": queues.Queue(queues.to_review),
            "report": queues.Queue(queues.to_report, "city_due_at"),
            "call": queues.Queue(queues.to_call),
        },
        dispatcher,
        timezone.now(),
    )
    assert tally == {
        "dispatch": queues.Tally(2, 1),
        "review": queues.Tally(1),
        "report": queues.Tally(1),
        "call": queues.Tally(1),
    }
    inbox = {"inbox": queues.Queue(queues.inbox, "due_at")}
    assert queues.tally(inbox, handler, timezone.now()) == {"inbox": queues.Tally(2, 2)}
    assert queues.tally(inbox, stranger, timezone.now()) == {"inbox": queues.Tally()}


@pytest.mark.parametrize("role", list(Role))
def test_the_rail_counts_as_the_queues_do_for_whoever_asks_and_whenever(unit: Unit, role: Role) -> None:
    """Its statement is kept for the role and the units: nobody is given another's counts, and what was in time grows late."""
    build.dispatched(unit, number="1")
    build.ticket("2")
    now = timezone.now()
    Ticket.objects.update(due_at=now, dispatch_due_at=now)
    wanted = {desk.page: desk.queue for desk in DESKS[role] if desk.queue}
    for own in (unit, build.unit("城管局"), unit):
        person = build.person("某人", role, own)
        for moment in (now - timedelta(hours=1), now + timedelta(hours=1)):
            assert counting.tally(wanted, person, moment) == queues.tally(wanted, person, moment)


@pytest.mark.parametrize("role", list(Role))
def test_a_phones_bar_has_room_for_what_it_shows(unit: Unit, role: Role) -> None:
    """Four and 更多, or all where they are no more than five."""
    request = RequestFactory().get("/")
    request.user = build.person("某人", role, unit)
    desks = frame(request)["desks"]()  # type: ignore[operator]
    shown = [desk["label"] for desk in desks if desk["fits"]]
    assert len(shown) == len(desks) <= FIT_A_PHONE + 1 or len(shown) == FIT_A_PHONE
    assert DESKS[role][0].label in shown


def test_what_is_late_behind_the_others_is_said_on_the_bar(client: Client, unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="7", city_due_at=build.moment("2022-01-20 00:00"))  # not yet back at the city
    client.force_login(dispatcher)
    assert "报结有超期" in client.get("/dispatch/").content.decode()


def test_the_open_desk_behind_the_others_is_named(client: Client, handler: User) -> None:
    client.force_login(handler)
    assert client.get("/extensions/").context["desk_behind"] == "延期记录"
    assert client.get("/inbox/").context["desk_behind"] == ""


@pytest.mark.parametrize("role", list(Role))
def test_the_frame_costs_two_queries_at_most(unit: Unit, role: Role, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    user = build.person("某人", role, unit)
    settings.values()
    with django_assert_max_num_queries(2):
        assert rail(user)


def test_a_desk_knows_that_one_is_there(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.get("/calendar/")
    assert page.context["desk_name"] == "工作日历"
    assert 'href="/calendar/" aria-current="page"' in page.content.decode()
