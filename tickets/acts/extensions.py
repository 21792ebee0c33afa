"""Extensions (延期): the unit asks for more time before its limit, the district decides, or the city by number.

A granted one moves the unit's limit; the city's clock stays, unless it is the city that grants (domain.md, Two clocks).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import city_extensions, conditions, history
from tickets.acts.applying import check_reason, check_refusal, check_waiting, decided, kinds_of, mark_step, write_decisions
from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.acts.shifts import MOVABLE, move_assists, no_clock, outcome_of, shifted, with_warning
from tickets.models import Assignment, ExtensionRequest, Reason, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import due_day, print_due
from tickets.rules.shifting import extended
from tickets.rules.workflow import Act
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import User
from units.rules.district import District
from units.rules.workdays import DayTable


@dataclass(frozen=True)
class Ask:
    """`days` are working days; `citizen_told_at`: when the citizen was told that it takes longer."""

    ticket: Ticket
    at: datetime
    days: int
    reason: str
    citizen_told_at: datetime | None
    kind: Reason | None = None


@dataclass(frozen=True)
class Verdict:
    """`request` with its ticket as they were read."""

    request: ExtensionRequest
    at: datetime
    words: str = ""


@dataclass(frozen=True)
class CityRuling:
    """The city's decision by number; `due_at` is its new limit where it grants."""

    ticket: Ticket
    at: datetime
    is_granted: bool
    due_at: datetime | None = None
    words: str = ""


def ask_many(asks: Sequence[Ask], by: User | None) -> None:
    """All or none. ValidationError: not_running, open_one, closed, urgent, used_up, too_late, days, kind_missing, too_short,
    told_missing, told_late, and those of `move_many`."""
    tickets = [ask.ticket for ask in asks]
    check_holder(tickets, by)
    district, table, kinds, leads = values(), day_table(), kinds_of(Reason.Act.EXTENSION), leads_of(tickets)
    past = conditions.of_lead_now(ExtensionRequest, leads.values())
    for ask in asks:
        lead = leads.get(ask.ticket.pk)
        may = conditions.extension(ask.ticket, lead, ask.at, past.get(lead.pk, []) if lead else [], district)
        if not may.is_open:
            raise ValidationError(f"工单 {ask.ticket.number}：{may.words}。", code=may.code)
        _check(ask, district)
        check_reason(ask.ticket, ask.reason, ask.kind, kinds)
    with transaction.atomic():
        # The move first: of two who ask at once the second stops here.
        move_many([_ask_step(ask, leads[ask.ticket.pk]) for ask in asks], by)
        rows = [_row(ask, leads[ask.ticket.pk], district, table, by) for ask in asks]
        ExtensionRequest.objects.bulk_create(rows, batch_size=500)


def grant_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """All or none. ValidationError: decided, city_decides, no_clock, and those of `move_many`."""
    tickets = [verdict.request.ticket for verdict in verdicts]
    table, leads = day_table(), leads_of(tickets)
    for verdict in verdicts:
        check_waiting(verdict.request)
        if verdict.request.authority == ExtensionRequest.Authority.CITY:
            words = f"工单 {verdict.request.ticket.number} 的延期由市平台审批，请在收到批复后登记市平台的决定。"
            raise ValidationError(words, code="city_decides")
    steps = [_grant_step(verdict, leads.get(verdict.request.ticket_id), table) for verdict in verdicts]
    with transaction.atomic():
        move_many(steps, by)
        rows = []
        for verdict, step in zip(verdicts, steps, strict=True):
            row = decided(verdict.request, Decision.ACCEPTED, verdict.words, verdict.at, by)
            rows.append({**row, "new_due_at": step.changes["due_at"]})
        write_decisions(ExtensionRequest, rows)
        days_of = {verdict.request.ticket_id: verdict.request.days for verdict in verdicts}
        move_assists(tickets, lambda assist: shifted(assist, days_of[assist.ticket_id], table))


def refuse_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """All or none; also for those that the city would decide: they are then not passed on. ValidationError: decided,
    reason_missing, and those of `move_many`."""
    for verdict in verdicts:
        check_refusal(verdict.request, verdict.words)
    with transaction.atomic():
        move_many([mark_step(each.request, Act.REFUSE_EXTENSION, each.words, each.at) for each in verdicts], by)
        write_decisions(ExtensionRequest, [decided(each.request, Decision.REFUSED, each.words, each.at, by) for each in verdicts])


