"""Exclusions (剔除, domain.md): the unit asks with its evidence, the district decides, the city may overturn.

Raw figures stay; what is in force leaves the unit's part out of one thing it is assessed by (scoring.acts.sources.conditions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.hard_cases import check_after, check_past
from tickets.acts.moving import Step, move_many
from tickets.acts.turns import in_turns
from tickets.models import Assignment, Exclusion
from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act
from units.acts.scoping import own_ids
from units.models import User
from units.models.bulk import update_where_old
from units.rules.roles import UNIT_ROLES

SHORTEST = 5
LONGEST_WORDS = 500
Facts = dict[str, str | int | bool | None]


@dataclass(frozen=True)
class Ask:
    """`assignment` is the asking unit's, with its ticket; `asked_at` may lie before the moment at which it is entered."""

    assignment: Assignment
    aspect: str
    reason: str
    evidence: str
    asked_at: datetime


@dataclass(frozen=True)
class Verdict:
    """`exclusion` with its ticket as they were read; `decided_at` as of Ask."""

    exclusion: Exclusion
    is_granted: bool
    decided_at: datetime
    words: str = ""
    document: str = ""


@dataclass(frozen=True)
class Overturning:
    """The city's word on one that is in force."""

    exclusion: Exclusion
    overturned_at: datetime
    words: str


def ask_many(asks: Sequence[Ask], by: User | None, at: datetime) -> None:
    """All or none, entered `at`. ValidationError: aspect, too_short, evidence_missing, not_yours, future, too_early, double,
    and those of `move_many`."""
    own = own_ids(by)
    taken = _taken(asks)
    for ask in asks:
        part = ask.assignment
        _check(ask, at)
        if by is not None and by.role in UNIT_ROLES and part.unit_id not in own:
            raise ValidationError(f"工单 {part.ticket.number} 的这次承办不是您单位的，不能申请剔除。", code="not_yours")
        if (part.pk, ask.aspect) in taken:
            label = Exclusion.Aspect(ask.aspect).label
            raise ValidationError(f"工单 {part.ticket.number} 的“{label}”已经申请过剔除，不用重复申请，请看原来的决定。", code="double")
        taken.add((part.pk, ask.aspect))
    with transaction.atomic():
        # The move first: of two who ask at once the second stops here.
        for turn in in_turns(asks, lambda ask: ask.assignment):
            move_many([_ask_step(ask, at) for ask in turn], by)
        Exclusion.objects.bulk_create([_row(ask, by, at) for ask in asks], batch_size=500)


def decide_many(verdicts: Sequence[Verdict], by: User | None, at: datetime) -> None:
    """All or none, entered `at`. ValidationError: decided, reason_missing, future, too_early, and those of `move_many`."""
    for each in verdicts:
        row = each.exclusion
        _check_waiting(row)
        if not each.is_granted and not each.words.strip():
            raise ValidationError(f"工单 {row.ticket.number}：不同意剔除要写明理由，单位才知道为什么。", code="reason_missing")
        check_past(f"工单 {row.ticket.number}", "审批时间", each.decided_at, at)
        check_after(f"工单 {row.ticket.number}", "审批时间", each.decided_at, "申请时间", row.at)
    with transaction.atomic():
        for turn in in_turns(verdicts, lambda each: each.exclusion):
            acts = [(each, Act.GRANT_EXCLUSION if each.is_granted else Act.REFUSE_EXCLUSION) for each in turn]
            move_many([_mark(each.exclusion, act, each.words, at) for each, act in acts], by)
        _write(Decision.WAITING, [_decided(each, by) for each in verdicts])


def overturn_many(words: Sequence[Overturning], by: User | None, at: datetime) -> None:
    """All or none, entered `at`. ValidationError: not_in_force, reason_missing, future, too_early, and those of `move_many`."""
    for each in words:
        row = each.exclusion
        if not row.is_in_force or row.decided_at is None:
            raise ValidationError(f"工单 {row.ticket.number} 的这项剔除没有生效，市平台无从改判。请刷新页面。", code="not_in_force")
        if not each.words.strip():
            raise ValidationError(f"工单 {row.ticket.number}：请写明市平台改判的意见。", code="reason_missing")
        check_past(f"工单 {row.ticket.number}", "改判时间", each.overturned_at, at)
        check_after(f"工单 {row.ticket.number}", "改判时间", each.overturned_at, "审批时间", row.decided_at)
    with transaction.atomic():
        for turn in in_turns(words, lambda each: each.exclusion):
            move_many([_mark(each.exclusion, Act.OVERTURN_EXCLUSION, each.words, at) for each in turn], by)
        rows = [
            {"pk": each.exclusion.pk, "overturned_at": each.overturned_at, "overturned_words": each.words.strip()[:LONGEST_WORDS]}
            for each in words
        ]
        _write(Decision.ACCEPTED, rows)


