"""What a unit's open and dissatisfied tickets count in the open months as it stands, and what they may still count: read in a fixed
number of queries, whatever their number."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from scoring.acts import sources
from scoring.acts.sources import COUNTED, DATES, between
from scoring.acts.sources.conditions import is_
from scoring.rules.indicators import Source
from scoring.rules.outcomes import Now
from scoring.rules.periods import Period
from tickets.models import Assignment, Callback
from tickets.rules.workflow import Status
from units.acts.settings import values

OPEN = (Status.DISPATCHED, Status.HANDLING, Status.REPLIED, Status.TRACKING, Status.SUSPENDED)
# Beside the columns that are counted.
OF_ASSIGNMENTS = ("signed_at", "sign_due_at", "first_contact_at")


@dataclass(frozen=True)
class Reading:
    """Which months are read: those of the standing that are still open, and those of it that are closed. `as_of`: the moment."""

    open: tuple[Period, ...]
    closed: tuple[Period, ...]
    as_of: datetime


@dataclass
class Ticket:
    """A ticket of the unit with its rows: `held`, `said` as they stand now, dated in the open months, `counted` as the trial has
    them. `is_open`: it is not done with; `is_settled`: a callback of it stands in a closed month."""

    pk: int
    number: str = ""
    title: str = ""
    status: str = ""
    due_at: datetime | None = None
    is_open: bool = False
    held: list[Mapping[str, Any]] = field(default_factory=list)
    said: list[Mapping[str, Any]] = field(default_factory=list)
    settled: list[Mapping[str, Any]] = field(default_factory=list)
    counted: dict[Source, list[Mapping[str, Any]]] = field(default_factory=dict)


def now_of(at: datetime) -> Now:
    district = values()
    return Now(at, timedelta(hours=district.contact_within_hours), district.stars_max, district.callback_grade == "last")


def tickets_of(units: Collection[int], reading: Reading) -> list[Ticket]:
    """Five queries: the open ones, their rows, the callbacks to be mended, and what the trial counted of both."""
    found = _open(units)
    for row in _held(units, reading):
        found[row["ticket"]].held.append(row)
    for row in _said(units, reading):
        one = found.setdefault(row["ticket"], Ticket(row["ticket"], row["number"], row["title"], row["ticket_status"]))
        (one.said if row["is_dated_open"] else one.settled).append(row)
    rows: dict[Source, list[int]] = {
        "assignment": [row["row"] for one in found.values() for row in one.held],
        "callback": [row["row"] for one in found.values() for row in one.said],
    }
    for source, ids in rows.items():
        for row in _counted(source, ids, reading):
            found[row["ticket"]].counted.setdefault(source, []).append(row)
    return list(found.values())


def _open(units: Collection[int]) -> dict[int, Ticket]:
    running = Assignment.objects.filter(unit__in=units, is_lead=True, ended_at=None, completed_at=None, ticket__is_direct=False)
    columns = ("ticket", "ticket__number", "ticket__title", "status", "due_at")
    held = running.filter(status__in=OPEN).order_by("due_at", "pk").values_list(*columns)
    return {pk: Ticket(pk, number, title, status, due_at, is_open=True) for pk, number, title, status, due_at in held}


def _held(units: Collection[int], reading: Reading) -> QuerySet[Any, dict[str, Any]]:
    found = sources.rows("assignment", reading.as_of, _dated("assignment", reading.open))
    running = found.filter(unit__in=units, ended_at=None, completed_at=None, status__in=OPEN)
    return running.values(*sources.columns("assignment"), *OF_ASSIGNMENTS)


def _said(units: Collection[int], reading: Reading) -> QuerySet[Any, dict[str, Any]]:
    """Callbacks that count, of the standing's months, and said no or gave few stars."""
    dated = _dated("callback", (*reading.closed, *reading.open))
    in_open = _dated("callback", reading.open)["in_called"]
    low = Q(result_grade=Callback.Grade.DISSATISFIED) | Q(solved=Callback.Solved.UNSOLVED) | Q(stars__lte=values().low_star_at_most)
    found = sources.rows("callback", reading.as_of, dated).filter(low, unit__in=units, called_at__lte=reading.as_of)
    told = {"number": F("ticket__number"), "title": F("ticket__title"), "ticket_status": F("ticket__status")}
    marked = found.annotate(**told, rounds=F("assignment__round"), is_dated_open=is_(in_open)).order_by("called_at", "pk")
    rows: QuerySet[Any, dict[str, Any]] = marked.values(*sources.columns("callback"), *told, "rounds", "is_dated_open")
    return rows


def _counted(source: Source, ids: Sequence[int], reading: Reading) -> QuerySet[Any, dict[str, Any]]:
    labels = [month.label for month in reading.open]
    frozen: QuerySet[Any] = COUNTED[source]._default_manager.filter(closing__label__in=labels, row__in=ids)
    return frozen.values(*sources.columns(source))


def _dated(source: Source, months: Sequence[Period]) -> dict[str, Q]:
    """By the months' ends, not by now: what runs out until then is taken in."""
    dated = {flag: Q(pk__in=()) for flag in DATES[source]}
    for month in months:
        for flag, column in DATES[source].items():
            dated[flag] |= between(column, month, month.bounds()[1])
    return dated
