"""Adding assists (增加协办) to a ticket that a unit has already: they answer to its lead, within its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.clocks import Clocks
from tickets.acts.dispatching import check_receiving
from tickets.acts.moving import Step, leads_of, move_many
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import WITH_UNIT, Act, Status
from units.models import Unit, User


@dataclass(frozen=True)
class Help:
    """The units that are to assist one ticket."""

    ticket: Ticket
    units: tuple[Unit, ...]
    at: datetime
    note: str = ""


def add_assists(ticket: Ticket, *, units: Sequence[Unit], by: User | None, at: datetime, note: str = "") -> None:
    """Adds assists to one ticket. Errors as in `add_assists_many`."""
    add_assists_many([Help(ticket, tuple(units), at, note)], by)


def add_assists_many(helps: Sequence[Help], by: User | None) -> None:
    """All or none. ValidationError: nothing_chosen, not_now, unit_closed, takes_part, and those of `move_many`."""
    clocks, leads = Clocks.load(), leads_of([each.ticket for each in helps])
    holding = _holding([each.ticket for each in helps])
    for each in helps:
        _check(each, holding.get(each.ticket.pk, set()))
    with transaction.atomic():
        move_many([_step(each) for each in helps], by)
        parts = [_part(each, unit, leads[each.ticket.pk], clocks, by) for each in helps for unit in each.units]
        Assignment.objects.bulk_create(parts, batch_size=500)


def _check(each: Help, holding: set[int]) -> None:
    number = each.ticket.number
    if not each.units:
        raise ValidationError("没有选协办单位，请先选。", code="nothing_chosen")
    if each.ticket.status not in WITH_UNIT:
        words = f"工单 {number} 现在是“{Status(each.ticket.status).label}”，不在承办单位手里，不能增加协办。"
        raise ValidationError(words, code="not_now")
    for unit in each.units:
        check_receiving(unit, each.at)
        if unit.pk in holding:
            raise ValidationError(f"“{unit}”已在承办工单 {number}，不用再加协办。", code="takes_part")


def _holding(tickets: Sequence[Ticket]) -> dict[int, set[int]]:
    """The units that have a running part in each ticket, by the ticket's id. One query."""
    found: dict[int, set[int]] = {}
    rows = Assignment.objects.filter(ticket__in=tickets, ended_at=None).order_by().values_list("ticket", "unit")
    for ticket, unit in rows:
        found.setdefault(ticket, set()).add(unit)
    return found


def _step(each: Help) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "assists": ",".join(str(unit.pk) for unit in each.units),
        "note": history.words_digest(each.note) if each.note else "",
    }
    return Step(each.ticket, Act.ADD_ASSIST, each.at, facts, stays=True)


def _part(each: Help, unit: Unit, lead: Assignment, clocks: Clocks, by: User | None) -> Assignment:
    """The lead's limit is the assist's too; to sign it has its own time from now."""
    return Assignment(
        ticket=each.ticket,
        unit=unit,
        is_lead=False,
        status=Status.DISPATCHED,
        assigned_at=each.at,
        assigned_by=by,
        note=each.note,
        sign_due_at=clocks.sign_due(each.ticket, each.at, lead.due_at),
        due_at=lead.due_at,
        due_words=lead.due_words,
        first_due_at=lead.due_at,
        recorded_at=each.at,
    )
