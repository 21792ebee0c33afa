"""What is typed on the ticket page itself; that a reason must be given, and what is refused, are the acts' rules too."""

import re
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from tickets.acts import choices
from tickets.acts.dispatching import Order
from tickets.acts.redo import Redo
from tickets.models import Reason, RedoOrder, StockText, Ticket
from units.forms import RowsField
from units.models import Unit

# Between numbers that were typed or pasted one after the other.
_BETWEEN = re.compile(r"[\s,，、;；]+")
MOST_NUMBERS = 200


class UnitsForm(forms.Form):
    """Its lists of units are drawn from the short list that stands in the cache, and checked against the table."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget.choices = choices.receiving()
            elif isinstance(field, forms.ModelChoiceField) and getattr(field.queryset, "model", None) is Unit:
                field.widget.choices = [("", field.empty_label or ""), *choices.receiving()]


class RedoForm(UnitsForm):
    """Why a finished ticket is handled again, by whom and until when."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "reason", "no_holder": "unit", "unit_closed": "unit", "due_past": "due_at"}

    kind = forms.ModelChoiceField(
        label="重办事由",
        queryset=Reason.objects.filter(act=Reason.Act.REDO, is_open=True),
        required=False,
        empty_label="请选择",
        error_messages={"invalid_choice": "这条重办事由已停用，请另选。"},
    )
    reason = forms.CharField(
        label="重办原因",
        max_length=450,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "重办要写明原因，承办单位才知道办什么。"},
    )
    unit = forms.ModelChoiceField(label="重办单位", queryset=Unit.objects.receiving(), required=False, empty_label="原承办单位")
    due_at = forms.DateTimeField(
        label="重办时限",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写有效的时间，例如 2026-07-14 17:00。"},
    )

    def clean(self) -> dict[str, Any]:
        """`words` as typed; `reason` with the one of the list before them: one of the two must be there."""
        typed = super().clean() or self.cleaned_data
        kind, typed["words"] = typed.get("kind"), typed.get("reason", "")
        typed["reason"] = "：".join(part for part in (kind.label if kind else "", typed["words"]) if part)
        if not typed["reason"] and not self.errors:
            self.add_error("reason", ValidationError(self.fields["reason"].error_messages["required"], code="required"))
        return typed

    def order(self, ticket: Ticket, at: datetime, source: str = RedoOrder.Source.DISTRICT) -> Redo:
        """What was ordered, after is_valid()."""
        typed = self.cleaned_data
        return Redo(ticket, at, typed["reason"], typed["unit"], source, typed["due_at"])


class TransferForm(UnitsForm):
    """To whom a ticket moves on, why, and whether those that are handled together with it go along."""

    unit = forms.ModelChoiceField(
        label="转派给",
        queryset=Unit.objects.receiving(),
        empty_label="请选择单位",
        error_messages={"required": "请选择转派给哪个单位。", "invalid_choice": "这个单位不能接收派单，请另选。"},
    )
    note = forms.CharField(
        label="转派原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "转派要写明原因，新单位才知道为什么由它办。"},
    )
    assists = RowsField(label="协办单位", queryset=Unit.objects.receiving(), required=False, widget=forms.SelectMultiple(attrs={"size": 4}))
    members = forms.BooleanField(label="同单位的并入件一并转派", required=False)
    # Beside which field a refusal of the act stands.
    places = {"same_unit": "unit", "unit_closed": "unit", "lead_assists": "assists", "reason_missing": "note"}

    def order(self, ticket: Ticket, at: datetime) -> Order:
        """What was typed, after is_valid()."""
        typed = self.cleaned_data
        return Order(ticket, typed["unit"], at, tuple(typed["assists"]), typed["note"].strip())


class UrgeForm(forms.Form):
    """What the one who has to act is told; without words the urge says it all."""

    words = forms.CharField(
        label="催办内容",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "例如：请今日内联系诉求人并反馈", "list": "urge-texts"}),
        error_messages={"max_length": "催办内容最多 500 个字，请写短一些。"},
    )

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """The district's 常用语 for it: name, text, full name of the category or empty."""
        return choices.stock_texts(StockText.Use.URGE)


class MergeForm(forms.Form):
    """Either this ticket goes into another one, or others come into this one."""

    into = forms.CharField(label="并入主件", max_length=40, required=False, widget=forms.TextInput(attrs={"placeholder": "主件的工单编号"}))
    members = forms.CharField(
        label="或把这些工单并入本件",
        max_length=8_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "工单编号，一行一个"}),
    )
    reason = forms.CharField(label="并案理由", max_length=200, required=False)

    def clean_members(self) -> list[str]:
        """The numbers, each once, in the order typed."""
        numbers = list(dict.fromkeys(number for number in _BETWEEN.split(self.cleaned_data["members"]) if number))
        if len(numbers) > MOST_NUMBERS:
            raise ValidationError(f"一次最多并入 {MOST_NUMBERS} 件，请分几次。", code="too_many")
        return numbers

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if not self.errors and bool(typed.get("into")) == bool(typed.get("members")):
            raise ValidationError("请填主件的编号，或填要并入本件的编号，两样填一样。", code="one_of_both")
        return typed
