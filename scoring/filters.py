"""How figures are asked for by the address: which period, which unit, which indicators."""

from django import forms
from django.core.exceptions import ValidationError

from scoring.rules.indicators import codes
from scoring.rules.periods import Period, parse
from units.acts.settings import values
from units.models import Unit


class FigureQuery(forms.Form):
    """`cleaned_data`: period (Period), unit (Unit or None), indicators (codes; all when none was named)."""

    period = forms.CharField(label="期间", max_length=10)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False)
    indicator = forms.MultipleChoiceField(label="指标", required=False, choices=[(code, code) for code in codes()])

    def clean_period(self) -> Period:
        return parse(str(self.cleaned_data["period"]), values().month_starts_on)

    def clean_indicator(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["indicator"]) or codes()


def read(query: object) -> dict[str, object]:
    """The query's cleaned data; ValidationError with the faults by field."""
    form = FigureQuery(query)  # type: ignore[arg-type]
    if not form.is_valid():
        raise ValidationError({name: list(map(str, faults)) for name, faults in form.errors.items()})
    return form.cleaned_data
