"""The upload of a file to import."""

from django import forms

from tickets.acts.reading import known_layouts
from units.models import Unit


class UploadForm(forms.Form):
    """Size and content are judged by the act and its reader; here only that there is a file with the right ending."""

    file = forms.FileField(
        label="文件",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的 .xlsx 文件。"},
    )
    layout = forms.ChoiceField(label="版式", required=False)
    unit = forms.ModelChoiceField(
        label="未写明承办单位的已办工单记给",
        queryset=Unit.objects.open(),
        required=False,
        empty_label="按区县配置（未列明单位）",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        layouts = [(layout.name, layout.label) for layout in known_layouts()]
        self.fields["layout"].choices = [("", "自动识别"), *layouts]  # type: ignore[attr-defined]

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(
                f"“{file.name}”不是 .xlsx 文件。请在 Excel 或 WPS 里打开后另存为“Excel 工作簿（.xlsx）”再导入。", code="not_xlsx"
            )
        return file
