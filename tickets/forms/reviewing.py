"""The reviewer's verdict on a reply."""

from django import forms


class VerdictForm(forms.Form):
    """`seq` is the ticket's state as the page showed it: another reply than the one read is never accepted."""

    words = forms.CharField(
        label="审核意见",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "b", "data-key-label": "写退回原因"}),
    )
    seq = forms.IntegerField(widget=forms.HiddenInput)
