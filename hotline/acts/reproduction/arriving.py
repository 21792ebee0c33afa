"""The city's files come in by the ordinary intake: an export for each morning, the results of its calls for each month."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError

from hotline.acts.reproduction.building import Progress
from hotline.acts.reproduction.files import write_calls, write_tickets
from hotline.rules.courses import Course
from tickets.acts.filling import leaves
from tickets.acts.intake import Order, take_in
from tickets.models import Ticket
from tickets.rules.samples import CHINA
from units.models import User

CALLS_COME_AT = time(9, 0)
ONE_DAY, ONE_MONTH = timedelta(days=1), timedelta(days=31)


def take_in_tickets(courses: Sequence[Course], by: User, progress: Progress) -> None:
    """Every morning's file that holds a ticket which is not there yet. ValidationError refused when a row is not taken."""
    known = set(Ticket.objects.filter(arrived_at__gte=courses[0].sample.arrived_at).values_list("number", flat=True))
    mornings: dict[datetime, list[Course]] = defaultdict(list)
    for course in courses:
        if course.number not in known:
            mornings[course.pace.handed_out_at].append(course)
    paths, done, total = leaves(), 0, sum(map(len, mornings.values()))
    with tempfile.TemporaryDirectory() as folder:
        for at, own in sorted(mornings.items()):
            path = Path(folder) / f"市平台工单导出-{at:%Y%m%d}.xlsx"
            write_tickets(path, own, paths)
            _take_in(path, at, by)
            done += len(own)
            progress("导入工单", done, total)


def take_in_calls(courses: Iterable[Course], by: User, progress: Progress) -> None:
    """What the city has asked, month by month, on the morning after the month's end."""
    months: dict[datetime, list[Course]] = defaultdict(list)
    for course in courses:
        if course.called_at:
            first = course.called_at.astimezone(CHINA).replace(day=1)
            months[datetime.combine((first + ONE_MONTH).replace(day=1), CALLS_COME_AT, CHINA)].append(course)
    done, total = 0, sum(map(len, months.values()))
    with tempfile.TemporaryDirectory() as folder:
        for at, own in sorted(months.items()):
            path = Path(folder) / f"市级抽访结果-{at - timedelta(days=1):%Y%m}.xlsx"
            write_calls(path, own)
            _take_in(path, at, by)
            done += len(own)
            progress("导入回访", done, total)


def take_in_second_calls(courses: Sequence[Course], by: User) -> None:
    """Whom the city asked once more after a dissatisfied answer: one file, on the morning after the last of these calls."""
    calls = [course.called_at.astimezone(CHINA) for course in courses if course.called_at]
    if not calls:
        return
    at = datetime.combine(max(calls) + ONE_DAY, CALLS_COME_AT, CHINA)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"市级再次回访结果-{at:%Y%m%d}.xlsx"
        write_calls(path, courses)
        _take_in(path, at, by)


def _take_in(path: Path, at: datetime, by: User) -> None:
    result = take_in(Order(path, path.name, at, by))
    if result.refused:
        reasons = "；".join(row.reason for row in result.rows[:3] if row.reason)
        raise ValidationError(f"{path.name}：{result.words}。{reasons}", code="refused")
