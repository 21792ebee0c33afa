"""The API as a whole: tokens, problems, throttling, schema and its page."""

import io
import re
from base64 import b64encode
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from hotline.tokens import issue
from tests import build
from tests.hotline.api import Caller
from tickets.api.acting import ACTIONS
from units.models import Unit, User
from units.rules.roles import Role

JSON = "application/json"


def problem(answer: object, status: int) -> str:
    """The detail of a well-formed problem."""
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/problem+json"  # type: ignore[attr-defined]
    body = answer.json()  # type: ignore[attr-defined]
    assert body["status"] == status and body["title"] and not body["detail"].isascii()
    return str(body["detail"])


def test_a_token_is_printed_once_and_stored_as_a_hash(db: None) -> None:
    caller = Caller()
    out = io.StringIO()
    call_command("issue_token", caller.user.username, "--days", "7", stdout=out)
    token = out.getvalue().strip()
    assert re.fullmatch(r"[0-9a-f]{64}", token)
    stored = AuthToken.objects.filter(user=caller.user).latest("created")
    assert token not in stored.digest and stored.digest != token
    assert timedelta(days=6) < stored.expiry - timezone.now() <= timedelta(days=7)


@pytest.mark.parametrize(("days", "code"), [(0, "bad_days"), (367, "bad_days")])
def test_a_token_has_an_end_within_a_year(db: None, days: int, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        issue(Caller().user.username, days)
    assert refusal.value.code == code


def test_tokens_are_for_clients_alone(leader: User) -> None:
    with pytest.raises(CommandError, match="令牌只发给"):
        call_command("issue_token", leader.username)
    with pytest.raises(CommandError, match="没有启用中的账号"):
        call_command("issue_token", "nobody")


@pytest.mark.parametrize("role", [Role.CLIENT, Role.LEADER, Role.ADMINISTRATOR])
def test_a_token_to_act_is_for_roles_that_act(db: None, role: Role) -> None:
    person = build.person("某人", role)
    with pytest.raises(CommandError, match="不办理工单"):
        call_command("issue_token", person.username, "--scope", "act")


def test_a_token_to_act_reads_too_and_one_to_read_does_not_act(dispatcher: User, unit: Unit) -> None:
    out = io.StringIO()
    call_command("issue_token", dispatcher.username, "--scope", "act", stdout=out)
    token = out.getvalue().strip()
    assert re.fullmatch(r"act-[0-9a-f]{64}", token)
    ticket = build.ticket()
    sent = {"tickets": [ticket.number], "unit": unit.pk}
    acting = Client(headers={"authorization": f"Token {token}"})
    assert [row["status"] for row in acting.get("/api/v1/tickets/").json()["results"]] == ["arrived"]
    reading = Client(headers={"authorization": f"Token {Caller().token}"})
    assert "只能读取" in problem(reading.post("/api/v1/acts/dispatch/", sent, JSON), 403)
    # The first four letters are hashed with the rest.
    for forged in (token.removeprefix("act-"), f"act-{Caller().token}"):
        problem(Client(headers={"authorization": f"Token {forged}"}).post("/api/v1/acts/dispatch/", sent, JSON), 401)
    assert acting.post("/api/v1/acts/dispatch/", sent, JSON).status_code == 200
    assert ticket.events.latest("seq").by == dispatcher


def test_a_session_acts_with_its_csrf_token_alone(dispatcher: User, unit: Unit) -> None:
    ticket = build.ticket()
    sent = {"tickets": [ticket.number], "unit": unit.name}
    inside = Client(enforce_csrf_checks=True)
    inside.force_login(dispatcher)
    assert "CSRF" in problem(inside.post("/api/v1/acts/dispatch/", sent, JSON), 403)
    inside.cookies["csrftoken"] = "a" * 32
    assert inside.post("/api/v1/acts/dispatch/", sent, JSON, headers={"X-CSRFToken": "a" * 32}).status_code == 200


def test_a_token_opens_and_an_ended_one_does_not(db: None) -> None:
    caller = Caller()
    assert caller.get("tickets/")["results"] == []
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    caller.get("tickets/")
    assert "令牌" in problem(caller.last, 401)


def test_a_switched_off_account_is_out_at_once(db: None) -> None:
    caller = Caller()
    User.objects.filter(pk=caller.user.pk).update(is_active=False)
    caller.get("tickets/")
    problem(caller.last, 401)


@pytest.mark.parametrize("header", ["", "Token", "Token x", "Token a b", "Token 令牌", "Bearer abc", "Token " + "0" * 64])
def test_whatever_is_not_a_token_is_a_401_in_words(db: None, header: str) -> None:
    answer = Client().get("/api/v1/tickets/", headers={"authorization": header.encode().decode("latin-1")} if header else {})
    assert "令牌" in problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Token"


def test_problems_are_in_words(db: None) -> None:
    caller = Caller()
    caller.get("tickets/no-such-number/")
    assert "没有这条数据" in problem(caller.last, 404)
    caller.get("tickets/?status=nonsense&arrived_from=2022-02-30")
    detail = problem(caller.last, 400)
    assert "status" in detail and "arrived_from" in detail
    assert {fault["field"] for fault in caller.last.json()["errors"]} == {"status", "arrived_from"}
    caller.get("tickets/?cursor=nonsense")
    problem(caller.last, 404)
    problem(Client(headers={"authorization": f"Token {caller.token}"}).post("/api/v1/tickets/"), 405)
    caller.get("tickets/", accept="application/xml")
    problem(caller.last, 406)


@pytest.mark.parametrize(
    "path",
    [
        "tickets/%00/",
        "tickets/%FF%FE/",
        "tickets/?number=%00",
        "tickets/?cursor=" + b64encode(b"p=abc").decode(),
        "tickets/?cursor=" + b64encode(b"p=%00").decode(),
        "tickets/?cursor=" + b64encode(b"o=99999999999999999999&p=1").decode(),
        "tickets/?cursor=%00",
        "tickets/?size=-1",
        "tickets/?size=99999999999999999999",
        "tickets/?unit=99999999999999999999",
        "tickets/?category=-1",
        "tickets/?arrived_from=0001-01-01&arrived_to=9999-12-31",
        "tickets/?arrived_from=9999-12-31&arrived_to=0001-01-01",
        "tickets/?status=arrived&status=%00",
        "bulletins/99999999999999999999/",
        "bulletins/999999999999999999/",
        "bulletins/1/pdf/?format=nonsense",
        "scores/?period=9999",
        "scores/?period=1900-01",
        "scores/?period=2022%00",
        "scores/?period=2022Q1&unit=x",
        "indicators/figures/?period=2022Q1&indicator=nonsense",
        "indicators/figures/?period=2022Q1&cursor=" + b64encode(b"p=abc").decode(),
        "indicators/?format=xml",
        "schema/?format=nonsense",
    ],
)
def test_no_question_however_odd_is_a_server_error(db: None, path: str) -> None:
    caller = Caller()
    caller.get(path)
    assert caller.last.status_code < 500
    if caller.last.status_code >= 400:
        problem(caller.last, caller.last.status_code)


def test_who_asks_too_often_is_told_how_long_to_wait(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller()
    monkeypatch.setattr("rest_framework.throttling.UserRateThrottle.THROTTLE_RATES", {"user": "2/min", "anon": "2/min"})
    for _ in range(2):
        caller.get("indicators/")
        assert caller.last.status_code == 200
    caller.get("indicators/")
    assert "秒后再试" in problem(caller.last, 429)
    assert int(caller.last.headers["Retry-After"]) > 0


def test_the_schema_names_every_route_in_chinese(db: None) -> None:
    caller = Caller()
    schema = caller.get("schema/?format=json")
    acts = {path: operations for path, operations in schema["paths"].items() if path.startswith("/api/v1/acts/")}
    assert sorted(schema["paths"].keys() - acts.keys()) == [
        "/api/v1/bulletins/",
        "/api/v1/bulletins/{id}/",
        "/api/v1/bulletins/{id}/pdf/",
        "/api/v1/indicators/",
        "/api/v1/indicators/figures/",
        "/api/v1/scores/",
        "/api/v1/tickets/",
        "/api/v1/tickets/{number}/",
    ]
    for path, operations in schema["paths"].items():
        [(method, operation)] = operations.items()
        assert method == ("post" if path in acts else "get")
        assert not operation["summary"].isascii()
    assert sorted(acts) == sorted(f"/api/v1/acts/{name}/" for name in ACTIONS)
    for name, action in ACTIONS.items():
        said = acts[f"/api/v1/acts/{name}/"]["post"]
        assert "可办理的角色：" in said["description"] and action.roles
        assert {"200", "400", "403", "404", "409", "415"} <= set(said["responses"])
    assert len({action.label for action in ACTIONS.values()}) == len(ACTIONS)
    assert "脱敏" in schema["info"]["description"]
    assert schema["components"]["securitySchemes"]["token"]["name"] == "Authorization"


def test_the_schema_tells_how_figures_are_paged_and_which_answers_may_be_unchanged(db: None) -> None:
    schema = Caller().get("schema/?format=json")
    paths, forms = schema["paths"], schema["components"]["schemas"]
    figures = paths["/api/v1/indicators/figures/"]["get"]
    assert {"cursor", "size"} <= {one["name"] for one in figures["parameters"]}
    assert {"next", "previous", "whole", "results"} <= set(forms["Figures"]["properties"])
    for path in ("indicators/", "indicators/figures/", "scores/"):
        assert "304" in paths[f"/api/v1/{path}"]["get"]["responses"]


def test_the_documentation_page_has_nothing_inline(client: Client, leader: User) -> None:
    client.force_login(leader)
    page = client.get("/api/v1/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text and "style=" not in text and "onload" not in text
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert len(scripts) == 3 and all("src=" in attributes and not body for attributes, body in scripts)
    script = client.get("/api/v1/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "http://" not in text and "https://" not in text


def test_the_documentation_asks_for_a_log_in(db: None, client: Client) -> None:
    assert client.get("/api/v1/docs/").headers["Location"].startswith("/login/")
    problem(client.get("/api/v1/schema/"), 401)
