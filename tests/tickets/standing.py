"""What must hold of a ticket after every act, whoever did it: the invariants of the lifecycle's property test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Model

from tickets.acts.clocks import Clocks
from tickets.models import (
    Assignment,
    AssistAnswer,
    Callback,
    CityWord,
    Contact,
    Event,
    Exclusion,
    ExtensionRequest,
    HandOn,
    Merger,
    RedoOrder,
    Reply,
    ReportBatch,
    ReturnRequest,
    SupervisionOrder,
    SuspensionRequest,
    Ticket,
    Urge,
    Whistle,
)
from tickets.models.applications import Decision
from tickets.rules.workflow import FINAL, FINISHED, MARKS, WITH_UNIT, Act, Status, find_move

APPLICATIONS: tuple[type[ReturnRequest | ExtensionRequest | SuspensionRequest], ...] = (ReturnRequest, ExtensionRequest, SuspensionRequest)
TABLES: tuple[type[Model], ...] = (
    *(
        Assignment,
        Reply,
        Callback,
        RedoOrder,
        Contact,
        Urge,
        CityWord,
        AssistAnswer,
        HandOn,
        Event,
        Merger,
        Exclusion,
        SupervisionOrder,
        Whistle,
    ),
    *APPLICATIONS,
    ReportBatch.tickets.through,
)
Row = TypeVar("Row", bound=Model)
# What a first reply has settled of an assignment, by its id.
Settled = dict[int, tuple[object, ...]]


@dataclass(frozen=True)
class Case:
    """A ticket with every row that acts have left of it."""

    ticket: Ticket
    rows: Mapping[type[Model], list[Model]]

    def of(self, table: type[Row]) -> list[Row]:
        return self.rows[table]  # type: ignore[return-value]

    @cached_property
    def all(self) -> frozenset[tuple[object, ...]]:
        """Every row with its values: two that are equal have seen no change between them."""
        found = [self.ticket, *(row for rows in self.rows.values() for row in rows)]
        return frozenset((row._meta.label, *(str(getattr(row, field.attname)) for field in row._meta.concrete_fields)) for row in found)

    @property
    def acts(self) -> list[Act]:
        return [Act(event.act) for event in self.of(Event)]

    @property
    def lead(self) -> Assignment | None:
        return next((part for part in self.of(Assignment) if part.pk == self.ticket.lead_id), None)

    @cached_property
    def marks(self) -> set[str]:
        """The state and what is open, in the words of tests.tickets.tries."""
        slips = [slip for slip in self.of(ReturnRequest) if slip.is_open]
        found = {
            "slip": bool(slips),
            "signed_slip": any(slip.signed_at is not None for slip in slips),
            "extension": any(each.is_open for each in self.of(ExtensionRequest)),
            "suspension": any(each.is_open for each in self.of(SuspensionRequest)),
            "assist": any(not part.is_lead and part.ended_at is None for part in self.of(Assignment)),
            "handed": any(each.ended_at is None for each in self.of(HandOn)),
            "leading": any(each.lead_id == self.ticket.pk and each.undone_at is None for each in self.of(Merger)),
            "said_no": any(call.solved == "unsolved" and not call.judgement for call in self.of(Callback)),
            "called": any(call.reached == Callback.Reached.WRONG_NUMBER for call in self.of(Callback)),
            "left_out": any(each.is_in_force for each in self.of(Exclusion)),
            "asked_out": any(each.decision == Decision.WAITING for each in self.of(Exclusion)),
            "ordered": bool(self.of(SupervisionOrder)),
            "blown": bool(self.of(Whistle)),
            "merged": self.ticket.group_lead_id is not None,
            "at_city": self.ticket.city_return_at is not None,
            "withdrawn": self.ticket.is_withdrawn,
        }
        return {self.ticket.status, *(name for name, holds in found.items() if holds)}


def read() -> dict[str, Case]:
    """Every ticket by its number, as the database has it; a merger stands with both."""
    tickets = list(Ticket.objects.select_related("lead_unit"))
    rows: dict[int, dict[type[Model], list[Model]]] = {ticket.pk: {table: [] for table in TABLES} for ticket in tickets}
    for table in TABLES:
        found = table._default_manager.order_by("pk")
        for row in found.select_related("by") if table is Event else found:
            for ticket in {row.ticket_id, row.lead_id} if isinstance(row, Merger) else {row.ticket_id}:  # type: ignore[attr-defined]
                rows[ticket][table].append(row)
    return {ticket.number: Case(ticket, rows[ticket.pk]) for ticket in tickets}


def check(case: Case, settled: Settled) -> None:
    """Every invariant, the broken ones by name; `settled` is kept from one call to the next."""
    broken = [
        name
        for rule in (
            _of_state,
            _of_parts,
            _of_lead,
            _of_applications,
            _of_exclusions,
            _of_open_things,
            _of_calls,
            _of_counters,
            _of_group,
            _of_doers,
        )
        for name, holds in rule(case)
        if not holds
    ]
    for part in case.of(Assignment):
        if part.first_replied_at is not None:
            now = (part.first_due_at, part.first_replied_at, part.on_time)
            if settled.setdefault(part.pk, now) != now:
                broken.append(f"the first round's fate stays, not {settled[part.pk]} → {now}")
    assert not broken, f"{case.ticket} {case.ticket.status}: {broken}"


Rules = Iterator[tuple[str, bool]]


def _of_state(case: Case) -> Rules:
    ticket = case.ticket
    yield "finished tickets have their completion, no others", (ticket.completed_at is not None) == (ticket.status in FINISHED)
    yield "closed tickets have their closing, no others", (ticket.closed_at is not None) == (ticket.status == Status.CLOSED)
    yield "only a ticket without a unit is back at the city", ticket.city_return_at is None or ticket.status == Status.ARRIVED
    yield "what is followed up has a promise", ticket.status != Status.TRACKING or ticket.promised_on is not None
    yield "only what was finished is reported", ticket.reported_at is None or ticket.status in FINISHED


def _of_parts(case: Case) -> Rules:
    parts = case.of(Assignment)
    running = [part for part in parts if part.ended_at is None]
    yield "one running part for each unit", len({part.unit_id for part in running}) == len(running)
    yield "one running lead", len([part for part in running if part.is_lead]) <= 1
    yield "what ended has its reason", all((part.ended_at is None) == (part.end_reason == "") for part in parts)
    yield "an ended ticket has no running part", case.ticket.status not in FINAL or not running
    yield "punctuality is known from the first reply", all((part.on_time is None) == (part.first_replied_at is None) for part in parts)
    yield "without a lead nobody helps", case.lead is not None or not running


def _of_lead(case: Case) -> Rules:
    ticket, lead = case.ticket, case.lead
    if lead is None:
        yield "only what was not given has no lead", ticket.status in {Status.ARRIVED, Status.VOIDED} and ticket.lead_unit_id is None
        return
    newest = [part for part in case.of(Assignment) if part.is_lead][-1]
    yield "the newest lead's state is the ticket's", (newest, lead.status, lead.unit_id) == (lead, ticket.status, ticket.lead_unit_id)
    yield "the lead ends with the ticket", (lead.ended_at is not None) == (ticket.status in FINAL)
    yield "the lead is finished with the ticket", lead.completed_at == ticket.completed_at
    yield "the lead's clock is the ticket's", (lead.due_at, lead.replied_at) == (ticket.due_at, ticket.replied_at)
    asked = [*case.of(ExtensionRequest), *case.of(SuspensionRequest)]
    if ticket.due_at is None or ticket.redo_count or any(each.decision == Decision.ACCEPTED for each in asked):
        return
    city_due = ticket.city_due_at or Clocks.load().city_due(ticket).due_at
    yield "without more time or another round the unit's limit is not behind the city's", ticket.due_at <= city_due


def _of_applications(case: Case) -> Rules:
    is_held = case.ticket.status in WITH_UNIT | {Status.REPLIED}
    for table in APPLICATIONS:
        found = [each for each in case.of(table) if each.is_open]
        yield f"one open {table.__name__}", len(found) <= 1
        yield f"an open {table.__name__} is the holder's", all(is_held and each.assignment_id == case.ticket.lead_id for each in found)


def _of_exclusions(case: Case) -> Rules:
    found, parts = case.of(Exclusion), {part.pk for part in case.of(Assignment)}
    standing = [(each.assignment_id, each.aspect) for each in found if each.is_in_force or each.decision == Decision.WAITING]
    yield "of each aspect one exclusion stands for a part", len(set(standing)) == len(standing)
    yield "an exclusion is of a part of the ticket", all(each.assignment_id in parts for each in found)
    yield "only what was granted is overturned", all(each.overturned_at is None or each.decision == Decision.ACCEPTED for each in found)


def _of_open_things(case: Case) -> Rules:
    ticket, lead = case.ticket, case.lead
    handed = [each for each in case.of(HandOn) if each.ended_at is None]
    yield "what is handed on is the lead's", all(ticket.status not in FINAL and each.assignment_id == ticket.lead_id for each in handed)
    waiting = [reply for reply in case.of(Reply) if not reply.decision]
    yield "one reply waits in review, none else", ticket.status == Status.VOIDED or len(waiting) == (ticket.status == Status.REPLIED)
    accepted = [each for each in case.of(SuspensionRequest) if each.decision == Decision.ACCEPTED and each.resumed_at is None]
    stands = [each for each in accepted if lead is not None and lead.ended_at is None and each.assignment_id == lead.pk]
    yield "suspended by one granted suspension, and by nothing else", len(stands) == (ticket.status == Status.SUSPENDED)


def _of_calls(case: Case) -> Rules:
    for source in Callback.Source.values:
        calls = [call for call in case.of(Callback) if call.source == source]
        marked = (sum(call.is_first for call in calls), sum(call.is_last for call in calls))
        yield f"one first and one last call of the {source}", marked == ((1, 1) if calls else (0, 0))


def _of_counters(case: Case) -> Rules:
    ticket, acts = case.ticket, case.acts
    yield "every event is counted", ticket.seq == len(acts)
    yield "redos are counted", ticket.redo_count == len(case.of(RedoOrder)) == acts.count(Act.REDO)
    # More time and suspensions are taken back by the same act: only a slip's event names a return.
    taken_back = sum(event.act == Act.WITHDRAW and '"return":' in event.body for event in case.of(Event))
    yield "slips are counted, but for those taken back", ticket.return_count == len(case.of(ReturnRequest)) - taken_back
    yield "urges are counted", ticket.urge_count == len(case.of(Urge))
    yield "broken promises are counted", ticket.broken_promises == acts.count(Act.BREAK_PROMISE)


def _of_group(case: Case) -> Rules:
    ticket = case.ticket
    running = [each for each in case.of(Merger) if each.undone_at is None]
    own = [each.lead_id for each in running if each.ticket_id == ticket.pk]
    yield "the group is the running merger's", own == ([ticket.group_lead_id] if ticket.group_lead_id is not None else [])
    yield "no chains, and a void ticket leads nobody", len(running) == len(own) or (not own and ticket.status != Status.VOIDED)


def _of_doers(case: Case) -> Rules:
    for event in case.of(Event):
        if event.by is not None:
            move = find_move(event.source, Act(event.act))
            yield f"{event.act} is for its roles", event.by.role in (move.roles if move is not None else MARKS[Act(event.act)])
