"""Which samples stand for the tickets that were returned many times, and for the one that its unit kept too long."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random

from hotline.rules.courses import Course, Span, closed, reviewed
from hotline.rules.pace import Pace, pace_of
from hotline.rules.passing import LATE_ASK_AT, Pass, Wording, in_turn, passed_late, passed_on
from hotline.rules.profiles.passages import LateReturn, Passages, Returned
from hotline.rules.quota_courses import Clockwork, Picked
from hotline.rules.whole import Unsolvable
from tickets.rules.samples import CHINA

# The last unit must have its days as well.
ENOUGH_DAYS = timedelta(days=25)
TITLE_LENGTH = 24
# What comes in early is in the city's file of the same morning.
EARLY = time(6, 40)
ENDING = "990001"


def with_returns(
    picked: Picked, counts: Mapping[int, int], passages: Passages, clockwork: Clockwork, span: Span, seed: int
) -> tuple[Picked, dict[str, tuple[Pass, ...]]]:
    """(the samples, some of them later with their unit; sample's number → who had it before). `counts`: how often returned → tickets.
    Unsolvable where no sample leaves time for so many returns."""
    chance = Random(seed)  # noqa: S311 the same tickets each time, nothing secret
    inside = {unit: list(paces) for unit, paces in picked.inside.items()}
    passes: dict[str, tuple[Pass, ...]] = {}
    wording = Wording(passages.return_reason, passages.return_words)
    for told in _all(counts, passages, chance):
        own = inside.get(told.to, [])
        for place in chance.sample(range(len(own)), len(own)):
            pace = own[place]
            is_other = told.category and "/".join(pace.sample.category) != told.category
            if is_other or pace.sample.number in passes or pace.sample.arrived_at.date() > span.last - ENOUGH_DAYS:
                continue
            found = passed_on(pace, told.units, wording, clockwork.due_of, clockwork.is_workday)
            if found is not None:
                own[place], passes[pace.sample.number] = _telling(found[0], told.text), found[1]
                break
        else:
            raise Unsolvable(f"{told.to}：样例工单里没有一件来得及退 {told.times} 次。")
    return Picked(inside, picked.before), passes


def _all(counts: Mapping[int, int], passages: Passages, chance: Random) -> Iterator[Returned]:
    """Those that the text tells of with all their units in turn, then as many others as the counts ask for."""
    left = dict(counts)
    for told in passages.returned:
        left[told.times] = left.get(told.times, 0) - 1
        yield replace(told, units=tuple(told.units[place % len(told.units)] for place in range(told.times)))
    for times in sorted(left, reverse=True):
        if left[times] < 0:
            raise Unsolvable(f"退件 {times} 次的，正文里写的比计数多。")
        for number in range(left[times]):
            to = passages.returning[number % len(passages.returning)]
            yield Returned(times, tuple(in_turn(passages.returning, times, to, chance)), to, "", "")


def _telling(pace: Pace, text: str) -> Pace:
    return replace(pace, sample=replace(pace.sample, text=text, title=text[:TITLE_LENGTH])) if text else pace


def late_return(told: LateReturn, like: Sequence[Pace], passages: Passages, clockwork: Clockwork, span: Span) -> Course:
    """The ticket that came after the period and stayed with its unit until the day on which it gave it back; the citizen is made
    up after one of `like`. Unsolvable where the calendar does not allow it."""
    arrived = datetime.combine(told.received_on, EARLY, CHINA)
    sample = replace(like[0].sample, number=f"{arrived:%y%m%d%H%M%S}{ENDING}", arrived_at=arrived, category=tuple(told.category.split("/")))
    first = pace_of(sample, clockwork.due_of, clockwork.is_workday)
    asked_at = datetime.combine(told.returned_on, LATE_ASK_AT, CHINA)
    wording = Wording(passages.return_reason, passages.return_words)
    found = first and passed_late(_telling(first, told.text), told.unit, asked_at, wording, clockwork.due_of, clockwork.is_workday)
    if not found or not first or first.dispatched_at.date() != told.received_on:
        raise Unsolvable(f"{told.unit} {told.received_on} 收到、{told.returned_on} 退回的工单，按时限排不出来。")
    pace, made = found
    return closed(reviewed(Course(pace, told.to, pace.replied_at, passes=(made,)), 0), span)
