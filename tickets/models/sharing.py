"""Work that a lead shares: what assists answer to it (协办意见), and what it hands on to its own sections (下派)."""

from django.db import models
from django.db.models import Q

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from units.models import Unit, User


class AssistAnswer(models.Model):
    """What an assist tells the lead: its answer, or why there is none yet and how far it is [X23 首接负责制]."""

    class Kind(models.TextChoices):
        FINAL = "final", "协办意见"
        STAGE = "stage", "进展和原因"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="assist_answers")
    assignment = models.ForeignKey(Assignment, verbose_name="协办", on_delete=models.PROTECT, related_name="assist_answers")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.FINAL)
    text = models.TextField("内容", max_length=2_000)
    by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "协办意见"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.get_kind_display()}"


class HandOn(models.Model):
    """下派: a unit gives its ticket to a 科室 or 社区 of its own, with an earlier limit, and takes the answer back."""

    class State(models.TextChoices):
        WAITING = "waiting", "待答复"
        ANSWERED = "answered", "已答复"
        SIGNED = "signed", "已签发"
        TAKEN = "taken", "已收回"
        RECALLED = "recalled", "已撤回"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="hand_ons")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="hand_ons")
    unit = models.ForeignKey(Unit, verbose_name="下派到", on_delete=models.PROTECT, related_name="hand_ons")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    note = models.CharField("交办要求", max_length=500, blank=True)
    due_at = models.DateTimeField("时限")
    by = models.ForeignKey(User, verbose_name="下派人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("下派时间")
    answer = models.TextField("答复", max_length=2_000, blank=True)
    answered_by = models.ForeignKey(User, verbose_name="答复人", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    needs_hand = models.BooleanField("须分管负责人签发", default=False)
    signed_by = models.ForeignKey(User, verbose_name="签发人", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签发时间", null=True)
    back_words = models.CharField("退回意见", max_length=500, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "下派"
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["unit", "due_at"], name="hand_on_running", condition=Q(ended_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "unit"], condition=Q(ended_at=None), name="one_running_hand_on_for_each_unit")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.unit_id} {self.get_state_display()}"

    @property
    def awaits_hand(self) -> bool:
        """Answered, and the principal has to sign the answer."""
        return self.state == HandOn.State.ANSWERED and self.needs_hand

    @property
    def is_answered(self) -> bool:
        """The answer lies with the unit, signed or not."""
        return self.state in {HandOn.State.ANSWERED, HandOn.State.SIGNED}

    @property
    def may_be_taken(self) -> bool:
        return self.is_answered and not self.awaits_hand
