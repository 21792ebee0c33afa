"""What the supervisor types: why a month is opened again, bonus and deduction events, figures of other offices."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.acts import entries, ledgers
from scoring.acts.entries import Event
from units.models import Unit


class ReopenForm(forms.Form):
    why = forms.CharField(
        label="重开原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "重开要写明原因。", "max_length": "原因至多 300 字。"},
    )
    places = {"reason_missing": "why"}


class RecountForm(forms.Form):
    """Which closed months are counted anew, and why."""

    label = forms.CharField(label="期间", max_length=10, error_messages={"required": "请选要重算的期间。"})
    why = forms.CharField(
        label="重算原因",
        max_length=300,
        error_messages={"required": "重算要写明原因，它会写在更正里。", "max_length": "原因至多 300 字。"},
    )
    places = {"reason_missing": "why", "bad_period": "label", "not_closed": "label"}


class BoundedField(forms.DecimalField):
    """A number of which all that is wrong with its size or its digits is one sentence: `bounds`, told once."""

    def __init__(self, *args: Any, bounds: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bounds = bounds

    def run_validators(self, value: Any) -> None:
        try:
            super().run_validators(value)
        except ValidationError as fault:
            raise ValidationError(self.bounds, code="bounds") from fault


class LedgerForm(forms.Form):
    ledger = forms.ChoiceField(label="账目", choices=lambda: list(ledgers.names().items()))
    unit = forms.ModelChoiceField(Unit.objects.filter(is_unlisted=False), label="单位", empty_label="请选择")
    happened_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "日期应为 2022-01-20 的样子。"},
    )
    points = BoundedField(
        label="分值",
        bounds=entries.POINTS_BOUNDS,
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        max_value=entries.MOST_POINTS,
        help_text="例如 0.02；加分、减分都填正数",
        error_messages={"invalid": "分值应为数字，例如 0.02。"},
    )
    reason = forms.CharField(label="事由", max_length=200)
    document = forms.CharField(label="依据文件", max_length=200, required=False)
    approver = forms.CharField(label="批准人", max_length=40, required=False, help_text="有依据文件的必填：在文件上签批的人")
    ticket_number = forms.CharField(label="工单编号", max_length=40, required=False)
    places = {
        "unknown_ledger": "ledger",
        "future": "happened_on",
        "bad_points": "points",
        "no_reason": "reason",
        "no_approver": "approver",
        "unknown_ticket": "ticket_number",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """What is missing is named: read aloud or listed, the faults stand without their fields."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写{field.label}。"

    @property
    def event(self) -> Event:
        return Event(**self.cleaned_data)


class OutsideForm(forms.Form):
    period = forms.CharField(label="期间", max_length=10, help_text="2022-01（月）、2022Q1（季度）、2022H1（半年）或 2022（年）")
    code = forms.ChoiceField(
        label="名称",
        choices=lambda: [("", "其他（另取引用名）"), *entries.outside_names().items()],
        required=False,
        error_messages={"invalid_choice": "请从列表里选一项，没有的选“其他”。"},
    )
    other = forms.RegexField(
        r"^[a-z][a-z0-9_]*$",
        label="引用名",
        max_length=40,
        required=False,
        help_text="名称选“其他”时填写：小写英文、数字和下划线，通报和区县配置按它引用这个数",
        error_messages={"invalid": "引用名用小写英文、数字和下划线，例如 city_visits。"},
    )
    label = forms.CharField(label="说明", max_length=80)
    value = BoundedField(
        label="数值",
        bounds="数值的整数部分最多 10 位，小数最多 4 位，请核对。",
        max_digits=14,
        decimal_places=4,
        error_messages={"invalid": "请填数字。"},
    )
    source = forms.CharField(label="来源", max_length=200)
    places = {"bad_period": "period", "future": "period", "taken_code": "other", "no_source": "source"}

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if not typed.get("code") and not self.errors.keys() & {"code", "other"}:
            if not typed.get("other"):
                self.add_error("other", "请选择名称；列表里没有的，在这里取一个引用名。")
            typed["code"] = typed.get("other", "")
        return typed
