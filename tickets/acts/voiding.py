"""Void (撤单): only the city withdraws its tickets; once a unit has one, the dispatcher carries out the city's word.

A ticket that nobody had yet is voided by the import itself (tickets.acts.revising).
"""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import grouping, history
from tickets.acts.ending import end_parts
from tickets.acts.moving import Step, leads_of, move_many
from tickets.models import Assignment, Ticket
from tickets.rules.workflow import OPEN, Act, Status
from units.models import User


def void(ticket: Ticket, *, by: User, at: datetime) -> None:
    void_many([ticket], by, at)


def void_many(tickets: Sequence[Ticket], by: User, at: datetime) -> None:
    """All or none. Every part of it ends, the conflict is settled, a group that it led is undone. ValidationError:
    nothing_chosen, not_withdrawn, not_now, and those of `move_many`."""
    if not tickets:
        raise ValidationError("没有选中要撤单的工单，请先勾选。", code="nothing_chosen")
    for ticket in tickets:
        _check(ticket)
    leads = leads_of(tickets)
    with transaction.atomic():
        own = {ticket.pk: ticket for ticket in tickets}
        led = [own.get(member.pk, member) for member in Ticket.objects.filter(group_lead__in=list(own))]
        if led:
            grouping.unmerge_many(led, by, at, tickets)
        move_many([_step(ticket, leads.get(ticket.pk), at) for ticket in tickets], by)
        end_parts([(ticket, at) for ticket in tickets], Assignment.End.VOIDED)


def release_members(at: datetime) -> None:
    """Lets go the members of leads that the import has voided: a lead that is no more answers nobody."""
    left = list(Ticket.objects.filter(group_lead__status=Status.VOIDED))
    if left:
        grouping.unmerge_many(left, None, at)


def _check(ticket: Ticket) -> None:
    number, ours = ticket.number, Status(ticket.status)
    if ours not in OPEN:
        words = f"工单 {number} 现在是“{ours.label}”，不再撤单。"
        if ours != Status.VOIDED:
            words += "与市平台不一致的，请核对后以区平台为准。"
        raise ValidationError(words, code="not_now")
    if not ticket.is_withdrawn:
        city = f"市平台状态是“{ticket.city_status}”" if ticket.city_status else "市平台没有说撤单"
        words = f"工单 {number} 不能撤单：{city}。只有市平台撤单后才能撤；请等市平台更新后再导入，或退回市平台。"
        raise ValidationError(words, code="not_withdrawn")


def _step(ticket: Ticket, lead: Assignment | None, at: datetime) -> Step:
    facts = {"city_status": history.words_digest(ticket.city_status)}
    changes = {"is_conflict": False, "conflict_words": "", "city_return_at": None, "promised_on": None}
    running = lead if lead is not None and lead.ended_at is None else None
    return Step(ticket, Act.VOID, at, facts, changes, running)
