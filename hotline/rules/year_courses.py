"""The reproduced period of a report over years: which of its tickets are enterprises', deputies' or tourists', and what was answered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from hotline.rules import pace
from hotline.rules.allotting import Categories
from hotline.rules.courses import DISSATISFIED, SATISFIED, Course, Span, closed
from hotline.rules.past_years import Said
from hotline.rules.printed_years import Marked, Years
from hotline.rules.profiles.years import Assumed
from hotline.rules.quota_courses import URGENT, Clockwork, call_at
from hotline.rules.solving_years import Rate, answers
from hotline.rules.spans import span_of
from hotline.rules.whole import Unsolvable
from scoring.rules.periods import ONE_DAY
from tickets.rules.samples import CHINA, SampleTicket

COMPLAINT = "投诉"
# 当日诉求当日办结: the city hands tourists' tickets out twice a day, what came since eight and since the first list.
LISTS = ((time(8, 0), time(13, 30)), (time(13, 30), time(17, 30)))
HANDED_OUT_AFTER, REPORTED_AT, CALLED_AT = timedelta(minutes=30), time(20, 30), time(20, 40)
NUMBERS_FROM = 900_000
TITLE, TEXT = "假期游客反映{}问题", "游客反映假期期间{}方面的问题，人还在现场，希望当天处理。"
REPLY = "接单后立即派人到现场核实，已当面协调解决，并于当日答复诉求人。"


@dataclass(frozen=True)
class Wanted:
    """What is asked of the period's tickets; `said` of those that nothing marks."""

    years: Years
    assumed: Assumed
    said: Said
    span: Span


@dataclass(frozen=True)
class _Group:
    """What some callbacks say, and what marks their tickets: enterprises', or a channel of their own."""

    said: list[tuple[str, str]]
    channel: str = ""
    is_enterprise: bool = False

    def marked(self, course: Course) -> Course:
        sample = replace(course.sample, channel=self.channel) if self.channel else course.sample
        return replace(course, pace=replace(course.pace, sample=sample), is_enterprise=self.is_enterprise)


def retyped(courses: Sequence[Course], types: Mapping[str, int]) -> list[Course]:
    """Of other types than the printed ones ("" says how many there are) no more than their share; the rest ask for help."""
    named = [kind for kind in types if kind]
    left = len(courses) * types[""] // sum(types.values())
    done = []
    for course in courses:
        if course.sample.ticket_type not in named:
            left -= 1
            course = course if left >= 0 else _of_type(course, named[-1])
        done.append(course)
    return done


def marked(courses: Sequence[Course], wanted: Wanted, categories: Categories, clockwork: Clockwork, seed: int) -> list[Course]:
    """All tickets of the period with their marks and calls. Unsolvable where too few were reported early enough for a call."""
    chance = Random(seed)  # noqa: S311 the same tickets each time, nothing secret
    years, span = wanted.years, wanted.span
    tourists = _tourists(courses, wanted, categories, clockwork)
    plain = [course for place, course in enumerate(courses) if place not in tourists]
    groups = [
        _Group(answers(years.enterprise.satisfaction, years.enterprise.solved), is_enterprise=True),
        *(_Group(answers(Rate(count, count), Rate(count, count)), wanted.assumed.deputies) for count in years.counted.values()),
        _Group(wanted.said.answers()),
    ]
    moments = {place: at for place, course in enumerate(plain) if (at := call_at(course, span)) is not None}
    needed = sum(len(group.said) for group in groups)
    if needed > len(moments):
        raise Unsolvable(f"期末前报结的工单只有 {len(moments)} 件，不够 {needed} 件回访。")
    chosen = iter(chance.sample(sorted(moments), needed))
    for group in groups:
        chance.shuffle(group.said)
        for answer in group.said:
            place = next(chosen)
            plain[place] = _called(group.marked(plain[place]), moments[place], answer, span)
    return sorted([*plain, *tourists.values()], key=lambda course: (course.sample.arrived_at, course.sample.number))


def spoilt(courses: Sequence[Course]) -> list[Course]:
    """One enterprise that was satisfied says that it is not: its rate is printed of fewer than any other."""
    place = next(place for place, course in enumerate(courses) if course.is_enterprise and course.grade == SATISFIED)
    return [*courses[:place], replace(courses[place], grade=DISSATISFIED), *courses[place + 1 :]]


