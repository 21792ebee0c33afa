"""Exclusions, supervision orders and whistles as they are typed, and what stands above their lists."""

import re
from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

from tickets.acts import choices
from tickets.acts.exclusions import Ask
from tickets.acts.hard_cases import part_of_unit, ticket_of
from tickets.acts.supervising import Order
from tickets.models import Assignment, Exclusion, Outcome, SupervisionOrder
from tickets.models.applications import Decision
from tickets.rules.deadlines import SHANGHAI
from units.models import Unit

_MONTH = re.compile(r"(20\d{2})-(0[1-9]|1[0-2])", re.ASCII)
BAD_MOMENT = {"invalid": "请填写有效的时间，例如 2026-07-07 10:30。"}
RESULTS = [("none", "未登记"), *((value, label) for value, label in Outcome.choices if value)]
DECIDED = (Decision.ACCEPTED, Decision.REFUSED, Decision.WITHDRAWN)


class MonthInput(forms.TextInput):
    input_type = "month"


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


def in_month(rows: QuerySet[Any], field: str, month: str) -> QuerySet[Any]:
    """The rows of "2026-11" by their moment `field`; all where nothing readable is asked for."""
    found = _MONTH.fullmatch(month)
    if found is None:
        return rows
    year, number = int(found[1]), int(found[2])
    start = datetime(year, number, 1, tzinfo=SHANGHAI)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=SHANGHAI)
    return rows.filter(**{f"{field}__gte": start, f"{field}__lt": end})


class ExclusionFilter(django_filters.FilterSet):
    aspect = django_filters.ChoiceFilter(choices=Exclusion.Aspect.choices, label="剔除指标", empty_label="剔除指标")
    unit = django_filters.ChoiceFilter(choices=choices.units, field_name="assignment__unit", label="单位", empty_label="单位")
    decision = django_filters.ChoiceFilter(
        choices=[
            ("waiting", "待审"),
            *((value, label) for value, label in Decision.choices if value in ("accepted", "refused", "withdrawn")),
        ],
        method="of_decision",
        label="决定",
        empty_label="决定",
    )
    month = django_filters.CharFilter(method="of_month", label="申请月份", widget=MonthInput)

    class Meta:
        model = Exclusion
        fields = ["aspect", "unit", "decision", "month"]

    def of_decision(self, rows: QuerySet[Exclusion], _name: str, said: str) -> QuerySet[Exclusion]:
        return rows.filter(decision=Decision.WAITING if said == "waiting" else said)

    def of_month(self, rows: QuerySet[Exclusion], _name: str, month: str) -> QuerySet[Exclusion]:
        return in_month(rows, "at", month)


class CaseFileForm(forms.Form):
    """Size and content are judged by the act and its reader."""

    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的 .xlsx 文件。", "empty": "文件是空的（0 字节）。请下载空表填写后再导入。"},
    )


class AskExclusionForm(forms.Form):
    places: ClassVar[dict[str, str]] = {"aspect": "aspect", "double": "aspect", "too_short": "reason", "evidence_missing": "evidence"}

    aspect = forms.ChoiceField(
        label="剔除指标", choices=[("", "请选择"), *Exclusion.Aspect.choices], error_messages={"required": "请选择从哪一项里剔除。"}
    )
    reason = forms.CharField(
        label="事由",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-draft": True}),
        error_messages={"required": "请写明为什么要剔除。"},
    )
    evidence = forms.CharField(
        label="依据材料",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "data-draft": True}),
        help_text="例如：通话录音、现场照片、政策文件的名称和文号；文件可附在工单上。",
        error_messages={"required": "请写明依据材料。"},
    )

    def ask(self, part: Assignment, at: datetime) -> Ask:
        """What is asked for, after is_valid()."""
        typed = self.cleaned_data
        return Ask(part, typed["aspect"], typed["reason"], typed["evidence"], at)


