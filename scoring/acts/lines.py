"""Frozen rows as lines of a table: what each source shows of a row, and what its outcome was."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from scoring.models import (
    CountedAssignment,
    CountedAssist,
    CountedCallback,
    CountedLedger,
    CountedReply,
    CountedReturn,
    CountedSupervision,
    CountedTicket,
    CountedWhistle,
)
from scoring.rules.indicators import STANDARD, Catalogue, Source
from scoring.rules.printing import points_of
from tickets.acts.identities import hide_in_titles
from tickets.models import Callback, SupervisionOrder
from units.models import User


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
    "ticket": ("受理", "退件次数"),
    "assist": ("派单", "答复"),
    "reply": ("答复", "承诺日期"),
    "return": ("提出", "第几次退件"),
    "supervision": ("督办", "层级", "督办单号", "事由"),
    "whistle": ("吹哨", "编号", "类别", "事项"),
    "assignment": ("派单", "首轮时限", "首次答复", "办结"),
    "callback": ("回访", "接通", "是否解决", "结果评价", "过程评价", "评星"),
    "ledger": ("发生日期", "账目", "分值", "事由", "依据文件", "批准人"),
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


SOLVED, UNSOLVED = Outcome("已解决", "green", "check"), Outcome("未解决", "red", "alert-circle")
NO_RESULT = Outcome("未登记结果", "grey", "clock")


def lines_of(source: Source, rows: Sequence[Any], reader: User, known: Catalogue = STANDARD) -> list[Line]:
    """As `reader` is shown them: no title names a citizen who stays hidden. `known` names the ledgers that only the district's
    methods name."""
    if source == "ledger":
        return [_ledger(row, known) for row in rows]
    hide_in_titles((row.ticket for row in rows), reader)
    return [_MAKERS[source](row) for row in rows]


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


def _ledger(row: CountedLedger, known: Catalogue) -> Line:
    entry = row.row
    label = known.label_of(row.ledger) if row.ledger in known.codes else entry.ledger_label
    cells = (_day(entry.happened_on), label, str(points_of(row.hundredths)), entry.reason, entry.document or "—", entry.approver or "—")
    return Line(entry.ticket_number, "", _unit(row), cells)


def _ticket(row: CountedTicket) -> Line:
    outcomes = [Outcome("已撤单", "grey", "archive")] if row.is_voided else []
    if row.is_direct:
        outcomes.append(Outcome("直办", "grey", "check"))
    if row.is_many_returns:
        outcomes.append(Outcome("多次退件", "amber", "repeat"))
    return _line(row, (_moment(row.arrived_at), f"{row.return_count} 次"), outcomes)


def _assist(row: CountedAssist) -> Line:
    return _line(
        row, (_moment(row.assigned_at), _moment(row.replied_at)), [] if row.is_volume else [Outcome("不计协办件", "grey", "archive")]
    )


def _reply(row: CountedReply) -> Line:
    outcomes = [Outcome("阶段性", "grey", "clock")] if row.is_staged else []
    if row.is_sent_back:
        outcomes.append(Outcome("审核退回", "amber", "repeat"))
    if row.in_promised and row.is_promise:
        outcomes.append(Outcome("承诺不兑现", "red", "alert-triangle") if row.is_broken else Outcome("已兑现", "green", "check"))
    return _line(row, (_moment(row.at), _day(row.promised_on) if row.promised_on else "—"), outcomes)


def _return(row: CountedReturn) -> Line:
    outcomes = [Outcome("同意退件", "green", "check") if row.is_accepted else Outcome("不同意", "grey", "x")] if row.is_ruled else []
    if row.is_late:
        outcomes.append(Outcome("超窗", "red", "alert-triangle"))
    return _line(row, (_moment(row.at), f"第 {row.serial} 次"), outcomes)


def _supervision(row: CountedSupervision) -> Line:
    order = row.row
    return _line(
        row, (_moment(row.ordered_at), SupervisionOrder.Level(row.level).label, order.document or "—", order.reason), [_result(row)]
    )


def _whistle(row: CountedWhistle) -> Line:
    return _line(row, (_moment(row.blown_at), row.row.number, row.row.kind, row.row.matter), [_result(row)])


def _result(row: CountedSupervision | CountedWhistle) -> Outcome:
    if not row.has_result:
        return NO_RESULT
    return SOLVED if row.is_solved else UNSOLVED


def _line(row: Any, cells: tuple[str, ...], outcomes: Sequence[Outcome]) -> Line:
    """A whistle may go with no ticket."""
    number, title = (row.ticket.number, row.ticket.title) if row.ticket else ("", "")
    return Line(number, title, _unit(row), cells, tuple(outcomes))


def _unit(row: Any) -> str:
    return row.unit.label if row.unit else "未派单位"


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"


def _day(on: date) -> str:
    return on.isoformat()


_MAKERS: dict[Source, Callable[[Any], Line]] = {
    "ticket": _ticket,
    "assignment": _assignment,
    "assist": _assist,
    "reply": _reply,
    "callback": _callback,
    "return": _return,
    "supervision": _supervision,
    "whistle": _whistle,
}
