"""Closing a ticket (归档): after a satisfied callback, or when nobody calls back within the district's set number of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, leads_of, move_many
from tickets.models import Assignment, Callback, Ticket
from tickets.models.callback import SAID_NO
from tickets.models.ticket import TicketQuerySet
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
        _settle(closures)


def _settle(closures: Sequence[Closure]) -> None:
    """Noes that are known and unjudged are not judged any more, so that those which wait are found among few."""
    noes = Callback.objects.filter(SAID_NO, ticket__in=[closure.ticket.pk for closure in closures], judged_at=None)
    noes.update(judged_at=Subquery(Ticket.objects.filter(pk=OuterRef("ticket")).values("closed_at")))


def archive_uncalled(now: datetime) -> int:
    """Closes what has been completed for longer than the district's close_after_days, unless the sample has drawn it and nobody
    has called yet, or the citizen's latest answer still waits to be judged. Returns how many. May die anywhere and be run again."""
    due = list(_uncalled(now).order_by("pk").values_list("pk", flat=True))
    return sum(_close(due[start : start + BATCH], now) for start in range(0, len(due), BATCH))


def _uncalled(now: datetime) -> TicketQuerySet:
    old = Ticket.objects.filter(status=Status.COMPLETED, completed_at__lt=now - timedelta(days=values().close_after_days))
    said_no = Callback.objects.unjudged().filter(ticket=OuterRef("pk"))
    return old.exclude(is_sampled=True, called_at=None).filter(~Exists(said_no))


def _close(ids: Sequence[int], now: datetime) -> int:
    """All at once; in halves where somebody was there first, so that one race does not keep the others open."""
    due = list(_uncalled(now).filter(pk__in=ids))
    try:
        close_many([Closure(ticket, now) for ticket in due], None)
    except ValidationError:
        middle = len(ids) // 2
        return _close(ids[:middle], now) + _close(ids[middle:], now) if middle else 0
    return len(due)
