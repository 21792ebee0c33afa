"""Work queues (待办): whose turn it is. Lists, tabs and the counts beside the desks all ask here, so that they agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from inspect import isfunction
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Count, Q, QuerySet, Value

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import STILL, WITH_UNIT, Status
from units.models import User
from units.rules.roles import UNIT_ROLES

# Stands in a kept statement for the moment of the counting.
_SOME_MOMENT = datetime(9999, 1, 1, tzinfo=UTC)


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
    `ahead`: late are also those that will be so much later. `rows` that depend on more than the person (a moment, what was typed)
    are a partial."""

    rows: Callable[[User], QuerySet[Any]]
    due: str = ""
    ahead: timedelta = timedelta()


@dataclass(frozen=True)
class Tally:
    total: int = 0
    late: int = 0


def tally(queues: Mapping[str, Queue], user: User, now: datetime) -> dict[str, Tally]:
    """How many stand in each queue and how many of them are late: one query, each part of it on its own partial index."""
    statements = [_statement(name, queue, user, now) for name, queue in queues.items()]
    written = [statement for statement in statements if statement is not None]
    found: dict[str, Tally] = {}
    if written:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(each.sql for each in written), [value for each in written for value in each.values])
            found = {name: Tally(total, late) for name, total, late in cursor.fetchall()}
    return {name: found.get(name, Tally()) for name in queues}


class Statement(NamedTuple):
    """What the database is asked for one queue: its name, total, late."""

    sql: str
    values: tuple[Any, ...]


def _statement(name: str, queue: Queue, user: User, now: datetime) -> Statement | None:
    """None where nothing can stand in the queue. The rail and a desk's tabs are counted for every page, and writing that down
    took ten times what counting takes: what depends on nothing but the person is written once."""
    if user.role in UNIT_ROLES or not isfunction(queue.rows):
        return _written(part(name, queue, user, now + queue.ahead))
    kept = _kept(name, queue, user, user.role, user.is_active)
    if kept is None:
        return None
    some, moment = map(connection.ops.adapt_datetimefield_value, (_SOME_MOMENT, now + queue.ahead))
    return Statement(kept.sql, tuple(moment if value == some else value for value in kept.values))


@lru_cache(maxsize=512)
def _kept(name: str, queue: Queue, user: User, _role: str, _is_active: bool) -> Statement | None:
    """For a person of the district in this role; _SOME_MOMENT stands where that of the counting belongs."""
    return _written(part(name, queue, user, _SOME_MOMENT))


def _written(rows: Any) -> Statement | None:
    try:
        return Statement(*rows.query.sql_with_params())
    except EmptyResultSet:
        return None


def read(parts: Sequence[Any]) -> dict[str, Tally]:
    """The tallies of `part`s by their names, in one query; a queue in which nothing stands has none."""
    if not parts:
        return {}
    return {str(row["queue"]): Tally(row["total"], row["late"]) for row in united(parts)}


def united(parts: Sequence[Any]) -> Any:
    """One queryset of them all."""
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def part(name: str, queue: Queue, user: User, at: datetime) -> Any:
    """A queryset of one dict: queue, total, late (at that moment)."""
    # A staged reply or a suspension has stopped the unit's clock: such a ticket is never late.
    late = Q(**{f"{queue.due}__lt": at}) & ~Q(status__in=sorted(STILL)) if queue.due else Q(pk__in=[])
    named = queue.rows(user).order_by().annotate(queue=Value(name, output_field=CharField()))
    return named.values("queue").annotate(total=Count("pk"), late=Count("pk", filter=late))
