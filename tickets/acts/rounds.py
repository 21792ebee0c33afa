"""Rounds (重办) of a unit's part: since when it has had the ticket in the round that runs."""

from collections.abc import Sequence
from datetime import datetime

from tickets.models import Assignment, RedoOrder


def given_at(leads: Sequence[Assignment]) -> dict[int, datetime]:
    """By the assignment's id the moment of its dispatch, or in a later round that of the redo. One query where there is one."""
    given = {lead.pk: lead.assigned_at for lead in leads}
    rounds = {lead.pk: lead.round for lead in leads if lead.round > 1}
    if rounds:
        orders = RedoOrder.objects.filter(assignment__in=list(rounds)).order_by("at", "pk")
        given |= {order.assignment_id: order.at for order in orders if order.round == rounds[order.assignment_id]}
    return given