def decide_by_city(rulings: Sequence[CityRuling], by: User | None) -> None:
    """What the city decided, by number: also an extension that it grants without anybody having asked. All or none.

    ValidationError: due_missing, not_later, no_request, and those of `move_many`.
    """
    tickets = [ruling.ticket for ruling in rulings]
    waiting = ExtensionRequest.objects.filter(ticket__in=[ticket.pk for ticket in tickets], decision=Decision.WAITING)
    asked = {request.ticket_id: request for request in waiting.select_related("ticket")}
    given = [_given(ruling) for ruling in rulings if ruling.is_granted]
    refused = [ruling for ruling in rulings if not ruling.is_granted]
    for ruling in refused:
        if ruling.ticket.pk not in asked:
            raise ValidationError(f"工单 {ruling.ticket.number} 没有待市平台批复的延期申请，请核对编号。", code="no_request")
    leads = {
        pk: lead for pk, lead in leads_of([ticket for ticket in tickets if ticket.status in MOVABLE]).items() if lead.due_at is not None
    }
    with transaction.atomic():
        city_extensions.extend(given, asked, leads, by)
        steps = [mark_step(asked[each.ticket.pk], Act.REFUSE_EXTENSION, each.words, each.at) for each in refused]
        move_many(steps, by)
        rows = [decided(asked[each.ticket.pk], Decision.REFUSED, each.words, each.at, by) for each in refused]
        write_decisions(ExtensionRequest, [{**row, "authority": ExtensionRequest.Authority.CITY} for row in rows])


def _given(ruling: CityRuling) -> city_extensions.Given:
    number, old = ruling.ticket.number, ruling.ticket.city_due_at
    if ruling.due_at is None:
        raise ValidationError(f"工单 {number}：市平台同意延期，请填写新的市平台时限。", code="due_missing")
    if old is not None and ruling.due_at <= old:
        raise ValidationError(f"工单 {number}：新的市平台时限应晚于原时限 {print_due(old)}，请核对。", code="not_later")
    return city_extensions.Given(ruling.ticket, ruling.at, ruling.due_at, ruling.words)


def _check(ask: Ask, district: District) -> None:
    number, most = ask.ticket.number, district.extension_most_days
    if not 1 <= ask.days <= most:
        raise ValidationError(f"工单 {number}：每次可延期 1 至 {most} 个工作日，请改为不超过 {most}。", code="days")
    if ask.citizen_told_at is None:
        raise ValidationError(f"工单 {number}：请先告知诉求人，并填写告知的时间。", code="told_missing")
    if ask.citizen_told_at > ask.at or ask.citizen_told_at < ask.ticket.arrived_at:
        raise ValidationError(f"工单 {number}：告知诉求人的时间应在受理之后、现在之前。", code="told_late")


def _ask_step(ask: Ask, lead: Assignment) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "assignment": lead.pk,
        "round": lead.round,
        "days": ask.days,
        "kind": ask.kind.pk if ask.kind else None,
        "reason": history.words_digest(ask.reason.strip()),
    }
    return Step(ask.ticket, Act.ASK_EXTENSION, ask.at, facts, stays=True)


def _row(ask: Ask, lead: Assignment, district: District, table: DayTable, by: User | None) -> ExtensionRequest:
    assert lead.due_at is not None
    return ExtensionRequest(
        ticket=ask.ticket,
        assignment=lead,
        round=lead.round,
        kind=ask.kind,
        reason=ask.reason.strip(),
        by=by,
        at=ask.at,
        days=ask.days,
        authority=district.extension_authority,
        citizen_told_at=ask.citizen_told_at,
        old_due_at=lead.due_at,
        new_due_at=extended(lead.due_at, ask.days, table),
        old_city_due_at=ask.ticket.city_due_at,
        new_city_due_at=ask.ticket.city_due_at,
    )


def _grant_step(verdict: Verdict, lead: Assignment | None, table: DayTable) -> Step:
    """The limit as it stands now is extended: it may have moved since the unit asked."""
    request = verdict.request
    ticket = request.ticket
    if lead is None or (lead.pk, lead.round) != (request.assignment_id, request.round) or lead.due_at is None:
        raise no_clock(ticket)
    if ticket.status not in MOVABLE:
        raise no_clock(ticket)
    due_at, words = shifted(lead, request.days, table)
    words = with_warning(words, due_at, ticket)
    facts: dict[str, str | int | bool | None] = {
        "extension": request.pk,
        "days": request.days,
        "due_on": due_day(due_at).isoformat(),
        "words": history.words_digest(verdict.words) if verdict.words else "",
    }
    return Step(ticket, Act.GRANT_EXTENSION, verdict.at, facts, {"due_at": due_at}, lead, outcome_of(lead, due_at, words), stays=True)
