"""The two clocks of a ticket: the city's (from the file or the limits table) and the unit's, earlier by a reserve."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from tickets.acts import keeping
from tickets.models import LimitRule, Ticket
from tickets.rules.deadlines import Limit, Reckoning, due_at, print_due, reckon, sign_due, unit_due
from units.acts.calendar import day_table
from units.acts.settings import values
from units.rules.district import District
from units.rules.workdays import DayTable

# Where a profile's table has no row for a step (domain.md, Time limits: to dispatch, to sign; X22's general limit).
FALLBACK: dict[str, Limit] = {
    LimitRule.Step.DISPATCH: Limit(1, "hour"),
    LimitRule.Step.SIGN: Limit(24, "hour"),
    LimitRule.Step.HANDLE: Limit(5, "workday"),
}


@dataclass(frozen=True)
class UnitClock:
    """The unit's limit with its arithmetic; `is_short` when the reserve cannot be kept, which is said before sending."""

    due_at: datetime
    words: str
    is_short: bool


@dataclass(frozen=True)
class Clocks:
    """Everything deadlines depend on, loaded once for as many tickets as come; the limits table when the first limit is looked up."""

    days: DayTable
    district: District
    _limits: dict[tuple[object, ...], Limit] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls) -> "Clocks":
        return cls(day_table(), values())

    @cached_property
    def rules(self) -> tuple[LimitRule, ...]:
        return tuple(keeping.rows(_rules))

    def limit_for(self, ticket: Ticket, step: str) -> Limit:
        """The first row of the limits table that fits; looked up once for all tickets that are alike."""
        key = (step, ticket.level_id, ticket.channel_id, ticket.ticket_type_id, ticket.urgency, ticket.category_id)
        if key not in self._limits:
            self._limits[key] = self._find_limit(ticket, step)
        return self._limits[key]

    def _find_limit(self, ticket: Ticket, step: str) -> Limit:
        for rule in self.rules:
            if rule.step == step and _fits(rule, ticket):
                return Limit(rule.amount, rule.unit, rule.start)  # type: ignore[arg-type]
        return FALLBACK[step]

    def dispatch_due(self, ticket: Ticket) -> datetime:
        """From the arrival at the district (domain.md, Two clocks): the city's 转办时间, else when its file was taken in."""
        received = ticket.transferred_at or ticket.recorded_at
        return due_at(received, self.limit_for(ticket, LimitRule.Step.DISPATCH), self.days)

    def sign_due(self, ticket: Ticket, at: datetime, unit_due_at: datetime | None) -> datetime:
        """For a unit that is given the ticket at `at`, to be done by `unit_due_at`."""
        return sign_due(due_at(at, self.limit_for(ticket, LimitRule.Step.SIGN), self.days), unit_due_at, at)

    def city_due(self, ticket: Ticket, received_at: datetime | None = None) -> Reckoning:
        """By the table, counted from the arrival at the city (a redo: from `received_at`)."""
        limit = self.limit_for(ticket, LimitRule.Step.HANDLE)
        return reckon(received_at or ticket.arrived_at, limit, self.days, self.district.daily_cutoff)

    def unit_clock(self, city_due_at: datetime, at: datetime) -> UnitClock:
        """The city's limit less the reserve at the close of office; the city's own where that has passed at `at`."""
        reserve = self.district.reserve_workdays
        if not reserve:
            return UnitClock(city_due_at, f"市平台时限 {print_due(city_due_at)}", is_short=False)
        due = unit_due(city_due_at, reserve, self.district.office_closes, self.days)
        if due <= at:
            return UnitClock(city_due_at, f"市平台时限 {print_due(city_due_at)}，已来不及提前", is_short=True)
        return UnitClock(due, f"市平台时限 {print_due(city_due_at)}，提前 {reserve} 个工作日 → {print_due(due)}", is_short=False)


def _rules() -> QuerySet[LimitRule]:
    return LimitRule.objects.all()


def _fits(rule: LimitRule, ticket: Ticket) -> bool:
    if rule.channel_group and (ticket.channel is None or ticket.channel.group != rule.channel_group):
        return False
    wanted = (
        (rule.level_id, ticket.level_id),
        (rule.channel_id, ticket.channel_id),
        (rule.ticket_type_id, ticket.ticket_type_id),
        (rule.urgency or None, ticket.urgency),
    )
    if any(own is not None and own != theirs for own, theirs in wanted):
        return False
    if rule.category_id is None:
        return True
    category = ticket.category
    return category is not None and rule.category_id in {category.pk, category.root_id, category.parent_id}
