"""What is not counted from tickets: events of the ledgers (加分, 减分 and those that methods name), and figures of other offices."""

from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from scoring.rules.component_tables import LEDGERS
from scoring.rules.printing import points_of
from units.models import Unit


class LedgerEntry(models.Model):
    """One event that adds or takes points, with the paper that orders it and who approved that. Amounts in whole hundredths of a
    point. `ledger` is a name of scoring.acts.ledgers; whether its points are added or taken says the method."""

    ledger = models.CharField("账目", max_length=20)
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="ledger_entries")
    happened_on = models.DateField("发生日期")
    hundredths = models.PositiveIntegerField("百分之一分")
    reason = models.CharField("事由", max_length=200)
    document = models.CharField("依据文件", max_length=200, blank=True)
    approver = models.CharField("批准人", max_length=40, blank=True, help_text="在依据文件上签批的人")
    ticket_number = models.CharField("工单编号", max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="登记人", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "加减分"
        ordering = ["happened_on", "pk"]
        indexes = [models.Index(fields=["happened_on"], name="ledger_happened")]

    def __str__(self) -> str:
        return f"{self.unit} {self.ledger_label} {self.points}"

    def clean(self) -> None:
        """A paper has been approved by somebody. Of entries older than the column nobody knows by whom: they stand while their paper
        stays the same. ValidationError no_approver."""
        if not self.document.strip() or self.approver.strip():
            return
        stored = LedgerEntry.objects.filter(pk=self.pk).values_list("document", "approver").first()
        if stored != (self.document, ""):
            raise ValidationError("写了依据文件，就要写明批准人。", code="no_approver")

    @property
    def ledger_label(self) -> str:
        """加分, 减分, else the name itself: those of methods are written as people call them or told by the method."""
        return LEDGERS.get(self.ledger, self.ledger)

    @property
    def points(self) -> Decimal:
        """0.02 for 2 hundredths."""
        return points_of(self.hundredths)


class OutsideFigure(models.Model):
    """A figure of another office (city total, rank), typed in or loaded with its source."""

    period = models.CharField("期间", max_length=10, help_text="例如 2022Q1、2022-01")
    code = models.CharField("名称", max_length=40)
    label = models.CharField("说明", max_length=80)
    value = models.DecimalField("数值", max_digits=14, decimal_places=4)
    source = models.CharField("来源", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "外部数据"
        constraints = [models.UniqueConstraint(fields=["period", "code"], name="one_outside_figure")]

    def __str__(self) -> str:
        return f"{self.period} {self.label}"
