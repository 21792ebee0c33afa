"""What the callback agent types: a call with its independent answers, and the order to handle a ticket again."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms

from tickets.acts.callbacks import Call
from tickets.models import Callback, Ticket
from units.models import Unit

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
    remark = forms.CharField(label="备注", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))
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


class RedoForm(forms.Form):
    """To the unit that had it, or to another one."""

    places: ClassVar[dict[str, str]] = {"reason_missing": "reason", "no_holder": "unit"}

    reason = forms.CharField(label="重办原因", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4, "required": True}))
    unit = forms.ModelChoiceField(label="重办单位", queryset=Unit.objects.receiving(), required=False, empty_label="原承办单位")
    seq = forms.IntegerField(widget=forms.HiddenInput, required=False)
