"""Orders to handle a finished ticket again (重办): who asked, why, and which round it opened."""

from django.db import models

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import User


class RedoOrder(models.Model):
    class Source(models.TextChoices):
        DISTRICT = "district", "区平台"
        CITY = "city", "市平台"
        CALLBACK = "callback", "回访"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="redo_orders")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="redo_orders")
    round = models.PositiveSmallIntegerField("轮次")
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.DISTRICT)
    reason = models.CharField("原因", max_length=500)
    by = models.ForeignKey(User, verbose_name="提出人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "重办"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id} 第 {self.round} 轮"
