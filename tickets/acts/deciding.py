"""The dispatcher's decision on one ticket or several: category and unit in one go, or that a conflict was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from tickets.acts import grouping
from tickets.acts.dispatching import Order, classify, dispatch_many
from tickets.acts.moving import Step, check_seen, move_many
from tickets.models import Category, Ticket
from tickets.rules.workflow import STILL, WITH_UNIT, Act
from units.models import Unit, User

# The first units of the list are chosen by the keys 1 to 5.
KEYS = 5


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
    """A unit that may be given tickets: what it has in hand, how many of them are late, every name it is found by."""

    unit: Unit
    in_hand: int
    late: int
    words: str
    key: str


def decide(tickets: Sequence[Ticket], decision: Decision, by: User, at: datetime) -> None:
    """Gives all tickets to the unit, or none. ValidationError: nothing_chosen, moved_on, and those of `dispatch_many`."""
    if not tickets:
        raise ValidationError("没有勾选工单，请先在左边勾选。", code="nothing_chosen")
    if decision.seen is not None:
        check_seen(tickets[0], decision.seen)
    with transaction.atomic():
        for ticket in tickets:
            if decision.category is not None and ticket.category_id is None:
                classify(ticket, category=decision.category, by=by, at=at)
        orders = [Order(ticket, decision.unit, at, decision.assists, decision.note) for ticket in tickets]
        dispatch_many(grouping.with_waiting_members(orders), by)


def reconcile(ticket: Ticket, by: User, at: datetime) -> None:
    """The dispatcher has looked at what the city's file and the district disagree in; the district's side stands."""
    if not ticket.is_conflict:
        raise ValidationError(f"工单 {ticket.number} 的冲突已经处理过了。", code="not_now")
    changes = {"is_conflict": False, "conflict_words": ""}
    move_many([Step(ticket, Act.RECONCILE, at, {}, changes, stays=True)], by)


def receivers(now: datetime) -> list[Receiver]:
    """Every unit that may be given tickets, in the profile's order, with its load. Three queries."""
    in_hand = Ticket.objects.filter(status__in=sorted(WITH_UNIT)).order_by().values("lead_unit")
    is_late = Q(due_at__lt=now) & ~Q(status__in=sorted(STILL))
    counted = in_hand.annotate(n=Count("pk"), late=Count("pk", filter=is_late))
    loads = {row["lead_unit"]: (row["n"], row["late"]) for row in counted}
    units = Unit.objects.receiving().select_related("kind").prefetch_related("names").order_by("kind__order", "order", "pk")
    return [_receiver(unit, loads.get(unit.pk, (0, 0)), place) for place, unit in enumerate(units, start=1)]


def _receiver(unit: Unit, load: tuple[int, int], place: int) -> Receiver:
    words = " ".join([unit.name, unit.short_name, *(other.name for other in unit.names.all())])
    return Receiver(unit, *load, words, str(place) if place <= KEYS else "")
