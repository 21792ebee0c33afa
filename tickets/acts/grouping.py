"""Handled together (并案): a lead ticket's reply serves its members too. Merging is never voiding, and it can be undone.

Each number keeps its own unit's clock, reply, report, callback and place in the volume: only the answering is shared, and
only while both are with the same unit. A group has one lead and no chains: a lead that has members is no member of another
(its members are taken out first), and a member's lead is the one to merge into.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import history
from tickets.acts.dispatching import Order, dispatch_many
from tickets.acts.moving import Step, move_many
from tickets.acts.replies import Answer, reply_many
from tickets.acts.signing import Signing, sign_many
from tickets.models import Merger, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import print_due
from tickets.rules.workflow import WITH_UNIT, Act, Status
from units.models import User

# Still to be answered, so that answering can be shared.
OPEN_TO_MERGE = WITH_UNIT | {Status.ARRIVED}
# A lead's reply answers its members in these; a suspended one waits until its own clock runs again.
ANSWERED_WITH_LEAD = WITH_UNIT - {Status.SUSPENDED}
LONGEST_REASON = 200


@dataclass(frozen=True)
class Group:
    """A ticket's group as a reader may see it; `lead` None where the ticket stands alone or is the lead itself."""

    lead: Ticket | None
    members: tuple[Ticket, ...]

    @property
    def is_alone(self) -> bool:
        return self.lead is None and not self.members


def members(ticket: Ticket) -> TicketQuerySet:
    """The tickets that are handled together with this lead."""
    return Ticket.objects.filter(group_lead=ticket)


def group_of(ticket: Ticket, reader: User) -> Group:
    """Lead and members among the tickets that `reader` may read. One query; a lead's members stand by number."""
    wanted = {"pk": ticket.group_lead_id} if ticket.group_lead_id is not None else {"group_lead": ticket}
    found = list(Ticket.objects.visible_to(reader).filter(**wanted).select_related("lead_unit").defer("text", "extras").order_by("number"))
    if ticket.group_lead_id is not None:
        return Group(found[0] if found else None, ())
    return Group(None, tuple(found))


def merge_many(tickets: Sequence[Ticket], into: Ticket, by: User | None, at: datetime, reason: str = "") -> None:
    """Takes all tickets into the group of `into`, or none; those that wait for dispatch go to its unit, each with its own
    clock. ValidationError: nothing_chosen, itself, chain, has_members, merged, finished, at_city, direct, other_unit,
    lead_waits, and those of `dispatch_many`."""
    if not tickets:
        raise ValidationError("没有选中要并入的工单，请先填写或勾选。", code="nothing_chosen")
    _check_lead(into)
    leads = set(Ticket.objects.filter(group_lead__in=[ticket.pk for ticket in tickets]).values_list("group_lead", flat=True).distinct())
    for ticket in tickets:
        _check_member(ticket, into, has_members=ticket.pk in leads)
    facts: history.Facts = {"lead": into.pk, "reason": history.words_digest(reason)}
    waiting = [ticket for ticket in tickets if ticket.status == Status.ARRIVED]
    with transaction.atomic():
        # The lead's own event comes first: of two dispatchers who merge it and into it at once, the second stops here.
        move_many([Step(into, Act.MERGE, at, {"members": len(tickets)}, stays=True)], by)
        move_many([Step(ticket, Act.MERGE, at, facts, {"group_lead": into.pk}, stays=True) for ticket in tickets], by)
        rows = [Merger(lead=into, ticket=ticket, reason=reason.strip()[:LONGEST_REASON], by=by, at=at) for ticket in tickets]
        Merger.objects.bulk_create(rows, batch_size=500)
        if into.lead_unit is not None and into.status in WITH_UNIT:
            dispatch_many([Order(ticket, into.lead_unit, at, note=f"与 {into.number} 并案办理") for ticket in waiting], by)


def unmerge_many(tickets: Sequence[Ticket], by: User | None, at: datetime, leads: Sequence[Ticket] = ()) -> None:
    """Takes all tickets out of their groups, or none; where they are and what was answered stays. `leads`: those leads that
    the caller goes on with. ValidationError: nothing_chosen, not_merged."""
    if not tickets:
        raise ValidationError("没有选中要取消并案的工单，请先勾选。", code="nothing_chosen")
    for ticket in tickets:
        if ticket.group_lead_id is None:
            raise ValidationError(f"工单 {ticket.number} 没有并案，不用取消。请刷新页面。", code="not_merged")
    counts = Counter(ticket.group_lead_id for ticket in tickets)
    known = {lead.pk: lead for lead in leads}
    others = Ticket.objects.filter(pk__in=[pk for pk in counts if pk not in known])
    with transaction.atomic():
        left = [*others, *(lead for pk, lead in known.items() if pk in counts)]
        move_many([Step(lead, Act.UNMERGE, at, {"members": counts[lead.pk]}, stays=True) for lead in left], by)
        steps = [Step(ticket, Act.UNMERGE, at, {"lead": ticket.group_lead_id}, {"group_lead": None}, stays=True) for ticket in tickets]
        move_many(steps, by)
        Merger.objects.filter(ticket__in=[ticket.pk for ticket in tickets], undone_at=None).update(undone_by=by, undone_at=at)


