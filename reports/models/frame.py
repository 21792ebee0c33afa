"""Frames (版式): the words, sections and columns of a kind of bulletin as data; figures come in when it is composed."""

from django.db import models


class Frame(models.Model):
    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    period_kind = models.CharField("期间种类", max_length=10, help_text="month 月、quarter 季度、half 半年、year 年")
    body = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "通报版式"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
