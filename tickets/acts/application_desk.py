"""The desk 延期审批: whose applications wait, one of them with both clocks before and after, and the decision on one or many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from tickets.acts import extensions, suspensions
from tickets.acts.applying import Asked
from tickets.acts.cases import readable
from tickets.acts.moving import check_seen
from tickets.acts.shifts import is_past_the_city
from tickets.models import ExtensionRequest, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI
from tickets.rules.shifting import Box, after_suspension, extended, extension_words, strip, suspension_words
from units.acts.calendar import day_table
from units.acts.scoping import units_of
from units.models import User

KINDS: dict[str, type[ExtensionRequest] | type[SuspensionRequest]] = {"extension": ExtensionRequest, "suspension": SuspensionRequest}


@dataclass(frozen=True)
class Choice:
    """What was decided. `city_due_at` is the city's new limit where the city grants; `city_agrees`: its clock stands too."""

    is_granted: bool
    words: str = ""
    city_agrees: bool = False
    city_due_at: datetime | None = None


@dataclass(frozen=True)
class Opened:
    """An application with the unit's limit before and after; `words` is the arithmetic, `earlier` what was asked for before."""

    asked: Asked
    old_due_at: datetime
    new_due_at: datetime
    boxes: tuple[Box, ...]
    words: str
    is_past_the_city: bool
    earlier: tuple[Asked, ...]

    @property
    def is_by_city(self) -> bool:
        return isinstance(self.asked, ExtensionRequest) and self.asked.authority == ExtensionRequest.Authority.CITY


def to_extend(user: User) -> TicketQuerySet:
    """An extension waits for its decision."""
    return Ticket.objects.visible_to(user).filter(pk__in=ExtensionRequest.objects.filter(decision=Decision.WAITING).values("ticket"))


def to_suspend(user: User) -> TicketQuerySet:
    """A suspension waits for its decision."""
    return Ticket.objects.visible_to(user).filter(pk__in=SuspensionRequest.objects.filter(decision=Decision.WAITING).values("ticket"))


def waiting(user: User) -> TicketQuerySet:
    """Either waits."""
    extending = ExtensionRequest.objects.filter(decision=Decision.WAITING).order_by().values("ticket")
    suspending = SuspensionRequest.objects.filter(decision=Decision.WAITING).order_by().values("ticket")
    # One list of keys: of two lists with an OR between them PostgreSQL asks every ticket that is stored.
    return Ticket.objects.visible_to(user).filter(pk__in=extending.union(suspending))


def waiting_of(kind: str, tickets: Sequence[Ticket]) -> dict[int, Asked]:
    """The waiting application of each ticket by the ticket's id; its ticket is the one given."""
    rows = KINDS[kind]._default_manager.filter(ticket__in=[ticket.pk for ticket in tickets], decision=Decision.WAITING)
    known = {ticket.pk: ticket for ticket in tickets}
    found: dict[int, Asked] = {}
    for row in rows.select_related("by", "kind", "assignment__unit", "decided_by"):
        row.ticket = known[row.ticket_id]
        found[row.ticket_id] = row
    return found


def held_by(user: User) -> TicketQuerySet:
    """The tickets that the user's unit or its subtree leads, as a page shows them."""
    return readable(user).filter(lead_unit__in=units_of(user), lead__isnull=False)


def records(kind: str, user: User) -> "QuerySet[ExtensionRequest] | QuerySet[SuspensionRequest]":
    """延期记录: what was applied for, of a unit's people their own, of the district's all."""
    rows = KINDS[kind]._default_manager.select_related("ticket__ticket_type", "assignment__unit", "kind", "by", "decided_by")
    return rows.filter(assignment__unit__in=units_of(user))


def open_application(ticket: Ticket, kind: str, now: datetime) -> Opened | None:
    """The waiting application of `kind` on `ticket` with what granting it now would do. Three queries."""
    asked = waiting_of(kind, [ticket]).get(ticket.pk)
    if asked is None or asked.assignment.due_at is None:
        return None
    table, old_due_at = day_table(), asked.assignment.due_at
    if isinstance(asked, ExtensionRequest):
        new_due_at, words = extended(old_due_at, asked.days, table), extension_words(old_due_at, asked.days, table)
    else:
        resumed_at = datetime.combine(asked.until_on, MIDNIGHT, SHANGHAI)
        new_due_at = after_suspension(old_due_at, now, resumed_at, table)
        words = suspension_words(old_due_at, now, resumed_at, table)
    marks = {"old": old_due_at, "new": new_due_at}
    if ticket.city_due_at is not None:
        marks = {"city": ticket.city_due_at, **marks}
    earlier = _earlier(asked)
    past = is_past_the_city(new_due_at, ticket)
    return Opened(asked, old_due_at, new_due_at, strip(asked.at, marks, table), words, past, earlier)


def _earlier(asked: Asked) -> tuple[Asked, ...]:
    """What was asked for on this ticket before, of both kinds, the latest first."""
    rows: list[Asked] = []
    for kind in KINDS.values():
        rows += kind._default_manager.filter(ticket=asked.ticket_id, at__lte=asked.at).select_related("decided_by")
    return tuple(sorted((row for row in rows if row != asked), key=lambda row: row.at, reverse=True))


def decide_many(asked: Sequence[tuple[Asked, int | None]], choice: Choice, by: User, at: datetime) -> None:
    """Decides all or none; beside each the event count of the page that was read. ValidationError: nothing_chosen, moved_on,
    and those of extensions and suspensions."""
    if not asked:
        raise ValidationError("没有勾选申请，请先在列表里勾选。", code="nothing_chosen")
    for each, seen in asked:
        if seen is not None:
            check_seen(each.ticket, seen)
    extending = [each for each, _ in asked if isinstance(each, ExtensionRequest)]
    suspending = [each for each, _ in asked if isinstance(each, SuspensionRequest)]
    with transaction.atomic():
        if not choice.is_granted:
            extensions.refuse_many([extensions.Verdict(each, at, choice.words) for each in extending], by)
            suspensions.refuse_many([suspensions.Verdict(each, at, choice.words) for each in suspending], by)
            return
        ours = [each for each in extending if each.authority == ExtensionRequest.Authority.DISTRICT]
        theirs = [each.ticket for each in extending if each not in ours]
        extensions.grant_many([extensions.Verdict(each, at, choice.words) for each in ours], by)
        rulings = [extensions.CityRuling(ticket, at, True, choice.city_due_at, choice.words) for ticket in theirs]
        extensions.decide_by_city(rulings, by)
        suspensions.grant_many([suspensions.Verdict(each, at, choice.words, choice.city_agrees) for each in suspending], by)
