"""Every page and API route × every role × somebody else's data, from the URL map. A new route fails here until it has its row
in tests/scope/table.py."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import Settings

from tests import build
from tests.scope.rows import ADDRESS, NAME, PHONE, WORDS, own_values, theirs
from tests.scope.table import EVERYBODY, QUERIES, TABLE, WITHOUT_LOG_IN
from tests.tickets import api_acts
from tests.url_map import Route, nameless, walk
from tickets.api.acting import ACTIONS
from tickets.models import Event, Ticket
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role


@pytest.fixture
def values(settings: Settings, tmp_path: Path, dispatcher: User, unit: Unit) -> dict[str, object]:
    settings.MEDIA_ROOT = tmp_path
    return theirs(dispatcher, unit)


def routes() -> list[Route]:
    return [route for route in walk() if not route.name.startswith("admin:")]


def ask(client: Client, route: Route, values: dict[str, object]) -> Any:
    """GET, or POST where the route wants one."""
    address = route.address(values) + QUERIES.get(route.name, "")
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def test_every_route_has_a_name_and_a_row() -> None:
    assert sorted({route.name for route in routes()} - set(TABLE)) == []
    assert nameless() == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_own_pages_and_no_other(client: Client, unit: Unit, values: dict[str, object], role: Role) -> None:
    own = own_values(role, unit, values)
    wrong = []
    for route in sorted(routes(), key=lambda route: route.name):
        client.force_login(build.person("某人", role, unit))
        answer = ask(client, route, own)
        is_open = answer.status_code < 400 and not answer.headers.get("Location", "").startswith("/login/?")
        if route.name.startswith("api_act-"):
            is_open = answer.status_code == 415  # a form is no JSON: said to those alone whose act it is
        elif answer.status_code not in {200, 204, 302, 303, 403, 404}:
            wrong.append((route.name, answer.status_code))
        if is_open != (role in TABLE.get(route.name, ())):
            wrong.append((route.name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(UNIT_ROLES))
def test_another_units_ticket_is_nowhere_to_be_seen(client: Client, unit: Unit, values: dict[str, object], role: Role) -> None:
    client.force_login(build.person("某人", role, unit))
    before, leaks = Event.objects.count(), []
    for route in routes():
        for number in ("S0", "S1", "S2", "S3", "S4", "S5") if "number" in route.wants else ("",):
            if route.name in WITHOUT_LOG_IN:
                continue
            for answer in both(client, route, {**values, "number": number}):
                if ("number" in route.wants and answer.status_code not in {403, 404, 405}) or WORDS in body(answer):
                    leaks.append((route.name, number, answer.status_code))
    assert leaks == [] and Event.objects.count() == before
    assert not Ticket.objects.filter(number__startswith="S").visible_to(build.person("某人", role, unit)).exists()


@pytest.mark.parametrize("role", sorted(UNIT_ROLES))
def test_no_action_changes_another_units_ticket(client: Client, unit: Unit, values: dict[str, object], role: Role) -> None:
    client.force_login(build.person("某人", role, unit))
    api_acts.prepare(unit)
    before, wrong = Event.objects.count(), []
    for each in api_acts.tries():
        for number in ("S0", "S1", "S2", "S3", "S4", "S5"):
            answer = api_acts.post(client, each.name, {"tickets": [number], **each.said})
            if answer.status_code != (404 if role in ACTIONS[each.name].roles else 403) or WORDS in body(answer):
                wrong.append((each.name, number, answer.status_code))
    assert wrong == [] and Event.objects.count() == before


def both(client: Client, route: Route, values: dict[str, object]) -> Iterator[Any]:
    address = route.address(values) + QUERIES.get(route.name, "")
    yield client.get(address)
    yield client.post(address, {"reason": "好奇", "text": "x"})


def body(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode("utf-8", errors="replace"))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_reads_an_identity_that_was_not_asked_for(client: Client, unit: Unit, values: dict[str, object], role: Role) -> None:
    client.force_login(build.person("某人", role, unit))
    shown = []
    for route in routes():
        if route.name == "logout":
            continue
        for number in ("S0", "S2", "S3", "S4") if "number" in route.wants else ("",):
            said = body(client.get(route.address({**values, "number": number}) + QUERIES.get(route.name, "")))
            shown += [(route.name, number, secret) for secret in (NAME, PHONE, ADDRESS) if secret in said]
    assert shown == []


def test_a_stranger_is_asked_to_log_in_everywhere(client: Client, values: dict[str, object]) -> None:
    wrong = []
    for route in routes():
        if route.name in WITHOUT_LOG_IN:
            continue
        answers = [answer for answer in both(client, route, values) if answer.status_code != 405]
        for answer in answers:
            if not answer.headers.get("Location", "").startswith("/login/?next=") and answer.status_code != 401:
                wrong.append((route.name, answer.status_code))
        assert answers, route.name
    assert wrong == []


ODD = ("abc", "-1", "99999999999999999999", "%00", "2022-13", "%F0%9F%99%82")
PARAMETERS = (
    *("period", "month", "unit", "indicator", "part", "category", "channel", "type", "urgency", "status", "q", "number", "page", "size"),
    *("after", "before", "sort", "view", "tab", "figure", "version", "zoom", "cursor", "arrived_from", "arrived_to", "next", "layout"),
    *("ticket", "slip", "kept", "kind", "act", "words"),
)


@pytest.mark.parametrize("odd", ODD)
def test_no_address_however_odd_is_a_server_error(unit: Unit, values: dict[str, object], odd: str) -> None:
    client = Client(raise_request_exception=False)
    query = "&".join(f"{name}={odd}" for name in PARAMETERS)
    typed = dict.fromkeys(PARAMETERS, unquote(odd))
    broken = []
    for route in routes():
        role = min(TABLE.get(route.name) or EVERYBODY)
        client.force_login(build.person("某人", role, unit))
        address = route.address(own_values(role, unit, values))
        for sent in (client.get(f"{address}?{query}"), client.post(address, typed)):
            if sent.status_code >= 500:
                broken.append((route.name, sent.status_code))
    assert broken == []


@pytest.mark.parametrize("role", [None, *(role for role in Role if role is not Role.ADMINISTRATOR)])
def test_the_back_office_is_shut_to_everybody_else(client: Client, unit: Unit, role: Role | None) -> None:
    if role is not None:
        client.force_login(build.person("某人", role, unit))
    wrong = []
    for route in walk():
        if not route.name.startswith("admin:") or route.name in {"admin:login", "admin:logout"}:
            continue
        for answer in both(client, route, {"app_label": "units", "object_id": "1", "content_type_id": "1", "id": "1"}):
            if not answer.headers.get("Location", "").startswith("/admin/login/"):
                wrong.append((route.name, answer.status_code))
    assert wrong == []
