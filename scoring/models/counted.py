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
from tickets.models import Assignment, Callback, Category, Channel, Level, Ticket, TicketType
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
    level = models.ForeignKey(Level, verbose_name="层级", null=True, **COPIED)

    class Meta:
        abstract = True


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
    has_sign_limit = models.BooleanField("有签收时限")
    is_signed_in_time = models.BooleanField("按时签收")
    is_replied_in_time = models.BooleanField("按时反馈")
    is_completed = models.BooleanField("已办结", help_text="截至时刻")
    is_overdue = models.BooleanField("超期")
    is_redone = models.BooleanField("有重办")
    handling_workdays = models.PositiveSmallIntegerField("办理工作日", null=True)

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_assignment")]


class CountedCallback(Counted):
    """A callback that counts by the profile's setting (whose calls, first or last grade), made in the month."""

    row = models.ForeignKey(Callback, verbose_name="回访", **COPIED_ROW)
    called_at = models.DateTimeField("回访时间")
    in_called = models.BooleanField("计入回访")
    reached = models.CharField("接通情况", max_length=15)
    solved = models.CharField("是否解决", max_length=10, blank=True)
    result_grade = models.CharField("结果评价", max_length=15, blank=True)
    process_grade = models.CharField("过程评价", max_length=15, blank=True)
    stars = models.PositiveSmallIntegerField("评星", null=True)
    is_top_star = models.BooleanField("满星")
    is_low_star = models.BooleanField("低星")
    is_valid = models.BooleanField("有效回访")
    is_cleared = models.BooleanField("其后已满意")

    class Meta:
        indexes = [models.Index(fields=["closing", "unit"], name="counted_callback")]


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
