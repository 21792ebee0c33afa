"""Review (审核): the district accepts a reply or sends it back with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history, sampling
from tickets.acts.ending import end_round, end_suspensions
from tickets.acts.moving import Step, check_seen, leads_of, move_many
from tickets.models import Assignment, Reason, Reply, Ticket
from tickets.rules.workflow import Act
from units.models import User
from units.models.bulk import update_where_old


@dataclass(frozen=True)
class Verdict:
    """`reason` is one of the list (退回修改) and stands before the words. `seen`: the event count of the page that was read;
    with another one nothing is decided."""

    ticket: Ticket
    at: datetime
    words: str = ""
    reason: Reason | None = None
    seen: int | None = None

    @property
    def all_words(self) -> str:
        """What the unit reads."""
        return "：".join(part for part in (self.reason.label if self.reason else "", self.words.strip()) if part)


def accept_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """Accepts the waiting reply of each: a final one completes the ticket, a staged one puts it into 跟踪. All or none.
    ValidationError: nothing_to_review, moved_on, and those of `move_many`."""
    if not verdicts:
        raise ValidationError("没有勾选工单，请先在列表里勾选。", code="nothing_to_review")
    replies = _waiting(verdicts)
    _decide(verdicts, replies, Reply.Decision.ACCEPTED, by)


def send_back_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """Sends the waiting reply of each back to its unit. All or none. ValidationError: reason_missing without a reason and
    without words, moved_on, and those of `move_many`."""
    for verdict in verdicts:
        if not verdict.all_words:
            raise ValidationError("退回修改要写明原因，承办单位才知道改什么。", code="reason_missing")
    replies = _waiting(verdicts)
    _decide(verdicts, replies, Reply.Decision.SENT_BACK, by)


def accept(ticket: Ticket, *, by: User | None, at: datetime, words: str = "", seen: int | None = None) -> None:
    accept_many([Verdict(ticket, at, words, seen=seen)], by)


def send_back(ticket: Ticket, *, by: User | None, at: datetime, words: str, reason: Reason | None = None, seen: int | None = None) -> None:
    send_back_many([Verdict(ticket, at, words, reason, seen)], by)


def _waiting(verdicts: Sequence[Verdict]) -> dict[int, Reply]:
    """The undecided reply of each ticket by the ticket's id."""
    ids = [verdict.ticket.pk for verdict in verdicts]
    return {reply.ticket_id: reply for reply in Reply.objects.filter(ticket__in=ids, decision=Reply.Decision.NONE)}


def _decide(verdicts: Sequence[Verdict], replies: dict[int, Reply], decision: str, by: User | None) -> None:
    for verdict in verdicts:
        if verdict.seen is not None:
            check_seen(verdict.ticket, verdict.seen)
    leads = leads_of([verdict.ticket for verdict in verdicts])
    promises = _promises(leads) if decision == Reply.Decision.SENT_BACK else {}
    steps: dict[Act, list[Step]] = {}
    for verdict in verdicts:
        pk = verdict.ticket.pk
        step = review_step(verdict, leads.get(pk), replies.get(pk), decision, promises.get(pk))
        steps.setdefault(step.act, []).append(step)
    with transaction.atomic():
        for same in steps.values():
            move_many(same, by)
        end_round([(step.ticket, step.at) for step in steps.get(Act.ACCEPT, [])])
        end_suspensions([(step.ticket, step.at) for step in steps.get(Act.TRACK, [])])
        rows = [
            {
                "pk": replies[verdict.ticket.pk].pk,
                "old_decision": Reply.Decision.NONE,
                "decision": decision,
                "decided_by": by.pk if by else None,
                "decided_at": verdict.at,
                "decision_words": verdict.all_words[:500],
            }
            for verdict in verdicts
        ]
        update_where_old(Reply, rows, ["decision"], ["decision", "decided_by", "decided_at", "decision_words"])
        sampling.sample_many([(step.ticket, step.at) for step in steps.get(Act.ACCEPT, ())])


def _promises(leads: dict[int, Assignment]) -> dict[int, Reply]:
    """The staged reply that was accepted last in the running round of each ticket, by the ticket's id; one query."""
    kept = Reply.objects.filter(assignment__in=[lead.pk for lead in leads.values()], kind=Reply.Kind.STAGED)
    found = {}
    for reply in kept.filter(decision=Reply.Decision.ACCEPTED).order_by("at", "pk"):
        if reply.round == leads[reply.ticket_id].round:
            found[reply.ticket_id] = reply
    return found


def review_step(verdict: Verdict, lead: Assignment | None, reply: Reply | None, decision: str, promise: Reply | None = None) -> Step:
    """The ticket's part of a decision on `reply`, with the outcome of its lead. `promise`: the accepted staged reply that
    stands in this round; what follows it and is sent back goes on in 跟踪."""
    act = Act.KEEP_TRACKING if promise is not None else Act.SEND_BACK
    if decision == Reply.Decision.ACCEPTED:
        act = Act.TRACK if reply is not None and reply.kind == Reply.Kind.STAGED else Act.ACCEPT
    facts: dict[str, str | int | bool | None] = {
        "reply": reply.pk if reply else None,
        "reason": verdict.reason.pk if verdict.reason else None,
        "words": history.words_digest(verdict.words) if verdict.words else "",
    }
    completed = verdict.at if act == Act.ACCEPT else None
    changes: dict[str, object] = {"completed_at": completed}
    outcome: dict[str, object] = {"completed_at": completed}
    if act == Act.TRACK and reply is not None:
        changes["promised_on"] = reply.promised_on
    if decision == Reply.Decision.SENT_BACK:
        outcome["replied_at"] = changes["replied_at"] = promise.at if promise is not None else None
    return Step(verdict.ticket, act, verdict.at, facts, changes, lead, outcome)
