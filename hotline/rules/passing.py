"""Tickets that are returned time and again (多次流转) before a unit keeps them: who has it when, asks, signs, and who is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from hotline.rules.pace import DueOf, IsWorkday, Pace, paced_from
from tickets.rules.samples.courses import in_office

# From the dispatch to the slip, to the principal's hand, to the district's decision, which is the next dispatch.
ASKED_AFTER, SIGNED_AFTER, DECIDED_AFTER = timedelta(minutes=70), timedelta(minutes=25), timedelta(minutes=40)
LATE_ASK_AT = time(9, 30)


@dataclass(frozen=True)
class Pass:
    """One unit that had the ticket and returned it, with the moments of its slip; `reason` is one of the district's list."""

    unit: str
    given_at: datetime
    asked_at: datetime
    signed_at: datetime
    decided_at: datetime
    reason: str
    words: str


@dataclass(frozen=True)
class Wording:
    """What the slips say."""

    reason: str
    words: str


def passed_on(
    pace: Pace, units: Sequence[str], wording: Wording, due_of: DueOf, is_workday: IsWorkday
) -> tuple[Pace, tuple[Pass, ...]] | None:
    """(the pace of the last unit, the passes of `units` before it). None where the limit leaves the last unit no time."""
    chance = Random(pace.sample.number)  # noqa: S311 the same moments each time, nothing secret
    given_at, passes = pace.dispatched_at, []
    for unit in units:
        asked = _second(in_office(given_at + ASKED_AFTER, _on_duty, chance))
        made = _pass(unit, given_at, asked, wording)
        passes.append(made)
        given_at = made.decided_at
    if given_at >= pace.due_at:
        return None
    last = paced_from(pace.sample, given_at, due_of, is_workday, chance)
    return None if last is None else (last, tuple(passes))


def passed_late(
    pace: Pace, unit: str, asked_at: datetime, wording: Wording, due_of: DueOf, is_workday: IsWorkday
) -> tuple[Pace, Pass] | None:
    """`unit` kept the ticket until `asked_at`. None as in `passed_on`."""
    chance = Random(pace.sample.number)  # noqa: S311 the same moments each time, nothing secret
    made = _pass(unit, pace.dispatched_at, asked_at, wording)
    last = paced_from(pace.sample, made.decided_at, due_of, is_workday, chance)
    return None if last is None else (last, made)


def _pass(unit: str, given_at: datetime, asked_at: datetime, wording: Wording) -> Pass:
    signed_at = asked_at + SIGNED_AFTER
    return Pass(unit, given_at, asked_at, signed_at, signed_at + DECIDED_AFTER, wording.reason, wording.words)


def _on_duty(_: date) -> bool:
    """Somebody is there every day: the window of 24 hours runs at weekends too."""
    return True


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def in_turn(units: Sequence[str], times: int, last: str, chance: Random) -> list[str]:
    """`times` units that return a ticket, never one to itself, the last of them not `last`, who keeps it."""
    order: list[str] = []
    after = last
    for _ in range(times):  # from the last backwards: there is always another one
        after = chance.choice([unit for unit in units if unit != after])
        order.append(after)
    return order[::-1]
