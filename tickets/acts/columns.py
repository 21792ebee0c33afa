"""The columns of lists that are taken as files: of a ticket, and of what is done about tickets (slips, applications, parts, words)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tickets.models import CityWord, Exclusion, HandOn, Outcome, SupervisionOrder
from tickets.models.applications import Decision
from tickets.models.ticket import Urgency
from tickets.rules.deadlines import due_day, local, print_due
from tickets.rules.workflow import Status
from units.rules.masking import mask_text


@dataclass(frozen=True)
class Column:
    """A heading, the row's field (or path) below it, how its value is printed, how wide it stands in a sheet."""

    heading: str
    field: str
    shown: Callable[[Any], str] = str
    width: int = 16


def _moment(value: datetime) -> str:
    return f"{local(value):%Y-%m-%d %H:%M}"


def _limit(value: datetime) -> str:
    """A limit at midnight is the 24:00 of the day that it ends."""
    return f"{due_day(value):%Y}-{print_due(value)}"


def _times(value: int) -> str:
    return str(value) if value else ""


def _yes(value: bool) -> str:
    return "是" if value else ""


def _status(value: str) -> str:
    return Status(value).label


TICKET = (
    Column("工单编号", "number", width=22),
    Column("标题", "title", mask_text, 40),
    Column("类别", "category__path", lambda path: path.replace("/", " › "), 24),
    Column("诉求类型", "ticket_type__label", width=10),
    Column("渠道", "channel__label", width=10),
    Column("紧急程度", "urgency", lambda value: "" if value == Urgency.NORMAL else Urgency(value).label, 10),
    Column("属地", "area", mask_text, 14),
    Column("主办单位", "lead_unit__name", width=22),
    Column("状态", "status", _status, 10),
    Column("受理时间", "arrived_at", _moment),
    Column("分转时限", "dispatch_due_at", _limit),
    Column("单位时限", "due_at", _limit),
    Column("市平台时限", "city_due_at", _limit),
    Column("承诺日期", "promised_on", width=12),
    Column("答复时间", "replied_at", _moment),
    Column("办结时间", "completed_at", _moment),
    Column("报结时间", "reported_at", _moment),
    Column("重办次数", "redo_count", _times, 10),
    Column("退件次数", "return_count", _times, 10),
    Column("催办次数", "urge_count", _times, 10),
    Column("冲突", "is_conflict", _yes, 8),
    Column("保密", "is_confidential", _yes, 8),
)


def _of_ticket(fields: Iterable[str]) -> tuple[Column, ...]:
    kept = set(fields)
    return tuple(column for column in TICKET if column.field in kept)


# What a ticket never changes while it goes from unit to unit: a past holder may read it of a ticket that others now handle.
_LASTING = _of_ticket(("number", "title", "category__path", "ticket_type__label", "channel__label", "urgency", "area", "arrived_at"))
# With what tickets.acts.past sets back to what a past holder saw.
AS_SEEN = _of_ticket((*(column.field for column in _LASTING), "lead_unit__name", "status", "due_at", "replied_at", "completed_at"))


def _about(*own: Column) -> tuple[Column, ...]:
    """The columns of rows that each belong to a ticket: which ticket, then the row's own."""
    return (*(replace(column, field=f"ticket__{column.field}") for column in _LASTING), *own)


