"""Suspensions (挂起): the unit's clock stands while something outside it is waited for; what was left is given back.

The city's clock moves with it only where the city agreed (domain.md, Two clocks).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from tickets.acts import conditions, history
from tickets.acts.applying import check_reason, check_refusal, check_waiting, decided, kinds_of, mark_step, write_decisions
from tickets.acts.moving import Step, check_holder, leads_of, move_many
from tickets.acts.shifts import move_assists, no_clock, outcome_of
from tickets.models import Assignment, Reason, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.city_limits import STOOD
from tickets.rules.deadlines import is_in_time, local
from tickets.rules.shifting import after_suspension, days_stood, suspension_words
from tickets.rules.workflow import Act, Status
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import User
from units.models.bulk import update_where_old
from units.rules.workdays import DayTable

BATCH = 200


@dataclass(frozen=True)
class Ask:
    """`until_on`: the day on which the unit expects to go on; the clock runs again from its first hour."""

    ticket: Ticket
    at: datetime
    until_on: date
    reason: str
    kind: Reason | None = None


@dataclass(frozen=True)
class Verdict:
    """`request` with its ticket as they were read; `city_agrees`: the city's clock stands too."""

    request: SuspensionRequest
    at: datetime
    words: str = ""
    city_agrees: bool = False


@dataclass(frozen=True)
class Resumption:
    ticket: Ticket
    at: datetime


def ask_many(asks: Sequence[Ask], by: User | None) -> None:
    """All or none. ValidationError: not_handling, open_one, too_late, until_past, until_far, kind_missing, too_short, and
    those of `move_many`."""
    tickets = [ask.ticket for ask in asks]
    check_holder(tickets, by)
    district, kinds, leads = values(), kinds_of(Reason.Act.SUSPENSION), leads_of(tickets)
    past = conditions.of_lead_now(SuspensionRequest, leads.values())
    for ask in asks:
        lead = leads.get(ask.ticket.pk)
        may = conditions.suspension(ask.ticket, lead, ask.at, past.get(lead.pk, []) if lead else [], district)
        if not may.is_open:
            raise ValidationError(f"工单 {ask.ticket.number}：{may.words}。", code=may.code)
        _check_until(ask.ticket, ask.until_on, ask.at, district.suspension_most_days)
        check_reason(ask.ticket, ask.reason, ask.kind, kinds)
    with transaction.atomic():
        move_many([_ask_step(ask, leads[ask.ticket.pk]) for ask in asks], by)
        SuspensionRequest.objects.bulk_create([_row(ask, leads[ask.ticket.pk], by) for ask in asks], batch_size=500)


def grant_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """Stops the clocks, all or none. ValidationError: decided, until_past, no_clock, and those of `move_many`."""
    leads = leads_of([verdict.request.ticket for verdict in verdicts])
    for verdict in verdicts:
        request = verdict.request
        check_waiting(request)
        if request.until_on <= local(verdict.at).date():
            words = f"工单 {request.ticket.number}：预计恢复日期 {request.until_on} 已到，请不同意并请单位重新申请。"
            raise ValidationError(words, code="until_past")
        lead = leads.get(request.ticket_id)
        if lead is None or (lead.pk, lead.round) != (request.assignment_id, request.round) or lead.due_at is None:
            raise no_clock(request.ticket)
    with transaction.atomic():
        move_many([_grant_step(verdict, leads[verdict.request.ticket_id]) for verdict in verdicts], by)
        rows = []
        for verdict in verdicts:
            row = decided(verdict.request, Decision.ACCEPTED, verdict.words, verdict.at, by)
            rows.append({**row, "city_agrees": verdict.city_agrees, "old_due_at": leads[verdict.request.ticket_id].due_at})
        write_decisions(SuspensionRequest, rows)


def refuse_many(verdicts: Sequence[Verdict], by: User | None) -> None:
    """All or none. ValidationError: decided, reason_missing, and those of `move_many`."""
    for verdict in verdicts:
        check_refusal(verdict.request, verdict.words)
    with transaction.atomic():
        move_many([mark_step(each.request, Act.REFUSE_SUSPENSION, each.words, each.at) for each in verdicts], by)
        write_decisions(SuspensionRequest, [decided(each.request, Decision.REFUSED, each.words, each.at, by) for each in verdicts])


def resume_many(resumptions: Sequence[Resumption], by: User | None) -> None:
    """The clocks run again with what was left, all or none. Errors as in `move_many`; by a unit's people only as its lead."""
    tickets = [each.ticket for each in resumptions]
    check_holder(tickets, by)
    table, leads = day_table(), leads_of(tickets)
    standing = standing_of(leads.values())
    steps = [_resume_step(each, leads.get(each.ticket.pk), standing, table) for each in resumptions]
    at_of = {each.ticket.pk: each.at for each in resumptions}
    with transaction.atomic():
        move_many(steps, by)
        rows = [
            {
                "pk": standing[step.ticket.pk].pk,
                "resumed_at": step.at,
                "resumed_by": by.pk if by else None,
                "new_due_at": step.changes["due_at"],
                "new_city_due_at": step.changes["city_due_at"],
            }
            for step in steps
            if step.ticket.pk in standing
        ]
        update_where_old(SuspensionRequest, rows, [], ["resumed_at", "resumed_by", "new_due_at", "new_city_due_at"])
        move_assists(tickets, lambda assist: _given_back(assist.due_at, standing[assist.ticket_id], at_of[assist.ticket_id], table))


