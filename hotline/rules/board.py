"""Which tickets came by the message board (人民网领导留言板): all of them answered in time, called, and the citizen content."""

from collections.abc import Sequence
from dataclasses import replace

from hotline.rules.courses import SATISFIED, Course, Span
from hotline.rules.quota_courses import Clockwork
from hotline.rules.whole import Unsolvable


def on_board(courses: Sequence[Course], count: int, channel: str, clockwork: Clockwork, span: Span) -> list[Course]:
    """The courses, `count` of them by `channel`, spread over the period: only such whose limit is no other by that channel.
    Unsolvable where there are too few."""
    fitting = [place for place, course in enumerate(courses) if _fits(course, channel, clockwork, span)]
    if len(fitting) < count:
        raise Unsolvable(f"可作{channel}的样例工单只有 {len(fitting)} 件，要 {count} 件。")
    chosen = {fitting[number * len(fitting) // count] for number in range(count)}
    return [_by(course, channel) if place in chosen else course for place, course in enumerate(courses)]


def _fits(course: Course, channel: str, clockwork: Clockwork, span: Span) -> bool:
    pace = course.pace
    is_good = course.grade == SATISFIED and course.replied_at <= pace.due_at and course.reviewed_at is not None
    is_plain = not (course.passes or course.again or course.cleared or course.case)
    is_inside = span.holds(pace.dispatched_at) and span.is_due(pace.due_at)
    return is_good and is_plain and is_inside and clockwork.due_of(_by(course, channel).sample, pace.dispatched_at) == pace.due_at


def _by(course: Course, channel: str) -> Course:
    return replace(course, pace=replace(course.pace, sample=replace(course.sample, channel=channel)))
