"""What the month's page is counted from: the facts of two years in two scans, the outside figures, and the periods compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from django.db.models import Sum
from django.urls import reverse
from django.utils.http import urlencode

from scoring.acts import methods
from scoring.models import Fact, Method, OutsideFigure
from scoring.rules.indicators import Counts, Pair
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, read, total

Against = Literal["previous", "year_before"]
AGAINST_WORDS: dict[str, str] = {"previous": "环比", "year_before": "同比"}
# The heat map's year and, before it, what any of its months or quarters is compared with.
MONTHS_KEPT = 27
CITY_VOLUME, DISTRICT_RANK = "city_volume", "district_rank"


@dataclass(frozen=True)
class Ground:
    """`by_month` is {month's label: counts of the whole district}, `by_category` {category: {month: volume}} (None: not
    classified), `names` what these are called; `method` is the principal one of the period, `outside` {(period, code): value}."""

    period: Period
    against: Against
    by_month: Mapping[str, Counts]
    by_category: Mapping[int | None, Mapping[str, int]]
    names: Mapping[int | None, str]
    outside: Mapping[tuple[str, str], OutsideFigure]
    method: Method | None
    body: MethodBody | None
    credits: Mapping[str, Mapping[str, Decimal]]
    is_trial: bool

    @property
    def compared(self) -> Period:
        return self.period.previous() if self.against == "previous" else self.period.year_before()

    @cached_property
    def year(self) -> tuple[Period, ...]:
        """The twelve months that end with the period."""
        return last_months(self.period, 12)

    @cached_property
    def so_far(self) -> tuple[Period, ...]:
        """From January to the period's end: the months of its own year."""
        last = self.period.months()[-1]
        return tuple(month for month in self.year if month.label[:4] == last.label[:4])

    @property
    def so_far_words(self) -> str:
        """1—6月, or nothing when the period is all of it."""
        first, last = self.so_far[0], self.so_far[-1]
        is_all = len(self.so_far) == len(self.period.months())
        return "" if is_all else f"{int(first.label[5:])}—{int(last.label[5:])}月"

    @property
    def score_words(self) -> str:
        """Of a month inside a longer method period: its scores are the standing so far."""
        if self.body is None or self.period.kind != "month" or self.body.period == "month":
            return ""
        first = self.body.period_of(self.period).months()[0]
        return "得分为本月试算" if first == self.period else f"得分自 {first.words} 起累计"

    @property
    def score_head(self) -> str:
        return "累计得分" if self.score_words else "得分"

    def counts(self, months: Sequence[Period]) -> dict[str, Pair]:
        return total(self.by_month.get(month.label, {}) for month in months)

    def reading(self, code: str, months: Sequence[Period]) -> Reading:
        return read(code, self.counts(months), self.credits.get(code))

    def is_counted(self, month: Period) -> bool:
        return month.label in self.by_month

    @property
    def is_comparable(self) -> bool:
        """Whether anything of the other period has been counted."""
        return any(map(self.is_counted, self.compared.months()))

    def volume(self, category: int | None, months: Sequence[Period]) -> int:
        held = self.by_category.get(category, {})
        return sum(held.get(month.label, 0) for month in months)

    def city_volume(self, period: Period) -> Decimal | None:
        """The city's total for a period; for one that is made of months, the sum of theirs when all are known."""
        told = self.outside.get((period.label, CITY_VOLUME))
        if told is not None:
            return told.value
        known = [self.outside.get((month.label, CITY_VOLUME)) for month in period.months()]
        return sum((one.value for one in known if one), Decimal(0)) if all(known) else None


def last_months(until: Period, count: int) -> tuple[Period, ...]:
    """`count` months up to and with the last month of `until`, oldest first."""
    months = [until.months()[-1]]
    while len(months) < count:
        months.insert(0, months[0].previous())
    return tuple(months)


def load(period: Period, against: Against, is_trial: bool) -> Ground:
    """Four queries, whatever the number of tickets: facts by month, volumes by category, methods, outside figures."""
    labels = [month.label for month in last_months(period, MONTHS_KEPT)]
    facts = Fact.objects.filter(closing__label__in=labels)
    by_month: dict[str, dict[str, Pair]] = {}
    for label, code, base, hits in facts.values_list("closing__label", "indicator").annotate(Sum("base"), Sum("hits")).order_by():
        by_month.setdefault(label, {})[code] = (base, hits)
    volumes = facts.filter(indicator="volume").values_list("category", "category__name", "closing__label").annotate(Sum("hits")).order_by()
    by_category: dict[int | None, dict[str, int]] = {}
    names: dict[int | None, str] = {}
    for category, name, label, hits in volumes:
        names[category] = name or "未归类"
        by_category.setdefault(category, {})[label] = hits
    periods = {*labels, *(month.within("quarter").label for month in last_months(period, MONTHS_KEPT))}
    outside = {
        (one.period, one.code): one for one in OutsideFigure.objects.filter(code__in=[CITY_VOLUME, DISTRICT_RANK], period__in=periods)
    }
    method, body = next(iter(methods.in_force(period)), (None, None))
    credits = methods.credits_at(period)
    return Ground(period, against, by_month, by_category, names, outside, method, body, credits, is_trial)


def figures_url(
    period: Period, indicator: str, part: str = "base", since: Period | None = None, unit: int | None = None, category: str = ""
) -> str:
    """The tickets behind a figure; `since` lengthens the period backwards, `category` is of `category_word`."""
    query = {"period": period.label, "indicator": indicator, "part": part}
    if since is not None and since.starts_on < period.starts_on:
        query["since"] = since.label
    if unit is not None:
        query["unit"] = str(unit)
    return f"{reverse('figures')}?{urlencode(query | ({'category': category} if category else {}))}"


def category_word(category: int | None) -> str:
    """As the page of figures asks for it."""
    return "none" if category is None else str(category)
