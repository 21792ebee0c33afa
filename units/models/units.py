"""Handling units (承办单位): their kinds, their tree, the names they go by. Units are never deleted."""

from django.db import models


class UnitKind(models.Model):
    """区直部门, 垂管单位, 街道… as the district profile names them."""

    code = models.CharField("代码", max_length=30, unique=True)
    label = models.CharField("名称", max_length=30)
    group = models.CharField(
        "排名分组", max_length=30, blank=True, help_text="同组的类型在总览里同表排名，例如：区直和垂管；留空则自成一表"
    )
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "单位类型"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def ranking(self) -> str:
        """The ranking in which its units stand where the scoring method has no groups: 区直和垂管, 街道 [X23]."""
        return self.group or self.label


class UnitQuerySet(models.QuerySet["Unit"]):
    def open(self) -> "UnitQuerySet":
        """Units that may be given tickets today."""
        return self.filter(closed_on=None)

    def receiving(self) -> "UnitQuerySet":
        """Those of them that a dispatcher may choose: the stand-in for units that files do not name is none."""
        return self.open().filter(is_unlisted=False)

    def subtree(self, root: "Unit") -> "UnitQuerySet":
        """The unit and all below it (three levels: unit, section or community, its own parts)."""
        below = models.Q(pk=root.pk) | models.Q(parent=root) | models.Q(parent__parent=root)
        return self.filter(below)


class Unit(models.Model):
    name = models.CharField("名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.ForeignKey(UnitKind, verbose_name="类型", on_delete=models.PROTECT)
    parent = models.ForeignKey("self", verbose_name="上级单位", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    order = models.PositiveIntegerField("顺序", default=0)
    is_ranked = models.BooleanField("参加排名", default=True)
    is_unlisted = models.BooleanField("未列明单位", default=False, help_text="导入的已办工单没有写明承办单位时记在这里")
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self", verbose_name="承接单位", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承办单位"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name for narrow columns."""
        return self.short_name or self.name


class UnitName(models.Model):
    """Another name by which files call the unit (卫健局 = 卫生健康局); also codes of the city platform."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="names")
    name = models.CharField("别名", max_length=80, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位别名"

    def __str__(self) -> str:
        return self.name
