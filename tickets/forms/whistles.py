"""Whistles as they are typed, and what stands above their list."""

from datetime import datetime
from typing import ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

from tickets.acts import choices
from tickets.acts.hard_cases import ticket_of
from tickets.acts.whistles import Blow
from tickets.forms.hard_cases import BAD_MOMENT, RESULTS, MomentInput, MonthInput, ResultForm, in_month
from tickets.models import Outcome, Whistle
from units.forms import RowsField
from units.models import Unit


class WhistleFilter(django_filters.FilterSet):
    unit = django_filters.ChoiceFilter(choices=choices.units, label="吹哨单位", empty_label="吹哨单位")
    result = django_filters.ChoiceFilter(choices=RESULTS, method="of_result", label="结果", empty_label="结果")
    month = django_filters.CharFilter(method="of_month", label="吹哨月份", widget=MonthInput)

    class Meta:
        model = Whistle
        fields = ["unit", "result", "month"]

    def of_result(self, rows: QuerySet[Whistle], _name: str, said: str) -> QuerySet[Whistle]:
        return rows.filter(result=Outcome.NONE if said == "none" else said)

    def of_month(self, rows: QuerySet[Whistle], _name: str, month: str) -> QuerySet[Whistle]:
        return in_month(rows, "blown_at", month)


class WhistleForm(forms.Form):
    places: ClassVar[dict[str, str]] = {
        "number": "whistle",
        "double": "whistle",
        "no_ticket": "number",
        "never_held": "number",
        "kind": "kind",
        "called_missing": "called",
        "called_itself": "called",
        "too_short": "matter",
        "future": "at",
    }

    whistle = forms.CharField(label="吹哨编号", max_length=40, error_messages={"required": "请填写吹哨编号。"})
    number = forms.CharField(label="工单编号", max_length=40, required=False, help_text="不随工单的可不填")
    kind = forms.CharField(
        label="类别", max_length=40, help_text="例如 应急处置、联合执法、民生保障", error_messages={"required": "请填写类别。"}
    )
    at = forms.DateTimeField(label="吹哨时间", required=False, help_text="不填为现在", widget=MomentInput, error_messages=BAD_MOMENT)
    unit = forms.ModelChoiceField(
        label="吹哨单位",
        queryset=Unit.objects.receiving(),
        empty_label="请选择单位",
        error_messages={"required": "请选择吹哨单位。"},
    )
    called = RowsField(
        label="报到单位",
        queryset=Unit.objects.receiving(),
        help_text="按住 Ctrl 可选几个",
        widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages={"required": "请选择要哪些单位报到。"},
    )
    matter = forms.CharField(
        label="事项", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "请写明事项。"}
    )

    def blow(self, now: datetime) -> Blow:
        """What was typed, after is_valid(). ValidationError no_ticket."""
        typed = self.cleaned_data
        number = typed["number"].strip()
        ticket = ticket_of(number) if number else None
        called = tuple(typed["called"])
        return Blow(typed["whistle"], typed["kind"], typed["unit"], called, typed["matter"], typed["at"] or now, ticket)


class WhistleResultForm(ResultForm):
    places: ClassVar[dict[str, str]] = {"result": "result"}

    arrived_at = forms.DateTimeField(label="报到时间", required=False, widget=MomentInput, error_messages=BAD_MOMENT)
    field_order = ("arrived_at", "result", "result_at", "words")
