"""Who is on duty when (值班表), and what one shift tells the next (交接班记录)."""

from django.conf import settings
from django.db import models


class Duty(models.Model):
    """One person's shift. The phone is the office's, not a citizen's."""

    class Shift(models.TextChoices):
        DAY = "day", "白班"
        NIGHT = "night", "夜班"
        WHOLE = "whole", "全天"

    on = models.DateField("日期")
    shift = models.CharField("班次", max_length=10, choices=Shift.choices, default=Shift.DAY)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="值班人", on_delete=models.PROTECT, related_name="duties")
    is_chief = models.BooleanField("带班", default=False)
    note = models.CharField("备注", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["on", "shift", "-is_chief", "pk"]
        constraints = [models.UniqueConstraint(fields=["on", "shift", "person"], name="once_in_a_shift")]

    def __str__(self) -> str:
        return f"{self.on} {self.get_shift_display()} {self.person}"


class Handover(models.Model):
    """A hand-over note; `taken_by` has read it and taken the shift over."""

    words = models.TextField("交接内容", max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="交班人", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("交班时间")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="接班人", null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("接班时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接班记录"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}"
