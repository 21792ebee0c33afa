"""Indicators (指标) as data: source, date, base, hits and what is added up, over the column names of scoring.models.counted.

The same filters count the live rows (scoring.acts.sources annotates them with these names) and the frozen ones. Facts
are whole numbers; an answer with grades has one indicator for each grade, and what a grade is worth belongs to the method.
"""

from scoring.rules.indicators import assignments, callbacks, district, hard_cases
from scoring.rules.indicators.catalogue import Catalogue
from scoring.rules.indicators.declaring import (
    ADDS_WORDS,
    ALL,
    ASPECTS,
    DATE_WORDS,
    FIGURES_WORDS,
    SOURCE_WORDS,
    Base,
    Counts,
    Family,
    Figures,
    Indicator,
    Pair,
    Shape,
    Source,
)

__all__ = [
    "ADDS_WORDS",
    "ALL",
    "ASPECTS",
    "BASES",
    "BY_CODE",
    "DATE_WORDS",
    "FAMILIES",
    "FIGURES_WORDS",
    "INDICATORS",
    "SOURCE_WORDS",
    "STANDARD",
    "Base",
    "Catalogue",
    "Counts",
    "Family",
    "Figures",
    "Indicator",
    "Pair",
    "Shape",
    "Source",
    "codes",
    "of_source",
]

INDICATORS: tuple[Indicator, ...] = (
    *assignments.INDICATORS,
    *callbacks.INDICATORS,
    *hard_cases.INDICATORS,
    *district.TICKETS,
    *district.LEDGERS,
)
FAMILIES: dict[str, Family] = {family.code: family for family in callbacks.FAMILIES}
STANDARD = Catalogue(INDICATORS, FAMILIES)
BY_CODE: dict[str, Indicator] = STANDARD.by_code
# Source → name → base: what a profile may choose from.
BASES: dict[str, dict[str, Base]] = {
    source: {base.name: base for base in bases}
    for source, bases in (assignments.BASES | callbacks.BASES | hard_cases.BASES | district.BASES).items()
}


def of_source(source: Source) -> tuple[Indicator, ...]:
    return STANDARD.of_source(source)


def codes() -> tuple[str, ...]:
    """Every standard name that may be asked for, in the order of the list."""
    return STANDARD.codes
