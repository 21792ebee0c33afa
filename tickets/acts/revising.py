"""A row of the city's file about a ticket that is known: city-owned columns are brought up to date and shown as a
difference; the district's own are never touched, and where the two sides disagree the ticket is marked 冲突."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from tickets.acts.city_words import ANSWER, city_columns, identity_of, state_of
from tickets.acts.moving import Step, move_many
from tickets.acts.vocabulary import Vocabulary
from tickets.models import Identity, Ticket
from tickets.rules.city_limits import moved_by
from tickets.rules.city_states import FINISHED as CITY_FINISHED
from tickets.rules.city_states import CityState, read_state
from tickets.rules.deadlines import print_due
from tickets.rules.incoming import IncomingTicket
from tickets.rules.workflow import OPEN, Act, Status
from units.models.bulk import update_where_old
from units.rules.masking import phone_hash

CITY_OWNED = (
    "title", "text", "channel", "ticket_type", "level", "urgency", "category", "category_text", "unit_text", "area", "enterprise",
    "transferred_at", "city_status", "is_confidential", "is_enterprise", "is_tourism", "extras", "arrived_at",
    "city_due_at", "city_due_words", "city_due_in_file", "city_due_provisional", "is_conflict", "conflict_words",
)  # fmt: skip
# Without a line of their own in the difference; of the other columns each is shown by its own heading.
UNSHOWN = frozenset({"extras", "city_due_words", "city_due_in_file", "city_due_provisional", "is_conflict", "conflict_words"})
# Also the heading under which an older limit is kept beside the other columns.
FILE_LIMIT = "市平台文件中的时限"
IDENTITY = ("name", "phone", "address", "phone_hash")


@dataclass(frozen=True)
class Revision:
    """What a row changes on a known ticket: new column values, the difference as people read it, the citizen's data."""

    ticket: Ticket
    record: IncomingTicket
    columns: Mapping[str, object]
    difference: dict[str, list[str]]
    identity: Identity | None
    is_voided: bool = False  # withdrawn by the city before any unit of ours had it


def revise(ticket: Ticket, record: IncomingTicket, words: Vocabulary, answered_is_done: bool) -> Revision | None:
    """The revision that `record` asks for; None when it says nothing new. `ticket` comes with its identity, if any."""
    columns = {name: value for name, value in _said(ticket, record, words).items() if value != getattr(ticket, name)}
    if "category" in columns and not record.category:
        del columns["category"]
    identity = _identity(ticket, record)
    if not columns and identity is None:
        return None
    difference = {_label(name): [_shown(getattr(ticket, name)), _shown(value)] for name, value in columns.items() if name not in UNSHOWN}
    difference |= {name: [ticket.extras.get(name, ""), word] for name, word in _news(ticket, columns).items()}
    if identity is not None:
        difference["诉求人信息"] = ["", "已更新（不在此显示）"]
    is_voided = ticket.status == Status.ARRIVED and state_of(record, answered_is_done) == CityState.VOIDED
    disagreement = "" if is_voided else _disagreement(ticket, record, words, answered_is_done) or _older_limit(ticket, columns)
    if is_voided:
        difference["状态"] = [Status.ARRIVED.label, Status.VOIDED.label]
    if disagreement and disagreement != ticket.conflict_words:
        columns |= {"is_conflict": True, "conflict_words": disagreement}
        difference["冲突"] = [ticket.conflict_words, disagreement]
    return Revision(ticket, record, columns, difference, identity, is_voided)


def write(revisions: Sequence[Revision], at: datetime, batch: int) -> None:
    """Stores all revisions, each with one event. ValidationError moved_on when a desk moved one of the tickets meanwhile."""
    steps = []
    for revision in revisions:
        now = {name: getattr(revision.ticket, name) for name in CITY_OWNED} | dict(revision.columns)
        changes = {name: value.pk if isinstance(value, models.Model) else value for name, value in now.items()}
        fields = ",".join(sorted(revision.columns))
        facts: dict[str, str | int | bool | None] = {"batch": batch, "row": revision.record.row, "fields": fields}
        steps.append(Step(revision.ticket, Act.UPDATE, at, facts, changes, stays=True))
    move_many(steps, None)
    # Also one that was given back to the city, or had a conflict: nobody waits for it any more.
    ended: dict[str, object] = {"city_return_at": None, "is_conflict": False, "conflict_words": ""}
    move_many([Step(revision.ticket, Act.VOID, at, {"batch": batch}, ended) for revision in revisions if revision.is_voided], None)
    identities = [revision.identity for revision in revisions if revision.identity is not None]
    known = [row for row in identities if not row._state.adding]
    Identity.objects.bulk_create([row for row in identities if row._state.adding], batch_size=500)
    rows = [{"pk": row.pk, **{name: getattr(row, name) for name in IDENTITY}} for row in known]
    update_where_old(Identity, rows, [], IDENTITY)