# Of a slip, as the desk and its unit read it: `standing` is the decision, or UNSIGNED while the principal's hand is missing.
UNSIGNED = "unsigned"
_DECISIONS = {**dict(Decision.choices), UNSIGNED: "待签批"}
SLIP = _about(
    Column("第几次退件", "serial", width=10),
    Column("申请单位", "assignment__unit__name", width=22),
    Column("申请时间", "at", _moment),
    Column("窗口截止", "window_ends_at", _limit),
    Column("超窗", "is_late", _yes, 8),
    Column("退件事由", "kind__label", width=22),
    Column("建议单位", "proposed_unit__name", width=22),
    Column("决定", "standing", lambda value: _DECISIONS[value], 10),
    Column("改派单位", "sent_to__name", width=22),
    Column("退回市平台", "is_to_city", _yes, 10),
    Column("审批时间", "decided_at", _moment),
    Column("审批意见", "decision_words", mask_text, 40),
    Column("补正要求", "mend_words", mask_text, 40),
)
_DECIDED = (
    Column("决定", "decision", lambda value: _DECISIONS[value], 10),
    Column("审批时间", "decided_at", _moment),
    Column("审批意见", "decision_words", mask_text, 40),
)
_ASKED = (
    Column("承办单位", "assignment__unit__name", width=22),
    Column("申请时间", "at", _moment),
    Column("事由类别", "kind__label", width=22),
    Column("事由", "reason", mask_text, 40),
)
# `granted_due_at` is the new limit of what was granted, else nothing.
_LIMITS = (Column("原单位时限", "old_due_at", _limit), Column("新单位时限", "granted_due_at", _limit))
EXTENSION = _about(*_ASKED, Column("延期工作日", "days", width=10), *_LIMITS, *_DECIDED)
SUSPENSION = _about(*_ASKED, Column("挂起至", "until_on", width=12), *_LIMITS, *_DECIDED)
ASSIST = _about(
    Column("主办单位", "ticket__lead_unit__name", width=22),
    Column("协办单位", "unit__name", width=22),
    Column("协办状态", "status", _status, 10),
    Column("派单时间", "assigned_at", _moment),
    Column("签收时限", "sign_due_at", _limit),
    Column("协办时限", "due_at", _limit),
    Column("答复时间", "replied_at", _moment),
)
HANDED = _about(
    Column("下派到", "unit__name", width=22),
    Column("下派状态", "state", lambda value: HandOn.State(value).label, 10),
    Column("下派时间", "at", _moment),
    Column("下派时限", "due_at", _limit),
    Column("答复时间", "answered_at", _moment),
)
CITY_WORD = _about(
    Column("主办单位", "assignment__unit__name", width=22),
    Column("登记时间", "recorded_at", _moment),
    Column("意见类别", "kind", lambda value: CityWord.Kind(value).label, 12),
    Column("内容", "words", mask_text, 40),
    Column("新时限", "due_at", _limit),
    Column("市平台时间", "at", _moment),
)
EXCLUSION = _about(
    Column("申请单位", "assignment__unit__name", width=22),
    Column("剔除指标", "aspect", lambda value: Exclusion.Aspect(value).label, 14),
    Column("事由", "reason", mask_text, 40),
    Column("依据材料", "evidence", mask_text, 30),
    Column("申请时间", "at", _moment),
    *_DECIDED,
    Column("决定文号", "document", mask_text, 20),
    Column("市平台改判时间", "overturned_at", _moment),
    Column("市平台改判意见", "overturned_words", mask_text, 30),
)
_RESULT = (
    Column("结果", "result", lambda value: Outcome(value).label, 10),
    Column("结果时间", "result_at", _moment),
    Column("结果说明", "result_words", mask_text, 30),
)
SUPERVISION = _about(
    Column("被督办单位", "unit__name", width=22),
    Column("层级", "level", lambda value: SupervisionOrder.Level(value).label, 16),
    Column("督办单号", "document", mask_text, 20),
    Column("事由", "reason", mask_text, 40),
    Column("督办时间", "ordered_at", _moment),
    Column("办理时限", "due_at", _limit),
    *_RESULT,
)
WHISTLE = (
    Column("吹哨编号", "number", width=20),
    Column("工单编号", "ticket__number", width=22),
    Column("类别", "kind", mask_text, 14),
    Column("吹哨单位", "unit__name", width=22),
    Column("事项", "matter", mask_text, 40),
    Column("吹哨时间", "blown_at", _moment),
    Column("报到时间", "arrived_at", _moment),
    *_RESULT,
)
