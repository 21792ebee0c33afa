"""What exclusions, supervision orders and whistles share: whose rows somebody may read, and the part of a unit in a ticket."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet

from tickets.acts.moving import leads_of
from tickets.models import Assignment, Exclusion, Outcome, SupervisionOrder, Ticket, Whistle
from units.models import Unit, User
from units.rules.roles import UNIT_ROLES


def exclusions_for(user: User) -> QuerySet[Exclusion]:
    """Every one for the district's people; a unit's people read what their unit and its subtree asked for."""
    rows = Exclusion.objects.select_related("ticket", "assignment__unit", "by", "decided_by")
    return rows.filter(assignment__unit__in=user.own_units) if user.role in UNIT_ROLES else rows


def orders_for(user: User) -> QuerySet[SupervisionOrder]:
    """Every supervision order for the district's people; a unit's people read those that its subtree was given."""
    rows = SupervisionOrder.objects.select_related("ticket", "unit", "by")
    return rows.filter(unit__in=user.own_units) if user.role in UNIT_ROLES else rows


def whistles_for(user: User) -> QuerySet[Whistle]:
    """Every whistle for the district's people; a unit's people read those that its subtree blew or was called by."""
    rows = Whistle.objects.select_related("ticket", "unit", "by").prefetch_related("called")
    if user.role not in UNIT_ROLES:
        return rows
    called = Whistle.called.through.objects.filter(whistle=OuterRef("pk"), unit__in=user.own_units)
    return rows.filter(Q(unit__in=user.own_units) | Exists(called))


def ticket_of(number: str) -> Ticket:
    """ValidationError no_ticket."""
    found = Ticket.objects.filter(number=number).first() if number else None
    if found is None:
        raise ValidationError(f"没有工单“{number}”，请核对编号。", code="no_ticket")
    return found


def part_of_unit(ticket: Ticket, unit: Unit | None) -> Assignment:
    """The newest part that `unit` had in the ticket, with the ticket; without a unit that of its present lead.
    ValidationError never_held."""
    rows = ticket.assignments.select_related("unit").order_by("-assigned_at", "-pk")
    part = (rows.filter(unit=unit) if unit else rows.filter(pk=ticket.lead_id or 0)).first()
    if part is None:
        who = f"从未由{unit}承办" if unit else "还没有承办单位"
        raise ValidationError(f"工单 {ticket.number} {who}，请核对编号和单位。", code="never_held")
    part.ticket = ticket
    return part


def lead_parts(tickets: Sequence[Ticket]) -> list[Assignment]:
    """The part of each ticket's present lead, with the ticket. One query. ValidationError never_held."""
    leads = leads_of(tickets)
    for ticket in tickets:
        if ticket.pk not in leads:
            raise ValidationError(f"工单 {ticket.number} 还没有承办单位，请派单后再办。", code="never_held")
        leads[ticket.pk].ticket = ticket
    return [leads[ticket.pk] for ticket in tickets]


def own_part(ticket: Ticket, user: User) -> Assignment:
    """The newest part that the user's unit or its subtree had in the ticket. ValidationError never_held."""
    part = ticket.assignments.filter(unit__in=user.own_units).select_related("unit").order_by("-is_lead", "-assigned_at", "-pk").first()
    if part is None:
        raise ValidationError(f"工单 {ticket.number} 从未由您单位承办，不能操作。", code="never_held")
    part.ticket = ticket
    return part


def check_past(where: str, what: str, said: datetime, now: datetime) -> None:
    """ValidationError future for a moment that has not come yet."""
    if said > now:
        raise ValidationError(f"{where}：{what}还没有到，请填写现在或之前的时间。", code="future")


def check_after(where: str, what: str, said: datetime, before: str, moment: datetime) -> None:
    """ValidationError too_early for a moment before the one that it must follow."""
    if said < moment:
        raise ValidationError(f"{where}：{what}早于{before}，请核对时间。", code="too_early")


def result_columns(row: SupervisionOrder | Whistle, result: str, at: datetime, words: str, where: str) -> dict[str, object]:
    """What came of it, as columns. ValidationError result for none."""
    if result not in {Outcome.SOLVED, Outcome.UNSOLVED}:
        raise ValidationError(f"{where}：结果只能是已解决或未解决，请选一个。", code="result")
    return {"pk": row.pk, "result": result, "result_at": at, "result_words": words.strip()[:500]}
