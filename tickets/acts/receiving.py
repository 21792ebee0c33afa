"""The units that may be given tickets, as the dispatcher's desk names and finds them; remembered for seconds."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tickets.models import Ticket
from tickets.rules.workflow import STILL, WITH_UNIT
from units.acts.near import remembered
from units.models import Unit

_SECONDS = 10
_UNITS, _LOADS = "receiving-units-reading", "receiving-loads"
_read: dict[str, list[Unit]] = {}  # the units by the name of their reading
# Kinds of units that answer for a place.
PLACES = ("街道", "乡", "镇")
# One character names no place.
SHORTEST_NAME = 2


@dataclass(frozen=True)
class Load:
    """How many tickets a unit has in hand as lead, and how many of them are late."""

    in_hand: int = 0
    late: int = 0


def units() -> list[Unit]:
    """In the profile's order, with their kinds and other names. Two queries each ten seconds. Remembered is
    but the name of a reading: to copy a hundred units out of memory takes as long as to read them out of the database."""
    reading = remembered(_UNITS, _SECONDS, lambda: uuid.uuid4().hex)
    known = _read.get(reading)
    if known is None:
        rows = Unit.objects.receiving().select_related("kind").prefetch_related("names")
        known = list(rows.order_by("kind__order", "order", "pk"))
        _read.clear()
        _read[reading] = known
    return known


def below(holder: int) -> frozenset[int]:
    """The ids of the unit and of all below it, of those that may be given tickets: what it returns is not offered to them."""
    up: dict[int | None, int | None] = {unit.pk: unit.parent_id for unit in units()}
    return frozenset(pk for pk, parent in up.items() if pk is not None and holder in (pk, parent, up.get(parent)))


def loads(now: datetime) -> dict[int, Load]:
    """By the unit's id; ten seconds old at the most. One query."""
    return remembered(_LOADS, _SECONDS, lambda: _count_loads(now))


def _count_loads(now: datetime) -> dict[int, Load]:
    is_late = Q(due_at__lt=now) & ~Q(status__in=sorted(STILL))
    rows = Ticket.objects.filter(status__in=sorted(WITH_UNIT)).order_by().values("lead_unit")
    counted = rows.annotate(n=Count("pk"), late=Count("pk", filter=is_late))
    return {row["lead_unit"]: Load(row["n"], row["late"]) for row in counted}


def names_of(unit: Unit) -> list[str]:
    """Every name that the unit is found by, the full one first."""
    every = [unit.name, unit.short_name, *(other.name for other in unit.names.all())]
    return list(dict.fromkeys(name for name in every if name))


def is_place(unit: Unit) -> bool:
    return any(word in unit.kind.label for word in PLACES)
