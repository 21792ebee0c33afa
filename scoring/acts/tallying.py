"""The engine of all figures: one GROUP BY over a source's live or frozen rows counts base and hits of every indicator."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from scoring.acts.sources import COUNTED
from scoring.models import Closing
from scoring.rules.indicators import ASPECTS, Indicator, Pair, Source

# What is counted of each indicator, as columns are named: base, hits, and what of them is excluded.
PARTS = ("b", "h", "x", "y")
Names = dict[tuple[str, str], str]


def excluded_aspects(source: Source, closing: Closing) -> set[str]:
    """The aspects from which any of the closing's rows is excluded: mostly none, and then nothing more is counted. One query."""
    aspects = ASPECTS.get(source, ())
    if not aspects:
        return set()
    flags = {aspect: Count("pk", filter=Q(**{f"out_of_{aspect}": True})) for aspect in aspects}
    anything = Q()
    for aspect in aspects:
        anything |= Q(**{f"out_of_{aspect}": True})
    found = COUNTED[source]._default_manager.filter(closing=closing).filter(anything).aggregate(**flags)
    return {aspect for aspect, number in found.items() if number}


def grouped(
    rows: QuerySet[Any], indicators: Sequence[Indicator], by: Sequence[str], aspects: Collection[str] = ()
) -> tuple[QuerySet[Any, dict[str, Any]], Names]:
    """One GROUP BY over live or frozen rows: the columns of `by`, then what is counted, each thing once; and where it stands.

    The names are (code, part) → column; a part that is missing is nothing: what is excluded is counted for `aspects` only.
    """
    columns: dict[Q, str] = {}
    aggregates: dict[str, Any] = {}
    names: Names = {}

    def add(code: str, part: str, where: Q, adds: str = "") -> None:
        name = f"n{len(aggregates)}"
        if not adds:
            name = columns.setdefault(where, name)
        if name not in aggregates:
            aggregates[name] = Coalesce(Sum(adds, filter=where), 0) if adds else Count("pk", filter=where)
        names[code, part] = name

    for one in indicators:
        add(one.code, "b", one.base_rows)
        add(one.code, "h", one.hit_rows, one.adds)
        if one.excluded is not None and one.aspect in aspects:
            add(one.code, "x", one.base_rows & one.excluded)
            add(one.code, "y", one.hit_rows & one.excluded, one.adds)
    groups: QuerySet[Any, dict[str, Any]] = rows.order_by().values(*by).annotate(**aggregates)
    return groups, names


def count(
    rows: QuerySet[Any], indicators: Sequence[Indicator], by: Sequence[str] = (), aspects: Collection[str] = ()
) -> dict[tuple[Any, ...], dict[str, Pair]]:
    """{values of `by`: {code: (base, hits)}}; what is zero in both is left out, and so is a group with nothing.

    Less what is excluded from `aspects`: with all of them the figures are assessed, with none they are raw.
    """
    counted: dict[tuple[Any, ...], dict[str, Pair]] = {}
    if not by:
        rows = rows.annotate(whole=Value(0))
    groups, names = grouped(rows, indicators, by or ("whole",), aspects)
    for group in groups:
        pairs = {}
        for one in indicators:
            base, hits, out, out_hits = (group[names[one.code, part]] if (one.code, part) in names else 0 for part in PARTS)
            if base - out or hits - out_hits:
                pairs[one.code] = (base - out, hits - out_hits)
        if pairs:
            counted[tuple(group[name] for name in by)] = pairs
    return counted
