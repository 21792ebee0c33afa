"""The two files that the city would have sent: its export of the period's tickets and the results of its calls, as .xlsx."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from hotline.acts.reproduction.sheets import write_sheet
from hotline.rules.courses import Course
from hotline.rules.listed import category_of
from tickets.rules.samples import CHINA
from tickets.rules.samples.sheet import COLUMN, HEADINGS, LEVELS, row

# Beside the 28 columns, as other cities have them: the listed cases are known by their summaries, limits by the level.
TICKET_HEADINGS = (*HEADINGS, "标题", "交办层级", "是否涉企", "是否涉旅")
CALL_HEADINGS = ("工单编号", "回访时间", "是否接通", "办理满意", "评星", "过程满意", "是否解决")
# What a ticket's columns hold before the district has done anything.
UNANSWERED = ("回复备注", "办理情况", "办结时间")
SENT, PROVINCE, CITY, NOT_REPLIED = "待派单", "省", "市", "否"
GRADES = {"": "", "satisfied": "满意", "basically": "基本满意", "dissatisfied": "不满意"}
SOLVED = {"": "", "solved": "解决", "unsolved": "未解决"}
YES = "是"
REACHED, UNREACHED = "是", "无人接听"
MOMENT = "%Y-%m-%d %H:%M:%S"


def write_tickets(path: Path, courses: Sequence[Course], paths: Sequence[tuple[str, ...]]) -> None:
    """`paths`: the category tree, from which a listed case takes what its summary names."""
    write_sheet(path, TICKET_HEADINGS, [_ticket(course, paths) for course in courses])


def _ticket(course: Course, paths: Sequence[tuple[str, ...]]) -> list[str]:
    cells = [str(cell or "") for cell in row(course.sample)]
    changes = {"工单编号": course.number, "主要内容": course.text, "工单状态": SENT, "是否回复": NOT_REPLIED, "办理单位": course.unit}
    changes |= dict.fromkeys(UNANSWERED, "")
    path = category_of(course.case.summary, paths) if course.case else ()
    if path:
        levels = [*path, *[""] * (LEVELS - len(path))]
        changes |= dict(zip(HEADINGS[COLUMN["一级分类"] :], levels, strict=False))
    for heading, value in changes.items():
        cells[COLUMN[heading]] = value
    level = PROVINCE if PROVINCE in course.sample.channel else CITY
    return [*cells, course.title, level, YES if course.is_enterprise else "", YES if course.is_tourism else ""]


def write_calls(path: Path, courses: Sequence[Course]) -> None:
    """Those that the city called, in the order of the calls."""
    called = sorted((course for course in courses if course.called_at), key=lambda course: (course.called_at, course.number))
    write_sheet(path, CALL_HEADINGS, [_call(course, course.called_at) for course in called if course.called_at])


def _call(course: Course, called_at: datetime) -> list[str]:
    stars = str(course.stars) if course.stars else ""
    reached = REACHED if course.is_reached else UNREACHED
    moment = called_at.astimezone(CHINA).strftime(MOMENT)
    return [course.number, moment, reached, GRADES[course.grade], stars, GRADES[course.process], SOLVED[course.solved]]
