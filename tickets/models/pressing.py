"""What others say while a ticket is handled: those who press (催办), and the city (退办、批评、延期批复)."""

from django.db import models

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import User


class Urge(models.Model):
    class Source(models.TextChoices):
        CENTRE = "centre", "区平台"
        CITIZEN = "citizen", "诉求人"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="urges")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", null=True, on_delete=models.PROTECT, related_name="urges")
    source = models.CharField("来源", max_length=10, choices=Source.choices, default=Source.CENTRE)
    number = models.CharField("催办工单编号", max_length=40, blank=True, help_text="诉求人再次来电形成的工单")
    words = models.CharField("催办内容", max_length=500, blank=True)
    by = models.ForeignKey(User, verbose_name="催办人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.at:%Y-%m-%d %H:%M}"


class CityWord(models.Model):
    """What the city said about a reply or an application, by number [P23 请跟踪落实，并回复最终处理结果; X23 通报批评]."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", "退办"
        CRITICISM = "criticism", "通报批评"
        EXTENDED = "extended", "同意延期"
        NOT_EXTENDED = "not_extended", "不同意延期"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="city_words")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=15, choices=Kind.choices)
    words = models.CharField("内容", max_length=500, blank=True)
    due_at = models.DateTimeField("新时限", null=True)
    at = models.DateTimeField("市平台时间")
    by = models.ForeignKey(User, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "市平台意见"
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["ticket", "kind", "at"], name="one_word_of_the_city_at_a_moment")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_kind_display()}"
