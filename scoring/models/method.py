"""Scoring methods (评分办法) as dated data; what may stand in `body` is checked by scoring.rules.methods."""

from django.db import models


class Method(models.Model):
    code = models.CharField("代码", max_length=40)
    version = models.CharField("版本", max_length=20)
    name = models.CharField("名称", max_length=80)
    valid_from = models.DateField("起用日期")
    valid_to = models.DateField("停用日期", null=True, blank=True, help_text="含当日")
    body = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "评分办法"
        ordering = ["valid_from", "pk"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_method_version")]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
