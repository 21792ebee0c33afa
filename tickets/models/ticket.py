"""The ticket (工单): one citizen's request. `number`, text, category and city_* belong to the city, the rest to the district.

`status`, `seq` and `head` are written by tickets.acts.moving and by the import alone.
"""

from collections.abc import Collection
from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from tickets.models.category import REPORT_WORD, Category, Channel, Level, TicketType
from tickets.rules.city_states import CityState, read_state
from tickets.rules.workflow import OPEN, RUNNING, Status
from units.models import Unit, User
from units.rules.masking import mask_address, mask_name, mask_phone
from units.rules.roles import UNIT_ROLES


class Urgency(models.TextChoices):
    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    CRITICAL = "critical", "特急"


# Who may read a ticket has a part of either kind in it. By name: they are defined after tickets.
PARTS = ("Assignment", "HandOn")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, user: User) -> "TicketQuerySet":
        """Rows that `user` may read: the district's people read all, a unit's those that it or its subtree holds or held."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.role in UNIT_ROLES:
            # Who leads a ticket has a part in it, too: tickets.acts.moving.give_leads writes both.
            held, handed = (Exists(_parts(model, user.own_units)) for model in PARTS)
            return self.filter(held | handed)
        return self

    def asked_one_by_one(self, user: User) -> "TicketQuerySet":
        """As visible_to, for a page of somebody whose unit has so many that it is soon full. Without the [:1] PostgreSQL would
        first read all that the unit has or had."""
        if user.role not in UNIT_ROLES:
            return self.visible_to(user)
        held, handed = (Subquery(_parts(model, user.own_units).values("pk")[:1]) for model in PARTS)
        return self.alias(held=held, handed=handed).filter(Q(held__isnull=False) | Q(handed__isnull=False))

    def waiting(self) -> "TicketQuerySet":
        """To be dispatched."""
        return self.filter(status=Status.ARRIVED)

    def with_open_citizen(self) -> "TicketQuerySet":
        """Those whose citizen a unit that holds them may know: no 保密, no 举报."""
        return self.filter(Q(ticket_type=None) | ~Q(ticket_type__label__contains=REPORT_WORD), is_confidential=False)

    def unclassified(self) -> "TicketQuerySet":
        """待归类: open and without a category of the tree."""
        return self.filter(category=None, status__in=sorted(OPEN))

    def in_conflict(self) -> "TicketQuerySet":
        """冲突: the city's file and the district disagree."""
        return self.filter(is_conflict=True)

    def overdue(self, now: datetime) -> "TicketQuerySet":
        """With a unit whose clock has run out."""
        return self.filter(status__in=sorted(RUNNING), due_at__lt=now)

    def to_report(self) -> "TicketQuerySet":
        """Completed, sent by the city, not yet reported back to it."""
        return self.filter(status__in=[Status.COMPLETED, Status.CLOSED], reported_at=None, is_direct=False, is_history=False)

    def to_call(self) -> "TicketQuerySet":
        """Completed and not yet called back; what a sampling plan has left out (未抽访) is not called."""
        return self.filter(status=Status.COMPLETED, called_at=None).exclude(is_sampled=False)

    def left_out(self) -> "TicketQuerySet":
        """未抽访: completed, left out by a sampling plan; closed when the district's days are over."""
        return self.filter(status=Status.COMPLETED, called_at=None, is_sampled=False)


def _parts(model: str, units: Collection[int]) -> "models.QuerySet[models.Model]":
    """What of that kind `units` have or had in the ticket of the query around it."""
    rows: models.QuerySet[models.Model] = apps.get_model("tickets", model)._default_manager.filter(ticket=OuterRef("pk"))
    return rows.filter(unit__in=units)


