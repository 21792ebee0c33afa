"""Where a printed figure comes from: its terms, its division, and the tickets that make the difference, from the frozen rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db.models import QuerySet

from reports.rules.arithmetic import quotient
from reports.rules.document import Document, Figure, Term
from reports.rules.places import Located, located
from scoring.acts import figures
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.periods import parse
from scoring.rules.points import half_up
from units.acts.settings import values
from units.models import Unit

SHOWN = 5  # rows below a figure; the rest is on the page of figures
EXACT_DIGITS = 4
Part = Literal["base", "hits", "rest"]


@dataclass(frozen=True)
class TermLine:
    """A term of a score, with the address of the cell that prints it and whether it is explained below."""

    term: Term
    address: str
    is_here: bool

    @property
    def factor(self) -> str:
        """0.03 as it stands, a long one cut for the eye."""
        return short(self.term.factor)

    @property
    def points(self) -> str:
        return str(half_up(Decimal(self.term.points), EXACT_DIGITS))

    @property
    def is_capped(self) -> bool:
        return "封顶" in self.term.note


@dataclass(frozen=True)
class Sample:
    """The first rows behind a figure and how many there are. `part` says which: those missing from the hits, or the hits."""

    part: Part
    rows: tuple[Any, ...]
    count: int
    is_ledger: bool


@dataclass(frozen=True)
class Inspection:
    """`figure` is chosen; `focus` is the rate or count that is explained: itself, or for a score its weakest part."""

    place: Located
    previous: str
    following: str
    terms: tuple[TermLine, ...]
    focus: Figure | None
    sample: Sample | None

    @property
    def figure(self) -> Figure:
        return self.place.figure

    @property
    def sum_exact(self) -> str:
        """The terms added up before rounding: 10.9643."""
        return str(half_up(sum((Decimal(line.term.points) for line in self.terms), Decimal(0)), EXACT_DIGITS))

    @property
    def is_exact(self) -> bool:
        """The method weighs counts, not the printed rates."""
        return any(line.term.base for line in self.terms)

    @property
    def digits(self) -> int:
        return len(self.figure.value.partition(".")[2])

    @property
    def division(self) -> str:
        """hits ÷ base before rounding: 98.8095%."""
        exact = None if self.focus is None else quotient(self.focus)
        if exact is None or self.focus is None or self.focus.part != "rate":
            return ""
        return f"{half_up(exact, EXACT_DIGITS)}{'%' if self.focus.text.endswith('%') else ''}"

    @property
    def difference(self) -> str:
        """What is missing from the hits, empty where there is nothing to miss."""
        if self.focus is None or self.focus.part != "rate" or not self.focus.base or not self.division.endswith("%"):
            return ""
        return short(str(Decimal(self.focus.base) - Decimal(self.focus.hits or 0)))

    @property
    def is_recounted(self) -> bool:
        """The rows were frozen anew after this version went out, so that they are no longer as many as it says."""
        if self.sample is None or self.focus is None or self.sample.is_ledger:
            return False
        told = self.difference if self.sample.part == "rest" else self.focus.hits
        return bool(told) and self.focus.indicator in BY_CODE and not BY_CODE[self.focus.indicator].adds and told != str(self.sample.count)


def short(number: str) -> str:
    """At most four decimals, without trailing zeros."""
    if "." not in number:
        return number
    return str(half_up(Decimal(number), EXACT_DIGITS)).rstrip("0").rstrip(".")


def inspect(document: Document, wanted: str) -> Inspection | None:
    """The figure at an address with all that stands behind it; None when there is none."""
    places = located(document)
    index = next((number for number, one in enumerate(places) if one.address == wanted), None)
    if index is None:
        return None
    place = places[index]
    row = [one for one in places if one.where == place.where and one.figure.period == place.figure.period]
    focus = _focus(place.figure, row)
    return Inspection(
        place=place,
        previous=places[index - 1].address if index else "",
        following=places[index + 1].address if index + 1 < len(places) else "",
        terms=tuple(_line(term, row, focus) for term in place.figure.terms),
        focus=focus,
        sample=None if focus is None else _sample(focus),
    )


def _line(term: Term, row: Sequence[Located], focus: Figure | None) -> TermLine:
    cell = next((one for one in row if one.figure.indicator == term.indicator), None)
    return TermLine(term, cell.address if cell else "", focus is not None and focus.indicator == term.indicator)


def _focus(figure: Figure, row: Sequence[Located]) -> Figure | None:
    if figure.part in ("rank", "outside"):
        return None
    if figure.part != "score":
        return figure
    weighed = {term.indicator for term in figure.terms}
    rates = [one.figure for one in row if one.figure.part == "rate" and one.figure.indicator in weighed and one.figure.value]
    return min(rates, key=lambda one: Decimal(one.value), default=None)


def _sample(figure: Figure) -> Sample | None:
    if figure.indicator not in BY_CODE and figure.indicator not in FAMILIES:
        return None
    part: Part = "rest" if figure.part == "rate" and figure.hits != figure.base and figure.text.endswith("%") else "hits"
    unit = Unit.objects.filter(pk=int(figure.unit)).first() if figure.unit else None
    found: QuerySet[Any] = figures.rows(parse(figure.period, values().month_starts_on), figure.indicator, part, unit)
    is_ledger = figure.part == "ledger"
    shown = found if is_ledger else found.select_related("ticket__category")
    return Sample(part, tuple(shown[:SHOWN]), found.count(), is_ledger)
