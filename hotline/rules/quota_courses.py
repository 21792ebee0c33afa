"""The course of every ticket of a table of counts: who answers when, who is late, redone, called, and what the citizen says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from hotline.rules import pace
from hotline.rules.courses import Again, Course, Span, closed, reviewed
from hotline.rules.listed import Numbers
from hotline.rules.pace import DueOf, IsWorkday, Pace
from hotline.rules.quotas import Given, Quota
from hotline.rules.whole import Unsolvable
from tickets.rules.samples import CHINA

URGENT, NORMAL = "紧急", "一般"
NUMBER_MOMENT = "%y%m%d%H%M%S"
# How many days after the limit's end late replies come, and at what hour that is known of a given one.
LATE_DAYS, GIVEN_REPLY_AT = 9, time(16, 20)
FIRST_CALL = time(9, 30)
AGAIN_AFTER, AGAIN_STEP = timedelta(hours=18), timedelta(hours=2)


@dataclass(frozen=True)
class Clockwork:
    """How limits are counted here."""

    due_of: DueOf
    is_workday: IsWorkday


@dataclass(frozen=True)
class Picked:
    """Samples by unit: those dispatched in the period, and some dispatched before it whose limit runs out in it."""

    inside: Mapping[str, Sequence[Pace]]
    before: Mapping[str, Sequence[Pace]]


def plan_quotas(
    quotas: Sequence[Quota], picked: Picked, given: Sequence[Given], span: Span, clockwork: Clockwork, seed: int
) -> list[Course]:
    """One course for each ticket, in order of arrival. Unsolvable where the tickets do not allow a quota."""
    chance = Random(seed)  # noqa: S311 the same tickets each time, nothing secret
    courses: list[Course] = []
    for quota in quotas:
        named = [each for each in given if each.unit == quota.unit]
        inside = [Course(each, quota.unit, each.replied_at) for each in picked.inside.get(quota.unit, ())]
        before = [Course(each, quota.unit, each.replied_at) for each in picked.before.get(quota.unit, ())]
        courses += _unit(quota, inside, before, [(each, clockwork) for each in named], span, chance)
    courses.sort(key=lambda course: (course.sample.arrived_at, course.sample.number))
    return courses


def numbered(courses: Sequence[Course], running: Numbers | None) -> list[Course]:
    """With the numbers that the city gave: its eighteen digits, or running ones in order of arrival."""
    done: list[Course] = []
    last = 0
    for course in courses:
        number = course.number or course.sample.number
        if running is not None and not course.number:
            last = max(last + 1, running.at(course.sample.arrived_at))
            number = str(last)
        done.append(replace(course, number=number))
    return done


def running(numbers: tuple[int, int] | None, span: Span) -> Numbers | None:
    """The city's running numbers over the period, from the first to the last; None where it gives eighteen digits."""
    if numbers is None:
        return None
    starts_at = datetime.combine(span.first, time(), CHINA)
    seconds = (datetime.combine(span.last, time.max, CHINA) - starts_at).total_seconds()
    return Numbers(numbers[0], numbers[1] - numbers[0], starts_at, seconds)


def missing_before(quota: Quota, inside: Sequence[Pace], span: Span) -> int:
    """How many tickets dispatched before the period must fall due in it, so that `due` do altogether."""
    return 0 if quota.due is None else max(quota.due - sum(span.is_due(each.due_at) for each in inside), 0)


def _unit(
    quota: Quota, inside: list[Course], before: list[Course], given: Sequence[tuple[Given, Clockwork]], span: Span, chance: Random
) -> list[Course]:
    named = []
    for each, clockwork in given:
        # The named ticket takes the words of the one that came at about its time.
        arrived = datetime.strptime(each.number[:12], NUMBER_MOMENT).replace(tzinfo=CHINA)
        nearest = min(inside, key=lambda course: (abs(course.sample.arrived_at - arrived), course.sample.number))
        inside.remove(nearest)
        named.append(_named(each, nearest, arrived, clockwork))
    inside, late = _late(inside, quota.overdue - len(named), span, chance)
    waiting, answered = _waiting([*inside, *before], quota.incomplete, span)
    done = [reviewed(course, place) for place, course in enumerate([*named, *late, *answered])]
    done, again = _again(done, quota.redone, span)
    return [closed(course, span) for course in (*_called(done, quota, span, chance), *again, *waiting)]


