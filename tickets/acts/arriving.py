"""A row of the city's file that nobody knew yet becomes a ticket, with the state that its filled columns tell.

This is the lifecycle's other door (moving is the first): it writes first states only, each with one 导入 event.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tickets.acts import history
from tickets.acts.city_words import ANSWER, callback_of, city_columns, has_identity, identity_of, state_of
from tickets.acts.clocks import Clocks
from tickets.acts.vocabulary import Vocabulary
from tickets.models import Assignment, Callback, Event, Identity, LimitRule, Reply, Ticket
from tickets.rules import deadlines
from tickets.rules.city_states import FINISHED, CityState
from tickets.rules.deadlines import is_in_time, print_due, reckon
from tickets.rules.incoming import IncomingTicket
from tickets.rules.workflow import OPEN, Act, Status
from units.models import Unit
from units.models.loading import draft, load, reserve


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
    _lead_keys: Iterator[int] = field(default_factory=lambda: iter(()))
    _due: dict[tuple[object, ...], tuple[datetime, str, bool]] = field(default_factory=dict)

    def take(self, records: Sequence[IncomingTicket]) -> None:
        """Keys are reserved first, so that rows can name each other: an assignment's for each ticket, though not all need one."""
        if not records:
            return
        self._lead_keys = iter(reserve(Assignment, len(records)))
        for key, record in zip(reserve(Ticket, len(records)), records, strict=True):
            self._add(key, record)

    def write(self) -> None:
        """One load for each table."""
        for rows in (self.tickets, self.identities, self.assignments, self.replies, self.callbacks, self.events):
            load(rows)

    def _add(self, key: int, record: IncomingTicket) -> None:
        ticket = self._ticket(key, record)
        state = state_of(record, self.answered_is_done)
        self.tickets.append(ticket)
        if has_identity(record):
            self.identities.append(identity_of(ticket, record))
        target = self._settle(ticket, record, state)
        self._callback(ticket, record)
        if target in OPEN and record.reply_text:
            ticket.extras = {**ticket.extras, ANSWER: record.reply_text}
        facts: dict[str, str | int | bool | None] = {"batch": self.batch, "row": record.row, "text": history.words_digest(ticket.text)}
        source, body = history.sign(ticket, Act.IMPORT, target, self.at, None, facts)
        event = draft(
            Event,
            ticket_id=key,
            seq=ticket.seq,
            act=Act.IMPORT,
            source=source,
            target=target,
            at=self.at,
            body=body,
            digest=ticket.head,
        )
        self.events.append(event)

    def _ticket(self, key: int, record: IncomingTicket) -> Ticket:
        ticket = draft(
            Ticket,
            id=key,
            number=record.number,
            recorded_at=self.at,
            arrived_at=record.arrived_at,
            is_direct=record.is_direct,
            date_mark=record.date_mark,
            **city_columns(record, self.words),
        )
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
            self._reply(ticket, record, lead, Reply.Decision.NONE)
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
            self._reply(ticket, record, lead, Reply.Decision.ACCEPTED)
        return target

    def _callback(self, ticket: Ticket, record: IncomingTicket) -> None:
        """In every state: what the citizen said is kept, also of a ticket that is not finished or was answered by the city."""
        if record.callback is None or not record.callback.has_answer:
            return
        callback = callback_of(record.callback, ticket, ticket.completed_at or self.at, self.clocks.district)
        callback.recorded_at = self.at
        self.callbacks.append(callback)
        if ticket.completed_at is not None and callback.reached != Callback.Reached.NO_ANSWER:
            ticket.called_at = callback.called_at

    def _lead(self, ticket: Ticket, record: IncomingTicket, unit: Unit, status: Status) -> Assignment:
        """The unit's clock is the city's: the district has set it no earlier one."""
        given = record.first_transferred_at or record.transferred_at or record.arrived_at
        replied = (record.replied_at or record.completed_at) if status not in (Status.DISPATCHED, Status.HANDLING) else None
        lead = draft(
            Assignment,
            id=next(self._lead_keys),
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
        lead.sign_due_at = self.clocks.sign_due(ticket, given, lead.due_at)
        lead.signed_in_time = record.signed_at <= lead.sign_due_at if record.signed_at else None
        ticket.lead_id, ticket.lead_unit_id, ticket.due_at, ticket.dispatched_at, ticket.replied_at = (
            lead.pk,
            unit.pk,
            lead.due_at,
            given,
            replied,
        )
        self.assignments.append(lead)
        return lead

    def _reply(self, ticket: Ticket, record: IncomingTicket, lead: Assignment, decision: str) -> None:
        at = lead.replied_at or ticket.completed_at or self.at
        decided = ticket.completed_at if decision else None
        self.replies.append(
            draft(
                Reply,
                ticket_id=ticket.pk,
                assignment_id=lead.pk,
                text=record.reply_text,
                at=at,
                decision=decision,
                decided_at=decided,
            )
        )
