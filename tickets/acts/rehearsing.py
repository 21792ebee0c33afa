"""Plays a sample ticket's course in memory with the acts' own steps: rows with keys and a chain, ready to be written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Model

from tickets.acts import callbacks, dispatching, history, redo, replies, reviewing, signing
from tickets.acts.clocks import Clocks
from tickets.acts.moving import Step
from tickets.models import (
    Assignment,
    Callback,
    Category,
    Channel,
    Identity,
    Level,
    LimitRule,
    RedoOrder,
    Reply,
    ReportBatch,
    Ticket,
    TicketType,
)
from tickets.models.ticket import Urgency
from tickets.rules.deadlines import Limit, due_at
from tickets.rules.samples import Fate, SampleTicket
from tickets.rules.workflow import Act, Status, find_move
from units.models import Unit, User
from units.rules.masking import phone_hash
from units.rules.roles import Role

PROVINCE, CITY = "省", "市"
REDO_REASON = "回访时诉求人对办理结果不满意，请再次联系诉求人，继续办理。"
URGENCIES = {label: value for value, label in Urgency.choices}
ATTNAMES = {f.name: f.attname for f in Ticket._meta.concrete_fields}
EVENT_COLUMNS = ("ticket", "seq", "act", "source", "target", "by", "at", "body", "digest")
EventRow = tuple[int, int, str, str, str, int | None, datetime, str, str]
Keys = Mapping[type[Model], Iterator[int]]


@dataclass
class Cast:
    """The words, units and people that a filled ticket refers to, loaded once for all."""

    clocks: Clocks
    channels: dict[str, Channel]
    types: dict[str, TicketType]
    levels: dict[str, Level]
    categories: dict[str, Category]
    units: dict[str, Unit]
    people: dict[str, User]
    handlers: dict[int, User]
    batches: dict[datetime, int] = field(default_factory=dict)
    _limits: dict[tuple[str, ...], Limit] = field(default_factory=dict)

    @classmethod
    def load(cls, clocks: Clocks) -> "Cast":
        """People act in a filled ticket where the district has one of the role; otherwise the system does."""
        people = list(User.objects.filter(is_active=True).order_by("-pk"))
        return cls(
            clocks=clocks,
            channels={row.label: row for row in Channel.objects.all()},
            types={row.label: row for row in TicketType.objects.all()},
            levels={row.label: row for row in Level.objects.all()},
            categories={row.path: row for row in Category.objects.all()},
            units={row.name: row for row in Unit.objects.all()},
            people={person.role: person for person in people},
            handlers={person.unit_id: person for person in people if person.role == Role.HANDLER and person.unit_id is not None},
        )

    def ticket(self, sample: SampleTicket) -> Ticket:
        """The ticket as it arrives, unsaved."""
        received = sample.transferred_at or sample.arrived_at
        return Ticket(
            number=sample.number,
            title=sample.title,
            text=sample.text,
            channel=self.channels.get(sample.channel),
            ticket_type=self.types.get(sample.ticket_type),
            level=self.levels.get(PROVINCE if PROVINCE in sample.channel else CITY),
            urgency=URGENCIES[sample.urgency],
            category=self.categories.get("/".join(sample.category)),
            category_text="/".join(sample.category),
            unit_text=sample.unit,
            area=sample.area,
            arrived_at=sample.arrived_at,
            transferred_at=sample.transferred_at,
            city_status=sample.city_status,
            is_direct=sample.is_direct,
            is_confidential=sample.is_confidential,
            extras={label: text for label, text in (("被催办单ID", sample.urged_number), ("受理备注", sample.remark)) if text},
            dispatch_due_at=received,
            recorded_at=received,
        )

    def due_of(self, sample: SampleTicket, dispatched_at: datetime) -> datetime:
        """The unit's limit, as the dispatch would set it."""
        key = (sample.channel, sample.ticket_type, sample.urgency, *sample.category)
        if key not in self._limits:
            self._limits[key] = self.clocks.limit_for(self.ticket(sample), LimitRule.Step.HANDLE)
        city_due = due_at(sample.arrived_at, self._limits[key], self.clocks.days, self.clocks.district.daily_cutoff)
        return self.clocks.unit_clock(city_due, dispatched_at).due_at

    def report_batch(self, at: datetime) -> int | None:
        """The list that went back to the city at that moment; None where nobody is there who could have sent it."""
        if Role.DISPATCHER not in self.people:
            return None
        if at not in self.batches:
            self.batches[at] = ReportBatch.objects.create(by=self.people[Role.DISPATCHER], at=at).pk
        return self.batches[at]


