"""How figures are asked for by the address: which period, which unit, which indicators."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scoring.rules.indicators import codes
from scoring.rules.periods import Period, parse
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
