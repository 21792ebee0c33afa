"""Whistles (吹哨报到): a unit calls other units to the spot. One that goes with a ticket is marked on its chain; one without has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tickets.acts import history
from tickets.acts.hard_cases import check_after, check_past, result_columns
from tickets.acts.moving import Step, move_many
from tickets.acts.turns import in_turns
from tickets.models import Assignment, Ticket, Whistle
from tickets.rules.workflow import MARKS, Act
from units.models import Unit, User
from units.models.bulk import update_where_old

SHORTEST = 5
Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class Blow:
    """`number` tells whistles apart; `called` are the units that are to come; `ticket` is one that `unit` had a part in."""

    number: str
    kind: str
    unit: Unit
    called: tuple[Unit, ...]
    matter: str
    blown_at: datetime
    ticket: Ticket | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True)
class Result:
    """What came of `whistle`, with its ticket where it has one; `arrived_at` where it is only known now."""

    whistle: Whistle
    result: str
    result_at: datetime
    words: str = ""
    arrived_at: datetime | None = None


def blow(one: Blow, by: User | None, at: datetime) -> Whistle:
    """One of `blow_many`."""
    return blow_many([one], by, at)[0]


def blow_many(blows: Sequence[Blow], by: User | None, at: datetime) -> list[Whistle]:
    """All or none, entered `at`. ValidationError: not_allowed, number, kind, too_short, called_missing, called_itself, future,
    too_early, never_held, double, and those of `move_many`."""
    _check_role(Act.WHISTLE, by)
    known = set(Whistle.objects.filter(number__in=[each.number for each in blows]).values_list("number", flat=True))
    held = set(Assignment.objects.filter(ticket__in=[each.ticket.pk for each in blows if each.ticket]).values_list("ticket", "unit"))
    for each in blows:
        _check(each, at)
        if each.ticket is not None and (each.ticket.pk, each.unit.pk) not in held:
            raise ValidationError(f"工单 {each.ticket.number} 从未由{each.unit}承办，请核对编号和吹哨单位。", code="never_held")
        if each.number in known:
            raise ValidationError(f"吹哨编号 {each.number} 已经登记过，请核对编号。", code="double")
        known.add(each.number)
    try:
        return _write(blows, by, at)
    except IntegrityError:  # somebody else has just entered the number; without a ticket no move keeps the second out
        raise ValidationError("有吹哨编号刚被他人登记，您的操作没有执行。请刷新页面后核对编号。", code="double") from None


def _write(blows: Sequence[Blow], by: User | None, at: datetime) -> list[Whistle]:
    rows = [_row(each, by, at) for each in blows]
    with transaction.atomic():
        for turn in in_turns([row for row in rows if row.ticket_id], lambda row: row):
            move_many([_blow_step(row, at) for row in turn], by)
        made = Whistle.objects.bulk_create(rows, batch_size=500)
        calls = [(row.pk, unit.pk) for row, each in zip(made, blows, strict=True) for unit in dict.fromkeys(each.called)]
        link = Whistle.called.through
        link.objects.bulk_create([link(whistle_id=whistle, unit_id=unit) for whistle, unit in calls], batch_size=500)
        return made


def record_many(results: Sequence[Result], by: User | None, at: datetime) -> None:
    """What came of whistles, entered `at`, all or none; one that was recorded is recorded anew when more is known.
    ValidationError: not_allowed, result, future, too_early, and those of `move_many`."""
    _check_role(Act.WHISTLE_RESULT, by)
    rows = []
    for each in results:
        row, where = each.whistle, f"吹哨 {each.whistle.number}"
        arrived_at = each.arrived_at or row.arrived_at
        _check_times(where, row.blown_at, arrived_at, at)
        check_past(where, "结果时间", each.result_at, at)
        check_after(where, "结果时间", each.result_at, "吹哨时间", row.blown_at)
        rows.append({**result_columns(row, each.result, each.result_at, each.words, where), "arrived_at": arrived_at})
    with transaction.atomic():
        for turn in in_turns([each for each in results if each.whistle.ticket_id], lambda each: each.whistle):
            move_many([_result_step(each, at) for each in turn], by)
        if rows:
            update_where_old(Whistle, rows, [], [name for name in rows[0] if name != "pk"])


def _check_role(act: Act, by: User | None) -> None:
    """A whistle without a ticket passes no door that would ask. ValidationError not_allowed."""
    if by is not None and by.role not in MARKS[act]:
        raise ValidationError(f"您的角色不能登记{act.label}。", code="not_allowed")


def _check(each: Blow, at: datetime) -> None:
    where = f"吹哨 {each.number}"
    if not each.number.strip() or len(each.number) > 40:
        raise ValidationError("请填写吹哨编号，不超过 40 个字。", code="number")
    if not each.kind.strip() or len(each.kind) > 40:
        raise ValidationError(f"{where}：请填写类别，不超过 40 个字，例如联合执法。", code="kind")
    if len(each.matter.strip()) < SHORTEST:
        raise ValidationError(f"{where}：事项至少写 {SHORTEST} 个字，报到单位才知道要做什么。", code="too_short")
    if not each.called:
        raise ValidationError(f"{where}：请写明要哪些单位报到。", code="called_missing")
    if each.unit in each.called:
        raise ValidationError(f"{where}：{each.unit}不能吹哨叫自己报到，请从报到单位里去掉。", code="called_itself")
    check_past(where, "吹哨时间", each.blown_at, at)
    _check_times(where, each.blown_at, each.arrived_at, at)


def _check_times(where: str, blown_at: datetime, arrived_at: datetime | None, at: datetime) -> None:
    if arrived_at is not None:
        check_past(where, "报到时间", arrived_at, at)
        check_after(where, "报到时间", arrived_at, "吹哨时间", blown_at)


def _blow_step(row: Whistle, at: datetime) -> Step:
    assert row.ticket is not None
    facts: Facts = {"whistle": row.number, "unit": row.unit_id, "matter": history.words_digest(row.matter)}
    return Step(row.ticket, Act.WHISTLE, at, facts, stays=True)


def _result_step(each: Result, at: datetime) -> Step:
    assert each.whistle.ticket is not None
    words = history.words_digest(each.words.strip()) if each.words.strip() else ""
    facts: Facts = {"whistle": each.whistle.number, "result": each.result, "words": words}
    return Step(each.whistle.ticket, Act.WHISTLE_RESULT, at, facts, stays=True)


def _row(each: Blow, by: User | None, at: datetime) -> Whistle:
    return Whistle(
        number=each.number.strip(),
        ticket=each.ticket,
        kind=each.kind.strip(),
        unit=each.unit,
        matter=each.matter.strip()[:500],
        blown_at=each.blown_at,
        arrived_at=each.arrived_at,
        by=by,
        recorded_at=at,
    )
