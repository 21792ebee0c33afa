"""Whom a ticket is for: the responsibility list (首接负责主协办清单、确责清单 [Q23]) and what was learnt from past dispatches."""

from django.db import models

from tickets.models.category import Category
from units.models import Unit


class Responsibility(models.Model):
    """One line of the list: tickets of `category` (and below it) in `area` (everywhere when empty) go to `lead`."""

    category = models.ForeignKey(Category, verbose_name="类别", on_delete=models.PROTECT, related_name="+")
    area = models.CharField("属地", max_length=100, blank=True)
    matter = models.CharField("事项", max_length=200, blank=True)
    lead = models.ForeignKey(Unit, verbose_name="主办单位", on_delete=models.PROTECT, related_name="+")
    assists = models.ManyToManyField(Unit, verbose_name="协办单位", blank=True, related_name="+")
    basis = models.CharField("依据", max_length=300, blank=True)
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "确责清单"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["category", "area", "matter"], name="one_line_for_each_matter")]

    def __str__(self) -> str:
        return f"{self.category} {self.area} {self.matter}".strip()


class RoutingCount(models.Model):
    """How many tickets of a category and area a unit finished as lead in the last twelve months; counted each night."""

    category = models.ForeignKey(Category, verbose_name="类别", on_delete=models.CASCADE, related_name="+")
    area = models.CharField("属地", max_length=100, blank=True)
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="+")
    kept = models.PositiveIntegerField("办理件数")
    returned = models.PositiveIntegerField("退件件数")

    class Meta:
        verbose_name = verbose_name_plural = "派单历史"
        constraints = [models.UniqueConstraint(fields=["category", "area", "unit"], name="one_count_for_each_unit")]


class SavedView(models.Model):
    """A desk's list as one person keeps it: a tab of its own with a name and the address's filters."""

    by = models.ForeignKey("units.User", verbose_name="人员", on_delete=models.CASCADE, related_name="saved_views")
    desk = models.CharField("工作台", max_length=30)
    name = models.CharField("名称", max_length=12)
    query = models.CharField("筛选", max_length=500)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "保存的视图"
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["by", "desk", "name"], name="one_view_of_a_name")]

    def __str__(self) -> str:
        return self.name
