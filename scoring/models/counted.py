"""The frozen rows behind a closing: what each source row was when the month was counted, one table for each source.

The column names are those that the indicators' filters speak of (scoring.rules.indicators); live rows are annotated with
the same names (scoring.acts.sources), so that one filter counts both. `in_*` says by which of its dates the row belongs
to this closing, also when it was recorded late.

The dimensions are copied from rows that the database has already checked and are never looked up by: neither a foreign
key check nor an index for each of them, which would cost more than the closing itself.
"""

from typing import Any

from django.db import models

from scoring.models.closing import Closing
from scoring.models.ledger import LedgerEntry
from tickets.models import (
    Assignment,
    Callback,
    Category,
    Channel,
    Level,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    Ticket,
    TicketType,
    Whistle,
)
from units.models import Unit

# What a copied reference is: PROTECT still holds in the ORM.
COPIED: dict[str, Any] = {"on_delete": models.PROTECT, "related_name": "+", "db_constraint": False, "db_index": False}
# The row itself is looked up by: a later closing asks whether it has been counted.
COPIED_ROW: dict[str, Any] = {**COPIED, "db_index": True}


class Counted(models.Model):
    """What every source has: the closing, the ticket and the dimensions as they were then."""

    closing = models.ForeignKey(
        Closing, verbose_name="关账", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    ticket = models.ForeignKey(Ticket, verbose_name="工单", **COPIED)
    unit = models.ForeignKey(Unit, verbose_name="单位", null=True, **COPIED)
    category = models.ForeignKey(Category, verbose_name="类别", null=True, **COPIED)
    root_category = models.ForeignKey(Category, verbose_name="一级类别", null=True, **COPIED)
    channel = models.ForeignKey(Channel, verbose_name="渠道", null=True, **COPIED)
    channel_group = models.CharField("渠道组", max_length=20, blank=True)
    ticket_type = models.ForeignKey(TicketType, verbose_name="类型", null=True, **COPIED)
    ticket_level = models.ForeignKey(Level, verbose_name="层级", null=True, **COPIED)
    area = models.CharField("属地", max_length=100, blank=True)
    is_enterprise = models.BooleanField("涉企", default=False)
    is_tourism = models.BooleanField("涉旅", default=False)

    class Meta:
        abstract = True


def _out(words: str) -> Any:
    """Excluded (剔除) from this aspect by a decision that was in force when the row was counted."""
    return models.BooleanField(f"剔除：{words}", default=False)


class CountedTicket(Counted):
    """A ticket that arrived in the month, dispatched or not; its unit is the one that led when it was counted."""

    row = models.ForeignKey(Ticket, verbose_name="工单", **COPIED_ROW)
    arrived_at = models.DateTimeField("受理时间")
    in_arrived = models.BooleanField("计入受理")
    is_direct = models.BooleanField("直办")
    is_voided = models.BooleanField("已撤单")
    is_effective = models.BooleanField("有效诉求", help_text="不是直办、没有撤单、不是无效类")
    return_count = models.PositiveSmallIntegerField("退件次数")
    is_many_returns = models.BooleanField("多次退件")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_ticket")]


class CountedAssignment(Counted):
    """A lead assignment dispatched, or whose first limit fell due, in the month."""

    row = models.ForeignKey(Assignment, verbose_name="承办", **COPIED_ROW)
    assigned_at = models.DateTimeField("派单时间")
    first_due_at = models.DateTimeField("首轮时限", null=True)
    first_replied_at = models.DateTimeField("首轮答复", null=True)
    completed_at = models.DateTimeField("办结时间", null=True)
    in_dispatched = models.BooleanField("计入派单")
    in_due = models.BooleanField("计入到期")
    is_volume = models.BooleanField("承办件", help_text="未因退件或转派结束、未撤单")
    is_sent = models.BooleanField("派件", help_text="未撤单、不是重办另派", default=False)
    is_first = models.BooleanField("首派", default=False)
    has_sign_limit = models.BooleanField("有签收时限")
    is_signed_in_time = models.BooleanField("按时签收")
    is_contacted_in_time = models.BooleanField("按时联系", default=False)
    is_replied_in_time = models.BooleanField("按时反馈")
    is_completed = models.BooleanField("已办结", help_text="截至时刻")
    is_overdue = models.BooleanField("超期")
    is_redone = models.BooleanField("有重办")
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0)
    is_returned = models.BooleanField("已退件", default=False)
    is_given_away = models.BooleanField("已退件或转派", default=False)
    is_extended = models.BooleanField("有延期", default=False)
    handling_workdays = models.PositiveSmallIntegerField("办理工作日", null=True)
    out_of_volume = _out("承办件数")
    out_of_signing = _out("按时签收")
    out_of_contact = _out("响应")
    out_of_feedback = _out("按时反馈、超期")
    out_of_completion = _out("办结")
    out_of_return = _out("退件")
    out_of_redo = _out("重办")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_assignment")]


