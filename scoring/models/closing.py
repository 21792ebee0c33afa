"""Closings (关账): one row for each statistical month, trial (试算) while it is open, frozen when it is closed.

While a month is being counted its draft (关账中) stands beside it: a row of its own, under a label that nobody reads figures
by, until it takes the month's place in one transaction.
"""

from django.db import models
from django.utils import timezone

from units.models import User


class ClosingQuerySet(models.QuerySet["Closing"]):
    def closed(self) -> "ClosingQuerySet":
        return self.filter(state=Closing.State.CLOSED)


_MonthsOf = models.Manager.from_queryset(ClosingQuerySet)


class MonthManager(_MonthsOf["Closing"]):
    """The months as their readers know them, without drafts."""

    def get_queryset(self) -> ClosingQuerySet:
        return ClosingQuerySet(self.model, using=self._db).exclude(state=Closing.State.DRAFT)


class DraftManager(models.Manager["Closing"]):
    """Months that are being counted."""

    def get_queryset(self) -> models.QuerySet["Closing"]:
        return super().get_queryset().filter(state=Closing.State.DRAFT)


class Closing(models.Model):
    class State(models.TextChoices):
        TRIAL = "trial", "试算"
        CLOSED = "closed", "已关账"
        REOPENED = "reopened", "已重开"
        DRAFT = "draft", "关账中"

    label = models.CharField("月份", max_length=10, unique=True, help_text="例如 2022-01")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", help_text="含当日")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.TRIAL)
    as_of = models.DateTimeField("截至", help_text="办结等状态按此刻计")
    closed_at = models.DateTimeField("关账时间", null=True)
    closed_by = models.ForeignKey(User, verbose_name="关账人", null=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField("重开时间", null=True)
    reopened_by = models.ForeignKey(User, verbose_name="重开人", null=True, on_delete=models.PROTECT, related_name="+")
    reopened_why = models.CharField("重开原因", max_length=300, blank=True)
    computed_at = models.DateTimeField("计算时间", default=timezone.now)
    # {"2022-01": {"callback.in_called": 2}}: rows of earlier closed months that were recorded late and are counted in this one.
    late = models.JSONField("晚到补计", default=dict)
    is_stale = models.BooleanField("待重算", default=False, help_text="试算之后，此前的月份又关账或更正")
    step = models.PositiveSmallIntegerField("已完成步骤", default=0)
    span = models.CharField("重算期间", max_length=10, blank=True, help_text="草稿属于哪次重算；关账的草稿没有")

    objects = MonthManager()
    drafts = DraftManager()

    class Meta:
        verbose_name = verbose_name_plural = "关账"
        ordering = ["starts_on"]

    def __str__(self) -> str:
        return f"{self.label} {self.get_state_display()}"
