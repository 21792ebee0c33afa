"""Reading figures off counts: an indicator's rate, mean or number, what 0/0 is called, which rows stand behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from scoring.rules.indicators import STANDARD, Catalogue, Counts, Pair, Shape, Source


@dataclass(frozen=True)
class Reading:
    """An indicator's figure: `value` is hits/base, None for 0/0 (whose name is `empty`)."""

    code: str
    label: str
    shape: Shape
    base: int
    hits: Decimal
    value: Decimal | None
    empty: str


def read(code: str, counts: Counts, credits: Mapping[str, Decimal] | None = None, known: Catalogue = STANDARD) -> Reading:
    """The indicator's figure from `counts` (code → base, hits), which are assessed or raw as they were asked for. A family's hits
    are the grades by their credits (the method's, else the family's own). KeyError for a code that `known` has not."""
    family = known.families.get(code)
    if family is None:
        indicator = known.by_code[code]
        base, hits = counts.get(code, (0, 0))
        return _reading(code, indicator.label, indicator.shape, base, Decimal(hits), indicator.empty)
    worth = family.credits if credits is None else credits
    base = max((counts.get(f"{code}.{grade}", (0, 0))[0] for grade in family.grades), default=0)
    credited = sum((counts.get(f"{code}.{grade}", (0, 0))[1] * worth.get(grade, Decimal(0)) for grade in family.grades), Decimal(0))
    return _reading(code, family.label, "rate", base, credited, family.empty)


def _reading(code: str, label: str, shape: Shape, base: int, hits: Decimal, empty: str) -> Reading:
    return Reading(code, label, shape, base, hits, hits / base if base else None, empty)


@dataclass(frozen=True)
class Filters:
    """A figure's rows: of which source, in the base, among the hits, and those that are excluded (剔除), where any can be."""

    source: Source
    base: Q
    hits: Q
    excluded: Q | None


def filters(code: str, credits: Mapping[str, Decimal] | None = None, known: Catalogue = STANDARD) -> Filters:
    """Of an indicator or family; a family's hits are the grades that are worth anything by `credits` (the method's, else its own)."""
    family = known.families.get(code)
    if family is None:
        one = known.by_code[code]
        return Filters(one.source, one.base_rows, one.hit_rows, one.excluded)
    worth = family.credits if credits is None else credits
    hits = family.base_rows & Q(**{f"{family.column}__in": [grade for grade in family.grades if worth.get(grade)]})
    return Filters("callback", family.base_rows, hits, Q(**{f"out_of_{family.aspect}": True}))


def total(parts: Iterable[Counts]) -> dict[str, Pair]:
    """Several units', categories' or months' counts added up."""
    whole: dict[str, Pair] = {}
    for part in parts:
        for code, (base, hits) in part.items():
            held = whole.get(code, (0, 0))
            whole[code] = (held[0] + base, held[1] + hits)
    return whole
