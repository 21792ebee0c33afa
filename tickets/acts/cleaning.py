"""Invalid callbacks (无效回访) listed for cleaning: the citizen is called again, or the call is confirmed invalid with a reason.

Which answers are invalid is the district's setting invalid_reached. What stands on the call list is being called already.
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Exists, Q, QuerySet

from tickets.acts.look_back import Clearing, after, calls_of, last_of, write_off
from tickets.acts.moving import Step, move_many
from tickets.models import Callback, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import FINISHED, Act, Status
from units.acts.settings import values
from units.models import User


def invalid_calls(user: User, status: Status | None = None) -> TicketQuerySet:
    """Finished tickets (of one of both states, if it is named) whose last call from the city or the district brought no valid
    answer, and no later one did."""
    rows = Ticket.objects.visible_to(user).filter(pk__in=calls().values("ticket"))
    return rows.filter(status=status) if status else rows


def calls() -> QuerySet[Callback]:
    return _listed().filter(~Exists(_valid()))


def last_calls() -> QuerySet[Callback]:
    """Of `calls` each ticket's last one: one call for each ticket on the list."""
    return last_of(_listed(), _valid())


def _valid() -> QuerySet[Callback]:
    return after().exclude(reached__in=values().invalid_reached)


def _listed() -> QuerySet[Callback]:
    listed = Callback.objects.filter(is_last=True, cleared_at=None, reached__in=values().invalid_reached)
    is_to_call = Q(ticket__status=Status.COMPLETED, ticket__called_at=None) & (Q(ticket__is_sampled=None) | Q(ticket__is_sampled=True))
    return listed.filter(ticket__status__in=sorted(FINISHED)).exclude(is_to_call)


def call_again_many(tickets: Sequence[Ticket], by: User, at: datetime) -> None:
    """Puts tickets back on the call list, all or none. ValidationError: nothing_to_clear, closed, moved_on."""
    found = calls_of(tickets, calls())
    for ticket in tickets:
        if ticket.pk not in found:
            raise ValidationError(f"工单 {ticket.number} 不在无效回访名单上，可能已由他人处理。请刷新页面。", code="nothing_to_clear")
        if ticket.status == Status.CLOSED:
            raise ValidationError(f"工单 {ticket.number} 已归档，不再回访；请写明原因后确认无效。", code="closed")
    changes = {"called_at": None, "is_sampled": True}
    facts = {ticket.pk: {"kind": "again", "callbacks": ",".join(str(call.pk) for call in found[ticket.pk])} for ticket in tickets}
    move_many([Step(ticket, Act.CLEAR, at, facts[ticket.pk], changes, stays=True) for ticket in tickets], by)


def confirm_many(clearings: Sequence[Clearing], by: User) -> None:
    """The calls stay invalid, with the reason. All or none; errors as in `look_back.clear_many`."""
    write_off(clearings, calls(), "invalid", by)
