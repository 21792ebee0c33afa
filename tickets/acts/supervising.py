"""Supervision orders (督办) in their levels: the supervisor orders a unit to see to a ticket, and records what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.hard_cases import check_after, check_past, result_columns
from tickets.acts.moving import Step, move_many
from tickets.acts.turns import in_turns
from tickets.models import Assignment, SupervisionOrder
from tickets.rules.workflow import Act
from units.models import User
from units.models.bulk import update_where_old

SHORTEST = 5
Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class Order:
    """`assignment` is the part of the unit that is ordered, with its ticket; `ordered_at` may lie before it is entered."""

    assignment: Assignment
    level: str
    reason: str
    ordered_at: datetime
    document: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Result:
    """What came of `order`, with its ticket as they were read."""

    order: SupervisionOrder
    result: str
    result_at: datetime
    words: str = ""


def order(one: Order, by: User | None, at: datetime) -> SupervisionOrder:
    """One of `order_many`."""
    return order_many([one], by, at)[0]


def order_many(orders: Sequence[Order], by: User | None, at: datetime) -> list[SupervisionOrder]:
    """All or none, entered `at`. ValidationError: level, too_short, future, too_early, due_past, double, and those of `move_many`."""
    known = _known(orders)
    for each in orders:
        _check(each, at)
        key = (each.assignment.ticket_id, each.level, each.ordered_at)
        if key in known:
            label = SupervisionOrder.Level(each.level).label
            raise ValidationError(f"工单 {each.assignment.ticket.number} 这一时刻的{label}已经登记过，不用重复登记。", code="double")
        known.add(key)
    with transaction.atomic():
        # The move first: of two who order at once the second stops here.
        for turn in in_turns(orders, lambda each: each.assignment):
            move_many([_order_step(each, at) for each in turn], by)
        return SupervisionOrder.objects.bulk_create([_row(each, by, at) for each in orders], batch_size=500)


def record_result_many(results: Sequence[Result], by: User | None, at: datetime) -> None:
    """All or none, entered `at`; a result that was recorded is recorded anew when more is known.
    ValidationError: result, future, too_early, and those of `move_many`."""
    rows = []
    for each in results:
        number = each.order.ticket.number
        rows.append(result_columns(each.order, each.result, each.result_at, each.words, f"工单 {number}"))
        check_past(f"工单 {number}", "结果时间", each.result_at, at)
        check_after(f"工单 {number}", "结果时间", each.result_at, "督办时间", each.order.ordered_at)
    with transaction.atomic():
        for turn in in_turns(results, lambda each: each.order):
            move_many([_result_step(each, at) for each in turn], by)
        if rows:
            update_where_old(SupervisionOrder, rows, [], [name for name in rows[0] if name != "pk"])


def _known(orders: Sequence[Order]) -> set[tuple[int, str, datetime]]:
    """What the tickets were ordered already. One query."""
    rows = SupervisionOrder.objects.filter(ticket__in=[each.assignment.ticket_id for each in orders])
    return set(rows.values_list("ticket", "level", "ordered_at"))


def _check(each: Order, at: datetime) -> None:
    number = each.assignment.ticket.number
    if each.level not in SupervisionOrder.Level.values:
        raise ValidationError(f"工单 {number}：没有这个督办层级，请从列表里选。", code="level")
    if len(each.reason.strip()) < SHORTEST:
        raise ValidationError(f"工单 {number}：督办事由至少写 {SHORTEST} 个字，单位才知道要做什么。", code="too_short")
    check_past(f"工单 {number}", "督办时间", each.ordered_at, at)
    check_after(f"工单 {number}", "督办时间", each.ordered_at, "派单时间", each.assignment.assigned_at)
    if each.due_at is not None and each.due_at <= each.ordered_at:
        raise ValidationError(f"工单 {number}：办理时限应晚于督办时间，请核对。", code="due_past")


def _order_step(each: Order, at: datetime) -> Step:
    facts: Facts = {"assignment": each.assignment.pk, "level": each.level, "reason": history.words_digest(each.reason.strip())}
    return Step(each.assignment.ticket, Act.SUPERVISE, at, facts, stays=True)


def _result_step(each: Result, at: datetime) -> Step:
    words = history.words_digest(each.words.strip()) if each.words.strip() else ""
    facts: Facts = {"supervision": each.order.pk, "result": each.result, "words": words}
    return Step(each.order.ticket, Act.SUPERVISION_RESULT, at, facts, stays=True)


def _row(each: Order, by: User | None, at: datetime) -> SupervisionOrder:
    return SupervisionOrder(
        ticket=each.assignment.ticket,
        assignment=each.assignment,
        unit_id=each.assignment.unit_id,
        level=each.level,
        document=each.document.strip()[:60],
        reason=each.reason.strip()[:500],
        ordered_at=each.ordered_at,
        due_at=each.due_at,
        by=by,
        recorded_at=at,
    )
