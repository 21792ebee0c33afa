"""Figures of many months at once: the counts of a unit, of several or of the whole district, month by month, from the stored facts in
one scan; and any of their periods compared on the same basis. Nothing is counted live here: a month that was neither closed nor tried
is missing, and said to be."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from scoring.acts import catalogue, facts, methods
from scoring.acts.breakdown import BASIS_WORDS
from scoring.acts.comparing import Against, Comparison, Side, between, other_period
from scoring.models import Closing, Fact, OutsideFigure
from scoring.rules.indicators import Catalogue, Counts, Figures, Pair
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, read, total
from tickets.acts import planner

Credits = Mapping[str, Mapping[str, Decimal]]
AGAINST: tuple[Against, ...] = ("previous", "year")


@dataclass(frozen=True)
class Series:
    """`by_month`: {month's label: counts}, `states` of the months that were counted."""

    by_month: Mapping[str, Counts]
    states: Mapping[str, facts.MonthState]
    known: Catalogue
    credits: Credits

    def is_counted(self, month: Period) -> bool:
        found = self.states.get(month.label)
        return found is not None and found.state is not None

    def reading(self, code: str, months: Sequence[Period]) -> Reading:
        counts = total(self.by_month.get(month.label, {}) for month in months)
        return read(code, counts, self.credits.get(code), self.known)

    def words(self, period: Period) -> str:
        """How a period was counted: 已关账, 试算，缺 2022-03, 未计算."""
        months = period.months()
        counted = [self.states[month.label] for month in months if self.is_counted(month)]
        if not counted:
            return "未计算"
        closed = [state.is_closed for state in counted]
        words = BASIS_WORDS["closed" if all(closed) else "mixed" if any(closed) else "trial"]
        missing = "、".join(month.label for month in months if not self.is_counted(month))
        return f"{words}，缺 {missing}" if missing else words

    def side(self, code: str, period: Period) -> Side:
        is_counted = all(map(self.is_counted, period.months()))
        return Side(period, self.words(period), self.reading(code, period.months()), is_counted)

    def compare(self, code: str, period: Period, against: Against, outside: Mapping[str, OutsideFigure] | None = None) -> Comparison:
        """`outside`: other offices' figures of the other period, which are the whole district's.

        Nothing is compared with a period of which a month is missing: it would not be the same basis.
        """
        other = other_period(period, against)
        ours, theirs = self.side(code, period), self.side(code, other)
        if not any(map(self.is_counted, period.months())):
            return Comparison(against, ours.reading, None, None, None, f"{period.words}尚未计算", ())
        if not theirs.is_counted:
            theirs = Side(other, theirs.words, read(code, {}, None, self.known), False)
        return between(against, ours, theirs, (outside or {}).get(code))


def months_for(period: Period, more: Sequence[Period] = ()) -> list[Period]:
    """The months that a period and its 环比 and 同比 need, and `more`; each once, oldest first. ValidationError no_neighbour."""
    wanted = [*period.months(), *more, *(month for against in AGAINST for month in other_period(period, against).months())]
    return sorted({month.label: month for month in wanted}.values())


def load(
    months: Sequence[Period],
    codes: Collection[str],
    units: Collection[int] | None = None,
    credits: Credits | None = None,
    known: Catalogue | None = None,
    figures: Figures = "assessed",
    where: Mapping[str, object] | None = None,
) -> Series:
    """`units`: the ids whose work is counted together, None: the whole district. `credits`: as the principal method of the last
    month says unless given. `where` narrows the facts further. Two queries, where credits and indicators are at hand. The facts are
    read by their month's name: its closing is another row as soon as it has been counted anew."""
    known = known or catalogue.current()
    labels = [month.label for month in months]
    counted = list(Closing.objects.filter(label__in=labels))
    found = Fact.objects.filter(closing__label__in=labels, **(where or {}))
    if units is not None:
        found = found.filter(unit__in=list(units))
    by_month: dict[str, dict[str, Pair]] = {}
    grades = [grade for code in codes for grade in known.grades_of(code)]
    for label, grade, base, hits in _summed(found, grades, units is None, figures):
        by_month.setdefault(label, {})[grade] = (base, hits)
    states = {one.label: facts.MonthState(one.label, one.state, one.as_of) for one in counted}
    worth = methods.credits_at(months[-1]) if credits is None else credits
    return Series(by_month, states, known, worth)


def _summed(found: QuerySet[Fact], grades: Sequence[str], is_whole: bool, figures: Figures) -> Iterable[tuple[Any, ...]]:
    """(month's label, indicator, base, hits), by one query. Of the whole district one indicator at a time: so PostgreSQL takes the index by
    indicator and closing, where it would read all facts of all months to find a tenth of them."""
    by = ("closing__label", "indicator")
    if not is_whole:
        return facts.summed(found.filter(indicator__in=grades), by, figures)
    first, *others = (facts.summed(found.filter(indicator=grade), by, figures) for grade in dict.fromkeys(grades))
    with planner.without(*planner.HELPED):
        return list(first.union(*others, all=True))


def ids_for(units: Collection[int]) -> list[int]:
    """The units whose work counts for any of these, themselves among them (scoring.acts.facts.homes). One query."""
    wanted = set(units)
    return sorted(wanted | {pk for pk, homes in facts.homes().items() if not wanted.isdisjoint(homes)})
