"""Assists (协办): they sign and answer to the lead on their own assignment; the ticket's status is the lead's [X23 首接负责制]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.db.models.functions import Coalesce

from tickets.acts import history
from tickets.acts.attachments import digests, join
from tickets.acts.moving import Step, move_many
from tickets.acts.turns import in_turns
from tickets.models import Assignment, AssistAnswer, Attachment, Ticket
from tickets.rules.deadlines import is_in_time
from tickets.rules.workflow import OPEN, Act, Status, find_move
from units.acts.scoping import own_ids
from units.models import User
from units.models.bulk import update_where_old
from units.rules.roles import UNIT_ROLES

SHORTEST = 5
GONE = "刚被他人处理，您的操作没有执行。请刷新页面。"


@dataclass(frozen=True)
class AssistSigning:
    """`assignment` is an assist's, with its ticket."""

    assignment: Assignment
    at: datetime


@dataclass(frozen=True)
class AssistReply:
    """The answer (final), or how far it is and why (stage); `files` were kept for the ticket."""

    assignment: Assignment
    at: datetime
    text: str
    kind: str = AssistAnswer.Kind.FINAL
    files: tuple[Attachment, ...] = ()


def of(user: User) -> "QuerySet[Assignment]":
    """What the user's unit and its subtree assist with now, whatever its state."""
    running = Assignment.objects.filter(is_lead=False, ended_at=None, ticket__status__in=sorted(OPEN))
    return running.filter(unit__in=user.own_units) if user.role in UNIT_ROLES else running.none()


def waiting(user: User) -> "QuerySet[Assignment]":
    """Of these, whose answer is still owed; `burns_at` is the limit that runs out first, for signing or for the answer."""
    signing = When(status=Status.DISPATCHED, then=Coalesce("sign_due_at", "due_at"))
    return of(user).exclude(status=Status.REPLIED).alias(burns_at=Case(signing, default=F("due_at")))


def missing(ticket: Ticket) -> list[Assignment]:
    """The assists that have not answered to the lead, with their units."""
    owing = Assignment.objects.filter(ticket=ticket, is_lead=False, ended_at=None).exclude(status=Status.REPLIED)
    return list(owing.select_related("unit").order_by("due_at", "pk"))


def answers(ticket: Ticket) -> list[AssistAnswer]:
    """What the assists told the lead, with their units and files."""
    rows = AssistAnswer.objects.filter(ticket=ticket).select_related("assignment__unit", "by")
    return list(rows.prefetch_related("attachments__by", "attachments__unit"))


def sign_many(signings: Sequence[AssistSigning], by: User | None) -> None:
    """All or none. ValidationError: not_yours, ended, and those of `move_many`."""
    _check([(each.assignment, Act.SIGN) for each in signings], by)
    with transaction.atomic():
        for turn in in_turns(signings, lambda each: each.assignment):
            move_many([_mark(each.assignment, Act.ASSIST_SIGN, each.at, {}) for each in turn], by)
            _store([(each.assignment, _signed(each)) for each in turn])


def answer_many(replies: Sequence[AssistReply], by: User | None) -> None:
    """Stores the answers; a final one is the assist's last word of its round. The first answer of either kind decides whether
    the assist was in time. All or none. ValidationError: too_short, not_yours, ended, gone, and those of `move_many`."""
    for each in replies:
        if len(each.text.strip()) < SHORTEST:
            raise ValidationError(f"协办意见至少 {SHORTEST} 个字，请写明办理情况，或还没有办完的原因和进展。", code="too_short")
    _check([(each.assignment, Act.REPLY) for each in replies], by)
    with transaction.atomic():
        for turn in in_turns(replies, lambda each: each.assignment):
            rows = [_row(each, by) for each in turn]
            move_many([_answer_step(each) for each in turn], by)
            AssistAnswer.objects.bulk_create(rows, batch_size=500)
            _store([(each.assignment, _answered(each)) for each in turn])
            for each, row in zip(turn, rows, strict=True):
                join(each.files, row, each.assignment.ticket)


def _check(parts: Sequence[tuple[Assignment, Act]], by: User | None) -> None:
    """One query whatever the number."""
    own = own_ids(by)
    for part, act in parts:
        number = part.ticket.number
        if by is not None and part.unit_id not in own:
            raise ValidationError(f"工单 {number} 的协办单位不是您单位，不能操作。", code="not_yours")
        if part.is_lead or part.ended_at is not None or part.ticket.status not in OPEN:
            raise ValidationError(f"工单 {number} 的协办已经结束，不用再操作。请刷新页面。", code="ended")
        if find_move(part.status, act) is None:
            label = Act.ASSIST_SIGN.label if act is Act.SIGN else Act.ASSIST_ANSWER.label
            raise ValidationError(f"工单 {number} 的协办现在是“{Status(part.status).label}”，不能{label}。请刷新页面。", code="not_now")


def _mark(part: Assignment, act: Act, at: datetime, facts: history.Facts) -> Step:
    return Step(part.ticket, act, at, {"assignment": part.pk, **facts}, stays=True)


def _answer_step(each: AssistReply) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "kind": str(each.kind),
        "round": each.assignment.round,
        "text": history.words_digest(each.text.strip()),
    }
    return _mark(each.assignment, Act.ASSIST_ANSWER, each.at, {**facts, "files": digests(each.files)})


def _signed(each: AssistSigning) -> dict[str, object]:
    part = each.assignment
    in_time = part.sign_due_at is None or each.at <= part.sign_due_at
    if part.signed_at is not None:  # in a redo the first signing's fate stays
        return {"status": Status.HANDLING, "signed_at": part.signed_at, "signed_in_time": part.signed_in_time}
    return {"status": Status.HANDLING, "signed_at": each.at, "signed_in_time": in_time}


def _answered(each: AssistReply) -> dict[str, object]:
    part = each.assignment
    is_final = each.kind == AssistAnswer.Kind.FINAL
    on_time = part.on_time
    if part.first_replied_at is None:
        on_time = part.first_due_at is None or is_in_time(each.at, part.first_due_at)
    return {
        "status": Status.REPLIED if is_final else Status.HANDLING,
        "replied_at": each.at if is_final else part.replied_at,
        "first_replied_at": part.first_replied_at or each.at,
        "on_time": on_time,
    }


def _row(each: AssistReply, by: User | None) -> AssistAnswer:
    part = each.assignment
    return AssistAnswer(
        ticket=part.ticket, assignment=part, round=part.round, kind=each.kind, text=each.text.strip()[:2_000], by=by, at=each.at
    )


def _store(changes: Sequence[tuple[Assignment, dict[str, object]]]) -> None:
    """The assists' rows, where their old status still stands."""
    rows = [{"pk": part.pk, "old_status": part.status, **values} for part, values in changes]
    if update_where_old(Assignment, rows, ["status"], list(changes[0][1])) != len(rows):
        raise ValidationError(f"工单 {changes[0][0].ticket.number} 的协办{GONE}", code="moved_on")
    for part, values in changes:
        for name, value in values.items():
            setattr(part, name, value)
