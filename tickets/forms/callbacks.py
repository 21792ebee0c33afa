"""What the callback agent types: a call with its independent answers, the judgement on a no, a clearing, a sampling plan."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from tickets.acts.callbacks import Call
from tickets.acts.judging import Judging
from tickets.forms.tickets import RedoForm
from tickets.models import Callback, SamplePlan, Ticket

UNTOLD = "未回答"


class CallForm(forms.Form):
    """Answers need a citizen who was reached: without one they are hidden by the page and refused by the act."""

    places: ClassVar[dict[str, str]] = {"answers_without_citizen": "reached", "bad_stars": "stars"}

    reached = forms.ChoiceField(label="接通情况", choices=Callback.Reached.choices, initial=Callback.Reached.REACHED)
    contacted = forms.ChoiceField(label="单位联系过", choices=[("yes", "联系过"), ("no", "没联系"), ("", UNTOLD)], required=False)
    solved = forms.ChoiceField(
        label="是否解决", choices=[*(pair for pair in Callback.Solved.choices if pair[0]), ("", UNTOLD)], required=False
    )
    result_grade = forms.ChoiceField(
        label="结果评价", choices=[*(pair for pair in Callback.Grade.choices if pair[0]), ("", UNTOLD)], required=False
    )
    process_grade = forms.ChoiceField(
        label="过程评价", choices=[*(pair for pair in Callback.Grade.choices if pair[0]), ("", UNTOLD)], required=False
    )
    stars = forms.TypedChoiceField(label="评星", coerce=int, empty_value=None, required=False)
    remark = forms.CharField(label="备注", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3, "data-draft": True}))
    closes = forms.BooleanField(label="满意，直接归档", required=False, initial=True)
    seq = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stars_max: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stars_max = stars_max
        counts = [(str(count), f"{count} 星") for count in range(1, stars_max + 1)]
        self.fields["stars"].choices = [*counts, ("", "未评")]  # type: ignore[attr-defined]

    def call(self, ticket: Ticket, at: datetime) -> Call:
        """What was said, after is_valid()."""
        typed = self.cleaned_data
        return Call(
            ticket,
            at,
            reached=typed["reached"],
            contacted={"yes": True, "no": False}.get(typed["contacted"]),
            solved=typed["solved"],
            result_grade=typed["result_grade"],
            process_grade=typed["process_grade"],
            stars=typed["stars"],
            remark=typed["remark"].strip(),
        )


class JudgeForm(RedoForm):
    """The judgement on a no: its words are the order to the unit, or why the completion stands. `seq` is the ticket's state as
    the page showed it."""

    closes = forms.BooleanField(label="同时归档", required=False, initial=True)
    seq = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "研判理由"
        self.fields["reason"].widget.attrs["data-draft"] = True
        self.fields["reason"].error_messages["required"] = "研判要写明理由；重办要写明原因，承办单位才知道办什么。"

    def judging(self, ticket: Ticket, at: datetime, judgement: str) -> Judging:
        """What was judged, after is_valid()."""
        typed = self.cleaned_data
        words = typed["reason" if judgement == Callback.Judgement.REASONABLE else "words"]  # a reason to do it again is of a redo alone
        unit, due_at = typed["unit"], typed["due_at"]
        return Judging(ticket, at, judgement, words, unit, due_at, closes=typed["closes"], seen=typed["seq"])


class ClearForm(forms.Form):
    """Words with which checked tickets leave a list."""

    words = forms.CharField(
        label="说明",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "销号要写明说明，例如回头看时核实到什么。"},
    )


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # the stubs are generic, Django is not
    """A new sampling plan; whether it fits beside the others is the act's to say."""

    class Meta:
        model = SamplePlan
        fields = ("name", "percent", "least", "channel", "starts_on", "ends_on")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].empty_label = "所有渠道"  # type: ignore[attr-defined]
