"""What every question for figures shares: a period or dates from and to, what narrows it, and no word that nobody knows."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator

from scoring.rules.indicators import FIGURES_WORDS
from scoring.rules.periods import FIRST_YEAR, LAST_YEAR, Period, free, parse, refuse_future
from tickets.models import Channel, Level, TicketType
from units.acts.settings import values
from units.models import Unit, UnitKind

NONE = "none"  # ?level=none: the rows that have none
YES_NO = [("true", "是"), ("false", "否")]
MOST_DAYS = 366
DATES = ("from", "to")


class _WithNone(ModelChoiceIterator):  # type: ignore[type-arg]  # takes none when it runs
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield from super().__iter__()
        yield NONE, "未填"


class NarrowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of a short list, or `none`."""

    iterator = _WithNone

    def clean(self, value: Any) -> Any:
        return NONE if value == NONE else super().clean(value)


def _list(model: Any, label: str, **options: Any) -> NarrowField:
    return NarrowField(model.objects.all(), label=label, required=False, empty_label="全部", **options)


def _mark(label: str) -> forms.TypedChoiceField:
    choices = [("", "全部"), *YES_NO]
    return forms.TypedChoiceField(label=label, required=False, choices=choices, coerce=lambda word: word == "true", empty_value=None)


class AskingForm(forms.Form):
    """?period= or ?from=&to=, &unit=&figures=, and what narrows by the names of scoring.acts.dimensions. `also`: further words that its
    door knows. Valid, it has its `span`."""

    period = forms.CharField(label="期间", max_length=10, required=False)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False, empty_label="全区")
    figures = forms.ChoiceField(label="口径", required=False, choices=list(FIGURES_WORDS.items()))
    kind = _list(UnitKind, "单位类型", to_field_name="code")
    channel = _list(Channel, "受理渠道")
    channel_group = forms.CharField(label="渠道组", max_length=20, required=False)
    level = _list(Level, "交办层级")
    type = _list(TicketType, "诉求类型")
    area = forms.CharField(label="属地", max_length=100, required=False)
    enterprise, tourism = _mark("涉企"), _mark("涉旅")
    narrowing: tuple[str, ...] = ("kind", "channel", "channel_group", "level", "type", "area", "enterprise", "tourism")

    def __init__(self, query: Mapping[str, Any], today: date, is_live: bool = True, also: tuple[str, ...] = ()) -> None:
        """`is_live`: weeks and dates may be asked for, which are counted at that moment."""
        super().__init__(query)
        self.today, self.is_live, self.also = today, is_live, also
        if is_live:
            for name, label in zip(DATES, ("起", "止"), strict=True):
                shown = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
                wrong = {"invalid": "日期应为 2022-01-20 的样子。"}
                self.fields[name] = forms.DateField(label=label, required=False, widget=shown, error_messages=wrong)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        known = {**self.fields, **dict.fromkeys(self.also)}
        strange = [name for name in self.data if name not in known]
        if strange:
            fields = (f"{name}（{field.label}）" if field.label else name for name, field in self.fields.items())
            allowed = "、".join((*fields, *self.also))
            raise ValidationError(f"没有“{strange[0]}”这个条件，可以用的是：{allowed}。", code="unknown_parameter")
        if not self.errors.keys() & {"period", *DATES}:
            try:
                told["span"] = self._span(told)
            except ValidationError as refusal:
                self.add_error("from" if refusal.code == "bad_dates" and self.is_live else "period", refusal)
        return told

    def _span(self, told: Mapping[str, Any]) -> Period | None:
        label, first, last = str(told.get("period") or ""), told.get("from"), told.get("to")
        if label and (first or last):
            raise ValidationError(
                "期间和起止日期只能用一种：按期间看请清空起止日期，按日期看请在期间里选“按起止日期”，或去掉期间。", code="bad_dates"
            )
        if label:
            found: Period | None = parse(label, values().month_starts_on, self.is_live)
        else:
            found = _dates(first, last, self.today) if first or last else self.usual()
        if found is not None:
            refuse_future(found, self.today)
        return found

    def usual(self) -> Period | None:
        """The period when none is asked for."""
        raise ValidationError(str(self.fields["period"].error_messages["required"]), code="required")

    @property
    def only(self) -> dict[str, Any]:
        """Of a valid form: what narrows."""
        told = {name: self.cleaned_data[name] for name in self.narrowing if self.cleaned_data[name] not in (None, "")}
        return {name: None if value == NONE else value.code if isinstance(value, UnitKind) else value for name, value in told.items()}


def _dates(first: date | None, last: date | None, today: date) -> Period:
    if first is None:
        raise ValidationError("写了止日，还要写明从哪天起。", code="bad_dates")
    if not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (first, last or first)):
        raise ValidationError(f"起止日期应在 {FIRST_YEAR} 年到 {LAST_YEAR} 年之间。", code="bad_dates")
    found = free(first, last or max(first, today))
    if (found.ends_on - found.starts_on).days >= MOST_DAYS:
        raise ValidationError(f"起止日期至多 {MOST_DAYS} 天，更长的请按年看。", code="bad_dates")
    return found
