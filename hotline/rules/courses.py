"""The course of every ticket that could stand behind a published table: who has it, and when each step was done.

The words come from sample tickets, the numbers from the search (hotline.rules.solving), the listed cases from the bulletin:
of those only number, summary, unit, rating and state are facts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from hotline.rules import pace
from hotline.rules.listed import Case, Numbers, in_printed_order, merged
from hotline.rules.pace import Pace
from hotline.rules.passing import Pass
from hotline.rules.solving import Found
from hotline.rules.whole import Unsolvable
from tickets.rules.samples import CHINA, SampleTicket

SATISFIED, DISSATISFIED, SOLVED = "satisfied", "dissatisfied", "solved"
COMPLAINTS = ("投诉", "求助")


@dataclass(frozen=True)
class Again:
    """A second round: the city sent the ticket back, and the unit answered once more."""

    at: datetime
    signed_at: datetime
    replied_at: datetime
    reviewed_at: datetime
    reported_at: datetime


@dataclass(frozen=True)
class Cleared:
    """A dissatisfied citizen's ticket is handled once more and the citizen called again, who is content then."""

    round: Again
    called_at: datetime


@dataclass(frozen=True)
class Course:
    """One ticket. What is None did not happen by the time the bulletin was made. `passes`: the units that had it first and gave it
    back; its pace begins when `unit` was given it."""

    pace: Pace
    unit: str
    replied_at: datetime
    number: str = ""
    case: Case | None = None
    reviewed_at: datetime | None = None
    reported_at: datetime | None = None
    called_at: datetime | None = None
    grade: str = ""
    stars: int | None = None
    closed_at: datetime | None = None
    process: str = ""
    solved: str = ""
    is_reached: bool = True
    again: Again | None = None
    cleared: Cleared | None = None
    passes: tuple[Pass, ...] = ()
    is_enterprise: bool = False
    is_tourism: bool = False

    @property
    def first_unit(self) -> str:
        return self.passes[0].unit if self.passes else self.unit

    @property
    def first_given_at(self) -> datetime:
        return self.passes[0].given_at if self.passes else self.pace.dispatched_at

    @property
    def sample(self) -> SampleTicket:
        return self.pace.sample

    @property
    def title(self) -> str:
        return self.case.summary if self.case else self.sample.title

    @property
    def text(self) -> str:
        return f"{self.case.summary}。" if self.case else self.sample.text


@dataclass(frozen=True)
class Span:
    """The published period (both days counted), the moment of its closing, the top star, the days after which the uncalled are closed."""

    first: date
    last: date
    closing_at: datetime
    stars_max: int
    close_after_days: int

    def holds(self, moment: datetime) -> bool:
        return self.first <= moment.astimezone(CHINA).date() <= self.last

    def is_due(self, due_at: datetime) -> bool:
        """A limit at 24:00, stored as 00:00, belongs to the day that it ends."""
        return self.holds(due_at - timedelta.resolution)


@dataclass(frozen=True)
class _Listed:
    """A unit's listed cases and where their numbers lie."""

    cases: Sequence[Case]
    running: Numbers


def plan(
    found: Mapping[str, Found], pool: Mapping[str, Sequence[Pace]], lists: Sequence[Sequence[Case]], span: Span, seed: int
) -> list[Course]:
    """One course for each ticket of `found`, in order of arrival. Unsolvable where the pool of samples is too small."""
    chance = Random(seed)  # noqa: S311 the same tickets each time, nothing secret
    cases = merged(case for each in lists for case in each)
    running = Numbers.through(cases, span.first, span.last)
    courses: list[Course] = []
    for unit, numbers in found.items():
        own = [case for case in cases if case.unit == unit]
        courses += _unit(unit, numbers, pool[unit], _Listed(own, running), span, chance)
    courses.sort(key=lambda course: (course.sample.arrived_at, course.sample.number))
    return _in_printed_order(_numbered(courses, running), lists, span)


def enough(found: Mapping[str, Found], pool: Mapping[str, Sequence[Pace]], span: Span) -> bool:
    """Whether the pool holds the tickets that `plan` needs."""
    for unit, numbers in found.items():
        due = sum(span.is_due(each.due_at) for each in pool[unit])
        if due < numbers.due or len(pool[unit]) - due < numbers.volume - numbers.due:
            return False
    return True


def is_plain(sample: SampleTicket, span: Span) -> bool:
    """A ticket of the period that takes the ordinary way and reaches the district within the period."""
    is_odd = sample.is_direct or sample.is_confidential or sample.urged_number
    return not is_odd and span.holds(sample.arrived_at) and span.holds(pace.handed_out_at(sample.arrived_at))


