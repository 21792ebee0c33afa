"""Facts (计数): whole numbers for each closing, unit, first-level category and indicator. Rates are never stored."""

from django.db import models

from scoring.models.closing import Closing
from scoring.models.counted import COPIED
from tickets.models import Category
from units.models import Unit


class Fact(models.Model):
    closing = models.ForeignKey(Closing, verbose_name="关账", on_delete=models.CASCADE, related_name="facts")
    unit = models.ForeignKey(Unit, verbose_name="单位", null=True, **COPIED)
    category = models.ForeignKey(Category, verbose_name="一级类别", null=True, **COPIED)
    indicator = models.CharField("指标", max_length=40)
    base = models.PositiveBigIntegerField("分母")
    hits = models.PositiveBigIntegerField("分子")
    # Of these, what was left out by decision (剔除): the assessed figure is base − excluded_base, hits − excluded_hits.
    excluded_base = models.PositiveBigIntegerField("剔除分母", default=0)
    excluded_hits = models.PositiveBigIntegerField("剔除分子", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "计数"
        indexes = [models.Index(fields=["indicator", "closing", "unit"], name="fact_series")]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.indicator} {self.hits}/{self.base}"
