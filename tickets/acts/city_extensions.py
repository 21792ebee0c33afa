"""What an extension that the city grants does: its limit is what it says, the unit's is reckoned anew from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.acts import history
from tickets.acts.applying import decided, write_decisions
from tickets.acts.clocks import Clocks
from tickets.acts.moving import Step, move_many
from tickets.acts.shifts import move_assists, outcome_of
from tickets.models import Assignment, ExtensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.city_limits import EXTENDED
from tickets.rules.deadlines import due_day, print_due
from tickets.rules.workflow import Act
from units.models import User


@dataclass(frozen=True)
class Given:
    """The city's new limit for one ticket, with its words."""

    ticket: Ticket
    at: datetime
    due_at: datetime
    words: str = ""


def extend(given: Sequence[Given], asked: Mapping[int, ExtensionRequest], leads: Mapping[int, Assignment], by: User | None) -> None:
    """`asked` are the waiting applications, `leads` the running lead assignments with a limit, both by the ticket's id. To be
    called inside a transaction."""
    if not given:
        return
    clocks = Clocks.load()
    steps = [_step(each, asked.get(each.ticket.pk), leads.get(each.ticket.pk), clocks) for each in given]
    # Before the move: the rows name the limits as they stood.
    unasked = [_unasked(each, leads[each.ticket.pk], clocks, by) for each in given if each.ticket.pk in leads.keys() - asked.keys()]
    move_many(steps, by)
    rows = []
    for each, step in zip(given, steps, strict=True):
        if request := asked.get(each.ticket.pk):
            limits = {"authority": ExtensionRequest.Authority.CITY, "new_due_at": step.changes["due_at"], "new_city_due_at": each.due_at}
            rows.append({**decided(request, Decision.ACCEPTED, each.words, each.at, by), **limits})
    write_decisions(ExtensionRequest, rows)
    ExtensionRequest.objects.bulk_create(unasked, batch_size=500)
    moved = {step.ticket.pk: step.assignment for step in steps if step.assignment is not None}
    move_assists([step.ticket for step in steps if step.ticket.pk in moved], lambda assist: _with_its_lead(assist, moved[assist.ticket_id]))


def _step(each: Given, request: ExtensionRequest | None, lead: Assignment | None, clocks: Clocks) -> Step:
    ticket = each.ticket
    old = f"原 {print_due(ticket.city_due_at)} → " if ticket.city_due_at else ""
    facts: dict[str, str | int | bool | None] = {
        "extension": request.pk if request else None,
        "by_city": True,
        "city_due_on": due_day(each.due_at).isoformat(),
        "words": history.words_digest(each.words) if each.words else "",
    }
    unit_due_at, words = _unit_limit(lead, each, clocks) if lead else (ticket.due_at, "")
    changes = {
        "city_due_at": each.due_at,
        "city_due_words": f"{EXTENDED}：{old}{print_due(each.due_at)}",
        "city_due_in_file": True,
        "city_due_provisional": False,
        "due_at": unit_due_at,
    }
    outcome = outcome_of(lead, unit_due_at, words) if lead else {}
    return Step(ticket, Act.GRANT_EXTENSION, each.at, facts, changes, lead, outcome, stays=True)


def _unit_limit(lead: Assignment, each: Given, clocks: Clocks) -> tuple[datetime, str]:
    """The city's less the reserve; an extension never makes a limit earlier than it was."""
    clock = clocks.unit_clock(each.due_at, each.at)
    if lead.due_at is None or clock.due_at > lead.due_at:
        return clock.due_at, f"市平台批复延期：{clock.words}"
    return lead.due_at, lead.due_words


def _unasked(each: Given, lead: Assignment, clocks: Clocks, by: User | None) -> ExtensionRequest:
    """The row for what the city granted of its own accord, so that its words stand somewhere."""
    new_due_at, _ = _unit_limit(lead, each, clocks)
    old_due_at = lead.due_at or new_due_at
    return ExtensionRequest(
        ticket=each.ticket,
        assignment=lead,
        round=lead.round,
        reason="市平台批复延期（单位未申请）",
        at=each.at,
        days=max(clocks.days.workdays_between(due_day(old_due_at), due_day(new_due_at)), 0),
        authority=ExtensionRequest.Authority.CITY,
        old_due_at=old_due_at,
        new_due_at=new_due_at,
        old_city_due_at=each.ticket.city_due_at,
        new_city_due_at=each.due_at,
        decision=Decision.ACCEPTED,
        decided_by=by,
        decided_at=each.at,
        decision_words=each.words.strip()[:500],
    )


def _with_its_lead(assist: Assignment, lead: Assignment) -> tuple[datetime, str]:
    assert lead.due_at is not None and assist.due_at is not None
    return max((lead.due_at, lead.due_words), (assist.due_at, assist.due_words))
