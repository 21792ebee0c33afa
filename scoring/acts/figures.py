"""The tickets behind a figure: the frozen rows that an indicator counted in a period, as base or as hits; of weeks and free dates,
which are never frozen, the live ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet, Sum, prefetch_related_objects

from scoring.acts import catalogue, dimensions, facts, methods, sources
from scoring.acts.dimensions import Only, below
from scoring.acts.sources import COUNTED, DATES
from scoring.rules.indicators import Catalogue, Figures
from scoring.rules.periods import Period
from scoring.rules.readings import Filters, filters
from tickets.models import Category
from units.models import Unit

Part = Literal["base", "hits", "rest", "excluded"]
PART_WORDS: dict[str, str] = {"base": "分母", "hits": "分子", "rest": "差额", "excluded": "剔除"}


def months_of(period: Period, since: Period | None = None) -> tuple[Period, ...]:
    """The period's months; with `since` all from its first month on (a standing so far, a year to date).

    ValidationError bad_since when it begins after the period.
    """
    if since is None:
        return period.months()
    first, months = since.months()[0], list(period.months())
    if first.starts_on > months[0].starts_on:
        raise ValidationError(f"起始期间 {since.label} 晚于 {period.label}，请改早。", code="bad_since")
    while months[0].starts_on > first.starts_on:
        months.insert(0, months[0].previous())
    return tuple(months)


@dataclass(frozen=True)
class Sought:
    """A figure with the filters of its rows; `adds`: the column that its hits add up, `moment`: the date that it goes by."""

    period: Period
    indicator: str
    label: str
    filters: Filters
    adds: str
    moment: str

    @property
    def is_live(self) -> bool:
        return not self.period.months()


def sought(period: Period, indicator: str, known: Catalogue | None = None) -> Sought:
    """With the credits of the period's method. ValidationError unknown_indicator."""
    known = known or catalogue.current()
    if indicator not in known.codes:
        raise ValidationError(f"没有指标“{indicator}”。", code="unknown_indicator")
    credits = methods.credits_at(period).get(indicator) if indicator in known.families else None
    one = known.by_code[known.grades_of(indicator)[0]]
    # The ledger's date stands on its entry.
    moment = "row__happened_on" if one.source == "ledger" and period.months() else DATES[one.source][one.date]
    return Sought(period, indicator, known.label_of(indicator), filters(indicator, credits, known), one.adds, moment)


def rows(
    period: Period,
    indicator: str,
    part: str = "base",
    unit: Unit | None = None,
    category: Category | None = None,
    since: Period | None = None,
    figures: Figures = "assessed",
) -> QuerySet[Any]:
    """Frozen rows of all the period's months (from `since` on), closed or in trial: as many as the printed figure says.

    `part`: base, hits, rest (in the base and no hit: what would lift the rate) or excluded (left out of the assessed figure by
    decision; the raw one has it in). `unit` takes in what counts for it, `category` what lies below it. Each row has
    `ticket`, `unit`, `row` (the ledger: `unit`, `row`) at hand and `moment`, the date that put it into the period; latest first, `pk`
    breaks ties: ("moment", "pk") is a key to page by.
    ValidationError: unknown_indicator, unknown_part, no_category, bad_since.
    """
    wanted = sought(period, indicator)
    return part_of(frozen(wanted, unit, category, since), wanted, part, figures)


def frozen(
    wanted: Sought,
    unit: Unit | None = None,
    category: Category | None = None,
    since: Period | None = None,
    only: Only | None = None,
    at: datetime | None = None,
) -> QuerySet[Any]:
    """All frozen rows of the figure's source in its months; of dates those that are live `at` that moment. ValidationError no_category,
    no_dimension (`only` narrows by what its rows do not have)."""
    source = wanted.filters.source
    found = _of_dates(wanted, at) if wanted.is_live else _of_months(wanted, since)
    for one in dimensions.of(only or {}):
        if source not in sources.with_columns([one.column]):
            raise ValidationError(f"{wanted.label}不分{one.label}，请去掉这个条件，或换一个指标。", code="no_dimension")
    found = found.filter(**dimensions.filters(only or {}))
    if unit is not None:
        found = found.filter(unit__in=facts.counted_for(unit))
    if category is not None:
        if source == "ledger":
            raise ValidationError(f"{wanted.label}不分类别，请去掉类别，或换一个指标。", code="no_category")
        # The rows know their root; what lies deeper is looked up.
        found = found.filter(root_category=category.pk) if category.parent_id is None else found.filter(category__in=below(category.pk))
    return found


