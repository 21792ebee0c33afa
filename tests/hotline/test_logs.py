"""What stands in the log lines, and above all what does not."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from hotline import logs
from tests import build
from tests.hotline.broken_urls import CITIZEN
from tickets.models import Identity
from units.models import Unit, User

NAME, PHONE, ADDRESS = "王小明", "13812345678", "兴工街 12 号楼 3 单元 501"
TEXT = "楼道声控灯坏了半个月，老人夜里摔了一跤。"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The real pipeline at its most talkative, written into memory."""
    logs.configure({"level": "DEBUG", "as_json": True})
    root = logging.getLogger()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(root.handlers[0].formatter)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    logs.configure(settings.LOGGING)


def read(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_day_at_the_desk_leaves_no_name_phone_or_text(client: Client, handler: User, unit: Unit, lines: io.StringIO) -> None:
    ticket = build.handling(unit, text=TEXT, title="声控灯坏了")
    Identity.objects.create(ticket=ticket, name=NAME, phone=PHONE, address=ADDRESS)
    client.post("/login/", {"username": handler.username, "password": "not-the-one"})
    client.post("/login/", {"username": handler.username, "password": build.PASSWORD})
    shown = client.post(f"/tickets/{ticket.number}/identity/", {"reason": f"联系{NAME}"})
    assert NAME in shown.content.decode() and PHONE in shown.content.decode()
    client.get(f"/password/?q={NAME}&phone={PHONE}")
    client.get(f"/no-such-page/{PHONE}/")
    said = lines.getvalue()
    assert [line["status"] for line in read(lines) if line["event"] == "request"] == [200, 302, 200, 200, 404]
    for secret in (NAME, PHONE, ADDRESS, TEXT, "声控灯", build.PASSWORD, handler.name, handler.username, "q="):
        assert secret not in said


def test_an_error_is_told_by_kind_and_place_without_its_words(db: None, settings: Settings, lines: io.StringIO) -> None:
    settings.ROOT_URLCONF = "tests.hotline.broken_urls"
    answer = Client(raise_request_exception=False).get("/broken/")
    [fault] = [line for line in read(lines) if "error" in line]
    assert fault["error"] == "builtins.RuntimeError"
    assert fault["way"][-1].endswith(" broken")
    assert fault["request"] == answer.headers["X-Request-Id"]
    for word in CITIZEN.split():
        assert word not in lines.getvalue()


def test_an_error_behind_an_error_is_named(lines: io.StringIO) -> None:
    try:
        try:
            int(PHONE + "x")
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError:
        logging.getLogger("anything").exception("row of %s failed", NAME)
    [line] = read(lines)
    assert line["error"] == "builtins.KeyError from ValueError"
    assert NAME not in lines.getvalue() and PHONE not in lines.getvalue()


def test_a_request_line_names_route_status_time_and_person_by_number(client: Client, leader: User, lines: io.StringIO) -> None:
    client.force_login(leader)
    client.get("/password/")
    line = read(lines)[-1]
    assert (line["event"], line["method"], line["route"], line["status"], line["user"]) == ("request", "GET", "password/", 200, leader.pk)
    assert line["ms"] >= 0