def resume_due(now: datetime) -> int:
    """Goes on with every ticket whose expected day has come; returns with how many. May die anywhere and be run again."""
    today = local(now).date()
    due = SuspensionRequest.objects.filter(decision=Decision.ACCEPTED, resumed_at=None, until_on__lte=today, assignment__ended_at=None)
    # A suspension that ended with its ticket (撤单) keeps no moment of resumption: only the running lead's own one counts.
    found = due.filter(ticket__status=Status.SUSPENDED, ticket__lead=F("assignment"))
    tickets = [request.ticket for request in found.select_related("ticket").order_by("pk")]
    return sum(_resume(tickets[start : start + BATCH], now) for start in range(0, len(tickets), BATCH))


def preview(ticket: Ticket, lead: Assignment | None, now: datetime) -> str:
    """What resuming at `now` would give back, in words; empty where the clock does not stand. One query."""
    request = standing_of([lead]).get(ticket.pk) if lead is not None and ticket.status == Status.SUSPENDED else None
    if lead is None or request is None or lead.due_at is None:
        return ""
    return _given_back(lead.due_at, request, now, day_table())[1]


def standing_of(leads: Iterable[Assignment]) -> dict[int, SuspensionRequest]:
    """The suspension under which each lead's clock stands, by the ticket's id, in one query."""
    rows = SuspensionRequest.objects.filter(assignment__in=[lead.pk for lead in leads], decision=Decision.ACCEPTED, resumed_at=None)
    return {row.ticket_id: row for row in rows.order_by("decided_at", "pk")}


def stopped_at(request: SuspensionRequest) -> datetime:
    """From when the clock stood: the decision, or the asking where the limit had run out while the unit waited for it."""
    at, due_at = request.decided_at or request.at, request.old_due_at
    return at if due_at is None or is_in_time(at, due_at) else request.at


def _resume(tickets: Sequence[Ticket], now: datetime) -> int:
    """All at once; one by one where somebody was there first."""
    try:
        resume_many([Resumption(ticket, now) for ticket in tickets], None)
    except ValidationError:
        if len(tickets) == 1:
            return 0
        return sum(_resume([ticket], now) for ticket in Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]))
    return len(tickets)


def _given_back(due_at: datetime | None, request: SuspensionRequest, at: datetime, table: DayTable) -> tuple[datetime, str]:
    """A limit after the clock stood until `at`, with its arithmetic."""
    assert due_at is not None
    stopped = stopped_at(request)
    return after_suspension(due_at, stopped, at, table), suspension_words(due_at, stopped, at, table)


def _check_until(ticket: Ticket, until_on: date, at: datetime, most_days: int) -> None:
    today = local(at).date()
    if until_on <= today:
        raise ValidationError(f"工单 {ticket.number}：预计恢复日期要在明天或以后。", code="until_past")
    if until_on > today + timedelta(days=most_days):
        last = today + timedelta(days=most_days)
        raise ValidationError(f"工单 {ticket.number}：每次最长挂起 {most_days} 天，预计恢复日期不能晚于 {last}。", code="until_far")


def _ask_step(ask: Ask, lead: Assignment) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "assignment": lead.pk,
        "round": lead.round,
        "until_on": ask.until_on.isoformat(),
        "kind": ask.kind.pk if ask.kind else None,
        "reason": history.words_digest(ask.reason.strip()),
    }
    return Step(ask.ticket, Act.ASK_SUSPENSION, ask.at, facts, stays=True)


def _row(ask: Ask, lead: Assignment, by: User | None) -> SuspensionRequest:
    return SuspensionRequest(
        ticket=ask.ticket,
        assignment=lead,
        round=lead.round,
        kind=ask.kind,
        reason=ask.reason.strip(),
        by=by,
        at=ask.at,
        until_on=ask.until_on,
        old_due_at=lead.due_at,
    )


def _grant_step(verdict: Verdict, lead: Assignment) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "suspension": verdict.request.pk,
        "city_agrees": verdict.city_agrees,
        "words": history.words_digest(verdict.words) if verdict.words else "",
    }
    return Step(verdict.request.ticket, Act.SUSPEND, verdict.at, facts, {}, lead, {})


def _resume_step(each: Resumption, lead: Assignment | None, standing: dict[int, SuspensionRequest], table: DayTable) -> Step:
    ticket, request = each.ticket, standing.get(each.ticket.pk)
    if ticket.status != Status.SUSPENDED:
        return Step(ticket, Act.RESUME, each.at)  # refused by the door, which says where the ticket stands
    if lead is None or request is None or lead.due_at is None:
        raise no_clock(ticket)
    due_at, words = _given_back(lead.due_at, request, each.at, table)
    city_due_at, city_words = ticket.city_due_at, ticket.city_due_words
    if request.city_agrees and city_due_at is not None:
        city_due_at, told = _given_back(city_due_at, request, each.at, table)
        city_words = f"{STOOD}：{told}"
    days = days_stood(stopped_at(request), each.at, table)
    facts: dict[str, str | int | bool | None] = {"suspension": request.pk, "days": days}
    changes = {"due_at": due_at, "city_due_at": city_due_at, "city_due_words": city_words}
    return Step(ticket, Act.RESUME, each.at, facts, changes, lead, outcome_of(lead, due_at, words))
