"""Assignments (承办): one row for each time a unit holds a ticket, with its own state, clock and outcomes.

The outcomes are what units are assessed by. `first_*` and `on_time` tell the fate of the first round and stay when the
ticket is redone; `due_at`, `replied_at` and `completed_at` are those of the round that runs now.
"""

from django.db import models
from django.utils import timezone

from tickets.models.ticket import Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User


class Assignment(models.Model):
    class End(models.TextChoices):
        NONE = "", "在办"
        COMPLETED = "completed", "办结"
        TRANSFERRED = "transferred", "转派"
        RETURNED = "returned", "退件"
        VOIDED = "voided", "撤单"

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, verbose_name="承办单位", on_delete=models.PROTECT, related_name="assignments")
    is_lead = models.BooleanField("主办", default=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DISPATCHED)
    round = models.PositiveSmallIntegerField("轮次", default=1)
    is_redo = models.BooleanField("重办派来", default=False)
    assigned_at = models.DateTimeField("派单时间")
    assigned_by = models.ForeignKey(User, verbose_name="派单人", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField("派单意见", max_length=500, blank=True)
    sign_due_at = models.DateTimeField("签收时限", null=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    signed_in_time = models.BooleanField("按时签收", null=True)
    first_contact_at = models.DateTimeField("首次联系", null=True)
    due_at = models.DateTimeField("时限", null=True)
    due_words = models.CharField("时限算式", max_length=500, blank=True)
    first_due_at = models.DateTimeField("首轮时限", null=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    first_replied_at = models.DateTimeField("首轮答复", null=True)
    on_time = models.BooleanField("按时反馈", null=True)
    completed_at = models.DateTimeField("办结时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    end_reason = models.CharField("结束原因", max_length=12, choices=End.choices, blank=True, default=End.NONE)
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "承办"
        indexes = [
            models.Index(fields=["unit", "ticket"], name="assignment_holder"),
            models.Index(fields=["assigned_at"], name="assignment_dispatched", condition=models.Q(is_lead=True)),
            models.Index(fields=["first_due_at"], name="assignment_due", condition=models.Q(is_lead=True)),
            models.Index(fields=["recorded_at"], name="assignment_recorded", condition=models.Q(is_lead=True)),
            # What a unit has signed and answered today, however much it has ever held.
            models.Index(fields=["unit", "signed_at"], name="assignment_unit_signed", condition=models.Q(is_lead=True)),
            models.Index(fields=["unit", "replied_at"], name="assignment_unit_replied", condition=models.Q(is_lead=True)),
            # Assists are counted apart, by the month.
            models.Index(fields=["assigned_at"], name="assist_dispatched", condition=models.Q(is_lead=False)),
            models.Index(fields=["recorded_at"], name="assist_recorded", condition=models.Q(is_lead=False)),
            models.Index(fields=["unit", "due_at"], name="assist_running", condition=models.Q(is_lead=False, ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "unit"], condition=models.Q(ended_at=None), name="one_running_part_for_each_unit"),
            models.UniqueConstraint(
                fields=["ticket"], condition=models.Q(is_lead=True, ended_at=None), name="one_running_lead_for_each_ticket"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.unit_id} {self.get_status_display()}"