class Ticket(models.Model):
    number = models.CharField("工单编号", max_length=40, unique=True)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("诉求内容")
    channel = models.ForeignKey(Channel, verbose_name="受理渠道", null=True, blank=True, on_delete=models.PROTECT)
    ticket_type = models.ForeignKey(TicketType, verbose_name="诉求类型", null=True, blank=True, on_delete=models.PROTECT)
    level = models.ForeignKey(Level, verbose_name="交办层级", null=True, blank=True, on_delete=models.PROTECT)
    urgency = models.CharField("紧急程度", max_length=10, choices=Urgency.choices, default=Urgency.NORMAL)
    category = models.ForeignKey(Category, verbose_name="类别", null=True, blank=True, on_delete=models.PROTECT, related_name="tickets")
    category_text = models.CharField("来件类别", max_length=300, blank=True)
    unit_text = models.CharField("来件承办单位", max_length=300, blank=True)
    area = models.CharField("属地", max_length=100, blank=True)
    enterprise = models.CharField("企业名称", max_length=200, blank=True)
    is_enterprise = models.BooleanField("涉企", default=False)
    is_tourism = models.BooleanField("涉旅", default=False)
    arrived_at = models.DateTimeField("受理时间")
    transferred_at = models.DateTimeField("转办时间", null=True, blank=True)
    city_due_at = models.DateTimeField("市平台时限", null=True, blank=True)
    city_due_words = models.CharField("时限算式", max_length=500, blank=True)
    city_due_in_file = models.BooleanField("时限来自文件", default=False)
    city_due_provisional = models.BooleanField("时限暂定", default=False)
    city_status = models.CharField("市平台状态", max_length=40, blank=True)
    is_direct = models.BooleanField("直办", default=False)
    is_confidential = models.BooleanField("保密", default=False)
    is_history = models.BooleanField("历史件", default=False, help_text="到达时已在市平台办结")
    is_conflict = models.BooleanField("冲突", default=False)
    conflict_words = models.CharField("冲突说明", max_length=300, blank=True)
    date_mark = models.CharField("日期存疑", max_length=100, blank=True)
    extras = models.JSONField("其他列", default=dict, blank=True)

    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.ARRIVED)
    lead = models.ForeignKey("tickets.Assignment", verbose_name="当前主办", null=True, on_delete=models.PROTECT, related_name="+")
    lead_unit = models.ForeignKey(Unit, verbose_name="主办单位", null=True, on_delete=models.PROTECT, related_name="+")
    dispatch_due_at = models.DateTimeField("分转时限")
    due_at = models.DateTimeField("单位时限", null=True)
    dispatched_at = models.DateTimeField("首次派单", null=True)
    replied_at = models.DateTimeField("答复时间", null=True)
    completed_at = models.DateTimeField("办结时间", null=True)
    reported_at = models.DateTimeField("报结时间", null=True)
    called_at = models.DateTimeField("回访时间", null=True)
    closed_at = models.DateTimeField("归档时间", null=True)
    promised_on = models.DateField("承诺日期", null=True)
    redo_count = models.PositiveSmallIntegerField("重办次数", default=0)
    return_count = models.PositiveSmallIntegerField("退件次数", default=0)
    urge_count = models.PositiveSmallIntegerField("催办次数", default=0)
    broken_promises = models.PositiveSmallIntegerField("承诺不兑现次数", default=0)
    city_return_at = models.DateTimeField("退回市平台时间", null=True, help_text="等市平台撤单或退还")
    group_lead = models.ForeignKey(
        "self", verbose_name="并案主件", null=True, on_delete=models.PROTECT, related_name="group_members", db_index=False
    )
    is_sampled = models.BooleanField("抽中回访", null=True, help_text="空为还没有抽样或没有抽访方案")
    is_indexed = models.BooleanField("已入检索", default=False)
    seq = models.PositiveIntegerField("事件数", default=0)
    head = models.CharField("事件链头", max_length=64, blank=True)
    recorded_at = models.DateTimeField("入库时间", default=timezone.now)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工单"
        indexes = [
            models.Index(fields=["dispatch_due_at", "id"], name="ticket_waiting", condition=Q(status="arrived")),
            # Of the few that wait those of a channel or a type, without all that ever came by it.
            models.Index(fields=["channel", "ticket_type"], name="ticket_waiting_by", condition=Q(status="arrived")),
            models.Index(fields=["lead_unit", "status", "due_at", "id"], name="ticket_unit_desk"),
            models.Index(fields=["status", "due_at", "id"], name="ticket_open_due", condition=~Q(status__in=["closed", "voided"])),
            models.Index(fields=["replied_at", "id"], name="ticket_to_review", condition=Q(status="replied")),
            models.Index(
                fields=["city_due_at", "id"],
                name="ticket_to_report",
                condition=Q(status__in=["completed", "closed"], reported_at=None, is_direct=False, is_history=False),
            ),
            models.Index(
                fields=["completed_at", "id", "is_sampled"], name="ticket_to_call", condition=Q(status="completed", called_at=None)
            ),
            models.Index(
                fields=["arrived_at", "id"],
                name="ticket_unclassified",
                condition=Q(category=None) & ~Q(status__in=["completed", "closed", "voided"]),
            ),
            models.Index(fields=["arrived_at", "id"], name="ticket_conflict", condition=Q(is_conflict=True)),
            models.Index(fields=["arrived_at", "id"], name="ticket_arrival"),
            # What has come since the last closing, whatever it says about its arrival.
            models.Index(fields=["recorded_at"], name="ticket_recorded"),
            # The archive's only state that is rare and in no work queue.
            models.Index(fields=["arrived_at", "id"], name="ticket_voided", condition=Q(status="voided")),
            models.Index(fields=["return_count", "id"], name="ticket_returned", condition=Q(return_count__gt=0)),
            models.Index(fields=["city_return_at", "id"], name="ticket_at_city", condition=Q(city_return_at__isnull=False)),
            models.Index(fields=["group_lead"], name="ticket_group", condition=Q(group_lead__isnull=False)),
            models.Index(fields=["lead_unit", "completed_at"], name="ticket_sampled", condition=Q(is_sampled=True)),
            models.Index(fields=["promised_on", "id"], name="ticket_promised", condition=Q(status="tracking")),
            models.Index(fields=["id"], name="ticket_unindexed", condition=Q(is_indexed=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_withdrawn(self) -> bool:
        """The city has withdrawn it, and it is still in hand here: the only reason to void it."""
        return self.status in OPEN and read_state(self.city_status) == CityState.VOIDED

    @property
    def is_to_report(self) -> bool:
        """One of `to_report`'s."""
        is_finished = self.status in {Status.COMPLETED, Status.CLOSED}
        return is_finished and self.reported_at is None and not self.is_direct and not self.is_history

    @property
    def is_to_call(self) -> bool:
        """One of `to_call`'s."""
        return self.status == Status.COMPLETED and self.called_at is None and self.is_sampled is not False


class Identity(models.Model):
    """Who the citizen is: kept apart, so that it can be forgotten while the ticket and its chain stay."""

    ticket = models.OneToOneField(Ticket, verbose_name="工单", on_delete=models.CASCADE, related_name="identity", primary_key=True)
    name = models.CharField("诉求人", max_length=60, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    address = models.CharField("地址", max_length=300, blank=True)
    phone_hash = models.CharField("电话检索码", max_length=32, blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "诉求人身份"

    def __str__(self) -> str:
        return f"{mask_name(self.name)} {mask_phone(self.phone)}".strip()

    @property
    def masked(self) -> dict[str, str]:
        """name, phone, address as everybody may read them."""
        return {"name": mask_name(self.name), "phone": mask_phone(self.phone), "address": mask_address(self.address)}
