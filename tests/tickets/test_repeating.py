"""A call of the interface that is sent twice with one key is done once, and both get the same answer."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests import build
from tests.hotline.test_api_map import problem
from tests.tickets.api_acts import as_role, handling
from tickets.acts import repeating
from tickets.models import AnsweredCall, Contact, Ticket, Urge
from units.models import Unit, User
from units.rules.roles import Role

AT = build.moment("2022-01-06 09:00")


def _post(client: Client, name: str, sent: dict[str, Any], key: str) -> Any:
    return client.post(f"/api/v1/acts/{name}/", sent, content_type="application/json", headers={"Idempotency-Key": key})


def test_an_urge_that_is_sent_twice_is_made_once(client: Client, unit: Unit) -> None:
    handling(unit, "1")
    caller = as_role(client, Role.DISPATCHER, unit)
    first = _post(caller, "urge", {"tickets": ["1"], "words": "请今日反馈"}, "call-1")
    again = _post(caller, "urge", {"tickets": ["1"], "words": "请今日反馈"}, "call-1")
    assert (first.status_code, again.status_code, Urge.objects.count()) == (200, 200, 1)
    assert first.json() == again.json()
    assert (first.headers.get("Idempotent-Replayed"), again.headers.get("Idempotent-Replayed")) == (None, "true")
    _post(caller, "urge", {"tickets": ["1"], "words": "请今日反馈"}, "call-2")
    assert Urge.objects.count() == 2


def test_the_same_key_for_something_else_is_refused(client: Client, unit: Unit) -> None:
    handling(unit, "1")
    caller = as_role(client, Role.DISPATCHER, unit)
    _post(caller, "urge", {"tickets": ["1"], "words": "请今日反馈"}, "call-1")
    other = _post(caller, "urge", {"tickets": ["1"], "words": "请明日反馈"}, "call-1")
    assert "新的请求请换一个键" in problem(other, 409)
    assert other.json()["code"] == "key_reused" and Urge.objects.count() == 1


def test_two_people_may_use_the_same_key(client: Client, unit: Unit) -> None:
    handling(unit, "1")
    for role in (Role.DISPATCHER, Role.SUPERVISOR):
        assert _post(as_role(client, role, unit), "urge", {"tickets": ["1"]}, "call-1").status_code == 200
    assert Urge.objects.count() == 2


def test_what_was_refused_was_not_done_and_may_be_tried_again(client: Client, unit: Unit) -> None:
    caller = as_role(client, Role.DISPATCHER, unit)
    problem(_post(caller, "urge", {"tickets": ["1"]}, "call-1"), 404)
    assert not AnsweredCall.objects.exists()
    handling(unit, "1")
    assert _post(caller, "urge", {"tickets": ["1"]}, "call-1").status_code == 200


def test_the_answer_is_told_again_though_the_ticket_has_gone_since(client: Client, unit: Unit) -> None:
    handling(unit, "1")
    caller = as_role(client, Role.HANDLER, unit)
    sent = {"tickets": ["1"], "kind": "phone", "is_reached": True, "words": "已致电诉求人，约定明日上门。"}
    first = _post(caller, "contact", sent, "call-1")
    assert first.status_code == 200, first.content.decode()
    Ticket.objects.update(lead_unit=build.unit("城管局"))
    assert _post(caller, "contact", sent, "call-1").json() == first.json()
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("key", ["", "a b", "键", "x" * 101])
def test_a_key_that_cannot_be_is_refused_in_words(dispatcher: User, key: str) -> None:
    with pytest.raises(ValidationError, match="可见的英文字符"):
        repeating.once(key, {}, dict, dispatcher, AT)


def test_answers_are_forgotten_after_a_day(dispatcher: User) -> None:
    repeating.once("old", {}, dict, dispatcher, AT)
    repeating.once("new", {}, dict, dispatcher, AT + timedelta(hours=2))
    assert repeating.forget(AT + timedelta(hours=25)) == 1
    assert [call.key for call in AnsweredCall.objects.all()] == ["new"]


def test_the_description_tells_of_the_key(client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    shown = client.get("/api/v1/schema/?format=json").json()
    named = {one["name"] for one in shown["paths"]["/api/v1/acts/urge/"]["post"]["parameters"]}
    assert named == {"Idempotency-Key"}
