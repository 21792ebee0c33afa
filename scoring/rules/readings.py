"""Reading figures off counts: an indicator's rate, mean or number, what 0/0 is called, which rows stand behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from scoring.rules.indicators import BY_CODE, FAMILIES, Counts, Pair, Shape, Source


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


def read(code: str, counts: Counts, credits: Mapping[str, Decimal] | None = None) -> Reading:
    """The indicator's figure from `counts` (code → base, hits). A family's hits are the grades by their credits
    (the method's, else the family's own). KeyError for an unknown code."""
    family = FAMILIES.get(code)
    if family is None:
        indicator = BY_CODE[code]
        base, hits = counts.get(code, (0, 0))
        return _reading(code, indicator.label, indicator.shape, base, Decimal(hits), indicator.empty)
    worth = family.credits if credits is None else credits
    base = max((counts.get(f"{code}.{grade}", (0, 0))[0] for grade in family.grades), default=0)
    credited = sum((counts.get(f"{code}.{grade}", (0, 0))[1] * worth.get(grade, Decimal(0)) for grade in family.grades), Decimal(0))
    return _reading(code, family.label, "rate", base, credited, "未抽访")


def _reading(code: str, label: str, shape: Shape, base: int, hits: Decimal, empty: str) -> Reading:
    return Reading(code, label, shape, base, hits, hits / base if base else None, empty)


def grades_of(code: str) -> tuple[str, ...]:
    """The indicators whose facts a figure is read from: a family's grades, else the indicator itself."""
    return tuple(f"{code}.{grade}" for grade in FAMILIES[code].grades) if code in FAMILIES else (code,)


def label_of(code: str) -> str:
    return FAMILIES[code].label if code in FAMILIES else BY_CODE[code].label


def filters(code: str, credits: Mapping[str, Decimal] | None = None) -> tuple[Source, Q, Q]:
    """(source, base rows, hit rows) of an indicator or family; a family's hits are the grades that are worth anything by `credits`
    (the method's, else the family's own)."""
    family = FAMILIES.get(code)
    if family is None:
        indicator = BY_CODE[code]
        return indicator.source, indicator.base_rows, indicator.hit_rows
    worth = family.credits if credits is None else credits
    base = family.base_rows
    return "callback", base, base & Q(**{f"{family.column}__in": [grade for grade in family.grades if worth.get(grade)]})


def total(parts: Iterable[Counts]) -> dict[str, Pair]:
    """Several units', categories' or months' counts added up."""
    whole: dict[str, Pair] = {}
    for part in parts:
        for code, (base, hits) in part.items():
            held = whole.get(code, (0, 0))
            whole[code] = (held[0] + base, held[1] + hits)
    return whole
