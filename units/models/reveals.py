"""Who opened whose identity, when and why. Rows are only added."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class RevealLog(models.Model):
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="查看人", on_delete=models.PROTECT)
    ticket_number = models.CharField("工单编号", max_length=40)
    reason = models.CharField("事由", max_length=200)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "身份查看记录"
        indexes = [models.Index(fields=["ticket_number", "at"], name="reveal_ticket")]

    def __str__(self) -> str:
        return f"{self.ticket_number} {self.at:%Y-%m-%d %H:%M}"
