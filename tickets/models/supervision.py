"""Supervision orders (督办) in their levels and whistles (吹哨报到): what scoring counts of the hard cases."""

from django.db import models
from django.utils import timezone

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import Unit, User


class Outcome(models.TextChoices):
    """What came of it. Nothing recorded is no answer: such a row stands in no rate's base [Q23]."""

    NONE = "", "未登记"
    SOLVED = "solved", "已解决"
    UNSOLVED = "unsolved", "未解决"


# What files say for it besides its label.
OUTCOME_SAID = {"解决": Outcome.SOLVED.value}


class SupervisionOrder(models.Model):
    class Level(models.TextChoices):
        SYSTEM = "system", "系统督办"
        OFFICE = "office", "OA督办"
        INSPECTOR = "inspector", "作风监督员督办"
        LEADER = "leader", "领导牵头督办"

    # What files say for a level besides its label: the page's own words.
    LEVEL_SAID = {"系统": "system", "OA": "office", "作风监督员": "inspector", "领导牵头": "leader"}

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="supervision_orders")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="被督办单位", on_delete=models.PROTECT, related_name="supervision_orders")
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    document = models.CharField("督办单号", max_length=60, blank=True)
    reason = models.CharField("事由", max_length=500)
    ordered_at = models.DateTimeField("督办时间")
    due_at = models.DateTimeField("办理时限", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    result_at = models.DateTimeField("结果时间", null=True, blank=True)
    result_words = models.CharField("结果说明", max_length=500, blank=True)
    by = models.ForeignKey(User, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        ordering = ["ordered_at", "pk"]
        indexes = [
            models.Index(fields=["ordered_at"], name="supervision_ordered"),
            models.Index(fields=["recorded_at"], name="supervision_recorded"),
        ]
        constraints = [models.UniqueConstraint(fields=["ticket", "level", "ordered_at"], name="one_supervision_at_a_moment")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_level_display()}"


class Whistle(models.Model):
    """A unit calls other units to the spot; a whistle need not go with a ticket."""

    number = models.CharField("吹哨编号", max_length=40, unique=True)
    ticket = models.ForeignKey(Ticket, verbose_name="工单", null=True, blank=True, on_delete=models.PROTECT, related_name="whistles")
    kind = models.CharField("类别", max_length=40, help_text="例如 应急处置、联合执法、民生保障")
    unit = models.ForeignKey(Unit, verbose_name="吹哨单位", on_delete=models.PROTECT, related_name="whistles")
    called = models.ManyToManyField(Unit, verbose_name="报到单位", related_name="+")
    matter = models.CharField("事项", max_length=500)
    blown_at = models.DateTimeField("吹哨时间")
    arrived_at = models.DateTimeField("报到时间", null=True, blank=True)
    result = models.CharField("结果", max_length=10, choices=Outcome.choices, blank=True, default=Outcome.NONE)
    result_at = models.DateTimeField("结果时间", null=True, blank=True)
    result_words = models.CharField("结果说明", max_length=500, blank=True)
    by = models.ForeignKey(User, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "吹哨"
        ordering = ["blown_at", "pk"]
        indexes = [
            models.Index(fields=["blown_at"], name="whistle_blown"),
            models.Index(fields=["recorded_at"], name="whistle_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
