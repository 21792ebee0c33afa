"""The one door to a status: checks MOVES, updates where the old status and seq still stand, appends the event.

Every act that touches a ticket comes through here, also one that changes no status, in its form for many tickets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tickets.acts import history
from tickets.models import Assignment, Event, Ticket
from tickets.rules.workflow import MARKS, Act, Status, find_move
from units.acts.scoping import own_ids
from units.models import User
from units.models.bulk import update_where_old
from units.rules.roles import UNIT_ROLES

BATCH = 2_000
# They change what search finds a ticket by: its words, or whose it is (tickets.acts.indexing).
UNINDEXING = frozenset(
    {Act.UPDATE, Act.REPLY, Act.STAGE, Act.DISPATCH, Act.TRANSFER, Act.ACCEPT_RETURN, Act.REDO, Act.ADD_ASSIST, Act.HAND_ON}
)


@dataclass(frozen=True)
class Step:
    """One ticket's part of an act. `changes` are other columns of the ticket, `outcome` columns of `assignment`; all
    steps of one call change the same columns. `stays` is for acts that move no status."""

    ticket: Ticket
    act: Act
    at: datetime
    facts: history.Facts = field(default_factory=dict)
    changes: Mapping[str, object] = field(default_factory=dict)
    assignment: Assignment | None = None
    outcome: Mapping[str, object] = field(default_factory=dict)
    stays: bool = False


def move_many(steps: Sequence[Step], by: User | None) -> None:
    """Does all steps or none. ValidationError: not_allowed, not_now, not_yours, moved_on (with who and when)."""
    if not steps:
        return
    for step in steps:
        _check(step, by)
    with transaction.atomic():
        for start in range(0, len(steps), BATCH):
            _write(steps[start : start + BATCH], by)


def _check(step: Step, by: User | None) -> None:
    ticket = step.ticket
    move = find_move(ticket.status, step.act)
    if move is None and not step.stays:
        words = f"{_latest_words(ticket)}现在是“{Status(ticket.status).label}”，不能{step.act.label}。请刷新页面后再操作。"
        raise ValidationError(words, code="not_now")
    roles = move.roles if move and not step.stays else MARKS[step.act]
    if by is not None and by.role not in roles:
        raise ValidationError(f"您的角色不能{step.act.label}工单 {ticket.number}。", code="not_allowed")


def check_seen(ticket: Ticket, seq: int) -> None:
    """ValidationError moved_on, with who and when, if `ticket` has another event than the `seq` ones its reader saw."""
    if ticket.seq != seq:
        raise ValidationError(_who_was_first({ticket.pk: seq}), code="moved_on")


def check_holder(tickets: Sequence[Ticket], by: User | None) -> None:
    """People of a unit act only on tickets whose lead is in their unit's subtree. One query whatever the number."""
    if by is None or by.role not in UNIT_ROLES:
        return
    own = own_ids(by)
    for ticket in tickets:
        if ticket.lead_unit_id not in own:
            raise ValidationError(f"工单 {ticket.number} 现在不由您单位主办，不能操作。", code="not_yours")


def _write(steps: Sequence[Step], by: User | None) -> None:
    old = [(step.ticket.status, step.ticket.seq, step.ticket.head) for step in steps]
    events = []
    for step in steps:
        move = None if step.stays else find_move(step.ticket.status, step.act)
        target = move.target if move else Status(step.ticket.status)
        events.append(history.append(step.ticket, step.act, target, step.at, by, step.facts))
    rows = [
        {
            **step.changes,
            "pk": step.ticket.pk,
            "old_status": status,
            "old_seq": seq,
            "status": step.ticket.status,
            "seq": step.ticket.seq,
            "head": step.ticket.head,
        }
        for step, (status, seq, _) in zip(steps, old, strict=True)
    ]
    changing = ["status", "seq", "head", *steps[0].changes]
    if any(step.act in UNINDEXING for step in steps):
        changing.append("is_indexed")
        rows = [{**row, "is_indexed": False} for row in rows]
    if update_where_old(Ticket, rows, ["status", "seq"], changing) != len(rows):
        for step, (status, seq, head) in zip(steps, old, strict=True):
            step.ticket.status, step.ticket.seq, step.ticket.head = status, seq, head
        raise ValidationError(_who_was_first({step.ticket.pk: step.ticket.seq for step in steps}), code="moved_on")
    Event.objects.bulk_create(events, batch_size=1_000)
    _write_outcomes(steps)
    for step in steps:
        for name, value in step.changes.items():
            setattr(step.ticket, Ticket._meta.get_field(name).attname, value)  # type: ignore[union-attr]


def _write_outcomes(steps: Sequence[Step]) -> None:
    """The assignments' share: their status is the ticket's, their outcomes are the act's."""
    held = [step for step in steps if step.assignment is not None]
    if not held:
        return
    rows = []
    for step in held:
        assert step.assignment is not None
        values = {"status": step.ticket.status, **step.outcome}
        for name, value in values.items():
            setattr(step.assignment, name, value)
        rows.append({"pk": step.assignment.pk, **values})
    update_where_old(Assignment, rows, [], ["status", *held[0].outcome])


def _who_was_first(seqs: Mapping[int, int]) -> str:
    """Names the first ticket that somebody else has moved beyond the `seqs` seen (by its id), by whom and when."""
    latest = (
        Event.objects.filter(ticket__in=list(seqs), seq__gt=min(seqs.values())).select_related("by", "ticket").order_by("ticket_id", "-seq")
    )
    for event in latest:
        if event.seq > seqs[event.ticket_id]:
            return f"工单 {event.ticket.number} {_deed(event)}，现在是“{event.get_target_display()}”，您的操作没有执行。请刷新页面。"
    return "工单刚被他人更新，您的操作没有执行。请刷新页面后再试。"


def _latest_words(ticket: Ticket) -> str:
    """The number, and by whom and when the ticket came to where it is."""
    latest = Event.objects.filter(ticket=ticket).exclude(source=F("target")).select_related("by").order_by("-seq").first()
    return f"工单 {ticket.number} {_deed(latest)}，" if latest else f"工单 {ticket.number} "


def _deed(event: Event) -> str:
    who = f"{event.by.masked_name}（{event.by.get_role_display()}）" if event.by else "系统"
    return f"已由 {who} 于 {timezone.localtime(event.at):%m-%d %H:%M} {event.get_act_display()}"


def leads_of(tickets: Sequence[Ticket]) -> dict[int, Assignment]:
    """The running lead assignment of each ticket by the ticket's id, in one query."""
    ids = [ticket.lead_id for ticket in tickets if ticket.lead_id is not None]
    found = {}
    for start in range(0, len(ids), BATCH):
        for assignment in Assignment.objects.filter(pk__in=ids[start : start + BATCH]):
            found[assignment.ticket_id] = assignment
    return found


def give_leads(leads: Sequence[Assignment]) -> None:
    """Stores new lead assignments and points their tickets to them."""
    Assignment.objects.bulk_create(leads, batch_size=500)
    for lead in leads:
        lead.ticket.lead = lead
        lead.ticket.lead_unit_id = lead.unit_id
    update_where_old(Ticket, [{"pk": lead.ticket_id, "lead": lead.pk} for lead in leads], [], ["lead"])
