"""The working calendar: one row a day, seeded from the State Council's published years, editable by the administrator."""

from django.db import models


class CalendarDay(models.Model):
    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("工作日")
    label = models.CharField("说明", max_length=30, blank=True, help_text="例如：国庆节、调休上班")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {'班' if self.is_workday else '休'} {self.label}".rstrip()
