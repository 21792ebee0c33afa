"""Every page and API route × every role × somebody else's data, from the URL map. A new route fails here until it has its row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from reports.acts import publish
from tests import build
from tests.reports import quarter
from tests.tickets import api_acts
from tests.url_map import Route, nameless, walk
from tickets.acts import reporting
from tickets.api.acting import ACTIONS
from tickets.models import Category, Event, Identity, IntakeBatch, Responsibility, SamplePlan, SavedView, Ticket
from units.models import Handover, JobRun, Unit, User
from units.rules.roles import UNIT_ROLES, Role

D, H, P, C, S, L, A, X = (
    *(Role.DISPATCHER, Role.HANDLER, Role.PRINCIPAL, Role.CALLBACK, Role.SUPERVISOR, Role.LEADER, Role.ADMINISTRATOR, Role.CLIENT),
)
EVERYBODY = {D, H, P, C, S, L, A, X}
WITHOUT_LOG_IN = {"login", "logout", "healthz"}

# Who may open what. Which rows are then shown is looked at below.
TABLE: dict[str, set[Role]] = {
    "home": EVERYBODY,
    "healthz": EVERYBODY,
    "login": EVERYBODY,
    "logout": EVERYBODY,
    "password": EVERYBODY,
    "second_factor": EVERYBODY,
    "second_factor_setup": EVERYBODY,
    "rosters": {A},
    "roster_file": {A},
    "audit": {A},
    "notices": EVERYBODY,
    "notice": EVERYBODY,  # one's own
    "duty": {D, C, S, A},
    "duty_enter": {D, S, A},
    "duty_strike": {D, S, A},
    "duty_take": {D, C, S, A},
    "search": EVERYBODY,
    "calendar": {A},
    "calendar_year": {A},
    "ticket": EVERYBODY,
    "redo": {D, C, S},
    "transfer": {D},
    "merge": {D},
    "unmerge": {D},
    "void": {D},
    "urge": {D, C, S},
    "urge_checked": {D, C, S},
    "daily": {D, S, H, P},
    "daily_text": {D, S, H, P},
    "attachment": EVERYBODY,
    "attach": {D, H, P, C},
    "assists": {H, P},
    "assist_ticket": {H, P},
    "handed": {H, P},
    "handed_ticket": {H, P},
    "hand_on": {H, P},
    "hand_take": {H, P},
    "hand_back": {H, P},
    "reveal": EVERYBODY,  # the page says to whom it stays shut; tests/tickets/test_identities.py has that table
    "dispatch_desk": {D},
    "dispatch_ticket": {D},
    "dispatch_checked": {D},
    "dispatch_classify": {D},
    "dispatch_reconcile": {D},
    "dispatch_assists": {D},
    "presence": {D},
    "responsibility": {D, A},
    "responsibility_file": {D, A},
    "responsibility_line": {D, A},
    "responsibility_edit": {D, A},
    "responsibility_drop": {D, A},
    "view_save": {D, H, P, C, S},
    "view_drop": {D, H, P, C, S},  # the one who keeps it
    "list_file": {D, H, P, C, S},  # the desk's own roles
    "inbox": {H, P},
    "inbox_ticket": {H, P},
    "contact": {H, P},
    "inbox_checked": {H},
    "sheet": {D, H, P, S},
    "wording": {D, H, P},
    "returns": {D},
    "returns_checked": {D},
    "return_slip": {D},
    "many_returns": {D, S, L},
    "city_returns": {D},
    "city_returns_file": {D},
    "from_city": {D},
    "returns_of_unit": {H, P},
    "return_sign": {P},
    "return_sign_slip": {P},
    "return_print": {D, H, P},
    "return_ask": {H, P},
    "return_withdraw": {H, P},
    "review": {D},
    "review_ticket": {D},
    "review_checked": {D},
    "reporting": {D},
    "report_file": {D},
    "report_one": {D},
    "city_words": {D},
    "callbacks": {C},
    **dict.fromkeys(("look_back", "look_back_clear", "invalid_calls", "invalid_clear"), {C}),
    **dict.fromkeys(("sample_plans", "sample_plan_end", "sample_draw"), {C, A}),
    "callback_ticket": {C},
    "callback_judge": {C},
    "applications": {D},
    "application": {D},
    "applications_checked": {D},
    "applications_decided": {D},
    "extensions": {H, P},
    "extension_ask": {H},
    "suspension_ask": {H},
    "application_withdraw": {H, P},
    "resume": {D, H},
    "promises": {D, S, H, P},
    "clearing": {D, S, H, P},
    "imports": {D, A},
    "import_job": {D, A},
    "import_batch": {D, A},
    "import_rejects": {D, A},
    "closings": {S},
    "closing_close": {S},
    "closing_job": {S},  # the one who asked for it
    "closing_reopen": {S},
    "ledger": {S},
    "outside": {S},
    "month": {S, L},
    "stuck": {S, L},
    "figures": {D, H, P, S, L},
    "indicators": {D, H, P, S, L},
    "unit_scores": {H, P, S, L},
    "bulletins": {D, S, L, A},
    "bulletin": {D, S, L, A},
    "bulletin_pdf": {D, S, L, A},
    "bulletin_compose": {S},
    "bulletin_numbers": {S},
    "bulletin_publish": {S},
    "api_schema": EVERYBODY,
    "api_docs": EVERYBODY,
    "api_indicators": EVERYBODY,
    "api_figures": EVERYBODY,
    "api_scores": EVERYBODY,
    "api_ticket-list": EVERYBODY,
    "api_ticket-detail": EVERYBODY,
    **{f"api_act-{name}": set(action.roles) for name, action in ACTIONS.items()},
    "api_bulletin-list": EVERYBODY,
    "api_bulletin-detail": {D, S, L, A, X},
    "api_bulletin-pdf": {D, S, L, A, X},
}
QUERIES = {"api_figures": "?period=2022Q1", "api_scores": "?period=2022Q1", "figures": "?period=2022Q1&indicator=volume&part=base"}

NAME, PHONE, ADDRESS = "欧阳明月", "13987654321", "光明里 9 号楼 4 单元 702"
WORDS = "夜间施工扰民反映多次"


@pytest.fixture
def values(settings: Settings, tmp_path: Path, dispatcher: User, unit: Unit) -> dict[str, object]:
    """Somebody else's data: the tickets of a unit that nobody of the test belongs to, an import, a bulletin."""
    settings.MEDIA_ROOT = tmp_path
    bulletin = quarter.bulletin()
    publish.publish(bulletin, None, build.moment("2022-04-29 09:30"))
    theirs = build.unit("城管局")
    for number, state in enumerate((build.dispatched, build.handling, build.replied, build.completed, build.closed), start=1):
        _known(state(theirs, number=f"S{number}", title=f"{WORDS}{number}", text=f"{WORDS}，请{PHONE}回电。"))
    _known(build.ticket("S0", title=f"{WORDS}0", text=WORDS))
    job = JobRun.objects.create(kind="import", requested_by=dispatcher, state=JobRun.State.DONE)
    batch = IntakeBatch.objects.create(job=job, file_name="别人的.xlsx", sha256="0" * 64, layout="x", by=dispatcher, at=build.ARRIVED)
    ended = SamplePlan.objects.create(name="旧方案", percent=10, starts_on=date(2000, 1, 1), ends_on=date(2000, 12, 31))
    reported = reporting.report_many([Ticket.objects.get(number="S5")], dispatcher, build.moment("2022-01-12 09:00"))
    closing = JobRun.objects.create(kind="close", requested_by=build.person("某人", Role.SUPERVISOR, unit), state=JobRun.State.DONE)
    build.slip(Ticket.objects.get(number="S2"), build.moment("2022-01-05 15:00"))
    theirs_file = build.attached(Ticket.objects.get(number="S2"))
    note = Handover.objects.create(words="盯临期工单", by=dispatcher, at=build.ARRIVED)
    of_closings = {"closing_job.pk": closing.pk, "label": "2022-01"}
    of_imports = {"import_job.pk": job.pk, "import_batch.pk": batch.pk, "import_rejects.pk": batch.pk}
    return {
        "number": "S2",
        "pk": bulletin.pk,
        "report_file.pk": reported.pk,
        "sample_plan_end.pk": ended.pk,
        "duty_take.pk": note.pk,
        "kind": "units",
        "attachment.pk": theirs_file.pk,
        **of_imports,
        **of_closings,
    }


