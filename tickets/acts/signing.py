"""Signing (签收): the unit takes the ticket in hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Act
from units.models import User


@dataclass(frozen=True)
class Signing:
    ticket: Ticket
    at: datetime


def sign(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    sign_many([Signing(ticket, at)], by)


def sign_many(signings: Sequence[Signing], by: User | None) -> None:
    """All or none; errors as in `move_many`. Only the first signing of an assignment decides whether it was in time."""
    tickets = [signing.ticket for signing in signings]
    check_holder(tickets, by)
    leads = leads_of(tickets)
    move_many([sign_step(signing, leads.get(signing.ticket.pk)) for signing in signings], by)


def sign_step(signing: Signing, lead: Assignment | None) -> Step:
    """The ticket's part of a signing, with the outcome of its lead."""
    if lead is None:
        return Step(signing.ticket, Act.SIGN, signing.at)
    in_time = lead.sign_due_at is None or signing.at <= lead.sign_due_at
    outcome: dict[str, object] = {"signed_at": signing.at, "signed_in_time": in_time}
    if lead.signed_at is not None:  # a later round: the first one's signing stays, its limit has made way for this round's
        outcome = {"signed_at": lead.signed_at, "signed_in_time": lead.signed_in_time}
    return Step(signing.ticket, Act.SIGN, signing.at, {"assignment": lead.pk}, assignment=lead, outcome=outcome)
