"""Review (审核): the district accepts a reply or sends it back with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.moving import Step, check_seen, leads_of, move_many
from tickets.models import Assignment, Reply, Ticket
from tickets.rules.workflow import Act
from units.models import User
from units.models.bulk import update_where_old


@dataclass(frozen=True)
class Verdict:
    ticket: Ticket
    at: datetime
    words: str = ""


def accept_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """Accepts the waiting reply of each: a final one completes the ticket, a staged one puts it into 跟踪. All or none."""
    replies = _waiting(verdicts)
    _decide(verdicts, replies, Reply.Decision.ACCEPTED, by)


def send_back_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """Sends the waiting reply of each back to its unit. ValidationError reason_missing without words. All or none."""
    for verdict in verdicts:
        if not verdict.words.strip():
            raise ValidationError("退回修改要写明原因，承办单位才知道改什么。", code="reason_missing")
    replies = _waiting(verdicts)
    _decide(verdicts, replies, Reply.Decision.SENT_BACK, by)


def accept(ticket: Ticket, *, by: User | None, at: datetime, words: str = "", seen: int | None = None) -> None:
    """`seen`: the event count of the page that was read; with another one nothing is decided (moved_on)."""
    _check_seen(ticket, seen)
    accept_many([Verdict(ticket, at, words)], by)


def send_back(ticket: Ticket, *, by: User | None, at: datetime, words: str, seen: int | None = None) -> None:
    """`seen` as in `accept`."""
    _check_seen(ticket, seen)
    send_back_many([Verdict(ticket, at, words)], by)


def _check_seen(ticket: Ticket, seen: int | None) -> None:
    if seen is not None:
        check_seen(ticket, seen)


def _waiting(verdicts: Sequence[Verdict]) -> dict[int, Reply]:
    """The undecided reply of each ticket by the ticket's id."""
    ids = [verdict.ticket.pk for verdict in verdicts]
    return {reply.ticket_id: reply for reply in Reply.objects.filter(ticket__in=ids, decision=Reply.Decision.NONE)}


def _decide(verdicts: Sequence[Verdict], replies: dict[int, Reply], decision: str, by: User | None) -> None:
    leads = leads_of([verdict.ticket for verdict in verdicts])
    steps: dict[Act, list[Step]] = {}
    for verdict in verdicts:
        step = review_step(verdict, leads.get(verdict.ticket.pk), replies.get(verdict.ticket.pk), decision)
        steps.setdefault(step.act, []).append(step)
    with transaction.atomic():
        for same in steps.values():
            move_many(same, by)
        rows = [
            {
                "pk": replies[verdict.ticket.pk].pk,
                "old_decision": Reply.Decision.NONE,
                "decision": decision,
                "decided_by": by.pk if by else None,
                "decided_at": verdict.at,
                "decision_words": verdict.words.strip()[:500],
            }
            for verdict in verdicts
        ]
        update_where_old(Reply, rows, ["decision"], ["decision", "decided_by", "decided_at", "decision_words"])


def review_step(verdict: Verdict, lead: Assignment | None, reply: Reply | None, decision: str) -> Step:
    """The ticket's part of a decision on `reply`, with the outcome of its lead."""
    act = Act.SEND_BACK
    if decision == Reply.Decision.ACCEPTED:
        act = Act.TRACK if reply is not None and reply.kind == Reply.Kind.STAGED else Act.ACCEPT
    facts: dict[str, str | int | bool | None] = {
        "reply": reply.pk if reply else None,
        "words": history.words_digest(verdict.words) if verdict.words else "",
    }
    completed = verdict.at if act == Act.ACCEPT else None
    changes: dict[str, object] = {"completed_at": completed}
    outcome: dict[str, object] = {"completed_at": completed}
    if act == Act.SEND_BACK:
        changes["replied_at"] = None
        outcome["replied_at"] = None
    return Step(verdict.ticket, act, verdict.at, facts, changes, lead, outcome)
