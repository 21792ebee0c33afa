"""Indicators that the district chooses otherwise (scoring.rules.indicators.choosing), as its profile says it."""

from django.db import models


class IndicatorChoice(models.Model):
    code = models.CharField("代码", max_length=40, unique=True)
    order = models.PositiveIntegerField("顺序", default=0)
    body = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "配置的指标"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.code
