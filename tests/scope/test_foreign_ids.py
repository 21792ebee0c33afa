"""A ticket with everything that hangs on it, reached for by number and by id through every route of a unit's people: another
unit changes not a row, who shares the ticket does its share and nothing else, and no id however long is a server error."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests import build
from tests.scope.table import TABLE, WITHOUT_LOG_IN
from tests.test_scope import body, routes
from tests.tickets import standing
from tickets.acts import contacts, exclusions, extensions, replies, signing, supervising, suspensions, transferring, whistles
from tickets.models import (
    Attachment,
    Event,
    Exclusion,
    ExtensionRequest,
    HandOn,
    ReturnRequest,
    SupervisionOrder,
    SuspensionRequest,
    Ticket,
    Whistle,
)
from tickets.models.assignment import Assignment
from tickets.rules.workflow import Act
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES, Role

THEIRS, OWN, MOVED = "F1", "own", "F2"
WORDS, LATER = "夜间施工扰民反映多次", "已会同施工方约定每晚十点停工。"
# One value for each name that the forms of the pages have.
SAID = {
    "text": build.ANSWER,
    "words": "已核实，请按期办结。",
    "reason": "本单位正在等待配件到货",
    "clause": "第四条",
    "days": "3",
    "until_on": "2030-01-01",
    "kind": "phone",
    "is_reached": "on",
    "place": "现场",
    "stars": "2",
}
# What an exclusion is asked for with. Who gave a ticket away asks about its own part still, so it is left out of the walk there.
ASKED = {"aspect": "star", "evidence": "通话录音"}
ACTS = ("", "sign", "recall", "back")
# By which ids of `_ids` a page is opened.
OPENED_BY = {"exclusion": "exclusion", "supervision_order": "order", "whistle": "whistle"}


@pytest.fixture(autouse=True)
def _rows(settings: Settings, tmp_path: Path, unit: Unit) -> None:
    """城管局 holds one ticket, the people of the test another, each with an assist, a section, a file, a contact and an open
    application of each kind; a third one has moved from these people to 城管局, which answered it."""
    settings.MEDIA_ROOT = tmp_path
    now, theirs = timezone.now(), build.unit("城管局")
    for holder, number in ((theirs, THEIRS), (unit, OWN)):
        _held(holder, number, now - timedelta(hours=6))
    moved = build.handling(unit, now - timedelta(hours=9), number=MOVED)
    transferring.transfer(moved, to=theirs, by=None, at=now - timedelta(hours=3), note="属城管职责")
    signing.sign(moved, by=None, at=now - timedelta(hours=2))
    replies.reply(replies.Answer(moved, LATER, now - timedelta(hours=1)), by=None)


def _held(holder: Unit, number: str, at: datetime) -> None:
    ticket = build.assisted(holder, build.unit(f"{holder}的协办"), at=at, number=number, text=WORDS if number == THEIRS else "路灯不亮")
    signing.sign(ticket, by=None, at=at + timedelta(hours=1))
    later = at + timedelta(hours=2)
    build.handed_on(ticket, build.unit(f"{holder}的科室", parent=holder), later)
    build.attached(ticket, at=later)
    build.slip(ticket, later, is_signed=False)
    contacts.record(contacts.Touch(ticket, later, "已电话告知进展"), by=None, now=later)
    extensions.ask_many([extensions.Ask(ticket, later, 3, "等待配件到货", later)], None)
    suspensions.ask_many([suspensions.Ask(ticket, later, (later + timedelta(days=5)).date(), "等待配件到货")], None)
    build.kept(ticket, at=later, name="草稿.jpg")
    _hard_cases(ticket, later, WORDS if number == THEIRS else "诉求超出法律政策规定")


def _hard_cases(ticket: Ticket, at: datetime, words: str) -> None:
    """An exclusion that waits, a supervision order and a whistle without a result."""
    part = Assignment.objects.select_related("ticket", "unit").get(pk=ticket.lead_id or 0)
    exclusions.ask_many([exclusions.Ask(part, "satisfaction", words, "市局复函", at)], None, at)
    supervising.order(supervising.Order(part, "leader", words, at), None, at)
    called = (build.unit("被吹哨的单位"),)
    whistles.blow(whistles.Blow(f"W{ticket.number}", "联合执法", part.unit, called, words, at, part.ticket), None, at)


def _ids(number: str) -> dict[str, list[object]]:
    """What the forms name rows by, with the ids of one ticket's rows of every kind."""
    parts = [*Assignment.objects.filter(ticket__number=number), *HandOn.objects.filter(ticket__number=number)]
    kinds = (ReturnRequest, ExtensionRequest, SuspensionRequest)
    asked = [row for kind in kinds for row in kind._default_manager.filter(ticket__number=number)]
    hard = {"exclusion": Exclusion, "order": SupervisionOrder, "whistle": Whistle}
    cases = {name: list(kind._default_manager.filter(ticket__number=number).values_list("pk", flat=True)) for name, kind in hard.items()}
    files = list(Attachment.objects.filter(ticket__number=number))
    ids = {"part": [row.pk for row in parts], "slip": [row.pk for row in asked], "kept": [row.pk for row in files]}
    return {**ids, **cases, "row": [pk for pks in cases.values() for pk in pks]}


