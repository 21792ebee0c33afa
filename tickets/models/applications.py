"""Applications (申请) of a unit with the district's decision on each: to return a ticket, for more time, to stop the clock.

在申请 is a mark: a ticket bears it while one of these rows is open. Of each kind one at a time.
"""

from django.db import models
from django.db.models import Q

from tickets.models.assignment import Assignment
from tickets.models.ticket import Ticket
from tickets.models.wording import Reason
from units.models import Unit, User


class Decision(models.TextChoices):
    WAITING = "", "待审"
    MENDING = "mending", "待补正"
    ADJUDICATING = "adjudicating", "研判中"
    ACCEPTED = "accepted", "同意"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


# Somebody still has to do something about it.
OPEN_DECISIONS = (Decision.WAITING, Decision.MENDING, Decision.ADJUDICATING)


class Application(models.Model):
    """What all three have: who asks for what ticket, when and why, and what was decided."""

    ticket = models.ForeignKey(Ticket, verbose_name="工单", on_delete=models.PROTECT, related_name="%(class)ss")
    assignment = models.ForeignKey(Assignment, verbose_name="承办", on_delete=models.PROTECT, related_name="%(class)ss")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    kind = models.ForeignKey(Reason, verbose_name="事由类别", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("事由", max_length=1_000)
    by = models.ForeignKey(User, verbose_name="申请人", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("申请时间")
    decision = models.CharField("决定", max_length=15, choices=Decision.choices, blank=True, default=Decision.WAITING)
    decided_by = models.ForeignKey(User, verbose_name="审批人", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_words = models.CharField("审批意见", max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at", "id"], name="open_%(class)s", condition=Q(decision__in=OPEN_DECISIONS))]
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(decision__in=OPEN_DECISIONS), name="one_open_%(class)s_for_each_ticket")
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self._meta.verbose_name} {self.get_decision_display()}"

    @property
    def is_open(self) -> bool:
        return self.decision in OPEN_DECISIONS


class ReturnRequest(Application):
    """The 退件单 (domain.md, Returns): reason with the exact clause, the unit that should have it, the principal's hand."""

    received_at = models.DateTimeField("收到时间", help_text="派给该单位的时间，窗口自此起算")
    window_ends_at = models.DateTimeField("退件窗口截止")
    is_late = models.BooleanField("超窗", default=False)
    clause = models.CharField("法律依据及条款", max_length=500, blank=True)
    proposed_unit = models.ForeignKey(Unit, verbose_name="建议承办单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    serial = models.PositiveSmallIntegerField("第几次退件", default=1)
    needs_hand = models.BooleanField("须负责人签批", default=True)
    signed_by = models.ForeignKey(User, verbose_name="签批人", null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("签批时间", null=True)
    signed_words = models.CharField("签批意见", max_length=200, blank=True)
    mend_words = models.CharField("补正要求", max_length=500, blank=True)
    sent_to = models.ForeignKey(Unit, verbose_name="改派单位", null=True, on_delete=models.PROTECT, related_name="+")
    is_to_city = models.BooleanField("退回市平台", default=False)
    meeting_at = models.DateTimeField("研判时间", null=True, blank=True)
    convener = models.ForeignKey(Unit, verbose_name="召集单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    attendees = models.ManyToManyField(Unit, verbose_name="参会单位", blank=True, related_name="+")

    class Meta(Application.Meta):
        verbose_name = verbose_name_plural = "退件单"
        indexes = [*Application.Meta.indexes, models.Index(fields=["at"], name="return_asked")]

    @property
    def is_signed(self) -> bool:
        """Complete for the district: signed in the system, or nobody's hand is asked for (the signed paper is attached)."""
        return self.signed_at is not None or not self.needs_hand

    @property
    def awaits_hand(self) -> bool:
        """Written, without the principal's hand."""
        return self.decision == Decision.WAITING and not self.is_signed


class ExtensionRequest(Application):
    """More time, asked for before the deadline; the unit's limit moves, the city's only by the city's own decision."""

    class Authority(models.TextChoices):
        DISTRICT = "district", "区平台"
        CITY = "city", "市平台"

    days = models.PositiveSmallIntegerField("延期天数")
    authority = models.CharField("审批方", max_length=10, choices=Authority.choices, default=Authority.DISTRICT)
    citizen_told_at = models.DateTimeField("告知诉求人时间", null=True)
    old_due_at = models.DateTimeField("原单位时限")
    new_due_at = models.DateTimeField("新单位时限")
    old_city_due_at = models.DateTimeField("原市平台时限", null=True)
    new_city_due_at = models.DateTimeField("新市平台时限", null=True)

    class Meta(Application.Meta):
        verbose_name = verbose_name_plural = "延期申请"


class SuspensionRequest(Application):
    """The clock stands while something outside the unit is waited for; what was left is given back on resumption."""

    until_on = models.DateField("预计恢复日期")
    city_agrees = models.BooleanField("市平台同意", default=False)
    resumed_at = models.DateTimeField("恢复时间", null=True)
    resumed_by = models.ForeignKey(User, verbose_name="恢复人", null=True, on_delete=models.PROTECT, related_name="+")
    old_due_at = models.DateTimeField("原单位时限", null=True)
    new_due_at = models.DateTimeField("新单位时限", null=True)
    new_city_due_at = models.DateTimeField("新市平台时限", null=True)

    class Meta(Application.Meta):
        verbose_name = verbose_name_plural = "挂起申请"
