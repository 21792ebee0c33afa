"""What differs from district to district and is one value: loaded from the profile, editable, read through units.acts.settings."""

from django.db import models

from units.rules.district import LABELS


class Setting(models.Model):
    key = models.CharField("名称", max_length=60, primary_key=True)
    value = models.JSONField("值")

    class Meta:
        verbose_name = verbose_name_plural = "参数"
        ordering = ["key"]

    def __str__(self) -> str:
        return LABELS.get(self.key, self.key)
