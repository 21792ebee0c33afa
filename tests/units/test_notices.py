"""Notices: told once, read once, and what leaves the house leaves through the one door, in full or with the reason why not."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests import build
from units.acts import notices, outgoing
from units.acts.notices import Word
from units.models import Notice, Outgoing, Setting, User

AT = build.moment("2022-01-06 09:00")


@pytest.fixture
def reached(handler: User) -> User:
    handler.phone = "13800000001"
    handler.save()
    return handler


def _tell(to: User, key: str = "due:1", *, urgent: bool = True) -> int:
    return notices.tell_many([Word(to, key, "工单 22 今日到期", "/inbox/22/", urgent)], AT)


def test_a_matter_is_told_once(handler: User, dispatcher: User) -> None:
    assert _tell(handler) == 1
    assert _tell(handler) == 0
    assert _tell(dispatcher) == 1
    assert Notice.objects.count() == 2


def test_two_lines_of_one_matter_in_one_call_are_one(handler: User) -> None:
    assert notices.tell_many([Word(handler, "due:1", "甲"), Word(handler, "due:1", "乙")], AT) == 1


def test_reading_all_empties_the_bell(client: Client, handler: User, dispatcher: User) -> None:
    _tell(handler)
    _tell(dispatcher)
    client.force_login(handler)
    assert "提醒</span> <b" in client.get("/notices/").content.decode()
    client.post("/notices/")
    shown = client.get("/notices/").content.decode()
    assert "提醒</span> <b" not in shown and "已读" in shown
    assert notices.unread(dispatcher).count() == 1


def test_following_a_notice_reads_it_and_leads_to_its_ticket(client: Client, handler: User, dispatcher: User) -> None:
    _tell(handler)
    notice = Notice.objects.get()
    client.force_login(dispatcher)
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    client.force_login(handler)
    answer = client.post(f"/notices/{notice.pk}/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/inbox/22/")
    assert not notices.unread(handler).exists()


def test_without_a_door_nothing_waits_to_leave(reached: User) -> None:
    _tell(reached)
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize(
    ("which", "urgent", "leaves"), [("none", True, 0), ("urgent", False, 0), ("urgent", True, 1), ("all", False, 1), ("all", True, 1)]
)
def test_the_office_says_which_notices_leave(reached: User, settings: Settings, which: str, urgent: bool, leaves: int) -> None:
    settings.OUTGOING_COMMAND = ["/bin/true"]
    Setting.objects.update_or_create(key="notices_out", defaults={"value": which})
    _tell(reached, urgent=urgent)
    assert Outgoing.objects.count() == leaves


def test_what_a_notice_is_about_is_read_inside_and_never_leaves(client: Client, reached: User, settings: Settings) -> None:
    settings.OUTGOING_COMMAND = ["/bin/true"]
    notices.tell_many([Word(reached, "due:2", "工单 22 今日到期", "/inbox/22/", is_urgent=True, about="兴工街路灯不亮")], AT)
    assert Outgoing.objects.get().words == "工单 22 今日到期"
    client.force_login(reached)
    assert "<b>兴工街路灯不亮</b>" in client.get("/notices/").content.decode()


def test_who_has_no_phone_reads_inside(handler: User, settings: Settings) -> None:
    settings.OUTGOING_COMMAND = ["/bin/true"]
    _tell(handler)
    assert (Notice.objects.count(), Outgoing.objects.count()) == (1, 0)


def test_a_program_gets_the_message_as_json(reached: User, settings: Settings, tmp_path: Path) -> None:
    settings.OUTGOING_COMMAND = ["tee", str(tmp_path / "said")]
    _tell(reached)
    assert outgoing.send_waiting(AT) == 1
    message = Outgoing.objects.get()
    said = json.loads((tmp_path / "said").read_text(encoding="utf-8"))
    assert said == {"id": message.pk, "to": "承办人", "phone": "13800000001", "words": "工单 22 今日到期"}
    assert (message.state, message.sent_at) == (Outgoing.State.SENT, AT)
    assert outgoing.send_waiting(AT) == 0


@pytest.mark.parametrize(
    ("command", "fault"),
    [(["false"], "退出码 1"), (["/nowhere/sms"], "不能运行"), (["sh", "-c", "echo 欠费 >&2; exit 3"], "退出码 3：欠费")],
)
def test_a_program_that_fails_is_tried_five_times_and_named(reached: User, settings: Settings, command: list[str], fault: str) -> None:
    settings.OUTGOING_COMMAND = command
    _tell(reached)
    for _ in range(outgoing.MOST_TRIES):
        assert Outgoing.objects.get().state == Outgoing.State.WAITING
        assert outgoing.send_waiting(AT) == 0
    message = Outgoing.objects.get()
    assert message.state == Outgoing.State.FAILED and fault in message.fault


class _Gateway(BaseHTTPRequestHandler):
    answer = 200
    taken: list[dict[str, object]] = []

    def do_POST(self) -> None:
        self.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def gateway() -> Iterator[str]:
    _Gateway.taken, _Gateway.answer = [], 200
    server = HTTPServer(("127.0.0.1", 0), _Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send"
    server.shutdown()
    server.server_close()


def test_an_address_gets_the_message_by_post(reached: User, settings: Settings, gateway: str) -> None:
    settings.OUTGOING_URL = gateway
    _tell(reached)
    assert outgoing.send_waiting(AT) == 1
    assert [message["phone"] for message in _Gateway.taken] == ["13800000001"]


@pytest.mark.parametrize("answer", [302, 500])
def test_an_address_that_refuses_or_points_elsewhere_is_named(reached: User, settings: Settings, gateway: str, answer: int) -> None:
    settings.OUTGOING_URL, _Gateway.answer = gateway, answer
    _tell(reached)
    assert outgoing.send_waiting(AT) == 0
    assert Outgoing.objects.get().fault == f"外发地址答复 {answer}"
