"""A row of the city's file that nobody knew yet becomes a ticket, with the state that its filled columns tell.

This is the lifecycle's other door (moving is the first): it writes first states only, each with one 导入 event.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from tickets.acts import history
from tickets.acts.clocks import Clocks
from tickets.acts.vocabulary import Vocabulary, term
from tickets.models import Assignment, Callback, Event, Identity, LimitRule, Reply, Ticket
from tickets.rules import deadlines
from tickets.rules.city_states import FINISHED, CityState, read_state
from tickets.rules.deadlines import is_in_time, print_due, reckon
from tickets.rules.incoming import IncomingCallback, IncomingTicket
from tickets.rules.workflow import Act, Status
from units.models import Unit
from units.models.loading import load, reserve
from units.rules.masking import phone_hash


@dataclass
class Arrivals:
    """The new rows of one file, each table's apart, ready to be written."""

    clocks: Clocks
    words: Vocabulary
    at: datetime
    batch: int
    given_unit: Unit | None = None
    answered_is_done: bool = False
    tickets: list[Ticket] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _due: dict[tuple[object, ...], tuple[datetime, str, bool]] = field(default_factory=dict)

    def add(self, record: IncomingTicket) -> None:
        ticket = self._ticket(record)
        state = state_of(record, self.answered_is_done)
        self.tickets.append(ticket)
        if record.caller_name or record.caller_phone or record.address:
            self.identities.append(identity_of(ticket, record))
        target = self._settle(ticket, record, state)
        facts: dict[str, str | int | bool | None] = {"batch": self.batch, "row": record.row, "text": history.words_digest(ticket.text)}
        self.events.append(history.append(ticket, Act.IMPORT, target, self.at, None, facts))

    def write(self) -> None:
        """One load for each table; keys are reserved first, so that rows can name each other."""
        for model, numbered in ((Ticket, self.tickets), (Assignment, self.assignments)):
            keys = reserve(model, len(numbered)) if numbered else []
            for row, key in zip(numbered, keys, strict=True):
                row.pk = key
        for assignment in self.assignments:
            assignment.ticket.lead_id = assignment.pk
        part: Any
        for part in (*self.identities, *self.assignments, *self.replies, *self.callbacks, *self.events):
            part.ticket_id = part.ticket.pk
        for part in (*self.replies, *self.callbacks):
            part.assignment_id = part.assignment.pk
        for rows in (self.tickets, self.identities, self.assignments, self.replies, self.callbacks, self.events):
            load(rows)

    def _ticket(self, record: IncomingTicket) -> Ticket:
        ticket = Ticket(number=record.number, recorded_at=self.at, arrived_at=record.arrived_at)
        for name, value in city_columns(record, self.words).items():
            setattr(ticket, name, value)
        ticket.is_direct = record.is_direct
        ticket.date_mark = record.date_mark
        self._put_city_due(ticket, record)
        ticket.dispatch_due_at = self.clocks.dispatch_due(ticket)
        return ticket

    def _put_city_due(self, ticket: Ticket, record: IncomingTicket) -> None:
        if record.city_due_at is not None:
            ticket.city_due_at, ticket.city_due_in_file = record.city_due_at, True
            ticket.city_due_words = f"市平台文件中的时限 {print_due(record.city_due_at)}"
            return
        limit = record.city_limit or self.clocks.limit_for(ticket, LimitRule.Step.HANDLE)
        # The count goes by days: all that arrived on one side of the cut-off of one day share it; hours are each their own.
        cutoff = self.clocks.district.daily_cutoff
        local = deadlines.local(record.arrived_at)
        key = (limit, local if limit.unit == "hour" else local.date(), cutoff is not None and local.time() >= cutoff)
        if key not in self._due:
            reckoning = reckon(record.arrived_at, limit, self.clocks.days, cutoff)
            self._due[key] = (reckoning.due_at, reckoning.words, reckoning.is_provisional)
        ticket.city_due_at, ticket.city_due_words, ticket.city_due_provisional = self._due[key]
        ticket.city_due_in_file = record.city_limit is not None

    def _settle(self, ticket: Ticket, record: IncomingTicket, state: CityState) -> Status:
        """The first state; an assignment with the outcomes that the columns tell where a unit has had the ticket."""
        if record.is_direct:
            return self._settle_direct(ticket, record)
        if state == CityState.VOIDED:
            ticket.is_history = True
            return Status.VOIDED
        unit = self.words.unit(record.unit)
        if state in FINISHED:
            return self._settle_finished(ticket, record, unit or self.words.unlisted(self.given_unit), state)
        if state == CityState.REPLIED and record.reply_text:
            lead = self._lead(ticket, record, unit or self.words.unlisted(self.given_unit), Status.REPLIED)
            self._reply(ticket, record, lead, decision=Reply.Decision.NONE)
            return Status.REPLIED
        if unit is None or state == CityState.WAITING or record.transferred_at is None:
            return Status.ARRIVED
        target = Status.HANDLING if record.signed_at is not None else Status.DISPATCHED
        self._lead(ticket, record, unit, target)
        return target

    def _settle_direct(self, ticket: Ticket, record: IncomingTicket) -> Status:
        """直办: answered by the city itself; kept, never dispatched, nobody's volume."""
        ticket.is_history = True
        ticket.completed_at = ticket.closed_at = record.completed_at or record.replied_at or record.arrived_at
        return Status.CLOSED

    def _settle_finished(self, ticket: Ticket, record: IncomingTicket, unit: Unit, state: CityState) -> Status:
        done = record.completed_at or record.replied_at or self.at
        keeps = timedelta(days=self.clocks.district.close_after_days)
        target = Status.CLOSED if state == CityState.CLOSED or done + keeps < self.at else Status.COMPLETED
        ticket.is_history, ticket.completed_at = True, done
        ticket.closed_at = done if target == Status.CLOSED else None
        lead = self._lead(ticket, record, unit, target)
        lead.completed_at = done
        if target == Status.CLOSED:
            lead.ended_at, lead.end_reason = done, Assignment.End.COMPLETED
        if record.reply_text:
            self._reply(ticket, record, lead, decision=Reply.Decision.ACCEPTED)
        self._callback(ticket, record, lead, done)
        return target

    def _callback(self, ticket: Ticket, record: IncomingTicket, lead: Assignment, done: datetime) -> None:
        if record.callback is not None and record.callback.has_answer:
            callback = callback_of(ticket, record.callback, lead, done, self.clocks.district.stars_max)
            callback.recorded_at = self.at
            self.callbacks.append(callback)
            ticket.called_at = callback.called_at

    def _lead(self, ticket: Ticket, record: IncomingTicket, unit: Unit, status: Status) -> Assignment:
        """The unit's clock is the city's: the district has set it no earlier one."""
        given = record.first_transferred_at or record.transferred_at or record.arrived_at
        replied = (record.replied_at or record.completed_at) if status not in (Status.DISPATCHED, Status.HANDLING) else None
        lead = Assignment(
            ticket=ticket,
            unit=unit,
            status=status,
            assigned_at=given,
            signed_at=record.signed_at,
            first_contact_at=record.contacted_at,
            due_at=ticket.city_due_at,
            due_words=ticket.city_due_words,
            first_due_at=ticket.city_due_at,
            replied_at=replied,
            first_replied_at=replied,
            on_time=is_in_time(replied, ticket.city_due_at) if replied and ticket.city_due_at else None,
            recorded_at=self.at,
        )
        lead.sign_due_at = self.clocks.sign_due(ticket, given)
        lead.signed_in_time = record.signed_at <= lead.sign_due_at if record.signed_at else None
        ticket.lead_unit, ticket.due_at, ticket.dispatched_at, ticket.replied_at = unit, lead.due_at, given, replied
        self.assignments.append(lead)
        return lead

    def _reply(self, ticket: Ticket, record: IncomingTicket, lead: Assignment, decision: str) -> None:
        at = lead.replied_at or ticket.completed_at or self.at
        decided = ticket.completed_at if decision else None
        self.replies.append(Reply(ticket=ticket, assignment=lead, text=record.reply_text, at=at, decision=decision, decided_at=decided))


