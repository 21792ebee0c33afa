"""A past holder still reads what it saw, masked, and no more (domain.md, 3): until when, and the ticket as it stood for it then."""

from collections.abc import Iterable, Sequence, Set
from copy import copy
from datetime import datetime

from django.db.models import QuerySet

from tickets.acts import keeping
from tickets.models import Assignment, HandOn, Ticket
from units.models import User
from units.rules.roles import UNIT_ROLES

# A part that ended so was given away; one that was led to the end or assisted in it is not.
GIVEN_AWAY = frozenset({Assignment.End.RETURNED, Assignment.End.TRANSFERRED})
# What the ticket's own columns say of the time after its unit had it.
LATER = {"reported_at": None, "called_at": None, "closed_at": None, "promised_on": None, "city_return_at": None}


def read_until(ticket: Ticket, parts: Sequence[Assignment], reader: User, *, was_handed_on: bool = True) -> datetime | None:
    """None for whoever may read on; for a unit that gave the ticket away, or whose answer as a section was taken back, the
    moment up to which it reads. One query for a unit that holds no part of it now, none where it is known that the ticket
    was never handed on (`was_handed_on`)."""
    if reader.role not in UNIT_ROLES or reader.unit is None:
        return None
    own = reader.own_units
    if any(part.ended_at is None and part.unit_id in own for part in parts):
        return None
    handed = HandOn.objects.filter(ticket=ticket, unit__in=own).order_by().values_list("ended_at", flat=True)
    return _until(parts, list(handed) if was_handed_on else [], own)


def as_seen(ticket: Ticket, parts: Iterable[Assignment], until: datetime | None) -> Ticket:
    """A copy of `ticket` as it stood for the unit whose reading ends at `until`, never to be saved; itself where it reads on."""
    if until is None:
        return ticket
    seen = copy(ticket)
    part = max((row for row in parts if row.assigned_at < until), key=lambda row: (row.assigned_at, row.pk), default=None)
    if part is not None:
        seen.status, seen.lead_unit = part.status, part.unit
        seen.due_at, seen.replied_at, seen.completed_at = part.due_at, part.replied_at, part.completed_at
    for name, value in LATER.items():
        setattr(seen, name, value)
    return seen


def all_as_seen(tickets: Sequence[Ticket], reader: User) -> list[Ticket]:
    """A list's rows as `reader` may read them. Two queries for people of a unit, none for others."""
    if reader.role not in UNIT_ROLES or reader.unit is None or not tickets:
        return list(tickets)
    own = reader.own_units
    listed = keeping.each("ticket", (ticket.pk for ticket in tickets))
    parts: dict[int, list[Assignment]] = {}
    for row in keeping.rows(_parts, **listed):
        parts.setdefault(row.ticket_id, []).append(row)
    handed: dict[int, list[datetime | None]] = {}
    for pk, ended_at in keeping.rows(_handed, own, **listed):
        handed.setdefault(pk, []).append(ended_at)
    return [_row(ticket, parts.get(ticket.pk, []), handed.get(ticket.pk, []), own) for ticket in tickets]


def _parts(**tickets: int) -> QuerySet[Assignment]:
    return Assignment.objects.filter(ticket__in=list(tickets.values())).select_related("unit").order_by("assigned_at", "pk")


def _handed(own: frozenset[int], **tickets: int) -> QuerySet[HandOn, tuple[int, datetime | None]]:
    handed = HandOn.objects.filter(ticket__in=list(tickets.values()), unit__in=own)
    return handed.order_by().values_list("ticket_id", "ended_at")


def _row(ticket: Ticket, parts: Sequence[Assignment], handed: Sequence[datetime | None], own: Set[int]) -> Ticket:
    return as_seen(ticket, parts, _until(parts, handed, own))


def _until(parts: Sequence[Assignment], handed: Sequence[datetime | None], own: Set[int]) -> datetime | None:
    """`handed`: when each hand-on to the reader's unit ended, None for one that runs."""
    held = [row for row in parts if row.unit_id in own]
    if any(row.ended_at is None for row in held) or None in handed:
        return None
    taken = max((moment for moment in handed if moment is not None), default=None)
    if not held:
        return taken
    last = max(held, key=lambda row: (row.assigned_at, row.pk))
    later = [row.assigned_at for row in parts if row.unit_id not in own and row.is_lead and row.assigned_at > last.assigned_at]
    given = [last.ended_at] if last.end_reason in GIVEN_AWAY and last.ended_at is not None else []
    # It was lead or assist to the end, or reads to the later of the two moments at which it gave the ticket away.
    until = min([*later, *given], default=None)
    return max(until, taken) if until is not None and taken is not None else until
