"""The dispatcher's decision as it is typed: to whom, with whose help, in which category; and the others of the desk."""

from dataclasses import replace
from typing import NamedTuple

from django import forms

from tickets.acts.deciding import Decision
from tickets.models import Category
from units.forms import RowsField
from units.models import Unit


class Typed(NamedTuple):
    """The ids of the units that were chosen, as they were sent."""

    unit: str
    assists: frozenset[str]


class DecisionForm(forms.Form):
    """Dispatch of one ticket or of several checked ones. `seq` is the ticket's state as the page showed it."""

    unit = forms.ModelChoiceField(
        label="主办单位",
        queryset=Unit.objects.receiving(),
        error_messages={"required": "请选择主办单位。", "invalid_choice": "这个单位不能接收派单，请另选。"},
    )
    assists = RowsField(label="协办单位", queryset=Unit.objects.receiving(), required=False)
    note = forms.CharField(label="派单意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2, "data-draft": True}))
    category = forms.ModelChoiceField(label="归入类别", queryset=Category.objects.all(), required=False, empty_label="暂不归类")
    seq = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def decision(self) -> Decision:
        """What was decided, after is_valid()."""
        typed = self.cleaned_data
        return Decision(typed["unit"], tuple(typed["assists"]), typed["note"].strip(), typed["category"], typed["seq"])

    def for_many(self) -> Decision:
        """The same for checked tickets: their categories stay, and the page showed the state of one only."""
        return replace(self.decision(), category=None, seen=None)

    @property
    def chosen(self) -> Typed:
        """Which boxes stand checked when the form is shown again."""
        return Typed(str(self["unit"].value() or ""), frozenset(map(str, self["assists"].value() or ())))


class CategoryForm(forms.Form):
    """A category for a ticket of 待归类."""

    category = forms.ModelChoiceField(
        label="类别",
        queryset=Category.objects.all(),
        empty_label="请选择类别",
        error_messages={"required": "请选择类别。"},
    )


class HelpForm(forms.Form):
    """Assists for a ticket that a unit has already."""

    assists = RowsField(
        label="协办单位",
        queryset=Unit.objects.receiving(),
        error_messages={"required": "请选择协办单位。", "invalid_choice": "这个单位不能接收派单，请另选。"},
    )
    note = forms.CharField(label="说明", max_length=500, required=False)

    @property
    def units(self) -> tuple[Unit, ...]:
        """After is_valid()."""
        return tuple(self.cleaned_data["assists"])
