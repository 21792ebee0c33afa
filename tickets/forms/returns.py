"""The 退件单 as a unit writes it and its principal signs it, and the district's decision on it; what is missing the acts say."""

from datetime import datetime
from functools import partial
from typing import Any, ClassVar

import django_filters
from django import forms

from tickets.acts import choices, receiving
from tickets.acts.return_rulings import Choice
from tickets.acts.returns import Ask
from tickets.forms.tickets import UnitsForm
from tickets.models import Attachment, Reason, ReturnRequest, Ticket
from tickets.rules.returning import Ruling
from units.forms import RowsField
from units.models import Unit


def words_of(slip: ReturnRequest) -> dict[str, object]:
    """What a slip says, for the form in which it is mended."""
    return {"kind": slip.kind_id, "text": slip.reason, "clause": slip.clause, "proposed": slip.proposed_unit_id}


def _offer_others(field: forms.Field, holder: int | None) -> None:
    """Leaves out of a list of units the one that returns (its id) and those below it."""
    if holder is None or not isinstance(field, forms.ModelChoiceField):
        return
    own = receiving.below(holder)
    field.queryset = Unit.objects.receiving().exclude(pk__in=own)
    offered = [(pk, name) for pk, name in choices.receiving() if int(pk) not in own]
    field.widget.choices = [("", field.empty_label or ""), *offered]


class AskForm(UnitsForm):
    """The slip; the signed paper's files come beside it and are judged by tickets.acts.attachments."""

    # Beside which field a refusal of the act stands, by its code.
    places: ClassVar[dict[str, str]] = {
        "too_short": "text",
        "banned": "text",
        "clause_missing": "clause",
        "same_unit": "proposed",
        "unit_closed": "proposed",
        "bad_reason": "kind",
    }

    kind = forms.ModelChoiceField(
        label="退件事由",
        queryset=Reason.objects.filter(act=Reason.Act.RETURN, is_open=True),
        empty_label="请选择事由",
        error_messages={"required": "请选择退件事由。", "invalid_choice": "这个退件事由已停用，请另选。"},
    )
    text = forms.CharField(
        label="退件理由",
        max_length=1_000,
        widget=forms.Textarea(
            attrs={"rows": 5, "data-draft": True, "data-wording": "return", "data-key": "e", "data-key-label": "写退件理由"}
        ),
        error_messages={"required": "请写明为什么不该由本单位办理。"},
    )
    clause = forms.CharField(
        label="法律依据及条款",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-draft": True, "data-wording": "return"}),
    )
    proposed = forms.ModelChoiceField(
        label="建议承办单位",
        queryset=Unit.objects.receiving(),
        required=False,
        empty_label="没有建议",
        error_messages={"invalid_choice": "请从列表里选单位；本单位的科室用“下派”，不写在退件单上。"},
        help_text="职能、属地不符的，请写明应由谁办理；交本单位的科室用“下派”。",
    )

    def __init__(self, *args: Any, holder: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_others(self.fields["proposed"], holder)

    def ask(self, ticket: Ticket, at: datetime, files: tuple[Attachment, ...]) -> Ask:
        typed = self.cleaned_data
        return Ask(ticket, typed["kind"], typed["text"], at, typed["clause"], typed["proposed"], files)


class WordsForm(forms.Form):
    """A few words beside a signature or a withdrawal."""

    words = forms.CharField(label="签批意见", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RulingForm(UnitsForm):
    """The decision on one slip. `act` is the button: 要求补正 needs no ruling chosen."""

    WAYS: ClassVar[list[tuple[str, str]]] = [("unit", "改派给单位"), ("queue", "回派单台"), ("city", "退回市平台")]
    places: ClassVar[dict[str, str]] = {
        "reason_missing": "words",
        "same_unit": "unit",
        "unit_closed": "unit",
        "meeting_past": "meeting_at",
        "meeting_missing": "meeting_at",
        "attendees_missing": "attendees",
    }

    ruling = forms.ChoiceField(label="决定", choices=[(each.value, each.value) for each in Ruling], required=False)
    way = forms.ChoiceField(label="去向", choices=WAYS, required=False, initial="unit")
    unit = forms.ModelChoiceField(
        label="改派给",
        queryset=Unit.objects.receiving(),
        required=False,
        empty_label="请选择单位",
        error_messages={"invalid_choice": "请从列表里选单位；要由退件单位自己的科室办理的，请选“不同意退件”，由该单位用“下派”交科室。"},
    )
    meeting_at = forms.DateTimeField(
        label="研判时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"invalid": "请填写有效的时间，例如 2026-07-12 14:30。"},
    )
    convener = forms.ModelChoiceField(label="召集单位", queryset=Unit.objects.receiving(), required=False, empty_label="请选择单位")
    attendees = RowsField(label="参会单位", queryset=Unit.objects.receiving(), required=False)
    other = forms.ModelChoiceField(
        label="另加单位",
        queryset=Unit.objects.receiving(),
        required=False,
        empty_label="另加",
        widget=forms.Select(attrs={"class": "is-other"}),
    )
    words = forms.CharField(
        label="审批意见",
        widget=forms.Textarea(attrs={"rows": 2, "data-draft": True, "data-key": "w", "data-key-label": "写审批意见"}),
        max_length=500,
        required=False,
    )
    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, holder: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_others(self.fields["unit"], holder)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if self.is_mending:
            return typed
        if not typed.get("ruling"):
            self.add_error(None, "请先选一个决定。")
        if typed.get("ruling") == Ruling.ACCEPT and typed.get("way") == "unit" and not typed.get("unit"):
            self.add_error("unit", "请选择改派给哪个单位，或选“回派单台”。")
        return typed

    @property
    def is_mending(self) -> bool:
        return self.data.get("act") == "mend"

    def choice(self) -> Choice:
        """What was chosen, after is_valid()."""
        typed = self.cleaned_data
        if self.is_mending:
            return Choice(None, typed["words"], seen=typed["seq"])
        attendees = {*typed["attendees"], *([typed["other"]] if typed["other"] else [])}
        return Choice(
            Ruling(typed["ruling"]),
            typed["words"],
            unit=typed["unit"] if typed["way"] == "unit" else None,
            to_city=typed["way"] == "city",
            meeting_at=typed["meeting_at"],
            convener=typed["convener"],
            attendees=tuple(sorted(attendees, key=lambda unit: unit.order)),
            seen=typed["seq"],
        )


class CheckedForm(forms.Form):
    """One decision on all checked slips: refused, or each sent to the unit that it names."""

    words = forms.CharField(label="审批意见", widget=forms.Textarea(attrs={"rows": 2}), max_length=500, required=False)
    act = forms.ChoiceField(
        choices=[("accept", "同意，各派给建议单位"), ("refuse", "不同意")], error_messages={"required": "请选择同意或不同意。"}
    )


class SlipFilter(django_filters.FilterSet):
    """What stands above the desk's list, kept in its address."""

    unit = django_filters.ChoiceFilter(choices=choices.receiving, field_name="assignment__unit", label="申请单位", empty_label="申请单位")
    kind = django_filters.ChoiceFilter(choices=partial(choices.every_reason, Reason.Act.RETURN), label="退件事由", empty_label="事由")

    class Meta:
        model = ReturnRequest
        fields = ["unit", "kind"]