def state_of(record: IncomingTicket, answered_is_done: bool) -> CityState:
    """What the filled columns tell. A date of completion says it all; where the file has no such column an answer does."""
    said = read_state(record.city_status)
    if said in (CityState.VOIDED, CityState.CLOSED):
        return said
    if record.completed_at is not None or said == CityState.COMPLETED:
        return CityState.COMPLETED
    if record.replied_at is not None and (record.reply_text or answered_is_done):
        return CityState.COMPLETED if answered_is_done else CityState.REPLIED
    return said


def city_columns(record: IncomingTicket, words: Vocabulary) -> dict[str, object]:
    """The city-owned columns of the ticket that the record fills, by field name (domain.md, who owns what)."""
    said = record.city_status or ("已办结" if record.completed_at else "")
    columns: dict[str, object] = {
        "title": record.title[:200],
        "text": record.text,
        "channel": term(words.channels, record.channel),
        "ticket_type": term(words.types, record.ticket_type),
        "level": term(words.levels, record.level),
        "urgency": record.urgency,
        "category": words.category(record.category) if record.category else None,
        "category_text": "/".join(record.category)[:300],
        "unit_text": record.unit[:300],
        "area": record.area[:100],
        "enterprise": record.enterprise[:200],
        "transferred_at": record.transferred_at,
        "city_status": said[:40],
        "is_confidential": record.is_confidential,
        "extras": _extras(record, words),
    }
    return {name: value for name, value in columns.items() if value not in (None, "", {})}


