"""Tickets that are handled once more: sent back by the city or after a dissatisfied citizen's callback, many at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.acts.staff import Staff
from hotline.rules.courses import Again
from tickets.acts import redo, replies, reporting, reviewing, signing
from tickets.models import Ticket
from tickets.rules.workflow import Status
from units.models import User


@dataclass(frozen=True)
class Second:
    """A ticket of `unit` and its second round."""

    ticket: Ticket
    unit: str
    round: Again


@dataclass(frozen=True)
class Asked:
    """Who wants it handled again and why, and what the unit answers then. `source`: a RedoOrder.Source."""

    by: User
    source: str
    reason: str
    reply: str


def handle_again(works: Sequence[Second], asked: Asked, staff: Staff) -> None:
    """Each from where it stands up to its report."""
    first = [each for each in works if each.ticket.redo_count == 0 and each.ticket.status == Status.COMPLETED]
    if first:
        redo.redo_many([redo.Redo(each.ticket, each.round.at, asked.reason, source=asked.source) for each in first], asked.by)
    for unit, own in _by_unit(works).items():
        handler = staff.handlers[unit]
        to_sign = [signing.Signing(each.ticket, each.round.signed_at) for each in own if each.ticket.status == Status.DISPATCHED]
        if to_sign:
            signing.sign_many(to_sign, handler)
        answers = [replies.Answer(each.ticket, asked.reply, each.round.replied_at) for each in own if each.ticket.status == Status.HANDLING]
        if answers:
            replies.reply_many(answers, handler)
    verdicts = [reviewing.Verdict(each.ticket, each.round.reviewed_at) for each in works if each.ticket.status == Status.REPLIED]
    if verdicts:
        reviewing.accept_many(verdicts, staff.dispatcher)
    _report(works, staff)


def _report(works: Sequence[Second], staff: Staff) -> None:
    lists = defaultdict(list)
    for each in works:
        if each.ticket.status == Status.COMPLETED and each.ticket.reported_at is None:
            lists[each.round.reported_at].append(each.ticket)
    for at, tickets in sorted(lists.items()):
        reporting.report_many(tickets, staff.dispatcher, at)


def _by_unit(works: Sequence[Second]) -> dict[str, list[Second]]:
    groups: dict[str, list[Second]] = defaultdict(list)
    for each in works:
        groups[each.unit].append(each)
    return groups
