"""The reviewer's verdict on a reply, or on several checked ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django import forms
from django.http import QueryDict

from tickets.acts import choices
from tickets.acts.reviewing import Verdict
from tickets.models import Reason, Ticket


class VerdictForm(forms.Form):
    """`seq` is the ticket's state as the page showed it: another reply than the one read is never accepted."""

    reason = forms.ModelChoiceField(
        label="退回原因",
        queryset=Reason.objects.filter(act=Reason.Act.SEND_BACK, is_open=True),
        required=False,
        empty_label="请选择",
        error_messages={"invalid_choice": "这条退回原因已停用，请另选。"},
    )
    words = forms.CharField(
        label="审核意见",
        max_length=450,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft": True, "data-key": "b", "data-key-label": "写退回原因"}),
    )
    seq = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        # What may be chosen is asked for when something was chosen; the page is drawn from the kept list.
        known = choices.reasons(Reason.Act.SEND_BACK)
        self.has_reasons = bool(known)
        self.fields["reason"].widget.choices = [("", "请选择"), *known]

    def verdict(self, ticket: Ticket, at: datetime, *, is_back: bool) -> Verdict:
        """What was decided, after is_valid(); a reason is for sending back alone."""
        typed = self.cleaned_data
        return Verdict(ticket, at, typed["words"], typed["reason"] if is_back else None, typed["seq"])


def checked(said: Sequence[str]) -> Mapping[str, int]:
    """The event count that each checked row showed, by the ticket's number: "2201050930|7". Others are passed over."""
    found = {}
    for word in said:
        number, _, seq = word.rpartition("|")
        if number and seq.isascii() and seq.isdigit() and len(seq) < 10:
            found[number] = int(seq)
    return found
