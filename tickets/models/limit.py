"""Time limits (办理时限): the first row, by order, whose filled columns all fit a ticket says how long a step may take."""

from django.db import models

from tickets.models.category import Category, Channel, Level, TicketType


class LimitRule(models.Model):
    class Step(models.TextChoices):
        DISPATCH = "dispatch", "派单"
        SIGN = "sign", "签收"
        HANDLE = "handle", "办理"

    class Unit(models.TextChoices):
        WORKDAY = "workday", "个工作日"
        DAY = "day", "个自然日"
        HOUR = "hour", "小时"

    class Start(models.TextChoices):
        SAME_DAY = "same_day", "当日起"
        NEXT_DAY = "next_day", "次日起"

    order = models.PositiveIntegerField("顺序", default=0)
    step = models.CharField("环节", max_length=10, choices=Step.choices, default=Step.HANDLE)
    level = models.ForeignKey(Level, verbose_name="交办层级", null=True, blank=True, on_delete=models.PROTECT)
    channel = models.ForeignKey(Channel, verbose_name="渠道", null=True, blank=True, on_delete=models.PROTECT)
    channel_group = models.CharField("渠道组", max_length=20, blank=True)
    ticket_type = models.ForeignKey(TicketType, verbose_name="诉求类型", null=True, blank=True, on_delete=models.PROTECT)
    urgency = models.CharField("紧急程度", max_length=10, blank=True)
    category = models.ForeignKey(Category, verbose_name="类别", null=True, blank=True, on_delete=models.PROTECT)
    amount = models.PositiveSmallIntegerField("时长")
    unit = models.CharField("单位", max_length=10, choices=Unit.choices)
    start = models.CharField("起算", max_length=10, choices=Start.choices, default=Start.NEXT_DAY)

    class Meta:
        verbose_name = verbose_name_plural = "办理时限"
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_unit_display()}，{self.get_start_display()}"
