"""What is typed about time: a unit's application for an extension or a suspension, and the district's decision on one."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from tickets.acts import extensions, suspensions
from tickets.acts.application_desk import Choice
from tickets.models import Assignment, Reason, Ticket
from tickets.rules.deadlines import end_of, print_due
from tickets.rules.shifting import extended
from units.acts.calendar import day_table
from units.acts.settings import values

GRANT, REFUSE = "grant", "refuse"


class ReasonForm(forms.Form):
    """Why, from the district's list where it has one, and in words."""

    places: ClassVar[dict[str, str]] = {"kind_missing": "kind", "too_short": "reason"}

    kind = forms.ModelChoiceField(
        label="事由类别",
        queryset=Reason.objects.none(),
        required=False,
        empty_label="请选择",
        error_messages={"invalid_choice": "这个事由已停用，请另选。"},
    )
    reason = forms.CharField(
        label="事由说明",
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "required": True, "data-draft": True, "data-key": "e", "data-key-label": "写事由"}),
    )

    def offer(self, act: str) -> None:
        """The reasons of the list; without a list there is nothing to choose."""
        field = self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Reason.objects.filter(act=act, is_open=True)
        if not field.queryset:
            del self.fields["kind"]


class ExtensionForm(ReasonForm):
    """How many working days; beside each the limit that it would give."""

    places: ClassVar[dict[str, str]] = {
        **ReasonForm.places,
        "days": "days",
        "told_missing": "citizen_told_at",
        "told_late": "citizen_told_at",
    }

    days = forms.TypedChoiceField(label="延期天数", coerce=int, error_messages={"required": "请选择延期天数。"})
    citizen_told_at = forms.DateTimeField(
        label="告知诉求人时间",
        required=False,
        help_text="申请前要先联系诉求人，说明需要更长时间。",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "required": True}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "请填写有效的时间，例如 2026-07-07 10:30。"},
    )
    field_order = ("days", "kind", "reason", "citizen_told_at")

    def __init__(self, *args: Any, lead: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(Reason.Act.EXTENSION)
        table, most, due_at = day_table(), values().extension_most_days, lead.due_at
        offered = [(n, f"{n} 个工作日 → {print_due(extended(due_at, n, table))}") for n in range(1, most + 1)] if due_at else []
        field = self.fields["days"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = offered

    def ask(self, ticket: Ticket, at: datetime) -> extensions.Ask:
        """What is asked for, after is_valid()."""
        typed = self.cleaned_data
        return extensions.Ask(ticket, at, typed["days"], typed["reason"], typed["citizen_told_at"], typed.get("kind"))


class SuspensionForm(ReasonForm):
    """Until when the clock is to stand."""

    places: ClassVar[dict[str, str]] = {**ReasonForm.places, "until_past": "until_on", "until_far": "until_on"}

    until_on = forms.DateField(
        label="预计恢复日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请填写预计恢复日期。", "invalid": "请填写有效的日期，例如 2026-07-14。"},
    )
    field_order = ("until_on", "kind", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(Reason.Act.SUSPENSION)
        self.fields["until_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def ask(self, ticket: Ticket, at: datetime) -> suspensions.Ask:
        """What is asked for, after is_valid()."""
        typed = self.cleaned_data
        return suspensions.Ask(ticket, at, typed["until_on"], typed["reason"], typed.get("kind"))


class VerdictForm(forms.Form):
    """The decision on one application. `seq` is the ticket's state as the page showed it."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "words", "due_missing": "city_due_on", "not_later": "city_due_on"}

    act = forms.ChoiceField(
        label="决定", choices=[(GRANT, "同意"), (REFUSE, "不同意")], error_messages={"required": "请选择同意或不同意。"}
    )
    words = forms.CharField(
        label="审批意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": True, "data-key": "b", "data-key-label": "写审批意见"}),
    )
    city_agrees = forms.BooleanField(label="市平台同意，市平台时限一并停计", required=False)
    city_due_on = forms.DateField(
        label="新的市平台时限（当日 24:00）",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写有效的日期，例如 2026-07-14。"},
    )
    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def choice(self) -> Choice:
        """What was decided, after is_valid()."""
        typed = self.cleaned_data
        due_at = end_of(typed["city_due_on"]) if typed["city_due_on"] else None
        return Choice(typed["act"] == GRANT, typed["words"].strip(), typed["city_agrees"], due_at)
