"""The dispatcher's decision on one ticket or several: category and unit in one go, or that a conflict was looked at; and what
the desk decides from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import grouping, receiving
from tickets.acts.dispatching import Order, classify_many, dispatch_many
from tickets.acts.moving import Step, check_seen, move_many
from tickets.acts.queues import to_dispatch
from tickets.models import Category, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import Act
from units.models import Unit, User


@dataclass(frozen=True)
class Decision:
    """`category` is for tickets that have none; `seen` is the event count of the page on which it was decided."""

    unit: Unit
    assists: tuple[Unit, ...] = ()
    note: str = ""
    category: Category | None = None
    seen: int | None = None


@dataclass(frozen=True)
class Receiver:
    """A unit that may be given tickets, what it has in hand, and every name it is found by."""

    unit: Unit
    load: receiving.Load
    words: str


def decide(tickets: Sequence[Ticket], decision: Decision, by: User, at: datetime) -> None:
    """Gives all tickets to the unit, or none. ValidationError: nothing_chosen, moved_on, and those of `dispatch_many`."""
    if not tickets:
        raise ValidationError("没有勾选工单，请先在左边勾选。", code="nothing_chosen")
    if decision.seen is not None:
        check_seen(tickets[0], decision.seen)
    with transaction.atomic():
        if decision.category is not None:
            classify_many([ticket for ticket in tickets if ticket.category_id is None], decision.category, by, at)
        orders = [Order(ticket, decision.unit, at, decision.assists, decision.note) for ticket in tickets]
        dispatch_many(grouping.with_waiting_members(orders), by)


def reconcile(ticket: Ticket, by: User, at: datetime) -> None:
    reconcile_many([ticket], by, at)


def reconcile_many(tickets: Sequence[Ticket], by: User, at: datetime) -> None:
    """The dispatcher has looked at what the city's file and the district disagree in; the district's side stands. All or none.
    ValidationError: not_now, and those of `move_many`."""
    for ticket in tickets:
        if not ticket.is_conflict:
            raise ValidationError(f"工单 {ticket.number} 的冲突已经处理过了。", code="not_now")
    changes = {"is_conflict": False, "conflict_words": ""}
    move_many([Step(ticket, Act.RECONCILE, at, {}, changes, stays=True) for ticket in tickets], by)


def receivers(now: datetime) -> list[Receiver]:
    """Every unit that may be given tickets, in the profile's order, with its load; kept for seconds (tickets.acts.receiving)."""
    loads, nothing = receiving.loads(now), receiving.Load()
    return [Receiver(unit, loads.get(unit.pk, nothing), " ".join(receiving.names_of(unit))) for unit in receiving.units()]


def come_back(user: User) -> TicketQuerySet:
    """退回再派: to be dispatched anew after a unit gave them back."""
    return to_dispatch(user).filter(dispatched_at__isnull=False)


def urged(user: User) -> TicketQuerySet:
    """催办: somebody pressed while they wait to be dispatched."""
    return to_dispatch(user).filter(urge_count__gt=0)


@dataclass(frozen=True)
class DispatchedSince:
    """What the person of the id `by` has dispatched as lead since that moment, a row for each time. Asked again on the same day it
    is equal, so that its count is put together once (tickets.acts.counting)."""

    by: int
    since: datetime

    def __call__(self, _reader: User) -> TicketQuerySet:
        parts = {"assigned_by": self.by, "is_lead": True, "assigned_at__gte": self.since}
        return Ticket.objects.filter(**{f"assignments__{name}": value for name, value in parts.items()})
