"""A password that somebody else gave is changed before anything else, however it was given."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import build
from units.acts import demo_people, passwords
from units.models import Unit, User

GIVEN = "given-by-another-7"
CHANGE = {"old_password": GIVEN, "new_password1": build.PASSWORD, "new_password2": build.PASSWORD}


@pytest.fixture
def given(handler: User) -> User:
    handler.set_password(GIVEN)
    handler.save()
    passwords.mark_given([handler])
    return handler


@pytest.fixture
def entered(client: Client, given: User) -> Client:
    client.post("/login/", {"username": given.username, "password": GIVEN, "next": "/inbox/"})
    return client


@pytest.mark.parametrize("page", ["/", "/inbox/", "/search/", "/notices/"])
def test_every_page_leads_to_the_change_until_it_is_made(entered: Client, page: str) -> None:
    assert entered.get(page).headers["Location"] == "/password/"
    shown = entered.get("/password/").content.decode()
    assert "请先换成自己的密码" in shown and "取消" not in shown
    assert entered.post("/password/", CHANGE).status_code == 302
    assert entered.get(page).headers.get("Location") != "/password/"


def test_a_form_is_not_taken_either_and_the_interface_says_why(entered: Client) -> None:
    assert entered.post("/search/", {}).headers["Location"] == "/password/"
    answer = entered.get("/api/v1/tickets/")
    assert answer.status_code == 401 and "请先在网页上换成自己的密码" in answer.content.decode()


def test_the_given_password_is_no_new_one(entered: Client) -> None:
    shown = entered.post("/password/", {"old_password": GIVEN, "new_password1": GIVEN, "new_password2": GIVEN}).content.decode()
    assert "新密码与当前密码相同" in shown
    assert entered.get("/inbox/").headers["Location"] == "/password/"


def test_who_has_chosen_a_password_is_not_asked_at_the_next_log_in(entered: Client, given: User) -> None:
    entered.post("/password/", CHANGE)
    entered.post("/logout/")
    entered.post("/login/", {"username": given.username, "password": build.PASSWORD})
    assert entered.get("/inbox/").status_code == 200


def test_one_may_log_out_instead(entered: Client) -> None:
    assert entered.post("/logout/").headers["Location"] == "/login/"


def test_a_new_person_of_the_back_office_must_change(client: Client, administrator: User, unit: Unit) -> None:
    client.force_login(administrator)
    new = {"username": "xin", "name": "新人", "role": "handler", "unit": unit.pk, "usable_password": "true"}
    client.post(reverse("admin:units_user_add"), {**new, "password1": GIVEN, "password2": GIVEN})
    assert passwords.is_given(User.objects.get(username="xin"))


def test_a_reset_password_must_be_changed(client: Client, administrator: User, handler: User) -> None:
    client.force_login(administrator)
    page = reverse("admin:auth_user_password_change", args=[handler.pk])
    fields = {"usable_password": "true", "password1": GIVEN, "password2": GIVEN, "set-password": "1"}
    assert client.post(page, fields).status_code == 302
    assert passwords.is_given(handler)


def test_ones_own_password_is_changed_where_the_old_one_is_asked_for(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    assert client.get(reverse("admin:auth_user_password_change", args=[administrator.pk])).headers["Location"] == "/password/"


def test_a_changed_person_keeps_a_password_of_their_own(client: Client, administrator: User, handler: User) -> None:
    client.force_login(administrator)
    fields = {"username": handler.username, "name": "改名", "role": "handler", "unit": handler.unit_id, "phone": "", "is_active": "on"}
    client.post(reverse("admin:units_user_change", args=[handler.pk]), fields)
    assert User.objects.get(pk=handler.pk).name == "改名" and not passwords.is_given(handler)


def test_the_demos_log_ins_are_offered_and_need_no_change(unit: Unit, settings: Settings) -> None:
    settings.DEMO_PASSWORD = "hotline-demo"
    passwords.mark_given(demo_people.create(unit, unit))
    assert not any(passwords.is_given(person) for person in demo_people.create(unit, unit))
