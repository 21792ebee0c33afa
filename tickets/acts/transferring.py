"""Transfer (转派): the district moves a ticket that a unit holds to another one, with a clock of its own."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.clocks import Clocks
from tickets.acts.dispatching import Order, check_order, new_leads, store_parts
from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, move_many
from tickets.acts.suspensions import Resumption, resume_many
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import Act, Status
from units.models import Unit, User


def transfer(ticket: Ticket, *, to: Unit, by: User | None, at: datetime, note: str, assists: Sequence[Unit] = ()) -> None:
    """Moves one ticket to another lead unit. Errors as in `transfer_many`."""
    transfer_many([Order(ticket, to, at, tuple(assists), note)], by)


def transfer_many(orders: Sequence[Order], by: User | None) -> None:
    """All or none. ValidationError: reason_missing, same_unit, and those of `dispatch_many`.

    Of a suspended ticket the clocks run again first: neither the old unit nor, where the city agreed, the new one's city limit
    loses the days for which they stood.
    """
    clocks = Clocks.load()
    for order in orders:
        check_order(order)
        if not order.note.strip():
            raise ValidationError(f"工单 {order.ticket.number}：转派要写明原因。", code="reason_missing")
        if order.ticket.lead_unit_id == order.unit.pk:
            raise ValidationError(f"工单 {order.ticket.number} 现在就由“{order.unit}”主办，不用转派。", code="same_unit")
    with transaction.atomic():
        standing = [Resumption(order.ticket, order.at) for order in orders if order.ticket.status == Status.SUSPENDED]
        if standing:
            resume_many(standing, by)
        leads = new_leads(orders, clocks, by)
        move_many([_step(order, lead) for order, lead in zip(orders, leads, strict=True)], by)
        end_parts([(order.ticket, order.at) for order in orders], Assignment.End.TRANSFERRED)
        store_parts(orders, leads, by)


def _step(order: Order, lead: Assignment) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "from": order.ticket.lead_unit_id,
        "unit": order.unit.pk,
        "assists": ",".join(str(unit.pk) for unit in order.assists),
        "note": history.words_digest(order.note),
    }
    changes = {"lead_unit": order.unit.pk, "due_at": lead.due_at, "replied_at": None, "promised_on": None}
    return Step(order.ticket, Act.TRANSFER, order.at, facts, changes)
