"""How figures are asked for by the address: which period, which unit, which indicators."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from scoring.acts import catalogue, choices, methods
from scoring.acts.dimensions import Only
from scoring.acts.drilling import Question as RowsQuestion
from scoring.acts.figures import PART_WORDS
from scoring.models import Method
from scoring.rules.indicators import FIGURES_WORDS, Catalogue, Figures
from scoring.rules.periods import Period, parse, refuse_future
from tickets.models import Category, Channel, Level, TicketType
from units.acts.settings import values
from units.models import Unit, UnitKind

YES_NO = [("true", "是"), ("false", "否")]


def _mark(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, choices=YES_NO, coerce=lambda word: word == "true", empty_value=None)


class FigureQuery(forms.Form):
    """?period=&unit=&indicator=…&figures= and what narrows: the names of scoring.acts.dimensions."""

    period = forms.CharField(label="期间", max_length=10)
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False)
    indicator = forms.MultipleChoiceField(label="指标", required=False)
    figures = forms.ChoiceField(label="口径", required=False, choices=list(FIGURES_WORDS.items()))
    kind = forms.ModelChoiceField(UnitKind.objects.all(), label="单位类型", required=False, to_field_name="code")
    category = forms.ModelChoiceField(Category.objects.all(), label="类别", required=False)
    channel = forms.ModelChoiceField(Channel.objects.all(), label="受理渠道", required=False)
    channel_group = forms.CharField(label="渠道组", max_length=20, required=False)
    level = forms.ModelChoiceField(Level.objects.all(), label="交办层级", required=False)
    type = forms.ModelChoiceField(TicketType.objects.all(), label="诉求类型", required=False)
    area = forms.CharField(label="属地", max_length=100, required=False)
    enterprise, tourism = _mark("涉企"), _mark("涉旅")
    narrowing = ("kind", "category", "channel", "channel_group", "level", "type", "area", "enterprise", "tourism")

    def __init__(self, query: Mapping[str, Any], today: date, with_weeks: bool = False) -> None:
        super().__init__(query)
        self.today, self.with_weeks = today, with_weeks
        self.methods = methods.stored_now()
        self.known = catalogue.current([method.body for method in self.methods])
        cast(forms.MultipleChoiceField, self.fields["indicator"]).choices = [(code, code) for code in self.known.codes]

    def clean_period(self) -> Period:
        found = parse(str(self.cleaned_data["period"]), values().month_starts_on, self.with_weeks)
        refuse_future(found, self.today)
        return found

    @property
    def question(self) -> "Question":
        """Of a valid form."""
        told = self.cleaned_data
        only = {name: told[name] for name in self.narrowing if told[name] not in (None, "")}
        if "kind" in only:
            only["kind"] = only["kind"].code
        indicators = tuple(told["indicator"]) or self.known.codes
        return Question(told["period"], told["unit"], indicators, only, figures_of(told["figures"]), self.known, tuple(self.methods))


@dataclass(frozen=True)
class Question:
    """`indicators`: all when none was named. `only`: what narrows (scoring.acts.dimensions). `methods`: all that are stored."""

    period: Period
    unit: Unit | None
    indicators: tuple[str, ...]
    only: Only
    figures: Figures
    known: Catalogue
    methods: tuple[Method, ...]


def read(query: Mapping[str, Any], today: date, with_weeks: bool = False) -> Question:
    """ValidationError with the faults by field."""
    form = FigureQuery(query, today, with_weeks)
    if not form.is_valid():
        raise ValidationError({name: list(map(str, faults)) for name, faults in form.errors.items()})
    return form.question


def figures_of(word: str) -> Figures:
    return "raw" if word == "raw" else "assessed"


UNCLASSIFIED = "none"  # ?category=none: rows without a category


class RowsQuery(forms.Form):
    """Which figure's rows: ?period=&since=&indicator=&part=&unit=&category=&figures=&after=&before=."""

    period = forms.CharField(label="期间", max_length=10, required=False)
    since = forms.CharField(label="起始期间", max_length=10, required=False)
    indicator = forms.ChoiceField(label="指标", required=False)
    part = forms.ChoiceField(label="部分", required=False, choices=list(PART_WORDS.items()))
    unit = forms.ModelChoiceField(Unit.objects.all(), label="单位", required=False)
    category = forms.CharField(label="类别", max_length=10, required=False)
    figures = forms.ChoiceField(label="口径", required=False, choices=list(FIGURES_WORDS.items()))
    after = forms.IntegerField(required=False)
    before = forms.IntegerField(required=False)

    def __init__(self, query: Mapping[str, Any], today: date) -> None:
        super().__init__(query)
        self.today = today
        self.known = catalogue.current()
        cast(forms.ChoiceField, self.fields["indicator"]).choices = [(code, code) for code in self.known.codes]

    def clean_period(self) -> Period:
        label = str(self.cleaned_data["period"])
        if "from" in self.data or "to" in self.data:
            words = "这里列的是已计数月份的办件，不能按起止日期看；请选月、季度、半年或年。任意起止日期的数字可用 manage.py indicators 计。"
            raise ValidationError(words, code="free_dates")
        found = parse(label, values().month_starts_on) if label else choices.newest()
        if found is None:
            raise ValidationError("还没有任何月份的数字，请等当晚试算或先关账。", code="nothing_counted")
        refuse_future(found, self.today)
        return found

    def clean_since(self) -> Period | None:
        label = str(self.cleaned_data["since"])
        return parse(label, values().month_starts_on) if label else None

    def clean_category(self) -> Category | None:
        word = str(self.cleaned_data["category"])
        if word in ("", UNCLASSIFIED):
            return None
        found = Category.objects.filter(pk=int(word), depth__lte=2).first() if word.isdecimal() else None
        if found is None:
            raise ValidationError("没有这个一级或二级类别。", code="unknown_category")
        return found

    def clean(self) -> dict[str, Any] | None:
        category = self.cleaned_data.get("category")
        if category is not None and category.parent_id is not None and self.cleaned_data.get("since"):
            words = "二级类别只能看一个期间，请去掉起始期间，或改看一级类别。"
            self.add_error("since", ValidationError(words, code="since_of_second_level"))
        return self.cleaned_data

    @property
    def question(self) -> RowsQuestion:
        """Of a valid form. Without an indicator: the volume."""
        told = self.cleaned_data
        is_unclassified = self.data.get("category") == UNCLASSIFIED
        indicator, part = told["indicator"] or "volume", told["part"] or "base"
        figures = figures_of(told["figures"])
        return RowsQuestion(
            told["period"], indicator, part, told["unit"], told["category"], is_unclassified, told["since"], figures, self.known
        )