def withdraw_many(rows: Sequence[Exclusion], by: User | None, at: datetime) -> None:
    """The unit takes back what nobody has decided. ValidationError: decided, not_yours, and those of `move_many`."""
    own = own_ids(by)
    for row in rows:
        _check_waiting(row)
        if by is not None and by.role in UNIT_ROLES and row.assignment.unit_id not in own:
            raise ValidationError(f"工单 {row.ticket.number} 的剔除不是您单位申请的，不能撤回。", code="not_yours")
    with transaction.atomic():
        for turn in in_turns(rows, lambda row: row):
            move_many([_mark(row, Act.WITHDRAW_EXCLUSION, "", at) for row in turn], by)
        taken = {"decision": Decision.WITHDRAWN, "decided_by": by.pk if by else None, "decided_at": at}
        _write(Decision.WAITING, [{"pk": row.pk, **taken} for row in rows])


def waiting_of(ticket_ids: Sequence[int]) -> list[Exclusion]:
    """What waits for its decision on these tickets, the oldest first."""
    rows = Exclusion.objects.filter(ticket__in=ticket_ids, decision__in=OPEN_DECISIONS)
    return list(rows.select_related("ticket", "assignment__unit", "decided_by").order_by("at", "pk"))


def _taken(asks: Sequence[Ask]) -> set[tuple[int, str]]:
    """What was asked for and neither refused nor taken back nor overturned. One query."""
    standing = Exclusion.objects.filter(decision__in=[*OPEN_DECISIONS, Decision.ACCEPTED], overturned_at=None)
    return set(standing.filter(assignment__in=[ask.assignment.pk for ask in asks]).values_list("assignment", "aspect"))


def _check(ask: Ask, at: datetime) -> None:
    number = ask.assignment.ticket.number
    if ask.aspect not in Exclusion.Aspect.values:
        raise ValidationError(f"工单 {number}：没有这个剔除指标，请从列表里选。", code="aspect")
    if len(ask.reason.strip()) < SHORTEST:
        raise ValidationError(f"工单 {number}：剔除事由至少写 {SHORTEST} 个字，区里据此审批。", code="too_short")
    if not ask.evidence.strip():
        raise ValidationError(f"工单 {number}：请写明依据材料，例如通话录音、现场照片、政策文件。", code="evidence_missing")
    check_past(f"工单 {number}", "申请时间", ask.asked_at, at)
    check_after(f"工单 {number}", "申请时间", ask.asked_at, "派单时间", ask.assignment.assigned_at)


def _check_waiting(row: Exclusion) -> None:
    if row.decision not in OPEN_DECISIONS:
        when = f"于 {local(row.decided_at):%m-%d %H:%M} " if row.decided_at else ""
        who = f"由 {row.decided_by.masked_name} " if row.decided_by else ""
        words = f"工单 {row.ticket.number} 的剔除申请已{who}{when}处理：{row.get_decision_display()}。请刷新页面。"
        raise ValidationError(words, code="decided")


def _ask_step(ask: Ask, at: datetime) -> Step:
    facts: Facts = {"assignment": ask.assignment.pk, "aspect": ask.aspect, "reason": history.words_digest(ask.reason.strip())}
    return Step(ask.assignment.ticket, Act.ASK_EXCLUSION, at, facts, stays=True)


def _mark(row: Exclusion, act: Act, words: str, at: datetime) -> Step:
    facts: Facts = {"exclusion": row.pk, "aspect": row.aspect, "words": history.words_digest(words.strip()) if words.strip() else ""}
    return Step(row.ticket, act, at, facts, stays=True)


def _row(ask: Ask, by: User | None, at: datetime) -> Exclusion:
    return Exclusion(
        ticket=ask.assignment.ticket,
        assignment=ask.assignment,
        aspect=ask.aspect,
        reason=ask.reason.strip()[:1_000],
        evidence=ask.evidence.strip()[:LONGEST_WORDS],
        by=by,
        at=ask.asked_at,
        recorded_at=at,
    )


def _decided(each: Verdict, by: User | None) -> dict[str, object]:
    return {
        "pk": each.exclusion.pk,
        "decision": Decision.ACCEPTED if each.is_granted else Decision.REFUSED,
        "decided_by": by.pk if by else None,
        "decided_at": each.decided_at,
        "decision_words": each.words.strip()[:LONGEST_WORDS],
        "document": each.document.strip()[:100],
    }


def _write(old: Decision, rows: Sequence[dict[str, object]]) -> None:
    """ValidationError decided where one is not any more as it was read."""
    if not rows:
        return
    changing = [name for name in rows[0] if name != "pk"]
    if update_where_old(Exclusion, [{**row, "old_decision": old} for row in rows], ["decision"], changing) != len(rows):
        raise ValidationError("有剔除申请刚被他人处理，您的操作没有执行。请刷新页面。", code="decided")