class CountedAssist(Counted):
    """A part as assist (协办) that was given in the month."""

    row = models.ForeignKey(Assignment, verbose_name="协办", **COPIED_ROW)
    assigned_at = models.DateTimeField("派单时间")
    replied_at = models.DateTimeField("答复时间", null=True)
    in_dispatched = models.BooleanField("计入派单")
    is_volume = models.BooleanField("协办件", help_text="没有随主办退件、转派、撤单")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_assist")]


class CountedReply(Counted):
    """A staged reply, or one that the review sent back; a staged one is counted again when its promised day has passed."""

    row = models.ForeignKey(Reply, verbose_name="答复", **COPIED_ROW)
    at = models.DateTimeField("答复时间")
    promised_on = models.DateField("承诺日期", null=True)
    in_replied = models.BooleanField("计入答复")
    in_promised = models.BooleanField("计入承诺到期")
    is_staged = models.BooleanField("阶段性")
    is_sent_back = models.BooleanField("审核退回")
    is_promise = models.BooleanField("承诺有效", help_text="审核通过")
    is_broken = models.BooleanField("承诺不兑现")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_reply")]


class CountedCallback(Counted):
    """A callback that counts by the profile's setting (whose calls, first or last grade), made in the month."""

    row = models.ForeignKey(Callback, verbose_name="回访", **COPIED_ROW)
    called_at = models.DateTimeField("回访时间")
    in_called = models.BooleanField("计入回访")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    reached = models.CharField("接通情况", max_length=15)
    solved = models.CharField("是否解决", max_length=10, blank=True)
    result_grade = models.CharField("结果评价", max_length=15, blank=True)
    process_grade = models.CharField("过程评价", max_length=15, blank=True)
    stars = models.PositiveSmallIntegerField("评星", null=True)
    is_top_star = models.BooleanField("满星")
    is_low_star = models.BooleanField("低星")
    is_valid = models.BooleanField("有效回访")
    is_cleared = models.BooleanField("其后已满意")
    out_of_satisfaction = _out("结果满意")
    out_of_process = _out("过程满意")
    out_of_solved = _out("解决")
    out_of_star = _out("评星")
    out_of_valid = _out("有效回访")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_callback")]


class CountedReturn(Counted):
    """A return (退件) asked for in the month; its unit is the one that asked."""

    row = models.ForeignKey(ReturnRequest, verbose_name="退件单", **COPIED_ROW)
    at = models.DateTimeField("提出时间")
    in_returned = models.BooleanField("计入退件")
    serial = models.PositiveSmallIntegerField("第几次退件")
    is_late = models.BooleanField("超窗")
    is_standing = models.BooleanField("没有撤回")
    is_ruled = models.BooleanField("已审定")
    is_accepted = models.BooleanField("同意退件")
    out_of_return = _out("退件")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_return")]


class CountedSupervision(Counted):
    """A supervision order (督办) of the month; `level` is the order's."""

    row = models.ForeignKey(SupervisionOrder, verbose_name="督办", **COPIED_ROW)
    ordered_at = models.DateTimeField("督办时间")
    level = models.CharField("督办层级", max_length=10)
    in_ordered = models.BooleanField("计入督办")
    has_result = models.BooleanField("已登记结果", help_text="截至时刻")
    is_solved = models.BooleanField("已解决")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_supervision")]


class CountedWhistle(Counted):
    """A whistle (吹哨) of the month, which need not go with a ticket; its unit is the one that blew it."""

    ticket = models.ForeignKey(Ticket, verbose_name="工单", null=True, **COPIED)  # type: ignore[assignment]
    row = models.ForeignKey(Whistle, verbose_name="吹哨", **COPIED_ROW)
    blown_at = models.DateTimeField("吹哨时间")
    in_blown = models.BooleanField("计入吹哨")
    has_result = models.BooleanField("已登记结果", help_text="截至时刻")
    is_solved = models.BooleanField("已解决")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_whistle")]


class CountedLedger(models.Model):
    """A bonus or deduction that happened in the month."""

    closing = models.ForeignKey(
        Closing, verbose_name="关账", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    row = models.ForeignKey(LedgerEntry, verbose_name="加减分", **COPIED_ROW)
    unit = models.ForeignKey(Unit, verbose_name="单位", **COPIED)
    ledger = models.CharField("账目", max_length=20)
    hundredths = models.PositiveIntegerField("百分之一分")
    in_happened = models.BooleanField("计入发生")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_ledger")]
