"""What the city said, as the dispatcher enters it: typed line by line, or a file."""

from typing import Any, ClassVar

from django import forms

from tickets.models import CityWord

LONGEST = 200_000


class CityWordsForm(forms.Form):
    """Lines or a file, not both. `kind` holds for all lines, and for a file that has no column for it."""

    places: ClassVar[dict[str, str]] = {"no_rows": "text", "too_many": "text"}

    kind = forms.ChoiceField(label="类别", choices=CityWord.Kind.choices, initial=CityWord.Kind.REFUSAL)
    text = forms.CharField(
        label="逐行录入",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "编号 市平台意见 新时限（可不写），一行一件"}),
    )
    file = forms.FileField(
        label="或上传清单",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("text") and typed.get("file"):
            raise forms.ValidationError("请只用一种方式：逐行录入，或上传清单。", code="both")
        if not typed.get("text") and not typed.get("file") and "text" not in self.errors:
            raise forms.ValidationError("请逐行录入，或上传市平台的清单（.xlsx）。", code="nothing")
        return typed