def _walk(
    client: Client, person: User, number: str, ids: dict[str, list[object]], ticket: object, more: Mapping[str, str] = ASKED
) -> list[tuple[str, int, str]]:
    """Every route that is open to the person's role, asked for `number`, its forms sent with `ids` and `ticket` in them: the
    server's errors, and what was read of another unit."""
    client.force_login(person)
    client.raise_request_exception = False
    wrong = []
    for route in routes():
        if route.name in WITHOUT_LOG_IN or person.role not in TABLE[route.name] or route.name.startswith("api_act"):
            continue
        opened_by = "kept" if "attachment" in route.name else OPENED_BY.get(route.name, "")
        for pk in [pk for pk in ids.get(opened_by, ()) if str(pk).isascii()] or [1]:
            address = route.address({"number": number, "pk": pk, "page": "inbox", "kind": "csv", "label": "2022-01"})
            said = {**SAID, **more, **ids, "ticket": ticket, "number": ticket}
            answers = [client.get(address)]
            for act in ACTS:
                answers.append(client.post(address, {**said, "act": act}))
                if answers[-1].status_code == 405:
                    break
            for answer in answers:
                shown = body(answer)
                if answer.status_code >= 500 or WORDS in shown or LATER in shown:
                    wrong.append((route.name, answer.status_code, "foreign words" if answer.status_code < 500 else ""))
    return wrong


@pytest.mark.parametrize("role", sorted(UNIT_ROLES))
@pytest.mark.parametrize("number", [THEIRS, MOVED])
def test_another_unit_reaches_nothing_by_number_or_by_id(client: Client, unit: Unit, role: Role, number: str) -> None:
    before = standing.read()[number].all
    ids = _ids(number)
    person = build.person("某人", role, unit)
    # Its own ticket in the address and the other's rows in the form, then both the other's.
    more = {} if number == MOVED else ASKED
    assert _walk(client, person, OWN, ids, number, more) + _walk(client, person, number, ids, number, more) == []
    assert standing.read()[number].all == before
    assert not Event.objects.filter(ticket__number=number, by=person).exists()


@pytest.mark.parametrize(
    ("of", "share"),
    [
        ("住建局的科室", {Act.HAND_ANSWER, Act.CONTACT}),
        ("住建局的协办", {Act.ASSIST_SIGN, Act.ASSIST_ANSWER, Act.CONTACT, Act.ASK_EXCLUSION}),
        ("住建局的另一科室", set()),
    ],
)
@pytest.mark.parametrize("role", sorted(UNIT_ROLES))
def test_who_shares_a_ticket_does_its_share_and_nothing_else(client: Client, unit: Unit, role: Role, of: str, share: set[Act]) -> None:
    build.unit("住建局的另一科室", parent=unit)
    person = build.person("某人", role, build.unit(of))
    before = standing.read()[THEIRS].all
    assert _walk(client, person, OWN, _ids(OWN), OWN) == []
    done = {Act(act) for act in Event.objects.filter(by=person).values_list("act", flat=True)}
    assert done <= share
    # An exclusion is asked for by its principal too; the work itself is the handler's.
    worked = done - {Act.ASK_EXCLUSION}
    assert bool(worked) == bool(share and (role == Role.HANDLER or Act.CONTACT in worked))
    assert standing.read()[THEIRS].all == before


@pytest.mark.parametrize("role", list(Role))
def test_no_id_however_long_is_a_server_error(client: Client, unit: Unit, role: Role) -> None:
    person = build.person("某人", role, unit if role in UNIT_ROLES else None)
    names = ("part", "slip", "kept", "unit", "assists", "category", "convener", "attendees", "proposed", "to", "reason", "row")
    broken = []
    for odd in ("9" * 20, "१२"):
        ids: dict[str, list[object]] = {name: [odd] for name in names}
        broken += [(odd, *each) for each in _walk(client, person, OWN, ids, [OWN, odd]) if each[1] >= 500]
    assert broken == []