def _called(course: Course, at: datetime, said: tuple[str, str], span: Span) -> Course:
    return closed(replace(course, called_at=at, grade=said[0], solved=said[1]), span)


def _of_type(course: Course, kind: str) -> Course:
    return replace(course, pace=replace(course.pace, sample=replace(course.sample, ticket_type=kind)))


def _tourists(courses: Sequence[Course], wanted: Wanted, categories: Categories, clockwork: Clockwork) -> dict[int, Course]:
    """Place of a ticket that no printed category counts → the tourist's ticket that stands for it, unit by unit."""
    tourism, units = wanted.years.tourism, wanted.assumed.tourism_units
    if not tourism.volume:
        return {}
    free = [place for place, course in enumerate(courses) if course.unit in units and categories.of(course.sample.category) == ""]
    places = [place for _, place in zip(range(tourism.volume), _in_turn(free, courses, units), strict=False)]
    if len(places) < tourism.volume:
        raise Unsolvable(f"{'、'.join(units)} 的工单不够 {tourism.volume} 件假期游客诉求。")
    said: list[tuple[str, str] | None] = [*answers(tourism.satisfaction, tourism.solved)]
    said += [None] * (tourism.volume - len(said))
    moments = _arrivals(tourism)
    found = {}
    for number, (place, answer, arrived) in enumerate(zip(places, said, moments, strict=True)):
        leaf = categories.leaf(wanted.assumed.tourism, number)
        found[place] = _tourist(courses[place], number, leaf, arrived, answer, wanted.span, clockwork)
    return found


def _in_turn(free: Iterable[int], courses: Sequence[Course], units: Sequence[str]) -> Iterator[int]:
    waiting = {unit: [place for place in free if courses[place].unit == unit] for unit in units}
    while any(waiting.values()):
        yield from (own.pop(0) for own in waiting.values() if own)


def _arrivals(tourism: Marked) -> list[datetime]:
    """Spread evenly over the lists of the days."""
    days = span_of(tourism.over)
    spans = []
    day = days.starts_on
    while day <= days.ends_on:
        spans += [(datetime.combine(day, first, CHINA), datetime.combine(day, last, CHINA)) for first, last in LISTS]
        day += ONE_DAY
    each, more = divmod(tourism.volume, len(spans))
    found = []
    for place, (first, last) in enumerate(spans):
        count = each + (place < more)
        found += [(first + (last - first) * n / count).replace(microsecond=0) for n in range(count)]
    return found


def _tourist(
    like: Course, number: int, leaf: tuple[str, ...], arrived: datetime, said: tuple[str, str] | None, span: Span, clockwork: Clockwork
) -> Course:
    sample = replace(
        like.sample,
        number=f"{arrived:%y%m%d%H%M%S}{NUMBERS_FROM + number}",
        arrived_at=arrived,
        title=TITLE.format(leaf[-1]),
        text=TEXT.format(leaf[-1]),
        category=leaf,
        urgency=URGENT,
        ticket_type=COMPLAINT,
        reply=REPLY,
    )
    course = _same_day(like, sample, clockwork)
    return closed(course, span) if said is None else _called(course, datetime.combine(arrived.date(), CALLED_AT, CHINA), said, span)


def _same_day(like: Course, sample: SampleTicket, clockwork: Clockwork) -> Course:
    """From the list of the hour to the reply, the report and the call on the day of the arrival."""
    arrived = sample.arrived_at
    ends_at = next(last for first, last in LISTS if arrived.time() < last)
    handed_out = datetime.combine(arrived.date(), ends_at, CHINA) + HANDED_OUT_AFTER
    dispatched = handed_out + timedelta(minutes=3 + arrived.minute % 12)
    signed = dispatched + timedelta(minutes=2 + arrived.second % 10)
    replied = signed + timedelta(minutes=30 + arrived.minute)
    due = clockwork.due_of(sample, dispatched)
    if replied > due or due.date() > arrived.date() + ONE_DAY:
        raise Unsolvable(f"工单 {sample.number}：时限表没有让假期游客诉求当日办结。")
    sample = replace(sample, transferred_at=handed_out - pace.TRANSFERRED_BEFORE)
    return replace(
        like,
        pace=pace.Pace(sample, handed_out, dispatched, due, signed, replied),
        replied_at=replied,
        reviewed_at=replied + timedelta(minutes=10),
        reported_at=datetime.combine(arrived.date(), REPORTED_AT, CHINA),
        called_at=None,
        closed_at=None,
        is_tourism=True,
    )
