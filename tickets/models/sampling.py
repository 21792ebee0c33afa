"""The district's own sample (区级抽访): how many of the completed tickets are called; the others close as 未抽访."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from tickets.models.category import Channel


class SamplePlan(models.Model):
    """In force from `starts_on` to `ends_on`; without any plan every completed ticket is called."""

    name = models.CharField("名称", max_length=40)
    percent = models.PositiveSmallIntegerField("抽样比例（%）", validators=[MinValueValidator(1), MaxValueValidator(100)])
    least = models.PositiveSmallIntegerField("每单位每月至少", default=0)
    channel = models.ForeignKey(Channel, verbose_name="渠道", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽访方案"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sample_percent", condition=Q(percent__gte=1, percent__lte=100), violation_error_message="抽样比例应在 1 到 100 之间。"
            ),
            models.CheckConstraint(
                name="sample_dates",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message="结束日期不能早于起始日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name
