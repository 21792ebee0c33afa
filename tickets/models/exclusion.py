"""Exclusions (剔除): by decision a ticket is left out of one thing its unit is assessed by; raw figures stay (domain.md, Exclusion)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import User


class Exclusion(models.Model):
    """The unit asks with its evidence, the district decides, the city may overturn. It holds while it is accepted and not overturned."""

    class Aspect(models.TextChoices):
        """What the ticket is left out of: each indicator belongs to one of these (scoring.rules.indicators)."""

        VOLUME = "volume", "承办件数"
        SIGNING = "signing", "按时签收"
        CONTACT = "contact", "响应"
        FEEDBACK = "feedback", "按时反馈、超期"
        COMPLETION = "completion", "办结"
        RETURN = "return", "退件"
        REDO = "redo", "重办"
        SATISFACTION = "satisfaction", "结果满意"
        PROCESS = "process", "过程满意"
        SOLVED = "solved", "解决"
        STAR = "star", "评星"
        VALID = "valid", "有效回访"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="exclusions")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="exclusions")
    aspect = models.CharField("剔除指标", max_length=15, choices=Aspect.choices)
    reason = models.TextField("事由", max_length=1_000)
    evidence = models.CharField("依据材料", max_length=500)
    by = models.ForeignKey(User, verbose_name="申请人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申请时间")
    decision = models.CharField("决定", max_length=15, choices=Decision.choices, blank=True, default=Decision.WAITING)
    decided_by = models.ForeignKey(User, verbose_name="审批人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_words = models.CharField("审批意见", max_length=500, blank=True)
    document = models.CharField("决定文号", max_length=100, blank=True)
    overturned_at = models.DateTimeField("市平台改判时间", null=True)
    overturned_words = models.CharField("市平台改判意见", max_length=500, blank=True)
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "剔除"
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["at", "id"], name="open_exclusion", condition=Q(decision__in=OPEN_DECISIONS)),
            # What stands in force: few rows, read by each closing.
            models.Index(
                fields=["assignment", "aspect"], name="exclusion_in_force", condition=Q(decision=Decision.ACCEPTED, overturned_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "aspect"],
                condition=Q(decision__in=[*OPEN_DECISIONS, Decision.ACCEPTED], overturned_at=None),
                name="one_exclusion_from_each_aspect",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_aspect_display()} {self.get_decision_display()}"

    @property
    def is_in_force(self) -> bool:
        return self.decision == Decision.ACCEPTED and self.overturned_at is None