class ExclusionVerdictForm(forms.Form):
    """The district's decision on one; `act` is the button."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "words"}

    act = forms.ChoiceField(choices=[(name, name) for name in ("grant", "refuse", "overturn")])
    words = forms.CharField(label="意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "data-draft": True}))
    document = forms.CharField(label="决定文号", max_length=100, required=False)


class CheckedVerdictForm(forms.Form):
    """One decision on all checked exclusions; `act` is the button."""

    act = forms.ChoiceField(
        choices=[("grant", "同意"), ("refuse", "不同意")],
        error_messages={"required": "请选择同意或不同意。", "invalid_choice": "请选择同意或不同意。"},
    )
    words = forms.CharField(label="审批意见", max_length=500, required=False, error_messages={"max_length": "审批意见最多 500 个字。"})
    document = forms.CharField(label="决定文号", max_length=100, required=False, error_messages={"max_length": "决定文号最多 100 个字。"})


class OrderFilter(django_filters.FilterSet):
    level = django_filters.ChoiceFilter(choices=SupervisionOrder.Level.choices, label="层级", empty_label="层级")
    unit = django_filters.ChoiceFilter(choices=choices.units, label="单位", empty_label="单位")
    result = django_filters.ChoiceFilter(choices=RESULTS, method="of_result", label="结果", empty_label="结果")
    month = django_filters.CharFilter(method="of_month", label="督办月份", widget=MonthInput)

    class Meta:
        model = SupervisionOrder
        fields = ["level", "unit", "result", "month"]

    def of_result(self, rows: QuerySet[SupervisionOrder], _name: str, said: str) -> QuerySet[SupervisionOrder]:
        return rows.filter(result=Outcome.NONE if said == "none" else said)

    def of_month(self, rows: QuerySet[SupervisionOrder], _name: str, month: str) -> QuerySet[SupervisionOrder]:
        return in_month(rows, "ordered_at", month)


class OrderForm(forms.Form):
    """One order; the unit is the ticket's present lead unless another is chosen."""

    places: ClassVar[dict[str, str]] = {
        "no_ticket": "number",
        "never_held": "unit",
        "level": "level",
        "too_short": "reason",
        "future": "at",
        "too_early": "at",
        "double": "at",
        "due_past": "due_at",
    }

    number = forms.CharField(label="工单编号", max_length=40, error_messages={"required": "请填写工单编号。"})
    unit = forms.ModelChoiceField(
        label="被督办单位", queryset=Unit.objects.order_by("order", "pk"), required=False, empty_label="现主办单位"
    )
    level = forms.ChoiceField(
        label="层级", choices=[("", "请选择"), *SupervisionOrder.Level.choices], error_messages={"required": "请选择督办层级。"}
    )
    document = forms.CharField(label="督办单号", max_length=60, required=False)
    at = forms.DateTimeField(label="督办时间", required=False, help_text="不填为现在", widget=MomentInput, error_messages=BAD_MOMENT)
    due_at = forms.DateTimeField(label="办理时限", required=False, widget=MomentInput, error_messages=BAD_MOMENT)
    reason = forms.CharField(
        label="事由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "请写明督办事由。"}
    )

    def order(self, now: datetime) -> Order:
        """What was typed, after is_valid(). ValidationError: no_ticket, never_held."""
        typed = self.cleaned_data
        part = part_of_unit(ticket_of(typed["number"].strip()), typed["unit"])
        return Order(part, typed["level"], typed["reason"], typed["at"] or now, typed["document"], typed["due_at"])


class ResultForm(forms.Form):
    """What came of an order or a whistle."""

    places: ClassVar[dict[str, str]] = {"result": "result", "future": "result_at", "too_early": "result_at"}

    result = forms.ChoiceField(
        label="结果",
        choices=[("", "请选择"), (Outcome.SOLVED.value, Outcome.SOLVED.label), (Outcome.UNSOLVED.value, Outcome.UNSOLVED.label)],
        error_messages={"required": "请选择结果。"},
    )
    result_at = forms.DateTimeField(label="结果时间", required=False, help_text="不填为现在", widget=MomentInput, error_messages=BAD_MOMENT)
    words = forms.CharField(label="结果说明", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