def _of_months(wanted: Sought, since: Period | None) -> QuerySet[Any]:
    labels = [month.label for month in months_of(wanted.period, since)]
    found: QuerySet[Any] = COUNTED[wanted.filters.source]._default_manager.filter(closing__label__in=labels)
    return found


def _of_dates(wanted: Sought, at: datetime | None) -> QuerySet[Any]:
    if at is None:
        raise ValueError("live rows are of a moment")
    source = wanted.filters.source
    return sources.rows(source, at, sources.dated_in(source, wanted.period, at))


def as_frozen(wanted: Sought, found: QuerySet[Any], shown: Sequence[Any]) -> list[Any]:
    """A page of live rows in the shape of frozen ones, with ticket, unit and row at hand; nothing is stored. At most five queries."""
    model = COUNTED[wanted.filters.source]
    columns = {field.name: field.attname for field in model._meta.concrete_fields if field.name in sources.columns(wanted.filters.source)}
    told = {row["pk"]: row for row in found.filter(pk__in=[one.pk for one in shown]).values("pk", *columns)}
    rows = [model(**{columns[name]: told[one.pk][name] for name in columns}) for one in shown]
    related = ("unit", "row") if wanted.filters.source == "ledger" else ("ticket__ticket_type", "unit", "row")
    prefetch_related_objects(rows, *related)
    return rows


def part_of(found: QuerySet[Any], wanted: Sought, part: str, figures: Figures = "assessed") -> QuerySet[Any]:
    """Of frozen rows those of one part, as `rows` gives them."""
    if part not in PART_WORDS:
        words = "、".join(f"{name}（{word}）" for name, word in PART_WORDS.items())
        raise ValidationError(f"“{part}”不可用，只能是 {words}。", code="unknown_part")
    excluded = wanted.filters.excluded
    found = found.filter(wanted.filters.hits if part == "hits" else wanted.filters.base)
    if part == "rest":
        found = found.exclude(wanted.filters.hits)
    if part == "excluded":
        found = found.filter(excluded) if excluded is not None else found.none()
    elif figures == "assessed" and excluded is not None:
        found = found.exclude(excluded)
    ordered: QuerySet[Any] = found.annotate(moment=F(wanted.moment)).order_by("-moment", "-pk")
    if wanted.is_live:
        return ordered
    return ordered.select_related(*(("unit", "row") if wanted.filters.source == "ledger" else ("ticket__ticket_type", "unit", "row")))


@dataclass(frozen=True)
class Size:
    """How many rows stand behind a figure and what they add up to: rows, or stars, working days, hundredths of a point."""

    rows: int
    amount: int


def size(found: QuerySet[Any], indicator: str) -> Size:
    known = catalogue.current()
    adds = known.by_code[known.grades_of(indicator)[0]].adds
    counted = found.order_by().aggregate(n=Count("pk"), amount=Sum(adds) if adds else Count("pk"))
    return Size(counted["n"], counted["amount"] or 0)


def sizes(found: QuerySet[Any], wanted: Sought, figures: Figures = "assessed") -> dict[str, Size]:
    """The size of each part of frozen rows. One query."""
    excluded = wanted.filters.excluded
    parts = {"base": wanted.filters.base, "hits": wanted.filters.hits}
    if excluded is not None:
        left = ~excluded if figures == "assessed" else Q()
        parts = {name: rows & left for name, rows in parts.items()} | {"excluded": wanted.filters.base & excluded}
    columns: dict[str, Any] = {}
    for name, where in parts.items():
        columns[f"{name}_rows"] = Count("pk", filter=where)
        columns[f"{name}_amount"] = Sum(wanted.adds, filter=where) if wanted.adds else Count("pk", filter=where)
    counted = found.order_by().aggregate(**columns)
    held = {name: Size(counted[f"{name}_rows"], counted[f"{name}_amount"] or 0) for name in parts}
    rest = Size(held["base"].rows - held["hits"].rows, held["base"].amount - held["hits"].amount)
    return {"excluded": Size(0, 0), **held, "rest": rest}