def _unit(unit: str, numbers: Found, pool: Sequence[Pace], own: _Listed, span: Span, chance: Random) -> list[Course]:
    courses = [Course(each, unit, each.replied_at) for each in pool]
    due = [course for course in courses if span.is_due(course.pace.due_at)]
    later = [course for course in courses if not span.is_due(course.pace.due_at)]
    listed = _take_cases(due, own.cases, own.running)
    plain = chance.sample(due, numbers.due - len(listed))
    plain.sort(key=lambda course: course.replied_at)
    tracked = sum(case.is_tracked for case in own.cases)
    waiting, answered = _split(plain, numbers.incomplete - tracked)
    answered = [_too_late(course) for course in answered[: numbers.late]] + answered[numbers.late :]
    done = [reviewed(course, place) for place, course in enumerate([*listed, *answered])]
    done = _called(done, numbers, span)
    carried = [reviewed(course, place) for place, course in enumerate(chance.sample(later, numbers.volume - numbers.due))]
    return [closed(course, span) for course in (*done, *waiting, *carried)]


def _split(courses: list[Course], count: int) -> tuple[list[Course], list[Course]]:
    """The last `count` are still waiting for the review when the period is closed."""
    cut = len(courses) - count
    return courses[cut:], courses[:cut]


def _take_cases(due: list[Course], cases: Sequence[Case], running: Numbers) -> list[Course]:
    """Gives each case the complaint that came at about its number, and takes that out of `due`."""
    listed = []
    for case in cases:
        arrived = running.moment_of(case.number)
        complaints = [course for course in due if course.sample.ticket_type in COMPLAINTS] or due
        nearest = [(abs(course.sample.arrived_at - arrived), course.sample.number, place) for place, course in enumerate(complaints)]
        best = complaints[min(nearest)[2]]
        due.remove(best)
        listed.append(replace(best, case=case, number=case.number))
    return listed


def _too_late(course: Course) -> Course:
    return replace(course, replied_at=course.pace.due_at + pace.TOO_LATE)


def reviewed(course: Course, place: int) -> Course:
    """`course` read by the district within the hour or two, reported with the next list."""
    reviewed = course.replied_at + timedelta(minutes=10 + place * 37 % 80)
    return replace(course, reviewed_at=reviewed, reported_at=pace.next_report(reviewed))


def _called(done: list[Course], numbers: Found, span: Span) -> list[Course]:
    """The city's calls: the listed cases first, then whoever was reported first; stars for some of them."""
    last = datetime.combine(span.last, pace.LAST_CALL, CHINA)
    listed = [course for course in done if course.case]
    plain = sorted((course for course in done if not course.case), key=lambda course: (course.reported_at or last, course.sample.number))
    graded, starred = numbers.graded - len(listed), numbers.starred - sum(bool(course.case and course.case.stars) for course in listed)
    called = []
    for place, course in enumerate([*listed, *plain], start=-len(listed)):
        if place >= graded:
            called.append(course)
            continue
        assert course.reviewed_at is not None and course.reported_at is not None
        at = min(pace.call_after(course.reported_at, course.reviewed_at), last)
        if at <= course.reported_at:
            raise Unsolvable(f"{course.unit}：期末前报结的工单不够 {numbers.graded} 件回访。")
        if course.case:
            called.append(replace(course, called_at=at, grade=course.case.grade or SATISFIED, stars=course.case.stars))
        else:
            called.append(replace(course, called_at=at, grade=SATISFIED, stars=span.stars_max if place < starred else None))
    return called


def closed(course: Course, span: Span) -> Course:
    """`course` with the moment of its closing: after the call, or when its days are over; not one that is still tracked."""
    if course.reviewed_at is None or (course.case and course.case.is_tracked):
        return course
    if course.called_at:
        return replace(course, closed_at=course.called_at + pace.CLOSED_AFTER_CALL)
    at = pace.archived_after(course.again.reviewed_at if course.again else course.reviewed_at, span.close_after_days)
    return replace(course, closed_at=at if at < span.closing_at else None)


def _numbered(courses: list[Course], running: Numbers) -> list[Course]:
    """Seven-digit numbers that run with the time of arrival; the listed cases keep their own."""
    taken, last, numbered = {course.number for course in courses if course.number}, 0, []
    for course in courses:
        if not course.number:
            last = max(last + 1, running.at(course.sample.arrived_at))
            while str(last) in taken:
                last += 1
            course = replace(course, number=str(last))
        numbered.append(course)
    return numbered


def _in_printed_order(courses: list[Course], lists: Sequence[Sequence[Case]], span: Span) -> list[Course]:
    calls = {course.number: course.called_at for course in courses if course.case and course.called_at}
    moments = in_printed_order(calls, [[case.number for case in cases] for cases in lists])
    if not all(span.holds(moment) for moment in moments.values()):
        raise Unsolvable("清单里的工单排不进期末前的回访，请换一个种子。")
    return [closed(replace(course, called_at=moments[course.number]), span) if course.number in moments else course for course in courses]
