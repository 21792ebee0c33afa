"""The words a ticket is classified by, as the district profile lists them: category tree, channels, types, levels."""

from django.db import models

# Whose type says so is hidden from the unit that handles the ticket (domain.md, Confidentiality).
REPORT_WORD = "举报"


class Category(models.Model):
    """A node of the category tree; `path` is its names from the root joined by "/" and is what files are matched by."""

    name = models.CharField("名称", max_length=60)
    path = models.CharField("全称", max_length=200, unique=True)
    parent = models.ForeignKey("self", verbose_name="上级类别", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    root = models.ForeignKey("self", verbose_name="一级类别", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    depth = models.PositiveSmallIntegerField("层级")
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "诉求类别"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.path.replace("/", " › ")


class Term(models.Model):
    """One word of a short list."""

    label = models.CharField("名称", max_length=40, unique=True)
    aliases = models.JSONField("别名", default=list, blank=True)
    order = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class Channel(Term):
    group = models.CharField("渠道组", max_length=20, blank=True, help_text="话务端、网络端")

    class Meta(Term.Meta):
        verbose_name = verbose_name_plural = "受理渠道"


class TicketType(Term):
    class Meta(Term.Meta):
        verbose_name = verbose_name_plural = "诉求类型"


class Level(Term):
    class Meta(Term.Meta):
        verbose_name = verbose_name_plural = "交办层级"