def _extras(record: IncomingTicket, words: Vocabulary) -> dict[str, str]:
    """Kept and unknown columns, and words that no table of ours has."""
    unknown = {
        "受理渠道": "" if term(words.channels, record.channel) else record.channel,
        "诉求类型": "" if term(words.types, record.ticket_type) else record.ticket_type,
        "交办层级": "" if term(words.levels, record.level) else record.level,
        "办理情况": record.reply_text if record.is_direct else "",  # the city's own answer: no unit of ours has replied
        "协办单位": record.assists,
        "被催办工单": record.urged_number,
        "退回原因": record.return_reason,
        "退回次数": str(record.return_count) if record.return_count else "",
        "重办次数": str(record.redo_count) if record.redo_count else "",
    }
    return {**record.extras, **{label: value for label, value in unknown.items() if value}}


def identity_of(ticket: Ticket, record: IncomingTicket) -> Identity:
    return Identity(
        ticket=ticket,
        name=record.caller_name[:60],
        phone=record.caller_phone[:40],
        address=record.address[:300],
        phone_hash=phone_hash(record.caller_phone, settings.PHONE_KEY),
    )


def callback_of(ticket: Ticket, said: IncomingCallback, lead: Assignment, done: datetime, stars_max: int) -> Callback:
    """The callback that stands in a ticket's row; without a time it was made when the ticket was `done`."""
    reached = said.reached or Callback.Reached.REACHED
    is_reached = reached == Callback.Reached.REACHED
    return Callback(
        ticket=ticket,
        assignment=lead,
        unit_id=lead.unit_id,
        source=said.source,
        called_at=said.called_at or done,
        reached=reached,
        contacted=said.contacted if is_reached else None,
        solved=(said.solved or "") if is_reached else "",
        result_grade=(said.result_grade or "") if is_reached else "",
        process_grade=(said.process_grade or "") if is_reached else "",
        stars=said.stars if is_reached and said.stars and said.stars <= stars_max else None,
        remark=said.remark[:500],
    )
