"""Intake: each file taken in, and each of its rows that changed something or was refused."""

from django.db import models

from tickets.models.ticket import Ticket
from units.models import JobRun, User


class IntakeBatch(models.Model):
    job = models.OneToOneField(JobRun, verbose_name="后台任务", null=True, on_delete=models.PROTECT, related_name="intake")
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    layout = models.CharField("版式", max_length=40)
    by = models.ForeignKey(User, verbose_name="导入人", null=True, on_delete=models.PROTECT)
    at = models.DateTimeField("导入时间")
    added = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("拒收", default=0)
    headings = models.JSONField("表头", default=list, help_text="按列顺序，供拒收文件使用")
    unknown_headings = models.JSONField("未识别的列", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged + self.refused


class IntakeRow(models.Model):
    """A row of a file that updated a ticket (with its difference) or was refused (with its cells and the reason)."""

    class Outcome(models.TextChoices):
        UPDATED = "updated", "更新"
        REFUSED = "refused", "拒收"

    batch = models.ForeignKey(IntakeBatch, verbose_name="批次", on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField("行号")
    number = models.CharField("工单编号", max_length=60, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    ticket = models.ForeignKey(Ticket, verbose_name="工单", null=True, on_delete=models.PROTECT, related_name="intake_rows")
    reason = models.CharField("原因", max_length=300, blank=True)
    difference = models.JSONField("差异", default=dict, help_text="字段 → [原值, 新值]")
    cells = models.JSONField("原行", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "导入明细"
        ordering = ["row"]
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="intake_outcome")]

    def __str__(self) -> str:
        return f"{self.row} {self.get_outcome_display()}"
