"""Calls of the interface that were answered: a client that has lost the answer asks again and is told the same, once more."""

from django.conf import settings
from django.db import models


class AnsweredCall(models.Model):
    """`key` is the caller's own word for one call (Idempotency-Key), `digest` what it was sent, `answer` what came of it."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="调用人", on_delete=models.CASCADE, related_name="+")
    key = models.CharField("幂等键", max_length=100)
    digest = models.CharField("摘要", max_length=64)
    answer = models.JSONField("答复", default=dict)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "已答复的调用"
        constraints = [models.UniqueConstraint(fields=["by", "key"], name="a_call_is_answered_once")]

    def __str__(self) -> str:
        return self.key
