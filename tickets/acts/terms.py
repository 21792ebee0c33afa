"""A ticket's two limits as people are shown them: when each runs out, what is left, and the arithmetic day by day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from tickets.acts.clocks import Clocks
from tickets.models import Assignment, Ticket
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.deadlines import Limit, Reckoning, Step, due_day, local, reckon
from tickets.rules.workflow import OPEN, Status
from units.rules.workdays import DayTable

# The strip shows the arrival and the last days when there are more than fit side by side.
MOST_BOXES = 9


@dataclass(frozen=True)
class Term:
    """`is_short`: the unit's reserve could not be kept, which is said before sending. `is_settled`: the unit's clock stands
    already; else it is what dispatching now would give, if it is to be dispatched at all (`has_unit`). `is_redo`: the
    unit's clock is a later round's, the city's the first one's.
    """

    ticket: Ticket
    clocks: Clocks
    city_due_at: datetime
    city_left: TimeLeft | None
    unit_due_at: datetime
    unit_words: str
    unit_left: TimeLeft | None
    is_in_file: bool
    is_provisional: bool
    is_short: bool
    is_settled: bool
    has_unit: bool
    is_redo: bool = False

    @cached_property
    def reckoning(self) -> Reckoning:
        """From arrival to the city's limit, its steps cut to what a strip can show. At most one query."""
        counted = _reckoning(self.ticket, self.city_due_at, self.clocks)
        return replace(counted, steps=_shown(counted))

    @property
    def city_words(self) -> str:
        given = "市平台交办时给定" if self.ticket.city_due_in_file else ""
        return self.ticket.city_due_words or given or self.reckoning.words

    @property
    def unit_due_on(self) -> date | None:
        """The day of the strip that is the unit's last."""
        return due_day(self.unit_due_at) if self.first_unit_due else None

    @property
    def first_unit_due(self) -> datetime | None:
        """What stands below the strip as the unit's: a later round's limit has no day on it, a direct ticket no unit."""
        return self.unit_due_at if self.has_unit and not self.is_redo else None


def term_of(ticket: Ticket, clocks: Clocks, now: datetime, lead: Assignment | None = None) -> Term:
    """The limits of `ticket` (channel loaded) at `now`; `lead` is its lead assignment, without one the unit's is a preview."""
    city_due_at = ticket.city_due_at or clocks.city_due(ticket).due_at
    preview = clocks.unit_clock(city_due_at, now)
    is_waiting = ticket.status == Status.ARRIVED and not ticket.is_direct
    is_running = ticket.is_to_report or (ticket.status in OPEN and not ticket.is_direct)
    unit_due_at, unit_words = preview.due_at, preview.words
    if lead is not None and lead.due_at is not None:
        unit_due_at, unit_words = lead.due_at, lead.due_words
    return Term(
        ticket=ticket,
        clocks=clocks,
        city_due_at=city_due_at,
        city_left=time_left(now, city_due_at, clocks.days) if is_running else None,
        unit_due_at=unit_due_at,
        unit_words=unit_words,
        unit_left=time_left(now, unit_due_at, clocks.days) if ticket.status in OPEN and ticket.replied_at is None else None,
        is_in_file=ticket.city_due_in_file,
        is_provisional=ticket.city_due_provisional,
        is_short=lead is None and is_waiting and preview.is_short,
        is_settled=lead is not None,
        has_unit=lead is not None or is_waiting,
        # A limit that the city gave with its refusal is later than the unit's: then it is this round's, not the first one's.
        is_redo=ticket.redo_count > 0 and city_due_at < unit_due_at,
    )


def _reckoning(ticket: Ticket, city_due_at: datetime, clocks: Clocks) -> Reckoning:
    by_table = clocks.city_due(ticket)
    if by_table.due_at == city_due_at:
        return by_table
    limit = _limit_of(ticket.arrived_at, city_due_at, clocks.days)
    return replace(reckon(ticket.arrived_at, limit, clocks.days), due_at=local(city_due_at))


def _limit_of(arrived_at: datetime, due_at: datetime, days: DayTable) -> Limit:
    """The limit that a date given by the city comes to: working days, natural ones where it falls on a day of rest."""
    first, last = local(arrived_at).date(), due_day(due_at)
    if last <= first:
        return Limit(1, "day", "same_day")
    worked = days.workdays_between(first, last)
    if days.is_workday(last) and worked:
        return Limit(worked)
    return Limit((last - first).days, "day")


def _shown(reckoning: Reckoning) -> tuple[Step, ...]:
    steps = reckoning.steps
    return steps if len(steps) <= MOST_BOXES else (steps[0], *steps[1 - MOST_BOXES :])
