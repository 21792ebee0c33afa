"""Rounds (重办) of a unit's part: since when it has had the ticket in the round that runs, and whose round ran at a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.models import Assignment, RedoOrder, Ticket

BATCH = 2_000
# The unit had no more to do with it from then on; who completed it answers for it until somebody else has it.
GIVEN_AWAY = frozenset({Assignment.End.RETURNED, Assignment.End.TRANSFERRED})


@dataclass(frozen=True)
class Held:
    """Whose part it was, and in which round."""

    part: Assignment
    round: int


def given_at(leads: Sequence[Assignment]) -> dict[int, datetime]:
    """By the assignment's id the moment of its dispatch, or in a later round that of the redo. One query where there is one."""
    given = {lead.pk: lead.assigned_at for lead in leads}
    rounds = {lead.pk: lead.round for lead in leads if lead.round > 1}
    if rounds:
        orders = RedoOrder.objects.filter(assignment__in=list(rounds)).order_by("at", "pk")
        given |= {order.assignment_id: order.at for order in orders if order.round == rounds[order.assignment_id]}
    return given


def holders_at(asked: Sequence[tuple[Ticket, datetime]]) -> list[Held | None]:
    """Who had each ticket at its moment as lead: the last part given before that had not been given away again; of one that was
    given to nobody yet then, whoever has it now. None: nobody has. A query for 2000 tickets, one more where some were redone."""
    tickets = {ticket.pk: ticket for ticket, _ in asked}
    parts: dict[int, list[Assignment]] = {}
    turns: dict[int, list[RedoOrder]] = {}
    ids = list(tickets)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        for part in Assignment.objects.filter(ticket__in=some, is_lead=True).order_by("assigned_at", "pk"):
            parts.setdefault(part.ticket_id, []).append(part)
        redone = [pk for pk in some if tickets[pk].redo_count]
        for order in RedoOrder.objects.filter(ticket__in=redone).order_by("at", "pk") if redone else ():
            turns.setdefault(order.assignment_id, []).append(order)
    return [_held(ticket, at, parts.get(ticket.pk, []), turns) for ticket, at in asked]


def _held(ticket: Ticket, at: datetime, parts: Sequence[Assignment], turns: dict[int, list[RedoOrder]]) -> Held | None:
    had = [part for part in parts if part.assigned_at <= at and not _is_away(part, at)]
    part = had[-1] if had else next((part for part in parts if part.pk == ticket.lead_id), None)
    if part is None:
        return None
    return Held(part, max((order.round for order in turns.get(part.pk, ()) if order.at <= at), default=1))


def _is_away(part: Assignment, at: datetime) -> bool:
    return part.end_reason in GIVEN_AWAY and part.ended_at is not None and part.ended_at <= at
