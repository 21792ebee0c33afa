"""What is asked of 分项统计: a period or dates, one dimension, a few indicators, and what narrows."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from scoring.acts.choices import LONGER, choices, pick
from scoring.acts.dimensions import DIMENSIONS
from scoring.acts.told_apart import MOST, OFFERED, USUAL
from scoring.acts.told_apart_counts import Question
from scoring.filters import FigureQuery, figures_of
from scoring.forms.asking import NONE
from scoring.rules.indicators import SOURCE_WORDS
from scoring.rules.periods import Period
from tickets.models import Category, Channel
from units.acts.scoping import sees_the_district, units_of
from units.models import User

KEY_DIGITS = 19  # a key has fewer
Boxes = tuple[str, list[forms.boundfield.BoundWidget]]  # 承办, 回访, 退件…


class BreakdownForm(FigureQuery):
    """?by=&period= or ?by=&from=&to=, &unit=&indicator=…&figures= and what narrows. What is not asked for is the usual."""

    by = forms.ChoiceField(label="分项", choices=[(name, DIMENSIONS[name].label) for name in OFFERED])

    def __init__(self, query: QueryDict, user: User, today: date) -> None:
        offered = choices(LONGER)
        super().__init__(_with_usual(query, pick(offered)), today, is_live=True)
        asked = str(self.data.get("period", ""))
        periods = [("", "按起止日期"), *((one.period.label, one.words) for one in offered)]
        if asked not in dict(periods):
            periods.append((asked, asked))
        self.fields["period"].widget = forms.Select(choices=periods)
        groups = Channel.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
        words = [("", "全部"), *((word, word) for word in groups), ("none", "未填")]
        self.fields["channel_group"].widget = forms.Select(choices=words)
        self.fields["category"].widget = forms.Select(choices=_categories(str(self.data.get("category", ""))))
        unit = cast("forms.ModelChoiceField[Any]", self.fields["unit"])
        unit.queryset = units_of(user)
        if not sees_the_district(user):
            unit.empty_label = "本单位"
        indicators = cast(forms.MultipleChoiceField, self.fields["indicator"])
        indicators.widget = forms.CheckboxSelectMultiple()
        indicators.choices = [(code, self.known.label_of(code)) for code in self.known.codes if "." not in code]

    def clean_indicator(self) -> list[str]:
        chosen: list[str] = list(dict.fromkeys(self.cleaned_data["indicator"]))
        if len(chosen) > MOST:
            raise ValidationError(f"一次至多看 {MOST} 个指标，请去掉一些。", code="too_many")
        return chosen

    def usual(self) -> Period:
        raise ValidationError("还没有任何月份的数字，请等当晚试算或先关账；也可以填起止日期现算。", code="nothing_counted")

    @property
    def near(self) -> list[Boxes]:
        """The indicators' boxes by their source, those of which any is usual or ticked; `far` are the others."""
        return [one for one in self._boxes() if any(box.data["selected"] or box.data["value"] in USUAL for box in one[1])]

    @property
    def far(self) -> list[Boxes]:
        near = {source for source, _ in self.near}
        return [one for one in self._boxes() if one[0] not in near]

    def _boxes(self) -> list[Boxes]:
        found: dict[str, list[forms.boundfield.BoundWidget]] = {}
        for box in self["indicator"].subwidgets:
            one = self.known.by_code[self.known.grades_of(str(box.data["value"]))[0]]
            found.setdefault(SOURCE_WORDS[one.source], []).append(box)
        return list(found.items())

    @property
    def shown(self) -> list[forms.BoundField]:
        """The questions that stand first, then (`more`) what narrows."""
        return [self[name] for name in ("by", "period", "from", "to", "unit", "figures")]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.narrowing]

    @property
    def asked(self) -> Question:
        """Of a valid form."""
        told = self.cleaned_data
        return Question(
            told["span"], told["by"], tuple(told["indicator"]), self.only, told["unit"], figures_of(told["figures"]), self.known
        )


def _categories(asked: str) -> list[tuple[str, str]]:
    """Those of the first level, for a district has more than a thousand; a deeper one stands there where the address asks for it."""
    is_key = asked.isascii() and asked.isdecimal() and len(asked) < KEY_DIGITS
    wanted = Q(parent=None) | Q(pk=int(asked)) if is_key else Q(parent=None)
    found = [(str(one.pk), str(one)) for one in Category.objects.filter(wanted)]
    return [("", "全部"), *found, (NONE, "未归类")]


def _with_usual(query: QueryDict, newest: Any) -> Mapping[str, Any]:
    """The address as if what it leaves out had been chosen: so the form shows what the page shows."""
    full = query.copy()
    if newest is not None and not any(full.get(name) for name in ("period", "from", "to")):
        full["period"] = newest.period.label
    if not full.get("by"):
        full["by"] = OFFERED[0]
    if not full.getlist("indicator"):
        full.setlist("indicator", list(USUAL))
    return full
