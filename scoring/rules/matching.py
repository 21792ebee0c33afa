"""Indicators over one row at hand: the same filters that the databases ask, read in Python, so that a row may be thought otherwise."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Q

from scoring.rules.indicators import Figures, Indicator, Pair

Row = Mapping[str, Any]  # column of scoring.models.counted → value
_LOOKUPS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda held, wanted: bool(held == wanted),
    "isnull": lambda held, wanted: (held is None) == wanted,
    "in": lambda held, wanted: held in wanted,
    "lt": lambda held, wanted: held is not None and bool(held < wanted),
    "lte": lambda held, wanted: held is not None and bool(held <= wanted),
    "gt": lambda held, wanted: held is not None and bool(held > wanted),
    "gte": lambda held, wanted: held is not None and bool(held >= wanted),
}


def holds(condition: Q, row: Row) -> bool:
    """Whether a row is taken by a filter over its own columns. KeyError for a column that it has not, or a lookup not known here."""
    found = (holds(part, row) if isinstance(part, Q) else _is_so(row, *part) for part in condition.children)  # type: ignore[misc]
    if not condition.children:
        held = True
    elif condition.connector == Q.OR:
        held = any(found)
    else:
        held = all(found)
    return held != condition.negated


def _is_so(row: Row, path: str, wanted: object) -> bool:
    name, _, lookup = path.partition("__")
    return _LOOKUPS[lookup or "exact"](row[name], wanted)


def counts_of(rows: Iterable[Row], indicators: Iterable[Indicator], figures: Figures) -> dict[str, Pair]:
    """What some rows of one source count, as scoring.acts.tallying counts them; nothing where it is nothing."""
    counted: dict[str, Pair] = {}
    known = tuple(indicators)
    for row in rows:
        for one in known:
            is_out = figures == "assessed" and one.aspect and row[f"out_of_{one.aspect}"]
            if is_out or not holds(one.base_rows, row):
                continue
            hits = 0 if not holds(one.hits, row) else int(row[one.adds] or 0) if one.adds else 1
            held = counted.get(one.code, (0, 0))
            counted[one.code] = (held[0] + 1, held[1] + hits)
    return counted
