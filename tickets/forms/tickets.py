"""What is typed on the ticket page itself."""

from django import forms

from units.models import Unit


class RedoForm(forms.Form):
    """Why a finished ticket is handled again, and by whom; that a reason must be given is the act's rule too."""

    reason = forms.CharField(
        label="重办原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "重办要写明原因，承办单位才知道办什么。"},
    )
    unit = forms.ModelChoiceField(label="重办单位", queryset=Unit.objects.receiving(), required=False, empty_label="原承办单位")
