"""What the inbox counts, in one query: its tabs, what else waits for the unit, and what the unit has done today."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value

from tickets.acts import assisting, counting, handing, queues
from tickets.acts.inbox import RUNS, conditions, marked
from tickets.acts.queues import Queue, Tally, inbox
from tickets.models import Assignment
from tickets.rules.deadlines import end_of, local, start_of
from tickets.rules.workflow import Status
from units.models import User

# The tabs that are a state of the ticket.
STATES = {"sign": Status.DISPATCHED, "": Status.HANDLING, "track": Status.TRACKING, "still": Status.SUSPENDED}


@dataclass(frozen=True)
class Day:
    """Tickets that the unit has signed and replied to today."""

    signed: int
    replied: int


@dataclass(frozen=True)
class Counts:
    """`tabs` by their keys; `inbox`, `assists` and `handed`: all that waits there and what of it is late, as the rail shows it."""

    tabs: Mapping[str, Tally]
    inbox: Tally
    assists: Tally
    handed: Tally
    day: Day


def count(user: User, now: datetime) -> Counts:
    """For the unit of `user` and those below it."""
    return _read(defaultdict(Tally, counting.read(_parts, user, now)))


def _parts(user: User, now: datetime) -> list[Any]:
    told, own, today = conditions(now), inbox(user), local(now).date()
    signed, replied = (Q(**{f"{name}__gte": start_of(today), f"{name}__lt": end_of(today)}) for name in ("signed_at", "replied_at"))
    # A day's are few, a unit's of all years are not (indexes assignment_unit_signed, assignment_unit_replied).
    held = Assignment.objects.filter(signed | replied, is_lead=True, unit__in=user.own_units)
    return [
        _pair(F("status"), own, None, told["late"]),
        _pair(Value("limits", output_field=CharField()), marked(own.filter(RUNS)), told["today"], told["back"]),
        _pair(Value("day", output_field=CharField()), held, signed, replied),
        queues.part("assists", Queue(assisting.waiting, "burns_at"), user, now),
        queues.part("handed", Queue(handing.waiting, "due_at"), user, now),
    ]


def _pair(name: Any, rows: QuerySet[Any], first: Q | None, second: Q) -> Any:
    """A part of the query with two counts of its own in place of a queue's."""
    named = rows.order_by().annotate(queue=name).values("queue")
    return named.annotate(total=Count("pk", filter=first), late=Count("pk", filter=second))


def _read(found: Mapping[str, Tally]) -> Counts:
    states = {key: Tally(found[status].total) for key, status in STATES.items()}
    late, limits, day = sum(found[status].late for status in STATES.values()), found["limits"], found["day"]
    return Counts(
        tabs={**states, "today": Tally(limits.total), "late": Tally(late), "back": Tally(limits.late)},
        inbox=Tally(sum(tally.total for tally in states.values()), late),
        assists=found["assists"],
        handed=found["handed"],
        day=Day(day.total, day.late),
    )
