"""When each step of a reproduced ticket is done: the city's file each morning, the desks in office hours, reports twice a day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from tickets.rules.samples import CHINA, SampleTicket
from tickets.rules.samples.courses import in_office

# Each morning the city hands out what came in since the morning before.
HANDED_OUT_AT = time(8, 0)
TRANSFERRED_BEFORE = timedelta(minutes=10)
REPORT_TIMES = (time(10, 30), time(16, 30))
LAST_CALL = time(20, 55)
ARCHIVED_AT = time(2, 10)
SHORTEST_ROOM = timedelta(hours=3)
TOO_LATE = timedelta(hours=16, minutes=20)
CLOSED_AFTER_CALL = timedelta(minutes=40)

IsWorkday = Callable[[date], bool]
DueOf = Callable[[SampleTicket, datetime], datetime]  # the unit's limit of a ticket dispatched at a moment


@dataclass(frozen=True)
class Pace:
    """`sample` with the city's moment of transfer, and the unit's share up to the reply, which is in time."""

    sample: SampleTicket
    handed_out_at: datetime
    dispatched_at: datetime
    due_at: datetime
    signed_at: datetime
    replied_at: datetime


def pace_of(sample: SampleTicket, due_of: DueOf, is_workday: IsWorkday) -> Pace | None:
    """The same for the same sample. None where the limit leaves the unit no time."""
    chance = Random(sample.number)  # noqa: S311 the same moments each time, nothing secret
    handed_out = handed_out_at(sample.arrived_at)
    return paced_from(sample, _second(handed_out + timedelta(minutes=4 + 40 * chance.random())), due_of, is_workday, chance)


def paced_from(sample: SampleTicket, dispatched: datetime, due_of: DueOf, is_workday: IsWorkday, chance: Random) -> Pace | None:
    """As `pace_of`, of a ticket that its unit was given at a known moment."""
    handed_out = handed_out_at(sample.arrived_at)
    due = due_of(sample, dispatched)
    signed = _second(in_office(dispatched + timedelta(minutes=10 + 200 * chance.random()), is_workday, chance))
    if due - signed < SHORTEST_ROOM:
        return None
    replied = _second(in_office(signed + (due - signed) * (0.1 + 0.85 * chance.random()), is_workday, chance))
    if replied > due or replied - signed < timedelta(hours=1):
        replied = _second(due - (due - signed) * (0.02 + 0.2 * chance.random()))
    return Pace(replace(sample, transferred_at=handed_out - TRANSFERRED_BEFORE), handed_out, dispatched, due, signed, replied)


def handed_out_at(arrived: datetime) -> datetime:
    """The next morning's file, or this morning's for what came before."""
    local = arrived.astimezone(CHINA) + TRANSFERRED_BEFORE
    day = local.date() if local.time() < HANDED_OUT_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, HANDED_OUT_AT, CHINA)


def next_report(moment: datetime) -> datetime:
    """The next list that goes back to the city."""
    days = (moment.date() + timedelta(days=n) for n in range(2))
    times = (datetime.combine(day, at, CHINA) for day in days for at in REPORT_TIMES)
    return next(at for at in times if at > moment)


def call_after(reported: datetime, reviewed: datetime) -> datetime:
    """One to three days after the report, between nine in the morning and eight in the evening."""
    day = reported.date() + timedelta(days=1 + reviewed.minute % 3)
    return datetime.combine(day, time(9 + reviewed.second % 11, reviewed.minute, reviewed.second), CHINA)


def archived_after(reviewed: datetime, days: int) -> datetime:
    """The night on which an uncalled ticket is closed."""
    return datetime.combine(reviewed.date() + timedelta(days=days + 1), ARCHIVED_AT, CHINA)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(CHINA).replace(microsecond=0)
