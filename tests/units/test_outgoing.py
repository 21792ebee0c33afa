"""The outgoing door while several runs overlap: each message is taken by one run, and one that nobody finished is taken again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests import build
from tests.rival import Rival
from units.acts import notices, outgoing
from units.acts.notices import Word
from units.models import Notice, Outgoing, User

AT = build.moment("2022-01-06 09:00")
State = Outgoing.State


@pytest.fixture
def reached(handler: User, settings: Settings) -> User:
    settings.OUTGOING_COMMAND = ["/bin/true"]
    handler.phone = "13800000001"
    handler.save()
    return handler


def tell(to: User) -> int:
    return notices.tell_many([Word(to, "due:1", "工单 22 今日到期", "/inbox/22/", is_urgent=True)], AT)


def test_what_another_run_has_just_taken_is_not_sent_again(reached: User) -> None:
    tell(reached)
    waiting = Outgoing.objects.filter(state=State.WAITING)
    rival = Rival('UPDATE "units_outgoing"', lambda: waiting.update(state=State.SENDING, claimed_at=AT, tries=1))
    with connection.execute_wrapper(rival):
        assert outgoing.send_waiting(AT) == 0
    message = Outgoing.objects.get()
    assert (message.state, message.tries, message.sent_at) == (State.SENDING, 1, None)


def test_a_message_whose_run_died_is_taken_again_after_ten_minutes(reached: User) -> None:
    tell(reached)
    Outgoing.objects.update(state=State.SENDING, claimed_at=AT, tries=1)
    assert outgoing.send_waiting(AT + timedelta(minutes=10)) == 0
    assert outgoing.send_waiting(AT + timedelta(minutes=10, seconds=1)) == 1
    message = Outgoing.objects.get()
    assert (message.state, message.tries) == (State.SENT, 2)


def test_a_message_on_which_every_run_died_is_given_up_with_the_reason(reached: User) -> None:
    tell(reached)
    Outgoing.objects.update(state=State.SENDING, claimed_at=AT, tries=outgoing.MOST_TRIES)
    assert outgoing.send_waiting(AT + timedelta(hours=1)) == 0
    message = Outgoing.objects.get()
    assert message.state == State.FAILED and "没有结束" in message.fault


def test_a_run_ends_before_what_it_took_counts_as_left_behind() -> None:
    assert timedelta(seconds=outgoing.SECONDS * outgoing.AT_ONCE) < outgoing.LEFT_BEHIND


def test_what_somebody_else_tells_at_the_same_moment_leaves_once(reached: User) -> None:
    rival = Rival("SAVEPOINT", lambda: Notice.objects.get_or_create(to=reached, key="due:1", defaults={"words": "同一件", "at": AT}))
    with connection.execute_wrapper(rival):
        assert tell(reached) == 0
    assert (Notice.objects.count(), Outgoing.objects.count()) == (1, 0)


def test_the_administrator_reads_what_did_not_leave_and_changes_nothing(client: Client, administrator: User, reached: User) -> None:
    tell(reached)
    Outgoing.objects.update(state=State.FAILED, fault="外发程序退出码 3：欠费", tries=5)
    client.force_login(administrator)
    shown = client.get(reverse("admin:units_outgoing_changelist")).content.decode()
    assert "未发出" in shown and "外发程序退出码 3：欠费" in shown and "13800000001" in shown
    message = Outgoing.objects.get()
    assert client.get(reverse("admin:units_outgoing_add")).status_code == 403
    assert client.post(reverse("admin:units_outgoing_delete", args=[message.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:units_outgoing_change", args=[message.pk]), {"words": "改"}).status_code == 403