def stays_words(tickets: Sequence[Ticket]) -> str:
    """Where tickets are once they are taken out of their group: where they were, each with its own limit."""
    if len(tickets) > 1:
        return "各件留在现在的单位，按各自的时限单独答复；要换单位的请转派。"
    ticket = tickets[0]
    if ticket.lead_unit is None or ticket.status not in WITH_UNIT:
        return f"{ticket.number} 的状态不变，仍是“{Status(ticket.status).label}”。"
    limit = f"按它自己的时限 {print_due(ticket.due_at)} " if ticket.due_at else ""
    return f"{ticket.number} 仍在{ticket.lead_unit}，{limit}单独答复；要换单位请转派。"


def with_waiting_members(orders: Sequence[Order]) -> list[Order]:
    """The orders, and behind them one for each member that waits for dispatch with one of their tickets. One query."""
    given = {order.ticket.pk: order for order in orders}
    waiting = Ticket.objects.filter(group_lead__in=list(given), status=Status.ARRIVED, city_return_at=None).exclude(pk__in=list(given))
    found = waiting.select_related("channel", "category").order_by("pk")
    return [*orders, *(replace(given[_lead_of(ticket)], ticket=ticket, assists=()) for ticket in found)]


def with_held_members(orders: Sequence[Order]) -> list[Order]:
    """The orders of a transfer, and behind them one for each member that is with the same unit as its lead. One query."""
    given = {order.ticket.pk: order for order in orders}
    held = Ticket.objects.filter(group_lead__in=list(given), status__in=sorted(WITH_UNIT)).exclude(pk__in=list(given))
    found = [ticket for ticket in held.order_by("pk") if ticket.lead_unit_id == given[_lead_of(ticket)].ticket.lead_unit_id]
    return [*orders, *(replace(given[_lead_of(ticket)], ticket=ticket, assists=()) for ticket in found)]


def reply_together(answers: Sequence[Answer], by: User | None) -> int:
    """Replies to the tickets, and with the same words to their members that are with the same unit, signing those that were
    not; files stay with the lead's reply. How many numbers were answered. All or none; errors as in `reply_many`."""
    said = {answer.ticket.pk: answer for answer in answers}
    followers = _followers(said)
    with transaction.atomic():
        unsigned = [ticket for ticket in followers if ticket.status == Status.DISPATCHED]
        sign_many([Signing(ticket, said[_lead_of(ticket)].at) for ticket in unsigned], by)
        also = [replace(said[_lead_of(ticket)], ticket=ticket, files=()) for ticket in followers]
        reply_many([*answers, *also], by)
    return len(answers) + len(also)


def answered_with(ticket: Ticket) -> TicketQuerySet:
    """The members that a reply to this ticket answers too."""
    return members(ticket).filter(lead_unit=ticket.lead_unit_id, status__in=sorted(ANSWERED_WITH_LEAD))


def _followers(said: Mapping[int, Answer]) -> list[Ticket]:
    """The members that are answered with their leads, less those that have an answer of their own."""
    found = Ticket.objects.filter(group_lead__in=list(said), status__in=sorted(ANSWERED_WITH_LEAD)).exclude(pk__in=list(said))
    return [ticket for ticket in found.order_by("pk") if ticket.lead_unit_id == said[_lead_of(ticket)].ticket.lead_unit_id]


def _lead_of(member: Ticket) -> int:
    assert member.group_lead_id is not None
    return member.group_lead_id


def _check_lead(lead: Ticket) -> None:
    if lead.group_lead_id is not None:
        words = f"工单 {lead.number} 已并入其他工单，不能再作主件。请并入它的主件，或先取消它的并案。"
        raise ValidationError(words, code="chain")
    _check_open(lead)


def _check_member(ticket: Ticket, lead: Ticket, *, has_members: bool) -> None:
    number = ticket.number
    if ticket.pk == lead.pk:
        raise ValidationError(f"工单 {number} 不能并入自己，请填另一件的编号。", code="itself")
    if ticket.group_lead_id is not None:
        raise ValidationError(f"工单 {number} 已并案，请先取消并案，再并入 {lead.number}。", code="merged")
    if has_members:
        words = f"工单 {number} 是其他工单的主件。请先取消那些工单的并案，或反过来把 {lead.number} 并入它。"
        raise ValidationError(words, code="has_members")
    _check_open(ticket)
    if ticket.status == Status.ARRIVED:
        return
    if lead.status == Status.ARRIVED:
        words = f"主件 {lead.number} 还没有派单，而 {number} 已在“{ticket.lead_unit}”办理。请反过来把 {lead.number} 并入它。"
        raise ValidationError(words, code="lead_waits")
    if ticket.lead_unit_id != lead.lead_unit_id:
        words = f"工单 {number} 由“{ticket.lead_unit}”主办，主件由“{lead.lead_unit}”主办。请先把它转派给“{lead.lead_unit}”，再并案。"
        raise ValidationError(words, code="other_unit")


def _check_open(ticket: Ticket) -> None:
    if ticket.is_direct:
        raise ValidationError(f"工单 {ticket.number} 是直办件，由市平台答复，不并案。", code="direct")
    if ticket.city_return_at is not None:
        raise ValidationError(f"工单 {ticket.number} 已退回市平台，不能并案。请等市平台撤单或退还。", code="at_city")
    if ticket.status not in OPEN_TO_MERGE:
        words = f"工单 {ticket.number} 现在是“{Status(ticket.status).label}”，已有答复或已了结，不能并案。"
        raise ValidationError(words, code="finished")