def _said(ticket: Ticket, record: IncomingTicket, words: Vocabulary) -> dict[str, Any]:
    columns: dict[str, Any] = city_columns(record, words)
    columns["arrived_at"] = record.arrived_at
    columns["extras"] = {**ticket.extras, **columns.get("extras", {})}  # a column that this file lacks stays
    if record.reply_text and ticket.status in OPEN and not ticket.redo_count:
        columns["extras"][ANSWER] = record.reply_text
    if record.city_due_at is not None:
        columns |= _limit(ticket, record.city_due_at, columns["extras"])
    return columns


def _limit(ticket: Ticket, due_at: datetime, extras: dict[str, str]) -> dict[str, object]:
    """The limit of the file, but where the city itself has moved it further since (退办, 批复延期, 同意挂起): then the file is
    the older one. It does not take the days back; what it says is kept in `extras`, which is a conflict the first time."""
    moved = moved_by(ticket.city_due_words)
    if moved and ticket.city_due_at is not None and due_at < ticket.city_due_at:
        extras[FILE_LIMIT] = print_due(due_at)
        return {}
    words = f"{moved}，{FILE_LIMIT}" if moved else FILE_LIMIT
    told = f"{words} {print_due(due_at)}"
    return {"city_due_at": due_at, "city_due_words": told, "city_due_in_file": True, "city_due_provisional": False}


def _news(ticket: Ticket, columns: Mapping[str, Any]) -> dict[str, str]:
    """The other columns whose words have changed, by heading."""
    return {name: word for name, word in columns.get("extras", {}).items() if ticket.extras.get(name, "") != word}


def _identity(ticket: Ticket, record: IncomingTicket) -> Identity | None:
    """The citizen's data as the row has them, when they differ; what the row leaves empty stays."""
    said = {"name": record.caller_name[:60], "phone": record.caller_phone[:40], "address": record.address[:300]}
    said = {name: value for name, value in said.items() if value}
    known: Identity | None = getattr(ticket, "identity", None)
    if known is None:
        return identity_of(ticket, record) if said else None
    if all(getattr(known, name) == value for name, value in said.items()):
        return None
    for name, value in said.items():
        setattr(known, name, value)
    known.phone_hash = phone_hash(known.phone, settings.PHONE_KEY)
    return known


def _disagreement(ticket: Ticket, record: IncomingTicket, words: Vocabulary, answered_is_done: bool) -> str:
    """In words where the city says one thing and the district another; empty where they agree or one merely lags behind."""
    city, ours = state_of(record, answered_is_done), Status(ticket.status)
    if city == CityState.VOIDED and ours != Status.VOIDED:
        return f"市平台已撤单，区平台为“{ours.label}”。"
    if city in CITY_FINISHED and ours in OPEN and ours != Status.VOIDED:
        return f"市平台已办结，区平台为“{ours.label}”。"
    reopened = city in (CityState.WAITING, CityState.HANDLING) and read_state(ticket.city_status) in CITY_FINISHED
    if reopened and ours not in OPEN:
        return f"市平台重新办理，区平台为“{ours.label}”。"
    unit = words.unit(record.unit)
    is_news = unit is not None and record.unit[:300] != ticket.unit_text
    if is_news and unit and ticket.lead_unit_id not in (None, unit.pk):
        return f"市平台承办单位为“{unit}”，区平台为“{ticket.lead_unit}”。"
    return ""


def _older_limit(ticket: Ticket, columns: Mapping[str, Any]) -> str:
    """In words where the file's limit is news and lies before the one that the city gave since."""
    said = _news(ticket, columns).get(FILE_LIMIT)
    if said is None or ticket.status not in OPEN or ticket.city_due_at is None:
        return ""
    return f"{FILE_LIMIT}是 {said}，早于“{moved_by(ticket.city_due_words)}”的 {print_due(ticket.city_due_at)}，未改。"


def _label(name: str) -> str:
    return str(Ticket._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(value: object) -> str:
    """A value as the difference shows it; long texts by their first words."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)[:200]
