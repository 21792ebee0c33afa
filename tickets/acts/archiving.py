"""Closing a ticket (归档): after a satisfied callback, or when nobody calls back within the district's set number of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, leads_of, move_many
from tickets.models import Assignment, Callback, Ticket
from tickets.models.callback import SAID_NO
from tickets.rules.workflow import Act, Status
from units.acts.settings import values
from units.models import User

BATCH = 1_000


@dataclass(frozen=True)
class Closure:
    ticket: Ticket
    at: datetime


def close_many(closures: Sequence[Closure], by: User | None) -> None:
    """All or none; errors as in `move_many`."""
    leads = leads_of([closure.ticket for closure in closures])
    steps = []
    for closure in closures:
        lead = leads.get(closure.ticket.pk)
        outcome = {"ended_at": closure.at, "end_reason": Assignment.End.COMPLETED}
        steps.append(Step(closure.ticket, Act.CLOSE, closure.at, {}, {"closed_at": closure.at}, lead, outcome))
    with transaction.atomic():
        move_many(steps, by)
        end_parts([(closure.ticket, closure.at) for closure in closures], Assignment.End.COMPLETED, keeps_lead=True)


def archive_uncalled(now: datetime) -> int:
    """Closes what has been completed for longer than the district's close_after_days, unless the citizen's latest answer
    still waits to be judged. Returns how many."""
    before = now - timedelta(days=values().close_after_days)
    said_no = Callback.objects.filter(SAID_NO, judgement="", ticket=OuterRef("pk"), called_at=OuterRef("called_at"))
    old = Ticket.objects.filter(~Exists(said_no), status=Status.COMPLETED, completed_at__lt=before)
    closed = 0
    while True:
        due = list(old.order_by("pk")[:BATCH])
        if not due:
            return closed
        close_many([Closure(ticket, now) for ticket in due], None)
        closed += len(due)
