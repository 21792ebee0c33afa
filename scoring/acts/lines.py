"""Frozen rows as lines of a table: what each source shows of a row, and what its outcome was."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from scoring.models import CountedAssignment, CountedCallback, CountedLedger
from scoring.rules.indicators import Source
from scoring.rules.printing import points_of
from tickets.models import Callback


@dataclass(frozen=True)
class Outcome:
    """A badge; `tone` and `icon` are of static/README.md."""

    word: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Line:
    """`number` empty: no ticket stands behind the row. `cells` stand under the source's HEADS."""

    number: str
    title: str
    unit: str
    cells: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()


HEADS: dict[Source, tuple[str, ...]] = {
    "assignment": ("派单", "首轮时限", "首次答复", "办结"),
    "callback": ("回访", "接通", "是否解决", "结果评价", "过程评价", "评星"),
    "ledger": ("发生日期", "账目", "分值", "事由", "依据文件"),
}
IN_TIME, LATE = Outcome("按时反馈", "green", "circle-check"), Outcome("超期", "red", "alert-triangle")
COMPLETED, IN_HAND = Outcome("已办结", "green", "check"), Outcome("未办结", "amber", "clock")
REDONE, ENDED = Outcome("有重办", "amber", "repeat"), Outcome("不计承办件", "grey", "archive")
SATISFIED, PARTLY, DISSATISFIED = (
    Outcome("满意", "green", "mood-smile"),
    Outcome("基本满意", "grey", "mood-smile"),
    Outcome("不满意", "red", "alert-circle"),
)
GRADES = {"satisfied": SATISFIED, "basically": PARTLY, "dissatisfied": DISSATISFIED}


def line_of(source: Source, row: Any) -> Line:
    return _MAKERS[source](row)


def _assignment(row: CountedAssignment) -> Line:
    outcomes = [COMPLETED if row.is_completed else IN_HAND]
    if row.is_replied_in_time:
        outcomes.append(IN_TIME)
    if row.is_overdue:
        outcomes.append(LATE)
    if row.is_redone:
        outcomes.append(REDONE)
    if not row.is_volume:
        outcomes.append(ENDED)
    moments = (row.assigned_at, row.first_due_at, row.first_replied_at, row.completed_at)
    return Line(row.ticket.number, row.ticket.title, _unit(row), tuple(map(_moment, moments)), tuple(outcomes))


def _callback(row: CountedCallback) -> Line:
    cells = (
        _moment(row.called_at),
        Callback.Reached(row.reached).label,
        Callback.Solved(row.solved).label,
        Callback.Grade(row.result_grade).label,
        Callback.Grade(row.process_grade).label,
        "—" if row.stars is None else f"{row.stars} 星",
    )
    outcomes = [GRADES[row.result_grade]] if row.result_grade else []
    if row.result_grade == "dissatisfied" and row.is_cleared:
        outcomes.append(Outcome("已回头满意", "green", "check"))
    return Line(row.ticket.number, row.ticket.title, _unit(row), cells, tuple(outcomes))


def _ledger(row: CountedLedger) -> Line:
    entry = row.row
    cells = (_day(entry.happened_on), entry.get_ledger_display(), str(points_of(row.hundredths)), entry.reason, entry.document or "—")
    return Line(entry.ticket_number, "", _unit(row), cells)


def _unit(row: Any) -> str:
    return row.unit.label if row.unit else "未派单位"


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _day(on: date) -> str:
    return on.isoformat()


_MAKERS: dict[Source, Callable[[Any], Line]] = {"assignment": _assignment, "callback": _callback, "ledger": _ledger}
