"""A form that is sent twice, by somebody without scripts who pressed twice, is done once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import build
from tickets.models import Contact, Event, Urge
from tickets.rules.workflow import Act
from units.models import Unit, User

pytestmark = pytest.mark.django_db


def token(client: Client, address: str) -> str:
    """The word that the page puts into its form."""
    found = re.search(r'name="once" value="([0-9a-f]{32})"', client.get(address).content.decode())
    assert found is not None
    return found[1]


def touch(**said: Any) -> dict[str, Any]:
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return {"kind": "phone", "at": at, "words": "已电话告知进展", "is_reached": "on", **said}


def test_a_contact_that_is_sent_twice_is_written_once(client: Client, unit: Unit, handler: User) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    said = touch(once=token(client, "/inbox/1/"))
    for _ in range(2):
        assert "1 的联系已登记" in client.post("/inbox/1/contact/", said, follow=True).content.decode()
    assert (Contact.objects.count(), Event.objects.filter(act=Act.CONTACT).count()) == (1, 1)


def test_other_words_or_another_page_are_another_contact(client: Client, unit: Unit, handler: User) -> None:
    build.handling(unit, number="1")
    client.force_login(handler)
    said = touch(once=token(client, "/inbox/1/"))
    for again in (said, {**said, "words": "约定明日到场查看"}, {**said, "once": token(client, "/inbox/1/")}):
        client.post("/inbox/1/contact/", again)
    assert Contact.objects.count() == 3


def test_what_was_refused_is_done_when_it_is_sent_anew(client: Client, unit: Unit, supervisor: User) -> None:
    ticket = build.completed(unit, number="1")
    client.force_login(supervisor)
    said = {"words": "请按期办结", "once": "a" * 32}
    assert "不用催办" in client.post("/tickets/1/urge/", said).content.decode()
    type(ticket).objects.update(status="handling")
    assert client.post("/tickets/1/urge/", said).status_code == 302
    assert Urge.objects.count() == 1


@pytest.mark.parametrize(("once", "presses"), [("a" * 32, 1), ("", 2), ("no token at all", 2)])
def test_an_urge_that_is_sent_twice_is_made_once(client: Client, unit: Unit, supervisor: User, once: str, presses: int) -> None:
    build.handling(unit, number="1")
    client.force_login(supervisor)
    for _ in range(2):
        client.post("/tickets/1/urge/", {"words": "请按期办结", "once": once})
    assert Urge.objects.count() == presses


def test_several_that_are_urged_twice_are_urged_once(client: Client, unit: Unit, supervisor: User) -> None:
    for number in "12":
        build.handling(unit, number=number)
    client.force_login(supervisor)
    said = {"ticket": ["1", "2"], "words": "请按期办结", "once": token(client, "/daily/")}
    for _ in range(2):
        assert "已催办 2 件" in client.post("/daily/urge/", said, follow=True).content.decode()
    assert Urge.objects.count() == 2
