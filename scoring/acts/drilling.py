"""What stands behind a figure, page by page: the figure, its base, hits and rest, and the frozen rows that were counted; of weeks and
free dates the rows as they are at that moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from scoring.acts import breakdown, catalogue, facts, figures, mergers, methods, series
from scoring.acts.comparing import Comparison, other_period
from scoring.acts.dimensions import Only, words_of
from scoring.acts.lines import HEADS, Line, lines_of
from scoring.models import Fact, OutsideFigure
from scoring.rules.indicators import ALL, STANDARD, Catalogue, Figures, Pair
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, read
from tickets.models import Category
from units.acts.scoping import sees_the_district, units_of
from units.models import Unit, User

SIZE = 50


@dataclass(frozen=True)
class Question:
    """Which figure: `since` lengthens the period backwards; `is_unclassified` asks for rows without a category; assessed figures are
    less what was excluded by decision, raw ones are all. `only`: what else narrows (scoring.acts.dimensions)."""

    period: Period
    indicator: str
    part: str = "base"
    unit: Unit | None = None
    category: Category | None = None
    is_unclassified: bool = False
    since: Period | None = None
    figures: Figures = "assessed"
    known: Catalogue | None = None  # the indicators that hold, where they are at hand
    only: Only = field(default_factory=dict)

    @property
    def is_live(self) -> bool:
        """Weeks and free dates are never closed: they are counted at the moment of asking."""
        return not self.period.months()

    @property
    def dimensions(self) -> Only:
        """All that narrows, by the names of the dimensions."""
        of_category: dict[str, Any] = {"category1": None} if self.is_unclassified else {"category": self.category} if self.category else {}
        return {**({"unit": self.unit} if self.unit is not None else {}), **of_category, **self.only}

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """(交办层级, 省级): what narrows beside unit and category."""
        return words_of(self.only)

    @property
    def months(self) -> tuple[Period, ...]:
        return figures.months_of(self.period, self.since)

    @property
    def category_words(self) -> str:
        return "未归类" if self.is_unclassified else self.category.name if self.category else ""


@dataclass(frozen=True)
class Opened:
    """`reading` is the printed figure, from the facts, `other` the same of all rows where anything is excluded (or less it, where
    raw figures were asked for); `sizes` count the rows behind it by part. `before` and `after` are the rows that the neighbouring
    pages are asked by. `notes`: what must be known of its units; `compared`: 环比 and 同比, of periods that have been counted."""

    asked: Question
    reading: Reading
    states: Sequence[facts.MonthState]
    sizes: Mapping[str, figures.Size]
    lines: Sequence[Line]
    heads: tuple[str, ...]
    before: int | None = None
    after: int | None = None
    other: Reading | None = None
    notes: tuple[str, ...] = ()
    known: Catalogue = STANDARD
    compared: tuple[Comparison, ...] = ()

    @property
    def definition(self) -> str:
        code = self.asked.indicator
        return self.known.families[code].definition if code in self.known.families else self.known.by_code[code].definition

    @property
    def is_divided(self) -> bool:
        """Whether its hits are a part of its base; a plain count or sum has one list of rows."""
        code = self.asked.indicator
        return code in self.known.families or self.known.by_code[code].hits != ALL

    @property
    def is_closed(self) -> bool:
        return not self.asked.is_live and all(month.is_closed for month in self.states)

    @property
    def is_counted(self) -> bool:
        return any(month.state for month in self.states)

    @property
    def division(self) -> str:
        """The share before it is rounded: 98.8095%; nothing where the figure is a count."""
        value = self.reading.value
        if value is None or self.reading.shape not in {"rate", "mean"}:
            return ""
        return f"{value * 100:.4f}%" if self.reading.shape == "rate" else f"{value:.4f}"


def open_figure(asked: Question, user: User, at: datetime, after: int | None = None, before: int | None = None) -> Opened:
    """The figure as `user` may read it: people of a unit are shown their unit's rows, never the district's. `at`: the moment that
    live rows are read at.

    ValidationError: no_unit (a unit that is not theirs), and those of `figures.rows`.
    """
    asked, known = _scoped(asked, user), asked.known or catalogue.current()
    sought = figures.sought(asked.period, asked.indicator, known)
    source, found = sought.filters.source, _rows(asked, user, sought, at)
    sizes = figures.sizes(found, sought, asked.figures)
    of_part = figures.part_of(found, sought, asked.part, asked.figures)
    shown, previous, following = _page(of_part, after, before)
    if asked.is_live:
        shown = figures.as_frozen(sought, of_part, shown)
    credits = methods.credits_at(asked.period).get(asked.indicator)
    printed = read(asked.indicator, _counts(asked, user, known, at), credits, known)
    other = None
    if sizes["excluded"].rows:
        beside = replace(asked, figures="raw" if asked.figures == "assessed" else "assessed")
        other = read(asked.indicator, _counts(beside, user, known, at), credits, known)
    lines = lines_of(source, shown, user, known)
    notes = mergers.within(asked.period, [asked.unit.pk]) if asked.unit else ()
    states = facts.states_of(asked.months)
    is_compared = asked.since is None and not asked.only and any(month.state for month in states)
    taken = mergers.predecessors(asked.unit) if is_compared and asked.unit else []
    compared = _compared(asked, user, known, credits, taken) if is_compared else ()
    if asked.unit and compared:
        notes = (*(f"环比、同比{words}" for words in mergers.words_of(asked.unit, taken)), *notes)
    return Opened(asked, printed, states, sizes, lines, HEADS[source], previous, following, other, notes, known, compared)


def _scoped(asked: Question, user: User) -> Question:
    if sees_the_district(user):
        return asked
    unit = asked.unit or user.unit
    if unit is None or not units_of(user).filter(pk=unit.pk).exists():
        raise ValidationError("只能查看本单位的办件。", code="no_unit")
    return replace(asked, unit=unit)


def _rows(asked: Question, user: User, sought: figures.Sought, at: datetime) -> QuerySet[Any]:
    found = figures.frozen(sought, asked.unit, asked.category, asked.since, asked.only, at)
    if asked.is_unclassified and sought.filters.source != "ledger":
        found = found.filter(root_category=None)
    return found if sees_the_district(user) else found.filter(unit__in=units_of(user))


def _counts(asked: Question, user: User, known: Catalogue, at: datetime) -> dict[str, Pair]:
    """The stored facts of the figure, by the same unit and category as its rows; by what facts are not told apart by, the frozen rows
    themselves; of dates the live ones."""
    if asked.is_live or asked.only or (asked.category is not None and asked.category.parent_id is not None):
        codes = [asked.indicator]
        return breakdown.counted(asked.period, at, (), asked.dimensions, codes, asked.figures, is_live=asked.is_live).whole
    labels = [month.label for month in asked.months]
    found = Fact.objects.filter(closing__label__in=labels, indicator__in=known.grades_of(asked.indicator))
    if asked.unit is not None:
        found = found.filter(unit__in=facts.counted_for(asked.unit))
    if not sees_the_district(user):
        found = found.filter(unit__in=units_of(user))
    if asked.category is not None or asked.is_unclassified:
        found = found.filter(category=asked.category)
    return {code: (base, hits) for code, base, hits in facts.summed(found, ("indicator",), asked.figures)}


def _compared(
    asked: Question, user: User, known: Catalogue, credits: Mapping[str, Decimal] | None, taken: Sequence[Unit]
) -> tuple[Comparison, ...]:
    """The same figure of the period before and of the year before, of the same unit and category. Other offices' figures are the
    whole district's. Nothing below the first level of categories: the facts are not told apart there."""
    code, period = asked.indicator, asked.period
    if asked.category is not None and asked.category.parent_id is not None:
        return ()
    where: dict[str, object] = {"category": asked.category} if asked.category else {"category": None} if asked.is_unclassified else {}
    units = None
    if asked.unit is not None:
        seen = None if sees_the_district(user) else set(units_of(user).values_list("pk", flat=True))
        units = [pk for pk in facts.counted_for(asked.unit) if seen is None or pk in seen]
        # Compared is what it took over, too, as on its own page.
        units = [*units, *series.ids_for([one.pk for one in taken])] if taken else units
    held = {code: credits} if credits is not None else {}
    counted = series.load(series.months_for(period), [code], units, held, known, asked.figures, where)
    others = {against: other_period(period, against) for against in series.AGAINST}
    outside: dict[str, OutsideFigure] = {}
    if units is None and not where:
        labels = [one.label for one in others.values()]
        outside = {one.period: one for one in OutsideFigure.objects.filter(code=code, period__in=labels)}
    told = {against: outside.get(other.label) for against, other in others.items()}
    return tuple(counted.compare(code, period, against, {code: one} if one else {}) for against, one in told.items())


def _page(rows: QuerySet[Any], after: int | None, before: int | None) -> tuple[list[Any], int | None, int | None]:
    """A page by ("moment", "pk"), latest first; a mark that is gone starts at the beginning."""
    wanted = after or before
    mark = rows.filter(pk=wanted).first() if wanted else None
    if mark is not None and before and not after:
        newer = rows.filter(Q(moment__gt=mark.moment) | Q(moment=mark.moment, pk__gt=mark.pk)).order_by("moment", "pk")
        found = list(newer[: SIZE + 1])
        shown = found[:SIZE][::-1]
        return shown, shown[0].pk if len(found) > SIZE else None, shown[-1].pk if shown else None
    older = rows.filter(Q(moment__lt=mark.moment) | Q(moment=mark.moment, pk__lt=mark.pk)) if mark is not None else rows
    found = list(older[: SIZE + 1])
    shown = found[:SIZE]
    return shown, shown[0].pk if mark is not None and shown else None, shown[-1].pk if len(found) > SIZE else None
