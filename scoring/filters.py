"""How figures are asked for by the address: which period, which unit, which indicators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.acts import choices
from scoring.acts.drilling import Question as RowsQuestion
from scoring.acts.figures import PART_WORDS
from scoring.rules.indicators import FIGURES_WORDS, Figures, codes
from scoring.rules.periods import Period, parse
from tickets.models import Category
from units.acts.settings import values
from units.models import Unit


class FigureQuery(forms.Form):
    period = forms.CharField(label="期间", max_length=10)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False)
    indicator = forms.MultipleChoiceField(label="指标", required=False, choices=[(code, code) for code in codes()])

    def clean_period(self) -> Period:
        return parse(str(self.cleaned_data["period"]), values().month_starts_on)

    def clean_indicator(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["indicator"]) or codes()


@dataclass(frozen=True)
class Question:
    """`indicators`: all when none was named."""

    period: Period
    unit: Unit | None
    indicators: tuple[str, ...]


def read(query: Mapping[str, Any]) -> Question:
    """ValidationError with the faults by field."""
    form = FigureQuery(query)
    if not form.is_valid():
        raise ValidationError({name: list(map(str, faults)) for name, faults in form.errors.items()})
    return Question(form.cleaned_data["period"], form.cleaned_data["unit"], form.cleaned_data["indicator"])


UNCLASSIFIED = "none"  # ?category=none: rows without a category


class RowsQuery(forms.Form):
    """Which figure's rows: ?period=&since=&indicator=&part=&unit=&category=&figures=&after=&before=."""

    period = forms.CharField(label="期间", max_length=10, required=False)
    since = forms.CharField(label="起始期间", max_length=10, required=False)
    indicator = forms.ChoiceField(label="指标", required=False, choices=[(code, code) for code in codes()])
    part = forms.ChoiceField(label="部分", required=False, choices=list(PART_WORDS.items()))
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False)
    category = forms.CharField(label="类别", max_length=10, required=False)
    figures = forms.ChoiceField(label="口径", required=False, choices=list(FIGURES_WORDS.items()))
    after = forms.IntegerField(required=False)
    before = forms.IntegerField(required=False)

    def clean_period(self) -> Period:
        label = str(self.cleaned_data["period"])
        found = parse(label, values().month_starts_on) if label else choices.newest()
        if found is None:
            raise ValidationError("还没有任何月份的数字，请等当晚试算或先关账。", code="nothing_counted")
        return found

    def clean_since(self) -> Period | None:
        label = str(self.cleaned_data["since"])
        return parse(label, values().month_starts_on) if label else None

    def clean_category(self) -> Category | None:
        word = str(self.cleaned_data["category"])
        if word in ("", UNCLASSIFIED):
            return None
        found = Category.objects.filter(pk=int(word), parent=None).first() if word.isdecimal() else None
        if found is None:
            raise ValidationError("没有这个一级类别。", code="unknown_category")
        return found

    @property
    def question(self) -> RowsQuestion:
        """Of a valid form. Without an indicator: the volume."""
        told = self.cleaned_data
        is_unclassified = self.data.get("category") == UNCLASSIFIED
        indicator, part = told["indicator"] or "volume", told["part"] or "base"
        figures: Figures = "raw" if told["figures"] == "raw" else "assessed"
        return RowsQuestion(told["period"], indicator, part, told["unit"], told["category"], is_unclassified, told["since"], figures)