def _named(given: Given, like: Course, arrived: datetime, clockwork: Clockwork) -> Course:
    sample = replace(like.sample, number=given.number, arrived_at=arrived, urgency=URGENT if given.is_urgent else NORMAL)
    paced = pace.pace_of(sample, clockwork.due_of, clockwork.is_workday)
    if paced is None or arrived.date() != given.received_on:
        raise Unsolvable(f"工单 {given.number}：编号、收到日期和时限对不上。")
    return Course(paced, given.unit, datetime.combine(given.replied_on, GIVEN_REPLY_AT, CHINA), given.number)


def _late(courses: list[Course], count: int, span: Span, chance: Random) -> tuple[list[Course], list[Course]]:
    """(the others, `count` that are answered some days after the limit)."""
    due = [course for course in courses if span.is_due(course.pace.due_at)]
    if count > len(due):
        raise Unsolvable(f"{courses[0].unit if courses else ''}：期内到期的工单不够 {count} 件超期。")
    chosen = {id(course) for course in chance.sample(due, count)}
    latest = span.closing_at - timedelta(days=2)
    late = []
    for course in courses:
        if id(course) in chosen:
            at = course.pace.due_at + timedelta(days=int(chance.random() * LATE_DAYS)) + pace.TOO_LATE
            late.append(replace(course, replied_at=min(at, max(latest, course.pace.due_at + pace.TOO_LATE))))
    return [course for course in courses if id(course) not in chosen], late


def _waiting(courses: list[Course], count: int, span: Span) -> tuple[list[Course], list[Course]]:
    """(the last `count` of those due, which nobody has reviewed when the period is closed; the others)."""
    due = sorted((course for course in courses if span.is_due(course.pace.due_at)), key=lambda course: course.replied_at)
    waiting = due[len(due) - count :]
    held = {id(course) for course in waiting}
    return waiting, [course for course in courses if id(course) not in held]


def _again(done: list[Course], count: int, span: Span) -> tuple[list[Course], list[Course]]:
    """(the others, `count` that the city sent back after the report): those whose second round is over before the closing."""
    chosen: list[tuple[Course, Course]] = []
    for course in done:
        if len(chosen) == count:
            break
        second = _second_round(course)
        if second is not None and second.reported_at < span.closing_at and not course.number:
            chosen.append((course, replace(course, again=second)))
    if len(chosen) < count:
        raise Unsolvable(f"期内办结的工单不够 {count} 件重办。")
    held = {id(course) for course, _ in chosen}
    return [course for course in done if id(course) not in held], [redone for _, redone in chosen]


def _second_round(course: Course) -> Again | None:
    if course.reported_at is None:
        return None
    at = course.reported_at + AGAIN_AFTER
    replied = at + timedelta(days=1) + AGAIN_STEP
    reviewed_at = replied + AGAIN_STEP / 4
    return Again(at, at + AGAIN_STEP, replied, reviewed_at, pace.next_report(reviewed_at))


def _called(done: list[Course], quota: Quota, span: Span, chance: Random) -> list[Course]:
    """The city's calls within the period: tickets of the period by chance, those from before it where they are needed."""
    moments = {id(course): at for course in done if (at := call_at(course, span)) is not None}
    callable_ = [course for course in done if id(course) in moments]
    inside = [course for course in callable_ if span.holds(course.pace.dispatched_at)]
    before = [course for course in callable_ if not span.holds(course.pace.dispatched_at)]
    if quota.called > len(callable_):
        raise Unsolvable(f"{quota.unit}：期末前报结的工单只有 {len(callable_)} 件，不够 {quota.called} 件回访。")
    chosen = chance.sample(inside, min(quota.called, len(inside)))
    chosen += before[: quota.called - len(chosen)]
    chance.shuffle(chosen)
    said = dict(zip(map(id, chosen), quota.answers(), strict=True))
    called = []
    for course in done:
        answer = said.get(id(course))
        if answer is None:
            called.append(course)
            continue
        called.append(
            replace(
                course,
                called_at=moments[id(course)],
                grade=answer.result,
                process=answer.process,
                solved=answer.solved,
                stars=answer.stars,
                is_reached=answer.reached,
            )
        )
    return called


def call_at(course: Course, span: Span) -> datetime | None:
    """When the city can have called within the period, after the report."""
    if course.reported_at is None or course.reviewed_at is None:
        return None
    last = datetime.combine(span.last, pace.LAST_CALL, CHINA)
    first = datetime.combine(span.first, FIRST_CALL, CHINA) + timedelta(minutes=course.reviewed_at.minute * 9)
    at = min(max(pace.call_after(course.reported_at, course.reviewed_at), first), last)
    return at if at > course.reported_at else None
