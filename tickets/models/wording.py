"""Words that the district keeps in tables: reasons to choose from, phrases that replies and slips must not hold, stock texts."""

from django.core.exceptions import ValidationError
from django.db import models

from tickets.models.category import Category
from tickets.rules.phrases import fault
from units.models import Unit


class Reason(models.Model):
    """One line of a list of reasons (属地不符, 职能不符…). Never deleted: applications name it; `is_open` takes it off the list."""

    class Act(models.TextChoices):
        RETURN = "return", "退件"
        EXTENSION = "extension", "延期"
        SUSPENSION = "suspension", "挂起"
        SEND_BACK = "send_back", "退回修改"
        REDO = "redo", "重办"

    act = models.CharField("用于", max_length=12, choices=Act.choices)
    label = models.CharField("事由", max_length=40)
    needs_clause = models.BooleanField("须写明条款", default=False)
    order = models.PositiveIntegerField("顺序", default=0)
    is_open = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "事由"
        ordering = ["act", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["act", "label"], name="one_reason_of_a_name")]

    def __str__(self) -> str:
        return self.label


class Phrase(models.Model):
    """Wording that is banned or advised against (domain.md, Returns), with a better one."""

    class Place(models.TextChoices):
        EVERYWHERE = "", "退件和答复"
        RETURN = "return", "退件"
        REPLY = "reply", "答复"

    words = models.CharField("表述", max_length=60, unique=True)
    place = models.CharField("用于", max_length=10, choices=Place.choices, blank=True, default=Place.EVERYWHERE)
    is_banned = models.BooleanField("禁用", default=True, help_text="不勾选即为建议修改")
    better = models.CharField("建议写法", max_length=200, blank=True)
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "禁用表述"
        ordering = ["-is_banned", "order", "pk"]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        if words := fault(self.words):
            raise ValidationError({"words": words}, code="bad_pattern")


class StockText(models.Model):
    """常用语: a text to start from, for all units or one, for all categories or one branch of the tree."""

    class Use(models.TextChoices):
        REPLY = "reply", "答复"
        DISPATCH = "dispatch", "派单意见"
        REVIEW = "review", "审核意见"
        RETURN = "return", "退件审核"
        SCRIPT = "script", "回访话术"
        URGE = "urge", "催办"

    use = models.CharField("用于", max_length=10, choices=Use.choices)
    title = models.CharField("名称", max_length=40)
    text = models.TextField("内容", max_length=2_000)
    unit = models.ForeignKey(Unit, verbose_name="单位", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, verbose_name="类别", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        ordering = ["use", "order", "pk"]

    def __str__(self) -> str:
        return self.title