def _known(ticket: Ticket) -> None:
    Identity.objects.create(ticket=ticket, name=NAME, phone=PHONE, address=ADDRESS)


def routes() -> list[Route]:
    return [route for route in walk() if not route.name.startswith("admin:")]


def ask(client: Client, route: Route, values: dict[str, object]) -> Any:
    """GET, or POST where the route wants one."""
    address = route.address(values) + QUERIES.get(route.name, "")
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


def own_values(role: Role, unit: Unit, values: dict[str, object]) -> dict[str, object]:
    """For a role of a unit its own ticket, for others any: what they may open when the role is right."""
    kept, _ = SavedView.objects.get_or_create(by=build.person("某人", role, unit), desk="inbox", name="物业", query="sort=area")
    listed = {Role.CALLBACK: "callbacks", Role.SUPERVISOR: "daily", Role.HANDLER: "inbox", Role.PRINCIPAL: "inbox"}.get(
        role, "dispatch_desk"
    )
    lines = [_line(unit, matter) for matter in ("修改", "删除")]
    values = {**values, "responsibility_edit.pk": lines[0], "responsibility_drop.pk": lines[1]}
    values = {**values, "view_drop.pk": kept.pk, "list_file.page": listed, "list_file.kind": "csv"}
    if role in UNIT_ROLES:
        if not Ticket.objects.filter(number="own").exists():
            build.attached(build.handling(unit, number="own"))
            build.slip(Ticket.objects.get(number="own"), build.moment("2022-01-05 15:00"), is_signed=False)
            build.handed_on(Ticket.objects.get(number="own"), build.unit("市政科", parent=unit))
            build.assisted(build.unit("城管局"), unit, number="helped")
        own_file = Ticket.objects.get(number="own").attachments.get()
        return {**values, "number": "own", "assist_ticket.number": "helped", "attachment.pk": own_file.pk}
    JobRun.objects.filter(pk=str(values["import_job.pk"])).update(requested_by=build.person("某人", role, unit))
    waiting = dict.fromkeys(("dispatch_ticket", "dispatch_classify", "dispatch_reconcile", "dispatch_assists"), "S0")
    called = dict.fromkeys(("callback_ticket", "callback_judge", "redo"), "S4")
    return {**values, **{f"{name}.number": number for name, number in {**waiting, "review_ticket": "S3", **called}.items()}}


