"""What the month's page is counted from: the facts of a year and of what it is compared with in two scans, and outside figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from scoring.acts import comparing, facts, methods, series
from scoring.acts.comparing import Comparison
from scoring.acts.series import Series
from scoring.models import Fact, Method, OutsideFigure
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.readings import Reading

Against = Literal["previous", "year_before"]
AGAINST_WORDS: dict[str, str] = {"previous": "环比", "year_before": "同比"}
WAYS: dict[Against, comparing.Against] = {"previous": "previous", "year_before": "year"}
# All that the page shows of the whole district.
CODES = ("volume", "overdue", "completion", "on_time_feedback", "satisfaction", "top_star", "valid_callback", "still_dissatisfied")
CITY_VOLUME, DISTRICT_RANK = "city_volume", "district_rank"


@dataclass(frozen=True)
class Ground:
    """`counted`: the whole district's figures month by month, `by_category` {category: {month: volume}} (None: not
    classified), `names` what these are called; `method` is the principal one of the period, `outside` {(period, code): value}."""

    period: Period
    against: Against
    counted: Series
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

    def reading(self, code: str, months: Sequence[Period]) -> Reading:
        return self.counted.reading(code, months)

    def is_counted(self, month: Period) -> bool:
        return self.counted.is_counted(month)

    def compare(self, code: str) -> Comparison:
        """The period's figure beside the other period's, ours or, where we have none, another office's."""
        told = self.outside.get((self.compared.label, code))
        return self.counted.compare(code, self.period, WAYS[self.against], {code: told} if told else {})

    @property
    def is_comparable(self) -> bool:
        """Whether all of the other period has been counted."""
        return all(map(self.is_counted, self.compared.months()))

    @property
    def basis(self) -> str:
        """与2023年5月（已关账）比: what every change on the page is reckoned from."""
        return f"与{self.compared.words}（{self.counted.words(self.compared)}）比"

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
    """Its queries are as many whatever the number of tickets: facts by month, volumes by category, methods, outside figures."""
    # The month before the year, too: the heat map asks how much each month grew.
    months = series.months_for(period, last_months(period, 13))
    held = methods.in_force(period)
    counted = series.load(months, CODES, credits=methods.credits_at(period, held))
    by_category, names = _volumes(months)
    periods = {*(month.label for month in months), *(month.within("quarter").label for month in months)}
    asked = {period.label, period.previous().label, period.year_before().label, *periods}
    outside = {
        (one.period, one.code): one
        for one in OutsideFigure.objects.filter(code__in=[CITY_VOLUME, DISTRICT_RANK, *CODES], period__in=sorted(asked))
    }
    method, body = next(iter(held), (None, None))
    return Ground(period, against, counted, by_category, names, outside, method, body, counted.credits, is_trial)


def _volumes(months: Sequence[Period]) -> tuple[dict[int | None, dict[str, int]], dict[int | None, str]]:
    """{category: {month's label: volume}}, and what each category is called. One query."""
    found = Fact.objects.filter(closing__label__in=[month.label for month in months], indicator="volume")
    volumes: dict[int | None, dict[str, int]] = {}
    names: dict[int | None, str] = {}
    for category, name, label, _, hits in facts.summed(found, ("category", "category__name", "closing__label"), "assessed"):
        names[category] = name or "未归类"
        volumes.setdefault(category, {})[label] = hits
    return volumes, names


def figures_url(
    period: Period, indicator: str, part: str = "base", since: Period | None = None, unit: int | None = None, category: str = ""
) -> str:
    """The tickets behind a figure; `since` lengthens the period backwards, `category` is of `category_word`."""
    query = {"period": period.label, "indicator": indicator, "part": part}
    if since is not None and since.starts_on < period.starts_on:
        query["since"] = since.label
    if unit is not None:
        query["unit"] = str(unit)
    return f"{_figures()}?{urlencode(query | ({'category': category} if category else {}))}"


@cache
def _figures() -> str:
    """Asked for two hundred times by one page."""
    return reverse("figures")


def category_word(category: int | None) -> str:
    """As the page of figures asks for it."""
    return "none" if category is None else str(category)
