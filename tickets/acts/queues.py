"""Work queues (待办): whose turn it is. Lists, tabs and the counts beside the desks all ask here, so that they agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import STILL, WITH_UNIT, Status
from units.models import User


def to_dispatch(user: User) -> TicketQuerySet:
    """Waiting to be given to a unit; 直办 tickets are kept and never dispatched, those given back to the city wait for its word."""
    return Ticket.objects.visible_to(user).waiting().filter(is_direct=False, city_return_at=None)


def at_city(user: User) -> TicketQuerySet:
    """退回市平台: given back, the city has neither withdrawn them nor sent them again."""
    return Ticket.objects.visible_to(user).waiting().filter(city_return_at__isnull=False)


def to_classify(user: User) -> TicketQuerySet:
    """待归类: open, without a category of the tree."""
    return Ticket.objects.visible_to(user).unclassified()


def in_conflict(user: User) -> TicketQuerySet:
    """冲突: the city's file and the district disagree."""
    return Ticket.objects.visible_to(user).in_conflict()


def inbox(user: User) -> TicketQuerySet:
    """In the hands of the user's unit or its subtree as lead: to be signed, handled, tracked."""
    return Ticket.objects.filter(lead_unit__in=user.own_units, status__in=sorted(WITH_UNIT))


def to_review(user: User) -> TicketQuerySet:
    """Replied, waiting for the district's decision."""
    return Ticket.objects.visible_to(user).filter(status=Status.REPLIED)


def to_report(user: User) -> TicketQuerySet:
    """Accepted, not yet back at the city."""
    return Ticket.objects.visible_to(user).to_report()


def to_call(user: User) -> TicketQuerySet:
    """Completed, the citizen to be asked: drawn by the sampling plan, or there is no plan."""
    return Ticket.objects.visible_to(user).to_call()


@dataclass(frozen=True)
class Queue:
    """Tickets, or other rows with a `status`. `due` names the column whose passing makes one late; empty where nothing can be.
    `ahead`: late are also those that will be so much later. `rows` that depend on more than the person's role and units (a moment,
    what was typed) are a partial, or hold it and are equal when it is."""

    rows: Callable[[User], QuerySet[Any]]
    due: str = ""
    ahead: timedelta = timedelta()


@dataclass(frozen=True)
class Tally:
    total: int = 0
    late: int = 0


def tally(queues: Mapping[str, Queue], user: User, now: datetime) -> dict[str, Tally]:
    """How many stand in each queue and how many of them are late: one query, each part of it on its own partial index. What is
    asked again and again tickets.acts.counting asks in less time."""
    found = read([part(name, queue, user, now) for name, queue in queues.items()])
    return {name: found.get(name, Tally()) for name in queues}


def read(parts: Sequence[Any]) -> dict[str, Tally]:
    """The tallies of `part`s by their names, in one query; a queue in which nothing stands has none."""
    if not parts:
        return {}
    return {str(row["queue"]): Tally(row["total"], row["late"]) for row in united(parts)}


def united(parts: Sequence[Any]) -> Any:
    """One queryset of them all."""
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def part(name: str, queue: Queue, user: User, now: datetime) -> Any:
    """A queryset of one dict: queue, total, late."""
    # A staged reply or a suspension has stopped the unit's clock: such a ticket is never late.
    late = Q(**{f"{queue.due}__lt": now + queue.ahead}) & ~Q(status__in=sorted(STILL)) if queue.due else Q(pk__in=[])
    named = queue.rows(user).order_by().annotate(queue=Value(name, output_field=CharField()))
    return named.values("queue").annotate(total=Count("pk"), late=Count("pk", filter=late))
