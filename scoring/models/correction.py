"""Corrections (更正): what a closed month's figures and standings were before it was counted again, and what they are since.

Opened by the reopening with all that was printed then; the next closing leaves the lines that differ. A recount writes both at once.
"""

from django.db import models

from scoring.models.counted import COPIED
from scoring.models.method import Method
from tickets.models import Category
from units.models import Unit, User


class Correction(models.Model):
    """`closed_at` None: the month is open again and what will differ is not known yet."""

    period = models.CharField("月份", max_length=10, help_text="例如 2022-01")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止", help_text="含当日")
    why = models.CharField("原因", max_length=300)
    opened_at = models.DateTimeField("重开时间")
    opened_by = models.ForeignKey(User, verbose_name="重开人", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("更正时间", null=True)
    closed_by = models.ForeignKey(User, verbose_name="更正人", null=True, on_delete=models.PROTECT, related_name="+")
    figures_changed = models.PositiveIntegerField("有变的计数", default=0)
    scores_changed = models.PositiveIntegerField("有变的得分", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "更正"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["period"], condition=models.Q(closed_at=None), name="one_open_correction_for_each_month")
        ]

    def __str__(self) -> str:
        return f"{self.period} 更正"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_different(self) -> bool:
        return bool(self.figures_changed or self.scores_changed)

    @property
    def words(self) -> str:
        if self.is_open:
            return "待重新关账"
        return f"计数 {self.figures_changed} 处、得分 {self.scores_changed} 处有变" if self.is_different else "与原数字一致，没有差异"


class CorrectedFigure(models.Model):
    """Raw base and hits of a unit, first-level category and indicator, and what of them is excluded: as a Fact holds them."""

    correction = models.ForeignKey(Correction, verbose_name="更正", on_delete=models.CASCADE, related_name="figures")
    unit = models.ForeignKey(Unit, verbose_name="单位", null=True, **COPIED)
    category = models.ForeignKey(Category, verbose_name="一级类别", null=True, **COPIED)
    indicator = models.CharField("指标", max_length=40)
    before_base = models.PositiveBigIntegerField("原分母", default=0)
    before_hits = models.PositiveBigIntegerField("原分子", default=0)
    before_excluded_base = models.PositiveBigIntegerField("原剔除分母", default=0)
    before_excluded_hits = models.PositiveBigIntegerField("原剔除分子", default=0)
    after_base = models.PositiveBigIntegerField("现分母", default=0)
    after_hits = models.PositiveBigIntegerField("现分子", default=0)
    after_excluded_base = models.PositiveBigIntegerField("现剔除分母", default=0)
    after_excluded_hits = models.PositiveBigIntegerField("现剔除分子", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "更正的计数"

    def __str__(self) -> str:
        return f"{self.correction_id} {self.indicator} {self.before_hits}/{self.before_base} → {self.after_hits}/{self.after_base}"


class CorrectedScore(models.Model):
    """A unit's standing in a period of a method: of the month itself or of a longer one all whose other months were closed."""

    correction = models.ForeignKey(Correction, verbose_name="更正", on_delete=models.CASCADE, related_name="scores")
    method = models.ForeignKey(Method, verbose_name="评分办法", on_delete=models.PROTECT, related_name="+")
    period = models.CharField("期间", max_length=10)
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    before_rank = models.PositiveIntegerField("原名次", null=True)
    before_total = models.DecimalField("原总分", max_digits=9, decimal_places=4, null=True)
    before_band = models.CharField("原等次", max_length=20, blank=True)
    after_rank = models.PositiveIntegerField("现名次", null=True)
    after_total = models.DecimalField("现总分", max_digits=9, decimal_places=4, null=True)
    after_band = models.CharField("现等次", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "更正的得分"

    def __str__(self) -> str:
        return f"{self.correction_id} {self.period} {self.before_total} → {self.after_total}"
