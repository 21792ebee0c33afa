"""Replies (答复) of a unit with the district's decision on each, and the files in which accepted ones went back to the city."""

from django.db import models
from django.db.models import Q

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import User


class Reply(models.Model):
    class Kind(models.TextChoices):
        FINAL = "final", "办结答复"
        STAGED = "staged", "阶段性答复"

    class Decision(models.TextChoices):
        NONE = "", "待审核"
        ACCEPTED = "accepted", "通过"
        SENT_BACK = "sent_back", "退回修改"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="replies")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.FINAL)
    text = models.TextField("答复内容")
    promised_on = models.DateField("承诺日期", null=True, blank=True)
    by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("答复时间")
    decision = models.CharField("审核", max_length=10, choices=Decision.choices, blank=True, default=Decision.NONE)
    decided_by = models.ForeignKey(User, verbose_name="审核人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审核时间", null=True)
    decision_words = models.CharField("审核意见", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复"
        ordering = ["at", "pk"]
        indexes = [
            # The few that are counted by the month: staged ones, with the promises in them, and those that were sent back.
            models.Index(fields=["at"], name="reply_counted", condition=Q(kind="staged") | Q(decision="sent_back")),
            models.Index(fields=["promised_on"], name="reply_promised", condition=Q(kind="staged")),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_kind_display()}"


class ReportBatch(models.Model):
    """One 报结 list handed back to the city."""

    by = models.ForeignKey(User, verbose_name="报结人", on_delete=models.PROTECT)
    at = models.DateTimeField("报结时间")
    tickets = models.ManyToManyField(Ticket, verbose_name="工单", related_name="report_batches")

    class Meta:
        verbose_name = verbose_name_plural = "报结清单"
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
