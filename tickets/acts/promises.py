"""Promises of staged replies (承诺): watched each night; one that has passed is 承诺不兑现, told once [X23]."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max

from tickets.acts.moving import Step, move_many
from tickets.acts.queues import inbox
from tickets.models import Event, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import end_of, local
from tickets.rules.workflow import Act, Status
from units.models import User
from units.rules.roles import UNIT_ROLES

BATCH = 500


def watch(now: datetime) -> int:
    """Marks every promise that has passed and was not marked yet; returns how many. May die anywhere and be run again."""
    passed = Ticket.objects.filter(status=Status.TRACKING, promised_on__lt=local(now).date()).order_by("pk")
    known = list(passed.values_list("pk", flat=True))
    return sum(mark(known[start : start + BATCH], now) for start in range(0, len(known), BATCH))


def mark(ids: Sequence[int], now: datetime) -> int:
    """The same for the tickets with these ids. Three queries and the move."""
    tickets = list(Ticket.objects.filter(pk__in=ids, status=Status.TRACKING))
    marked = Event.objects.filter(ticket__in=ids, act=Act.BREAK_PROMISE).order_by().values("ticket").annotate(last=Max("at"))
    last = {row["ticket"]: row["last"] for row in marked}
    return _move([ticket for ticket in tickets if _is_new(ticket.promised_on, last.get(ticket.pk), now)], now)


def broken(user: User, now: datetime) -> TicketQuerySet:
    """承诺不兑现: followed up still, the promised day is over."""
    return _tracked(user).filter(promised_on__lt=local(now).date())


def due_today(user: User, now: datetime) -> TicketQuerySet:
    return _tracked(user).filter(promised_on=local(now).date())


def due_this_week(user: User, now: datetime) -> TicketQuerySet:
    """Promised for the days from tomorrow to Sunday."""
    today = local(now).date()
    return _tracked(user).filter(promised_on__gt=today, promised_on__lte=today + timedelta(days=6 - today.weekday()))


def later(user: User, now: datetime) -> TicketQuerySet:
    """Promised for next week or later."""
    today = local(now).date()
    return _tracked(user).filter(promised_on__gt=today + timedelta(days=6 - today.weekday()))


def _tracked(user: User) -> TicketQuerySet:
    """Of the district's people all, of a unit's those that it leads now."""
    rows = inbox(user) if user.role in UNIT_ROLES else Ticket.objects.visible_to(user)
    return rows.filter(status=Status.TRACKING)


def _is_new(promised_on: date | None, last_marked_at: datetime | None, now: datetime) -> bool:
    """A later promise is made after the earlier one was marked, and passes later still: so a mark after its day is its own."""
    if promised_on is None or now < end_of(promised_on):
        return False
    return last_marked_at is None or last_marked_at < end_of(promised_on)


def _move(tickets: Sequence[Ticket], now: datetime) -> int:
    """All at once; one by one where somebody was there first: what moved on is looked at the next night."""
    if not tickets:
        return 0
    try:
        move_many([_step(ticket, now) for ticket in tickets], None)
    except ValidationError:
        if len(tickets) == 1:
            return 0
        return sum(mark([ticket.pk], now) for ticket in tickets)
    return len(tickets)


def _step(ticket: Ticket, now: datetime) -> Step:
    facts: dict[str, str | int | bool | None] = {"promised_on": str(ticket.promised_on), "times": ticket.broken_promises + 1}
    return Step(ticket, Act.BREAK_PROMISE, now, facts, {"broken_promises": ticket.broken_promises + 1}, stays=True)
