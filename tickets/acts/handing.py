"""下派: the holder gives a ticket to sections of its own with an earlier limit (what becomes of it: tickets.acts.handed)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet

from tickets.acts import history
from tickets.acts.dispatching import check_receiving
from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.models import Assignment, HandOn, Ticket
from tickets.rules.deadlines import end_of, local, print_due, unit_due
from tickets.rules.workflow import OPEN, Act, Status
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES

# Signed and with its clock known: before that the unit has not said that the ticket is its own.
FROM = frozenset({Status.HANDLING, Status.TRACKING})
State = HandOn.State


@dataclass(frozen=True)
class Handing:
    """One ticket to one section. Without `due_at` the limit is the unit's less the district's reserve."""

    ticket: Ticket
    unit: Unit
    at: datetime
    due_at: datetime | None = None
    note: str = ""


def of(user: User) -> "QuerySet[HandOn]":
    """What runs with the user's unit and its subtree, whatever its state."""
    running = HandOn.objects.filter(ended_at=None, ticket__status__in=sorted(OPEN))
    return running.filter(unit__in=user.own_units) if user.role in UNIT_ROLES else running.none()


def waiting(user: User) -> "QuerySet[HandOn]":
    """Of these, whose answer is still owed; `status` is the ticket's, whose clock may stand still."""
    return of(user).filter(state=State.WAITING).annotate(status=F("ticket__status"))


def latest_due(ticket: Ticket) -> datetime | None:
    """The unit's own limit, behind which no section's may lie; in 跟踪 it is the promised day."""
    if ticket.status == Status.TRACKING and ticket.promised_on is not None:
        return end_of(ticket.promised_on)
    return ticket.due_at


def default_due(ticket: Ticket, at: datetime) -> datetime:
    """The unit's limit less the reserve at the close of office; the unit's own where that has passed, and the end of today
    where the unit is late itself."""
    latest, district = latest_due(ticket), values()
    if latest is None or latest <= at:
        return end_of(local(at).date())
    reserve = district.hand_on_reserve_workdays
    due = unit_due(latest, reserve, district.office_closes, day_table()) if reserve else latest
    return due if due > at else latest


def hand_on_many(handings: Sequence[Handing], by: User | None) -> None:
    """One event for each ticket, whatever the number of its sections. All or none. ValidationError: sign_first, not_below,
    unit_closed, already, past, too_late, and those of `check_holder` and `move_many`."""
    tickets = list({each.ticket.pk: each.ticket for each in handings}.values())
    check_holder(tickets, by)
    limits = [_check(each) for each in handings]
    _check_below(handings)
    _check_free(handings)
    leads, needs_hand = leads_of(tickets), values().hand_on_needs_hand
    with transaction.atomic():
        move_many([_hand_step(ticket, handings, leads[ticket.pk]) for ticket in tickets], by)
        rows = [_row(each, leads[each.ticket.pk], due, by, needs_hand) for each, due in zip(handings, limits, strict=True)]
        HandOn.objects.bulk_create(rows, batch_size=500)


def _check(each: Handing) -> datetime:
    """The limit of a hand-on that may be made."""
    number, latest = each.ticket.number, latest_due(each.ticket)
    if each.ticket.status not in FROM:
        words = f"工单 {number} 现在是“{Status(each.ticket.status).label}”，不能下派。签收以后、答复以前可以下派。"
        raise ValidationError(words, code="sign_first")
    check_receiving(each.unit, each.at)
    due = each.due_at or default_due(each.ticket, each.at)
    if due <= each.at:
        raise ValidationError(f"下派时限 {print_due(due)} 已过，请另填。", code="past")
    if latest is not None and each.at < latest < due:
        raise ValidationError(f"下派时限 {print_due(due)} 晚于本单位时限 {print_due(latest)}，请提前。", code="too_late")
    return due


def _check_below(handings: Sequence[Handing]) -> None:
    """Only to the holder's own sections and communities. One query."""
    ids = {each.unit.pk for each in handings}
    above = {pk: (up, top) for pk, up, top in Unit.objects.filter(pk__in=ids).values_list("pk", "parent_id", "parent__parent_id")}
    for each in handings:
        if each.ticket.lead_unit_id is None or each.ticket.lead_unit_id not in above[each.unit.pk]:
            raise ValidationError(f"“{each.unit}”不是主办单位的下级，不能下派；要交给别的单位请申请退件。", code="not_below")


def _check_free(handings: Sequence[Handing]) -> None:
    """A section has a ticket once. One query."""
    running = set(
        HandOn.objects.filter(ended_at=None, ticket__in=[each.ticket.pk for each in handings]).values_list("ticket_id", "unit_id")
    )
    for each in handings:
        if (each.ticket.pk, each.unit.pk) in running:
            raise ValidationError(f"工单 {each.ticket.number} 已下派给“{each.unit}”，还没有收回。", code="already")
        running.add((each.ticket.pk, each.unit.pk))


def _hand_step(ticket: Ticket, handings: Sequence[Handing], lead: Assignment) -> Step:
    mine = [each for each in handings if each.ticket.pk == ticket.pk]
    facts: dict[str, str | int | bool | None] = {
        "assignment": lead.pk,
        "units": ",".join(str(each.unit.pk) for each in mine),
        "note": history.words_digest("\n".join(each.note.strip() for each in mine)),
    }
    return Step(ticket, Act.HAND_ON, mine[0].at, facts, stays=True)


def _row(each: Handing, lead: Assignment, due: datetime, by: User | None, needs_hand: bool) -> HandOn:
    said = {"note": each.note.strip()[:500], "due_at": due, "by": by, "at": each.at, "needs_hand": needs_hand}
    return HandOn(ticket=each.ticket, assignment=lead, unit=each.unit, round=lead.round, **said)
