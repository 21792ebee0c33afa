"""What applications for time (延期, 挂起) share: their reasons, the decision that is written once, and taking them back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.moving import Step, check_holder, move_many
from tickets.models import ExtensionRequest, Reason, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act
from units.models import User
from units.models.bulk import update_where_old

Asked = ExtensionRequest | SuspensionRequest
SHORTEST = 5
LONGEST_DECISION = 500


def check_reason(ticket: Ticket, reason: str, kind: Reason | None, kinds: Mapping[int, Reason]) -> None:
    """ValidationError: kind_missing (where the district keeps a list), too_short."""
    if kinds and (kind is None or kind.pk not in kinds):
        raise ValidationError(f"工单 {ticket.number}：请选择事由类别。", code="kind_missing")
    if len(reason.strip()) < SHORTEST:
        raise ValidationError(f"工单 {ticket.number}：事由至少写 {SHORTEST} 个字，区平台据此审批。", code="too_short")


def kinds_of(act: str) -> dict[int, Reason]:
    """The open reasons of the list for `act` (Reason.Act) by their id."""
    return {reason.pk: reason for reason in Reason.objects.filter(act=act, is_open=True)}


def check_waiting(asked: Asked) -> None:
    """ValidationError decided, with by whom and when."""
    if not asked.is_open:
        who = f"由 {asked.decided_by.masked_name} " if asked.decided_by else "由系统"
        when = f"于 {local(asked.decided_at):%m-%d %H:%M} " if asked.decided_at else ""
        words = f"工单 {asked.ticket.number} 的{asked._meta.verbose_name}已{who}{when}处理：{asked.get_decision_display()}。请刷新页面。"
        raise ValidationError(words, code="decided")


def check_refusal(asked: Asked, words: str) -> None:
    """ValidationError: reason_missing, and those of `check_waiting`."""
    check_waiting(asked)
    if not words.strip():
        raise ValidationError(f"工单 {asked.ticket.number}：不同意要写明理由，承办单位才知道怎样办。", code="reason_missing")


def write_decisions(kind: type[ExtensionRequest] | type[SuspensionRequest], rows: Sequence[Mapping[str, object]]) -> None:
    """Stores decisions on rows that still wait, all with the same columns; ValidationError decided when one does not any more."""
    if rows and update_where_old(kind, rows, ["decision"], [name for name in rows[0] if name not in {"pk", "old_decision"}]) != len(rows):
        raise ValidationError("有申请刚被他人处理，您的操作没有执行。请刷新页面。", code="decided")


def decided(asked: Asked, decision: str, words: str, at: datetime, by: User | None) -> dict[str, object]:
    """The columns of a decision on `asked`, for `write_decisions`."""
    return {
        "pk": asked.pk,
        "old_decision": asked.decision,
        "decision": decision,
        "decided_by": by.pk if by else None,
        "decided_at": at,
        "decision_words": words.strip()[:LONGEST_DECISION],
    }


def mark_step(asked: Asked, act: Act, words: str, at: datetime) -> Step:
    """A mark on the ticket's chain that names the row and what was said on it."""
    facts: dict[str, str | int | bool | None] = {name_of(asked): asked.pk, "words": history.words_digest(words) if words else ""}
    return Step(asked.ticket, act, at, facts, stays=True)


def withdraw_many(asked: Sequence[Asked], by: User | None, at: datetime) -> None:
    """The unit takes its applications back, all of one kind. ValidationError: decided, and those of `move_many`."""
    if not asked:
        return
    for each in asked:
        check_waiting(each)
    check_holder([each.ticket for each in asked], by)
    with transaction.atomic():
        move_many([mark_step(each, Act.WITHDRAW, "", at) for each in asked], by)
        write_decisions(type(asked[0]), [decided(each, Decision.WITHDRAWN, "", at, by) for each in asked])


def name_of(asked: Asked) -> str:
    """What events call the row: extension or suspension."""
    return "extension" if isinstance(asked, ExtensionRequest) else "suspension"
