"""The unit's reply as it is typed; how long it must be and which date may be promised is the act's to say."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from tickets.acts.replies import Answer
from tickets.models import Reply, Ticket

LONGEST = 5_000


class ReplyForm(forms.Form):
    """A final reply, or a staged one with the day that it promises."""

    # Beside which field a refusal of the act stands, by its code.
    places: ClassVar[dict[str, str]] = {
        "too_short": "text",
        "promise_missing": "promised_on",
        "promise_past": "promised_on",
        "no_promise": "promised_on",
    }

    kind = forms.ChoiceField(label="答复类别", choices=Reply.Kind.choices, initial=Reply.Kind.FINAL)
    # No maxlength on the page: a browser would cut off what is pasted without a word.
    text = forms.CharField(
        label="答复内容",
        required=False,
        validators=[MaxLengthValidator(LONGEST, f"答复内容最多 {LONGEST} 个字，请精简后再提交。")],
        widget=forms.Textarea(attrs={"class": "is-tall", "required": True, "data-key": "e", "data-key-label": "写答复"}),
    )
    promised_on = forms.DateField(
        label="承诺日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写有效的日期，例如 2026-07-14。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["promised_on"].widget.attrs["min"] = timezone.localdate().isoformat()

    def keep_as(self, key: str) -> None:
        """Names the text, so that the page can keep it until it was sent (static/js/drafts.js)."""
        self.fields["text"].widget.attrs["data-draft"] = key

    def answer(self, ticket: Ticket, at: datetime) -> Answer:
        """What is to be sent, after is_valid()."""
        typed = self.cleaned_data
        return Answer(ticket, typed["text"], at, typed["kind"], typed["promised_on"])