def _line(lead: Unit, matter: str) -> int:
    """The id of a line of the responsibility list."""
    lamps, _ = Category.objects.get_or_create(path="路灯", defaults={"name": "路灯", "depth": 1})
    return Responsibility.objects.get_or_create(category=lamps, matter=matter, defaults={"lead": lead})[0].pk


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
    leaks = []
    for route in routes():
        for number in ("S0", "S1", "S2", "S3", "S4", "S5") if "number" in route.wants else ("",):
            if route.name in WITHOUT_LOG_IN:
                continue
            for answer in both(client, route, {**values, "number": number}):
                if ("number" in route.wants and answer.status_code not in {403, 404, 405}) or WORDS in body(answer):
                    leaks.append((route.name, number, answer.status_code))
    assert leaks == []
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
)


@pytest.mark.parametrize("odd", ODD)
def test_no_address_however_odd_is_a_server_error(unit: Unit, values: dict[str, object], odd: str) -> None:
    client = Client(raise_request_exception=False)
    query = "&".join(f"{name}={odd}" for name in PARAMETERS)
    broken = []
    for route in routes():
        role = min(TABLE.get(route.name) or EVERYBODY)
        client.force_login(build.person("某人", role, unit))
        address = route.address(own_values(role, unit, values))
        for sent in (client.get(f"{address}?{query}"), client.post(address, dict.fromkeys(PARAMETERS, odd))):
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
