"""Plays a sample ticket's course in memory with the acts' own steps: rows with keys and a chain, ready to be written."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Model

from tickets.acts import callbacks, dispatching, history, redo, replies, reviewing, signing
from tickets.acts.casting import Cast
from tickets.acts.moving import Step
from tickets.acts.rounds import Held
from tickets.models import Assignment, Callback, Identity, RedoOrder, Reply, Ticket
from tickets.rules.samples import Fate, SampleTicket
from tickets.rules.workflow import Act, Status, find_move
from units.models import User
from units.rules.masking import phone_hash
from units.rules.roles import Role

REDO_REASON = "回访时诉求人对办理结果不满意，请再次联系诉求人，继续办理。"
ATTNAMES = {f.name: f.attname for f in Ticket._meta.concrete_fields}
EVENT_COLUMNS = ("ticket", "seq", "act", "source", "target", "by", "at", "body", "digest")
EventRow = tuple[int, int, str, str, str, int | None, datetime, str, str]
Keys = Mapping[type[Model], Iterator[int]]


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
        reckoning = self.cast.city_due(self.sample)
        ticket.city_due_at, ticket.city_due_words = reckoning.due_at, reckoning.words
        ticket.city_due_provisional = reckoning.is_provisional
        ticket.dispatch_due_at = clocks.dispatch_due(ticket)
        target = Status.ARRIVED
        if ticket.is_direct:
            ticket.is_history = True
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
        self.lead = dispatching.new_lead(order, self.cast.clocks, by)
        self.lead.pk = next(self.keys[Assignment])
        self._take(dispatching.dispatch_step(order, self.lead), by)
        self.ticket.lead_id = self.lead.pk

    def _round(self, fate: Fate, reply: str) -> None:
        """From the signing to the closing, as far as it went."""
        assert self.lead is not None
        handler, dispatcher = self.cast.handlers.get(self.lead.unit_id), self.cast.people.get(Role.DISPATCHER)
        if fate.signed_at is None:
            return
        self._take(signing.sign_step(signing.Signing(self.ticket, fate.signed_at), self.lead), handler)
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
            for call in self.callbacks:
                call.judged_at = fate.closed_at if callbacks.is_dissatisfied(call) else None

    def _reply(self, answer: replies.Answer, by: User | None) -> None:
        assert self.lead is not None
        row = replies.reply_row(answer, self.lead, by)
        row.pk = next(self.keys[Reply])
        self.replies.append(row)
        self._take(replies.reply_step(answer, self.lead), by)

    def _review(self, at: datetime | None, by: User | None) -> None:
        if at is None:
            return
        reply = self.replies[-1]
        self._take(reviewing.review_step(reviewing.Verdict(self.ticket, at), self.lead, reply, Reply.Decision.ACCEPTED), by)
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
        holder = Held(self.lead, self.lead.round) if self.lead else None
        row = callbacks.callback_row(call, holder, by, self.cast.clocks.district)
        row.pk = next(self.keys[Callback])
        self.callbacks.append(row)
        self._mark()
        self._take(callbacks.call_step(call, row), by)

    def _mark(self) -> None:
        """First and last of one source, as the act marks them: among those with an answer where there is one."""
        answered = [row for row in self.callbacks if row.result_grade] or self.callbacks
        for row in self.callbacks:
            row.is_first, row.is_last = row is answered[0], row is answered[-1]

    def _redo(self, at: datetime) -> None:
        assert self.lead is not None
        each, by = redo.Redo(self.ticket, at, REDO_REASON, source=RedoOrder.Source.CALLBACK), self.cast.people.get(Role.CALLBACK)
        self._take(redo.new_round(each, self.lead, self.cast.clocks), by)
        self.redo_orders.append(redo.redo_order(each, self.lead, by))

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
