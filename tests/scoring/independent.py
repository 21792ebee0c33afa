"""A month counted independently: plain loops over plain rows, by the words of the definitions and not by our filters."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from scoring.rules.periods import SHANGHAI, parse
from tickets.models import (
    Assignment,
    Callback,
    Exclusion,
    ExtensionRequest,
    RedoOrder,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    Ticket,
    Whistle,
)
from units.rules.workdays import DayTable

GIVEN_AWAY = ("returned", "transferred")
Pairs = dict[str, tuple[int, int]]


class Count:
    """Loops over all rows of a month. `assessed` leaves out what is excluded; `table`: {(unit, root category): {code: [base, hits]}}."""

    def __init__(self, label: str, as_of: datetime, assessed: bool) -> None:
        self.starts_at, self.ends_at = parse(label).bounds()
        self.as_of = as_of
        self.out = {(one.assignment_id, one.aspect) for one in Exclusion.objects.all() if assessed and self.is_out(one)}
        self.table: dict[tuple[int | None, int | None], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        self.tickets()
        self.assignments()
        self.replies()
        self.calls()
        self.hard_cases()

    def is_out(self, one: Exclusion) -> bool:
        if one.decision != "accepted" or one.decided_at is None or one.decided_at > self.as_of:
            return False
        return one.overturned_at is None or one.overturned_at > self.as_of

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.starts_at <= at < self.ends_at

    def known(self, at: datetime | None) -> bool:
        return at is not None and at <= self.as_of

    def add(self, unit: int | None, ticket: Ticket | None, code: str, is_hit: bool = True, amount: int = 1, out: Any = None) -> None:
        """`out`: the assignment and the aspect by which the row may be excluded."""
        if out in self.out:
            return
        category = ticket.category if ticket else None
        root = (category.root_id or category.pk) if category else None
        pair = self.table[unit, root][code]
        pair[0] += 1
        pair[1] += amount if is_hit else 0

    def tickets(self) -> None:
        for ticket in Ticket.objects.select_related("category", "ticket_type"):
            if not self.holds(ticket.arrived_at):
                continue
            unit, voided = ticket.lead_unit_id, ticket.status == "voided"
            invalid = ticket.ticket_type is not None and "无效" in ticket.ticket_type.label
            self.add(unit, ticket, "arrivals")
            self.add(unit, ticket, "direct", ticket.is_direct)
            self.add(unit, ticket, "voided", voided)
            self.add(unit, ticket, "many_returns", ticket.return_count >= 3)
            if not ticket.is_direct:
                self.add(unit, ticket, "effective_volume", not voided and not invalid)

    def assignments(self) -> None:
        for row in Assignment.objects.select_related("ticket__category").filter(ticket__is_direct=False):
            gone = row.end_reason if self.known(row.ended_at) else ""
            if not row.is_lead:
                if self.holds(row.assigned_at) and gone not in (*GIVEN_AWAY, "voided"):
                    self.add(row.unit_id, row.ticket, "assists")
                continue
            is_volume = gone not in (*GIVEN_AWAY, "voided") and not row.is_redo
            if self.holds(row.assigned_at):
                self.dispatched(row, gone, is_volume)
            assert row.first_due_at is not None
            if self.starts_at < row.first_due_at <= self.ends_at:
                self.due(row, gone, is_volume)

    def dispatched(self, row: Assignment, gone: str, is_volume: bool) -> None:
        unit, ticket, pk = row.unit_id, row.ticket, row.pk
        self.add(unit, ticket, "hand_overs")
        if gone != "voided" and not row.is_redo:
            self.add(unit, ticket, "return_rate", gone == "returned", out=(pk, "return"))
            if row.assigned_at == ticket.dispatched_at:
                self.add(unit, ticket, "first_dispatch_accuracy", gone not in GIVEN_AWAY)
        if not is_volume:
            return
        for code, holds in (("volume", True), ("enterprise_volume", ticket.is_enterprise), ("tourism_volume", ticket.is_tourism)):
            if holds:
                self.add(unit, ticket, code, out=(pk, "volume"))
        if row.sign_due_at:
            self.add(unit, ticket, "on_time_signing", row.signed_in_time is True, out=(pk, "signing"))
        reached = row.first_contact_at
        self.add(unit, ticket, "response", reached is not None and reached <= row.assigned_at + timedelta(hours=24), out=(pk, "contact"))
        self.add(unit, ticket, "completion_received", self.known(row.completed_at), out=(pk, "completion"))
        self.add(unit, ticket, "carried_over", not self.known(row.completed_at))
        extended = ExtensionRequest.objects.filter(assignment=row)
        self.add(unit, ticket, "extension_rate", any(self.known(one.decided_at) for one in extended))
        orders = [one for one in RedoOrder.objects.filter(ticket=ticket) if one.at <= self.as_of]
        self.add(unit, ticket, "redo", bool(orders), out=(pk, "redo"))
        self.add(unit, ticket, "redo_rate", bool(orders), out=(pk, "redo"))
        if orders:
            self.add(unit, ticket, "redo_count", amount=len(orders), out=(pk, "redo"))

    def due(self, row: Assignment, gone: str, is_volume: bool) -> None:
        assert row.first_due_at is not None
        unit, ticket, pk = row.unit_id, row.ticket, row.pk
        had_it = row.ended_at is None or row.ended_at > row.first_due_at
        too_late = row.first_replied_at > row.first_due_at if row.first_replied_at else had_it
        is_overdue = too_late and gone != "voided" and row.first_due_at < self.as_of
        self.add(unit, ticket, "overdue", is_overdue, out=(pk, "feedback"))
        if not is_volume:
            return
        in_time = row.first_replied_at is not None and row.first_replied_at <= row.first_due_at
        self.add(unit, ticket, "due")
        self.add(unit, ticket, "completion", self.known(row.completed_at), out=(pk, "completion"))
        self.add(unit, ticket, "on_time_feedback", in_time, out=(pk, "feedback"))
        if row.first_replied_at:
            worked = DayTable.seeded().workdays_between(day(row.assigned_at), day(row.first_replied_at))
            self.add(unit, ticket, "handling_workdays", amount=worked)

    def calls(self) -> None:
        for call in Callback.objects.select_related("ticket__category").filter(source="city", is_last=True):
            if self.holds(call.called_at):
                self.call(call)

    def call(self, call: Callback) -> None:
        unit, ticket, pk = call.unit_id, call.ticket, call.assignment_id
        answered = bool(call.result_grade or call.solved or call.process_grade or call.stars)
        self.add(unit, ticket, "valid_callback", call.reached == "reached" and answered, out=(pk, "valid"))
        if call.stars is not None:
            self.add(unit, ticket, "mean_star", amount=call.stars, out=(pk, "star"))
            self.add(unit, ticket, "top_star", call.stars == 5, out=(pk, "star"))
            self.add(unit, ticket, "low_star", call.stars <= 4, out=(pk, "star"))
        marks = {"": True, "enterprise_": ticket.is_enterprise, "tourism_": ticket.is_tourism}
        for prefix in [prefix for prefix, holds in marks.items() if holds]:
            for name in ("satisfied", "basically", "dissatisfied") if call.result_grade else ():
                self.add(unit, ticket, f"{prefix}satisfaction.{name}", call.result_grade == name, out=(pk, "satisfaction"))
            for name in ("solved", "partly", "unsolved") if call.solved else ():
                self.add(unit, ticket, f"{prefix}solved.{name}", call.solved == name, out=(pk, "solved"))
        for name in ("satisfied", "basically", "dissatisfied") if call.process_grade else ():
            self.add(unit, ticket, f"process_satisfaction.{name}", call.process_grade == name, out=(pk, "process"))
        for number, name in ((1, "once"), (2, "twice"), (3, "three_times")):
            if call.solved:
                self.add(unit, ticket, f"solved_{name}", call.solved == "solved" and call.round == number, out=(pk, "solved"))
        if call.result_grade:
            self.add(unit, ticket, "dissatisfied", call.result_grade == "dissatisfied", out=(pk, "satisfaction"))
        if call.result_grade == "dissatisfied":
            later = Callback.objects.filter(ticket=call.ticket_id, called_at__gt=call.called_at, called_at__lte=self.as_of)
            is_still = not any(other.result_grade in ("satisfied", "basically") for other in later)
            self.add(unit, ticket, "still_dissatisfied", is_still, out=(pk, "satisfaction"))

    def replies(self) -> None:
        for reply in Reply.objects.select_related("ticket__category", "assignment"):
            unit, decided = reply.assignment.unit_id, self.known(reply.decided_at)
            if self.holds(reply.at) and reply.kind == "staged":
                self.add(unit, reply.ticket, "staged_replies")
            if self.holds(reply.at) and reply.decision == "sent_back" and decided:
                self.add(unit, reply.ticket, "replies_sent_back")
            promised = reply.promised_on
            if promised is None or reply.decision != "accepted" or not decided or not day(self.starts_at) <= promised < day(self.ends_at):
                continue
            later = [other for other in Reply.objects.filter(ticket=reply.ticket) if other.at > reply.at and day(other.at) <= promised]
            self.add(unit, reply.ticket, "broken_promises", all(other.decision == "sent_back" for other in later))

    def hard_cases(self) -> None:
        for slip in ReturnRequest.objects.select_related("ticket__category", "assignment"):
            if not self.holds(slip.at) or slip.decision == "withdrawn":
                continue
            unit, out = slip.assignment.unit_id, (slip.assignment_id, "return")
            self.add(unit, slip.ticket, "returns", out=out)
            self.add(unit, slip.ticket, "late_returns", slip.is_late, out=out)
            if self.known(slip.decided_at):
                self.add(unit, slip.ticket, "returns_accepted", slip.decision == "accepted")
        for order in SupervisionOrder.objects.select_related("ticket__category"):
            for code in ("supervision", f"supervision_{order.level}") if self.holds(order.ordered_at) else ():
                self.resulted(code, f"{code}_solved", order)
        for whistle in Whistle.objects.select_related("ticket__category"):
            if self.holds(whistle.blown_at):
                self.resulted("whistles", "whistles_solved", whistle)

    def resulted(self, code: str, solved: str, row: SupervisionOrder | Whistle) -> None:
        self.add(row.unit_id, row.ticket, code)
        if row.result and self.known(row.result_at):
            self.add(row.unit_id, row.ticket, solved, row.result == "solved")

    def plain(self) -> dict[Any, Pairs]:
        kept = {key: {code: (base, hits) for code, (base, hits) in pairs.items()} for key, pairs in self.table.items()}
        return {key: pairs for key, pairs in kept.items() if pairs}


def day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()