class Rehearsal:
    """One sample ticket with all rows that its course has made by the samples' `as_of`."""

    def __init__(self, sample: SampleTicket, cast: Cast, keys: Keys) -> None:
        self.sample, self.cast, self.keys = sample, cast, keys
        self.ticket = cast.ticket(sample)
        self.ticket.pk = next(keys[Ticket])
        self.lead: Assignment | None = None
        self.replies: list[Reply] = []
        self.callbacks: list[Callback] = []
        self.redo_orders: list[RedoOrder] = []
        self.reported: list[tuple[int, int]] = []
        self.events: list[EventRow] = []
        key = phone_hash(sample.phone, settings.PHONE_KEY)
        self.identity = Identity(ticket=self.ticket, name=sample.citizen, phone=sample.phone, address=sample.address, phone_hash=key)
        self._arrive()
        if not sample.is_direct:
            self._play(sample.fate)

    def _arrive(self) -> None:
        ticket, clocks = self.ticket, self.cast.clocks
        reckoning = clocks.city_due(ticket)
        ticket.city_due_at, ticket.city_due_words = reckoning.due_at, reckoning.words
        ticket.city_due_provisional = reckoning.is_provisional
        ticket.dispatch_due_at = clocks.dispatch_due(ticket)
        target = Status.ARRIVED
        if ticket.is_direct:
            ticket.completed_at = ticket.closed_at = self.sample.completed_at
            ticket.extras["办理情况"] = self.sample.reply
            target = Status.CLOSED
        facts = {"text": history.words_digest(ticket.text), "unit": history.words_digest(ticket.unit_text)}
        self._append(Act.IMPORT, target, ticket.recorded_at, None, facts)

    def _play(self, fate: Fate) -> None:
        if fate.dispatched_at is None or self.sample.unit not in self.cast.units:
            return
        self._dispatch(fate.dispatched_at)
        self._round(fate, self.sample.reply)
        if fate.second and fate.second.dispatched_at:
            self._redo(fate.second.dispatched_at)
            self._round(fate.second, self.sample.second_reply)

    def _dispatch(self, at: datetime) -> None:
        order = dispatching.Order(self.ticket, self.cast.units[self.sample.unit], at, note=self.sample.opinion)
        by = self.cast.people.get(Role.DISPATCHER)
        self.lead = dispatching._lead(order, self.cast.clocks, by)
        self.lead.pk = next(self.keys[Assignment])
        self._take(dispatching._step(order, self.lead), by)
        self.ticket.lead_id = self.lead.pk

    def _round(self, fate: Fate, reply: str) -> None:
        """From the signing to the closing, as far as it went."""
        assert self.lead is not None
        handler, dispatcher = self.cast.handlers.get(self.lead.unit_id), self.cast.people.get(Role.DISPATCHER)
        if fate.signed_at is None:
            return
        self._take(signing._step(signing.Signing(self.ticket, fate.signed_at), self.lead), handler)
        self.lead.first_contact_at = self.lead.first_contact_at or fate.contacted_at
        if fate.staged_at:
            staged = replies.Answer(self.ticket, self.sample.staged_reply, fate.staged_at, Reply.Kind.STAGED, fate.promised_on)
            self._reply(staged, handler)
            self._review(fate.tracked_at, dispatcher)
        if fate.replied_at:
            self._reply(replies.Answer(self.ticket, reply, fate.replied_at), handler)
            self._review(fate.reviewed_at, dispatcher)
        if fate.reported_at:
            self._report(fate.reported_at, dispatcher)
        self._call(fate)
        if fate.closed_at:
            outcome = {"ended_at": fate.closed_at, "end_reason": Assignment.End.COMPLETED}
            agent = self.cast.people.get(Role.CALLBACK) if fate.called_at else None
            self._take(Step(self.ticket, Act.CLOSE, fate.closed_at, {}, {"closed_at": fate.closed_at}, self.lead, outcome), agent)

    def _reply(self, answer: replies.Answer, by: User | None) -> None:
        assert self.lead is not None
        row = replies._row(answer, self.lead, by)
        row.pk = next(self.keys[Reply])
        self.replies.append(row)
        self._take(replies._step(answer, self.lead), by)

    def _review(self, at: datetime | None, by: User | None) -> None:
        if at is None:
            return
        reply = self.replies[-1]
        self._take(reviewing._step(reviewing.Verdict(self.ticket, at), self.lead, reply, Reply.Decision.ACCEPTED), by)
        reply.decision, reply.decided_by, reply.decided_at = Reply.Decision.ACCEPTED, by, at

    def _report(self, at: datetime, by: User | None) -> None:
        batch = self.cast.report_batch(at)
        self._take(Step(self.ticket, Act.REPORT, at, {"batch": batch}, {"reported_at": at}, stays=True), by)
        if batch is not None:
            self.reported.append((batch, self.ticket.pk))

    def _call(self, fate: Fate) -> None:
        if fate.called_at is None or fate.answers is None:
            return
        given = fate.answers
        call = callbacks.Call(
            self.ticket, fate.called_at, given.source, given.reached, given.contacted, given.solved, given.result_grade,
            given.process_grade, given.stars,
        )  # fmt: skip
        by = self.cast.people.get(Role.CALLBACK) if given.source == Callback.Source.DISTRICT else None
        row = callbacks._row(call, self.lead, by)
        row.pk = next(self.keys[Callback])
        self.callbacks.append(row)
        self._mark()
        self._take(callbacks._step(call, row), by)

    def _mark(self) -> None:
        """First and last of one source, as the act marks them: among those with an answer where there is one."""
        answered = [row for row in self.callbacks if row.result_grade] or self.callbacks
        for row in self.callbacks:
            row.is_first, row.is_last = row is answered[0], row is answered[-1]

    def _redo(self, at: datetime) -> None:
        assert self.lead is not None
        each, by = redo.Redo(self.ticket, at, REDO_REASON), self.cast.people.get(Role.CALLBACK)
        self._take(redo._new_round(each, self.lead, self.cast.clocks), by)
        self.redo_orders.append(redo._order(each, self.lead, by))

    def _take(self, step: Step, by: User | None) -> None:
        """The step in memory alone: what `moving.move_many` does in the database. ValueError where MOVES forbids it."""
        ticket = self.ticket
        move = None if step.stays else find_move(ticket.status, step.act)
        if move is None and not step.stays:
            raise ValueError(f"{step.act} is not a move from {ticket.status}")
        self._append(step.act, move.target if move else Status(ticket.status), step.at, by, step.facts)
        for name, value in step.changes.items():
            setattr(ticket, ATTNAMES[name], value)
        if step.assignment is not None:
            for name, value in {"status": ticket.status, **step.outcome}.items():
                setattr(step.assignment, name, value)

    def _append(self, act: Act, target: Status, at: datetime, by: User | None, facts: history.Facts) -> None:
        ticket = self.ticket
        source, body = history.sign(ticket, act, target, at, by, facts)
        self.events.append((ticket.pk, ticket.seq, act.value, source, target.value, by.pk if by else None, at, body, ticket.head))
