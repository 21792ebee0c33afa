"""Shapes of input on the bulletin's pages: which period to compose, numbers and date, the reason of a correction."""

from __future__ import annotations

from typing import Any

from django import forms

from reports.acts.offers import offers


class ComposeForm(forms.Form):
    """`chosen` is frame and period."""

    chosen = forms.ChoiceField(label="期间")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(offer.value, offer.words) for offer in offers()]


class NumbersForm(forms.Form):
    issue = forms.IntegerField(label="总期号", min_value=1, max_value=9999, required=False)
    edition = forms.IntegerField(label="专题期号", min_value=1, max_value=9999, required=False)
    issued_on = forms.DateField(label="印发日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class PublishForm(forms.Form):
    why = forms.CharField(label="更正原因", max_length=300, required=False)
