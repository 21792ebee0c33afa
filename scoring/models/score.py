"""Scores (得分): each names its method and its period; the standing so far (试算) until the period's last month is closed."""

from django.db import models

from scoring.models.method import Method
from units.models import Unit


class Score(models.Model):
    method = models.ForeignKey(Method, verbose_name="评分办法", on_delete=models.PROTECT, related_name="scores")
    period = models.CharField("期间", max_length=10, help_text="例如 2022Q1、2022-01")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    is_final = models.BooleanField("定稿", default=False)
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="scores")
    group = models.CharField("分组", max_length=40, blank=True)
    rank = models.PositiveIntegerField("名次", null=True)
    volume = models.PositiveIntegerField("承办件数", default=0)
    total = models.DecimalField("总分", max_digits=9, decimal_places=4, null=True)
    band = models.CharField("等次", max_length=20, blank=True)
    components = models.JSONField("分项", help_text="[{code, label, kind, indicator, base, hits, share, points, note, shape}]，金额为文本")
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "得分"
        ordering = ["period", "group", models.F("rank").asc(nulls_last=True), "unit__order"]
        constraints = [models.UniqueConstraint(fields=["method", "period", "unit"], name="one_score_for_each_unit")]

    def __str__(self) -> str:
        return f"{self.period} {self.unit_id} {self.total}"
