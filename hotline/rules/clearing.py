"""Dissatisfied tickets that are cleared (清理): handled once more and called again by the closing, but for those that are still left."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hotline.rules import pace
from hotline.rules.courses import DISSATISFIED, Again, Cleared, Course, Span
from hotline.rules.whole import Unsolvable

SENT_BACK_AFTER, SIGNED_AFTER, HANDLED_AFTER, REVIEWED_AFTER = (
    timedelta(hours=20),
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(minutes=50),
)


def cleared(courses: Sequence[Course], left: Mapping[str, int], span: Span) -> list[Course]:
    """`left`: unit → tickets that are still dissatisfied at the closing, the latest called of each. Unsolvable where a unit has
    fewer, or where there is no time."""
    staying: set[str] = set()
    bad = [course for course in courses if course.grade == DISSATISFIED and course.called_at]
    for unit, count in left.items():
        own = sorted((course for course in bad if course.unit == unit), key=lambda course: (course.called_at, course.sample.number))
        if len(own) < count:
            raise Unsolvable(f"{unit}：不满意件只有 {len(own)} 件，不够尚存 {count} 件。")
        staying |= {course.sample.number for course in own[len(own) - count :]}
    found = []
    for course in courses:
        if course.grade == DISSATISFIED and course.called_at:
            course = replace(course, closed_at=None) if course.sample.number in staying else _clear(course, course.called_at, span)
        found.append(course)
    return found


def _clear(course: Course, called_at: datetime, span: Span) -> Course:
    at = called_at + SENT_BACK_AFTER
    signed = at + SIGNED_AFTER
    replied = signed + HANDLED_AFTER
    reviewed = replied + REVIEWED_AFTER
    reported = pace.next_report(reviewed)
    again = pace.call_after(reported, reviewed)
    if again >= span.closing_at:
        raise Unsolvable(f"{course.unit}：{called_at:%m-%d} 评为不满意的件来不及在关账前清理。")
    second = Cleared(Again(at, signed, replied, reviewed, reported), again)
    return replace(course, cleared=second, closed_at=again + pace.CLOSED_AFTER_CALL)
