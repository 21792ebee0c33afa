"""Replies (答复): the unit reports what it did, finally or in stages with a promised date. Stops the unit's clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import attachments, history, wording
from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.models import Assignment, Attachment, Reply, Ticket
from tickets.rules.deadlines import is_in_time, local
from tickets.rules.workflow import Act
from units.acts.settings import values
from units.models import User

SHORTEST = 10


@dataclass(frozen=True)
class Answer:
    """`files` were kept by `attachments.keep`; they go with the reply."""

    ticket: Ticket
    text: str
    at: datetime
    kind: str = Reply.Kind.FINAL
    promised_on: date | None = None
    files: tuple[Attachment, ...] = ()


def reply(answer: Answer, *, by: User | None) -> None:
    reply_many([answer], by)


def reply_many(answers: Sequence[Answer], by: User | None) -> None:
    """All or none. ValidationError: too_short, promise_missing, promise_past, no_promise, of people also promise_far and
    banned (several at once, each with its code), and those of `move_many`."""
    _refuse(answers, by)
    tickets = [answer.ticket for answer in answers]
    check_holder(tickets, by)
    leads = leads_of(tickets)
    with transaction.atomic():
        # The move first: it refuses what is not allowed, and only a ticket that a unit holds can be replied to.
        steps = [reply_step(answer, leads.get(answer.ticket.pk)) for answer in answers]
        move_many(steps, by)
        rows = [reply_row(answer, leads[answer.ticket.pk], by) for answer in answers]
        Reply.objects.bulk_create(rows, batch_size=500)
        for answer, row in zip(answers, rows, strict=True):
            if answer.files:
                attachments.join(answer.files, row, answer.ticket)


def _refuse(answers: Sequence[Answer], by: User | None) -> None:
    """Raises every fault at once, so that a clerk mends them in one go. What the city's files say is taken as it is."""
    faults = {fault.message: fault for answer in answers for fault in _faults(answer)}
    if by is not None:
        faults |= {fault.message: fault for answer in answers for fault in _far(answer, values().promise_most_days)}
        faults |= {fault.message: fault for fault in _banned({answer.text for answer in answers})}
    if len(faults) == 1:
        raise next(iter(faults.values()))
    if faults:
        raise ValidationError(list(faults.values()))


def _faults(answer: Answer) -> Iterator[ValidationError]:
    if len(answer.text.strip()) < SHORTEST:
        yield ValidationError(f"答复内容至少 {SHORTEST} 个字，请写明核实情况和处理结果。", code="too_short")
    if answer.kind == Reply.Kind.STAGED and answer.promised_on is None:
        yield ValidationError("阶段性答复要填写承诺办结日期。", code="promise_missing")
    if answer.kind == Reply.Kind.FINAL and answer.promised_on is not None:
        yield ValidationError("办结答复不填承诺日期；尚未办完请选“阶段性答复”。", code="no_promise")
    if answer.promised_on is not None and answer.promised_on < local(answer.at).date():
        yield ValidationError(f"承诺日期 {answer.promised_on} 已过，请填今天或以后的日期。", code="promise_past")


def _far(answer: Answer, most_days: int) -> Iterator[ValidationError]:
    last = local(answer.at).date() + timedelta(days=most_days)
    if answer.kind == Reply.Kind.STAGED and answer.promised_on is not None and answer.promised_on > last:
        yield ValidationError(f"承诺日期最远 {most_days} 天，请填 {last} 或以前的日期。", code="promise_far")


def _banned(texts: set[str]) -> Iterator[ValidationError]:
    try:
        wording.refuse_banned_many(sorted(texts), "reply")
    except ValidationError as refusal:
        yield refusal


def reply_row(answer: Answer, lead: Assignment, by: User | None) -> Reply:
    """The reply as it is stored, unsaved."""
    return Reply(
        ticket=answer.ticket,
        assignment=lead,
        round=lead.round,
        kind=answer.kind,
        text=answer.text.strip(),
        promised_on=answer.promised_on,
        by=by,
        at=answer.at,
    )


def reply_step(answer: Answer, lead: Assignment | None) -> Step:
    """The ticket's part of a reply, with the outcome of its lead."""
    act = Act.STAGE if answer.kind == Reply.Kind.STAGED else Act.REPLY
    if lead is None:
        return Step(answer.ticket, act, answer.at)
    facts: dict[str, str | int | bool | None] = {
        "assignment": lead.pk,
        "round": lead.round,
        "text": history.words_digest(answer.text.strip()),
        "promised_on": answer.promised_on.isoformat() if answer.promised_on else "",
    }
    if answer.files:
        facts["files"] = attachments.digests(answer.files)
    first = lead.first_replied_at or answer.at
    on_time = lead.on_time
    if lead.first_replied_at is None:
        on_time = lead.first_due_at is None or is_in_time(answer.at, lead.first_due_at)
    outcome = {"replied_at": answer.at, "first_replied_at": first, "on_time": on_time}
    # A promise is the ticket's when the district has accepted it (tickets.acts.reviewing).
    return Step(answer.ticket, act, answer.at, facts, {"replied_at": answer.at}, lead, outcome)
