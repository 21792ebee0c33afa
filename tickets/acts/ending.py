"""What ends when a ticket leaves its holder: the lead's and the assists' parts, what was handed on, what was applied for."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import QuerySet

from tickets.models import Assignment, ExtensionRequest, HandOn, ReturnRequest, SuspensionRequest, Ticket
from tickets.models.applications import OPEN_DECISIONS, Application, Decision
from units.models.bulk import update_where_old

GONE = "工单已离开原承办环节，申请自动撤回"
BATCH = 2_000
APPLICATIONS: tuple[type[Application], ...] = (ReturnRequest, ExtensionRequest, SuspensionRequest)


def end_parts(endings: Sequence[tuple[Ticket, datetime]], reason: str, *, keeps_lead: bool = False) -> None:
    """Ends every running part of each ticket at its moment with `reason` (Assignment.End), and with it hand-ons and open
    applications. `keeps_lead`: the lead's own assignment is the caller's to end.

    To be called inside the transaction of the act, after its move. Five queries for 2000 tickets, and one more for each
    kind of row that is found.
    """
    for start in range(0, len(endings), BATCH):
        at_of = {ticket.pk: at for ticket, at in endings[start : start + BATCH]}
        running = Assignment.objects.filter(ended_at=None)
        parts = running.filter(is_lead=False) if keeps_lead else running
        _end(parts, at_of, "ended_at", {"end_reason": reason})
        _end_hand_ons(at_of)
        _end_applications(at_of)


def end_round(endings: Sequence[tuple[Ticket, datetime]]) -> None:
    """A final reply was accepted: no section owes an answer, and nothing that the unit applied for is to be decided any more.
    As `end_parts`, four queries."""
    for start in range(0, len(endings), BATCH):
        at_of = {ticket.pk: at for ticket, at in endings[start : start + BATCH]}
        _end_hand_ons(at_of)
        _end_applications(at_of)


def end_suspensions(endings: Sequence[tuple[Ticket, datetime]]) -> None:
    """A staged reply was accepted: its promise has stopped the unit's clock, so that a suspension that was asked for before
    can never be granted. Two queries for 2000 tickets."""
    for start in range(0, len(endings), BATCH):
        at_of = {ticket.pk: at for ticket, at in endings[start : start + BATCH]}
        _end_applications(at_of, (SuspensionRequest,))


def _end_hand_ons(at_of: dict[int, datetime]) -> None:
    _end(HandOn.objects.filter(ended_at=None), at_of, "ended_at", {"state": HandOn.State.RECALLED})


def _end_applications(at_of: dict[int, datetime], kinds: Sequence[type[Application]] = APPLICATIONS) -> None:
    for kind in kinds:
        open_ones = kind._default_manager.filter(decision__in=OPEN_DECISIONS)
        _end(open_ones, at_of, "decided_at", {"decision": Decision.WITHDRAWN, "decision_words": GONE})


def _end(rows: "QuerySet[models.Model]", at_of: dict[int, datetime], moment: str, values: dict[str, object]) -> None:
    found = rows.filter(ticket__in=list(at_of)).order_by().values_list("pk", "ticket_id")
    changed = [{"pk": pk, moment: at_of[ticket], **values} for pk, ticket in found]
    if changed:
        update_where_old(rows.model, changed, [], [moment, *values])
