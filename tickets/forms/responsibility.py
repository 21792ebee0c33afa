"""The responsibility list: a file that comes in, and one line as it is typed."""

from django import forms

from tickets.acts.responsibility import Entry
from tickets.models import Category, Responsibility
from units.forms import RowsField
from units.models import Unit


class ListFileForm(forms.Form):
    """Size and content are judged by the act and its reader."""

    file = forms.FileField(
        label="文件",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择要导入的 .xlsx 文件。", "empty": "文件是空的（0 字节）。请先导出清单再填写。"},
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(
                f"“{file.name}”不是 .xlsx 文件。请在 Excel 或 WPS 里另存为“Excel 工作簿（.xlsx）”。", code="not_xlsx"
            )
        return file


class LineForm(forms.Form):
    category = forms.ModelChoiceField(
        label="类别", queryset=Category.objects.all(), empty_label="请选择类别", error_messages={"required": "请选择类别。"}
    )
    area = forms.CharField(label="属地", max_length=100, required=False)
    matter = forms.CharField(label="事项", max_length=200, required=False)
    lead = forms.ModelChoiceField(
        label="主办单位",
        queryset=Unit.objects.receiving(),
        empty_label="请选择单位",
        error_messages={"required": "请选择主办单位。", "invalid_choice": "这个单位不能接收派单，请另选。"},
    )
    assists = RowsField(label="协办单位", queryset=Unit.objects.receiving(), required=False, widget=forms.SelectMultiple(attrs={"size": 8}))
    basis = forms.CharField(label="依据", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def entry(self) -> Entry:
        """What was typed, after is_valid()."""
        typed = self.cleaned_data
        return Entry(typed["category"], typed["area"], typed["matter"], typed["lead"], tuple(typed["assists"]), typed["basis"].strip())

    @staticmethod
    def values_of(line: Responsibility) -> dict[str, object]:
        """A line as the form shows it first."""
        assists = [unit.pk for unit in line.assists.all()]
        values = {"category": line.category_id, "area": line.area, "matter": line.matter, "lead": line.lead_id, "basis": line.basis}
        return {**values, "assists": assists}
