"""The tickets behind a figure: the frozen rows that an indicator counted in a period, as base or as hits."""

from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet, Sum

from scoring.acts import facts, methods
from scoring.acts.sources import COUNTED, DATES
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.periods import Period
from scoring.rules.readings import filters, label_of
from tickets.models import Category
from units.models import Unit

Part = Literal["base", "hits", "rest"]
PART_WORDS: dict[str, str] = {"base": "分母", "hits": "分子", "rest": "差额"}


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


def rows(
    period: Period,
    indicator: str,
    part: str = "base",
    unit: Unit | None = None,
    category: Category | None = None,
    since: Period | None = None,
) -> QuerySet[Any]:
    """Frozen rows of all the period's months (from `since` on), closed or in trial: as many as the printed figure says.

    `part`: base, hits, or rest (in the base and no hit: what would lift the rate). `unit` takes in what counts for it; `category` is
    one of the first level. Each row has `ticket`, `unit`, `row` (the ledger: `unit`, `row`) at hand and `moment`, the date that put it
    into the period; latest first, `pk` breaks ties: ("moment", "pk") is a key to page by.
    ValidationError: unknown_indicator, unknown_part, no_category, bad_since.
    """
    if indicator not in BY_CODE and indicator not in FAMILIES:
        raise ValidationError(f"没有指标“{indicator}”。", code="unknown_indicator")
    if part not in PART_WORDS:
        raise ValidationError(f"“{part}”不可用，只能是 base（分母）、hits（分子）或 rest（差额）。", code="unknown_part")
    credits = methods.credits_at(period).get(indicator) if indicator in FAMILIES else None
    source, base, hits = filters(indicator, credits)
    found: QuerySet[Any] = COUNTED[source]._default_manager.filter(closing__label__in=[month.label for month in months_of(period, since)])
    found = found.filter(base if part == "base" else hits) if part != "rest" else found.filter(base).exclude(hits)
    if unit is not None:
        found = found.filter(unit__in=facts.counted_for(unit))
    if category is not None:
        if source == "ledger":
            raise ValidationError(f"{label_of(indicator)}不分类别。", code="no_category")
        found = found.filter(root_category=category)
    column = _moment(indicator, source)
    related = ("unit", "row") if source == "ledger" else ("ticket", "unit", "row")
    ordered: QuerySet[Any] = found.annotate(moment=F(column)).select_related(*related).order_by("-moment", "-pk")
    return ordered


def _moment(indicator: str, source: str) -> str:
    """The column of the date that the indicator goes by; the ledger's stands on its entry."""
    if source == "ledger":
        return "row__happened_on"
    flag = BY_CODE[indicator].date if indicator in BY_CODE else "in_called"
    return DATES[source][flag]  # type: ignore[index]


@dataclass(frozen=True)
class Size:
    """How many rows stand behind a figure and what they add up to: rows, or stars, working days, hundredths of a point."""

    rows: int
    amount: int


def size(found: QuerySet[Any], indicator: str) -> Size:
    adds = BY_CODE[indicator].adds if indicator in BY_CODE else ""
    counted = found.order_by().aggregate(n=Count("pk"), amount=Sum(adds) if adds else Count("pk"))
    return Size(counted["n"], counted["amount"] or 0)
