"""并案: one lead ticket's reply serves several. Each number keeps its deadline, report, callback and place in the volume."""

from django.db import models

from tickets.models.ticket import Ticket
from units.models import User


class Merger(models.Model):
    """A ticket that is handled together with `lead`, from `at` until it is undone."""

    lead = models.ForeignKey(Ticket, verbose_name="主件", on_delete=models.PROTECT, related_name="mergers")
    ticket = models.ForeignKey(Ticket, verbose_name="并入件", on_delete=models.PROTECT, related_name="merged_into")
    reason = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(User, verbose_name="并案人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("并案时间")
    undone_by = models.ForeignKey(User, verbose_name="取消人", null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "并案"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=models.Q(undone_at=None), name="merged_into_one_at_a_time"),
            models.CheckConstraint(
                name="not_merged_into_itself",
                condition=~models.Q(lead=models.F("ticket")),
                violation_error_message="工单不能并入自己。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} → {self.lead_id}"
