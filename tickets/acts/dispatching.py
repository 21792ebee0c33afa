"""Dispatch (派单): giving a waiting ticket to its lead unit and assists, with a clock of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.clocks import Clocks, UnitClock
from tickets.acts.moving import Step, give_leads, move_many
from tickets.models import Assignment, Category, Ticket
from tickets.rules.deadlines import local
from tickets.rules.workflow import OPEN, Act, Status
from units.models import Unit, User


@dataclass(frozen=True)
class Order:
    """One ticket to one lead unit."""

    ticket: Ticket
    unit: Unit
    at: datetime
    assists: tuple[Unit, ...] = ()
    note: str = ""


def dispatch(ticket: Ticket, *, to: Unit, by: User | None, at: datetime, assists: Sequence[Unit] = (), note: str = "") -> None:
    """Gives one ticket to its lead unit. Errors as in `dispatch_many`."""
    dispatch_many([Order(ticket, to, at, tuple(assists), note)], by)


def dispatch_many(orders: Sequence[Order], by: User | None) -> None:
    """All or none. ValidationError: unit_closed, lead_assists, direct, at_city, and those of `move_many`."""
    clocks = Clocks.load()
    for order in orders:
        check_order(order)
        if order.ticket.city_return_at is not None:
            raise ValidationError(f"工单 {order.ticket.number} 已退回市平台，市平台退还后才能再派。", code="at_city")
    with transaction.atomic():
        leads = new_leads(orders, clocks, by)
        # The move first: of two dispatchers the second stops here, before it has written anything.
        move_many([dispatch_step(order, lead) for order, lead in zip(orders, leads, strict=True)], by)
        store_parts(orders, leads, by)


def store_parts(orders: Sequence[Order], leads: Sequence[Assignment], by: User | None) -> None:
    """Stores the leads' and the assists' assignments once the tickets have moved."""
    give_leads(leads)
    assists = [_assist(order, unit, lead, by) for order, lead in zip(orders, leads, strict=True) for unit in order.assists]
    Assignment.objects.bulk_create(assists, batch_size=500)


def preview(ticket: Ticket, at: datetime) -> UnitClock:
    """The unit's clock as it would be if the ticket were dispatched at `at`: shown before sending."""
    clocks = Clocks.load()
    return clocks.unit_clock(ticket.city_due_at or clocks.city_due(ticket).due_at, at)


def classify(ticket: Ticket, *, category: Category, by: User, at: datetime) -> None:
    """Gives one ticket of 待归类 its category. Errors as in `classify_many`."""
    classify_many([ticket], category, by, at)


def classify_many(tickets: Sequence[Ticket], category: Category, by: User, at: datetime) -> None:
    """All or none. ValidationError: not_now for one that has a category or is finished, and those of `move_many`."""
    for ticket in tickets:
        if ticket.category_id is not None or ticket.status not in OPEN:
            raise ValidationError(f"工单 {ticket.number} 已有类别或已了结，不用归类。请刷新页面。", code="not_now")
    facts = {"category": category.path}
    move_many([Step(ticket, Act.CLASSIFY, at, facts, {"category": category.pk}, stays=True) for ticket in tickets], by)
    for ticket in tickets:
        ticket.category = category


def check_receiving(unit: Unit, at: datetime) -> None:
    """ValidationError unit_closed where `unit` takes no tickets any more; names its successor."""
    if unit.closed_on is not None and unit.closed_on <= local(at).date():
        successor = f"请派给承接单位“{unit.successor}”。" if unit.successor else "请另选单位。"
        raise ValidationError(f"“{unit}”已于 {unit.closed_on} 撤销。{successor}", code="unit_closed")


def check_order(order: Order) -> None:
    """ValidationError: unit_closed, lead_assists, direct."""
    for unit in (order.unit, *order.assists):
        check_receiving(unit, order.at)
    if order.unit in order.assists:
        raise ValidationError(f"“{order.unit}”已是主办，不能同时协办。", code="lead_assists")
    if order.ticket.is_direct:
        raise ValidationError(f"工单 {order.ticket.number} 是直办件，不派单。", code="direct")


def new_leads(orders: Sequence[Order], clocks: Clocks, by: User | None) -> list[Assignment]:
    """The lead assignments of orders, unsaved. A ticket brings its volume (承办件数) once: where a unit has completed it and
    gave it away only by a redo, the ticket is that unit's, and whoever has it next works on a further round. One query, where
    one was redone at all."""
    redone = [order.ticket.pk for order in orders if order.ticket.redo_count]
    kept = Assignment.objects.filter(ticket__in=redone, is_lead=True, end_reason=Assignment.End.COMPLETED) if redone else None
    counted = set(kept.values_list("ticket_id", flat=True)) if kept is not None else set()
    return [new_lead(order, clocks, by, is_redo=order.ticket.pk in counted) for order in orders]


def new_lead(order: Order, clocks: Clocks, by: User | None, *, is_redo: bool = False) -> Assignment:
    """The lead assignment that an order makes, unsaved, with its clocks."""
    ticket = order.ticket
    clock = clocks.unit_clock(ticket.city_due_at or clocks.city_due(ticket).due_at, order.at)
    return Assignment(
        ticket=ticket,
        unit=order.unit,
        is_lead=True,
        status=Status.DISPATCHED,
        is_redo=is_redo,
        assigned_at=order.at,
        assigned_by=by,
        note=order.note,
        sign_due_at=clocks.sign_due(ticket, order.at, clock.due_at),
        due_at=clock.due_at,
        due_words=clock.words,
        first_due_at=clock.due_at,
        recorded_at=order.at,
    )


def _assist(order: Order, unit: Unit, lead: Assignment, by: User | None) -> Assignment:
    return Assignment(
        ticket=order.ticket,
        unit=unit,
        is_lead=False,
        status=Status.DISPATCHED,
        assigned_at=order.at,
        assigned_by=by,
        note=order.note,
        sign_due_at=lead.sign_due_at,
        due_at=lead.due_at,
        due_words=lead.due_words,
        first_due_at=lead.due_at,
        recorded_at=order.at,
    )


def dispatch_step(order: Order, lead: Assignment) -> Step:
    """The ticket's part of a dispatch; `lead` is its new assignment."""
    facts: dict[str, str | int | bool | None] = {
        "unit": order.unit.pk,
        "assists": ",".join(str(unit.pk) for unit in order.assists),
        "note": history.words_digest(order.note) if order.note else "",
    }
    changes = {
        "lead_unit": order.unit.pk,
        "due_at": lead.due_at,
        "dispatched_at": order.ticket.dispatched_at or order.at,
        "city_return_at": None,
    }
    return Step(order.ticket, Act.DISPATCH, order.at, facts, changes)
