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
from scoring.forms.asking import NONE, AskingForm, NarrowField
from scoring.models import Method
from scoring.rules.indicators import Catalogue, Figures
from scoring.rules.periods import Period, parse
from tickets.models import Category
from units.acts.settings import values
from units.models import Unit


class FigureQuery(AskingForm):
    """?period=&unit=&indicator=…&figures= and what narrows, among it a category of any level."""

    indicator = forms.MultipleChoiceField(label="指标", required=False)
    category = NarrowField(Category.objects.all(), label="类别", required=False, empty_label="全部")
    narrowing: tuple[str, ...] = ("kind", "category", "channel", "channel_group", "level", "type", "area", "enterprise", "tourism")

    def __init__(
        self, query: Mapping[str, Any], today: date, is_live: bool = False, also: tuple[str, ...] = (), uses: tuple[str, ...] = ()
    ) -> None:
        super().__init__(query, today, is_live, also)
        self.methods = methods.stored_now()
        self.known = catalogue.current([method.body for method in self.methods])
        cast(forms.MultipleChoiceField, self.fields["indicator"]).choices = [(code, code) for code in self.known.codes]
        # What the door would not look at is no word of the form: a condition that changes nothing is refused, not passed over.
        for name in [name for name in self.fields if uses and name not in uses]:
            del self.fields[name]
        self.narrowing = tuple(name for name in self.narrowing if name in self.fields)

    @property
    def question(self) -> "Question":
        """Of a valid form."""
        told = self.cleaned_data
        indicators, figures = tuple(told.get("indicator", ())) or self.known.codes, figures_of(told.get("figures", ""))
        return Question(told["span"], told["unit"], indicators, self.only, figures, self.known, tuple(self.methods))


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


def read(query: Mapping[str, Any], today: date, is_live: bool = False, also: tuple[str, ...] = (), uses: tuple[str, ...] = ()) -> Question:
    """`is_live`: weeks and dates are allowed; `also`: words that are the door's own; `uses`: those of the form that it looks at, period
    and unit among them, where that is not all of them: the others are refused by name. ValidationError with the faults by field."""
    form = FigureQuery(query, today, is_live, also, uses)
    if not form.is_valid():
        raise ValidationError({name: list(map(str, faults)) for name, faults in form.errors.items()})
    return form.question


def figures_of(word: str) -> Figures:
    return "raw" if word == "raw" else "assessed"


class RowsQuery(AskingForm):
    """Which figure's rows: ?period=&since= or ?from=&to=, &indicator=&part=&unit=&category=&figures=&after=&before= and what narrows."""

    since = forms.CharField(label="起始期间", max_length=10, required=False)
    indicator = forms.ChoiceField(label="指标", required=False)
    part = forms.ChoiceField(label="部分", required=False, choices=list(PART_WORDS.items()))
    category = forms.CharField(label="类别", max_length=10, required=False)
    after = forms.IntegerField(label="下一页", required=False)
    before = forms.IntegerField(label="上一页", required=False)

    def __init__(self, query: Mapping[str, Any], today: date) -> None:
        super().__init__(query, today)
        self.known = catalogue.current()
        cast(forms.ChoiceField, self.fields["indicator"]).choices = [(code, code) for code in self.known.codes]

    def usual(self) -> Period:
        found = choices.newest()
        if found is None:
            words = "还没有任何月份的数字，请等当晚试算或先关账；也可以用起止日期现算。"
            raise ValidationError(words, code="nothing_counted")
        return found

    def clean_since(self) -> Period | None:
        label = str(self.cleaned_data["since"])
        return parse(label, values().month_starts_on) if label else None

    def clean_category(self) -> Category | None:
        word = str(self.cleaned_data["category"])
        if word in ("", NONE):
            return None
        found = Category.objects.filter(pk=int(word)).first() if word.isascii() and word.isdecimal() else None
        if found is None:
            raise ValidationError("没有这个类别。", code="unknown_category")
        return found

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        category, span, since = told.get("category"), told.get("span"), told.get("since")
        if since and category is not None and category.parent_id is not None:
            words = "二级以下类别只能看一个期间，请去掉起始期间，或改看一级类别。"
            self.add_error("since", ValidationError(words, code="since_of_second_level"))
        elif since and ((span and not span.months()) or self.only_asked):
            words = "起始期间只用于月、季度、半年和年的全部办件，请去掉起始期间，或去掉日期和其他条件。"
            self.add_error("since", ValidationError(words, code="since_of_dates"))
        return told

    @property
    def only_asked(self) -> bool:
        return any(self.data.get(name) for name in self.narrowing)

    @property
    def question(self) -> RowsQuestion:
        """Of a valid form. Without an indicator: the volume."""
        told = self.cleaned_data
        return RowsQuestion(
            told["span"],
            told["indicator"] or "volume",
            told["part"] or "base",
            told["unit"],
            told["category"],
            self.data.get("category") == NONE,
            told["since"],
            figures_of(told["figures"]),
            self.known,
            self.only,
        )
