"""Figures of a bulletin made from counts: each knows its base, hits, definition and, for a score, its terms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from reports.rules.document import Figure, Term
from reports.rules.wording import numeral, percent
from scoring.rules.components import Component, Ledger, Share, in_full
from scoring.rules.indicators import BY_CODE, FAMILIES, Counts
from scoring.rules.methods import MethodBody
from scoring.rules.points import Part, half_up
from scoring.rules.printing import figure_of
from scoring.rules.readings import Reading, read
from scoring.rules.rounding import as_decimal

HUNDRED = Decimal(100)
POINT_DIGITS = 8  # of a term: far beyond what two printed digits of a sum can show


def plain(number: Decimal | int) -> str:
    """A decimal string without an exponent or trailing zeros: 415, 0.6."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def definition_of(code: str) -> str:
    """The indicator's sentence, as the page of methods shows it."""
    if code in FAMILIES:
        return FAMILIES[code].definition
    return BY_CODE[code].definition if code in BY_CODE else f"评分办法的账目“{code}”的分值之和，未封顶。"


def counted(
    code: str, counts: Counts, period: str, unit: str | None = None, credits: Mapping[str, Decimal] | None = None, empty: str = ""
) -> Figure:
    """An indicator's figure as printed: 98.81% , 4.97, 2755, or the name of 0/0 (`empty` overrides it for callbacks)."""
    reading = read(code, counts, credits)
    text, value = _printed(reading, empty)
    is_count = reading.shape == "count"
    return Figure(
        text=text,
        value=value,
        indicator=code,
        label=reading.label,
        part="hits" if is_count else "ledger" if reading.shape == "points" else "rate",
        unit=unit,
        period=period,
        base=None if is_count else str(reading.base),
        hits=plain(reading.hits / HUNDRED if reading.shape == "points" else reading.hits),
        definition=definition_of(code),
    )


def _printed(reading: Reading, empty: str) -> tuple[str, str]:
    if reading.shape == "count":
        return str(int(reading.hits)), str(int(reading.hits))
    if reading.shape == "points":
        amount = str(half_up(reading.hits / HUNDRED, 2))
        return amount, amount
    if reading.value is None:
        is_callback = reading.code in FAMILIES or BY_CODE[reading.code].source == "callback"
        return (empty if empty and is_callback else reading.empty), ""
    if reading.shape == "rate":
        value = percent(reading.hits, Decimal(reading.base))
        return f"{value}%", value
    value = str(half_up(reading.value, 2))
    return value, value


def share_of(ours: Figure, whole: Figure, label: str) -> Figure:
    """Our count in per cent of an outside figure."""
    value = percent(Decimal(ours.value), Decimal(whole.value))
    return Figure(
        f"{value}%", value, f"share.{ours.indicator}.{whole.indicator}", label, "rate",
        period=ours.period, base=plain(Decimal(whole.value)), hits=ours.value, definition=f"{ours.label} ÷ {whole.label}",
        origin=whole.origin,
    )  # fmt: skip


def outside(code: str, label: str, value: Decimal, source: str, period: str, in_words: bool = False) -> Figure:
    """A figure of another office with where it came from; `in_words` writes a whole number as 一, 二."""
    number = plain(value)
    text = numeral(int(value)) if in_words and value == int(value) and 0 < value < 1000 else number
    return Figure(text, number, f"outside.{code}", label, "outside", period=period, source="outside", origin=source)


def component_cell(part: Part, period: str, unit: str, empty: str) -> Figure:
    """A component as the table prints it: a rate, a mean, a number, or the points of a ledger after their cap."""
    if part.kind == "ledger":
        return _ledger_cell(part, period, unit)
    if part.kind == "constant":
        return Figure(plain(part.points or 0), plain(part.points or 0), "", part.label, "ledger", unit, period)
    value = "" if part.share is None and part.shape != "count" else figure_of(part).removesuffix("%")
    is_callback = part.indicator in FAMILIES or BY_CODE[part.indicator].source == "callback"
    nothing = empty if empty and is_callback else part.note.partition("，")[0]
    return Figure(
        figure_of(part) if value else nothing, value, part.indicator, part.label, "hits" if part.shape == "count" else "rate", unit, period,
        None if part.shape == "count" else plain(part.base), plain(part.hits), definition=definition_of(part.indicator),
    )  # fmt: skip


def _ledger_cell(part: Part, period: str, unit: str) -> Figure:
    value = str(half_up(abs(part.points or Decimal(0)), 2))
    return Figure(
        value, value, part.indicator, part.label, "ledger", unit, period,
        plain(part.base), plain(part.hits / HUNDRED), formula=part.note, definition=definition_of(part.indicator),
    )  # fmt: skip


def score(method: MethodBody, parts: tuple[Part, ...], total: Decimal, period: str, unit: str, group: str = "") -> Figure:
    """A total with its terms, so that it can be added up again by hand; by the points of the unit's group."""
    by_code = {component.code: component for component in method.components_in(group)}
    scale = _scale(by_code, parts)
    given = [part for part in parts if part.points is not None and part.code in by_code]
    terms = tuple(_term(method, by_code[part.code], part, scale if in_full(by_code[part.code]) else Decimal(1)) for part in given)
    terms += _held(method, sum((part.points for part in given if part.points is not None), Decimal(0)))
    value = str(half_up(total, method.decimals))
    return Figure(value, value, "score", "总分", "score", unit, period, formula=formula(terms), terms=terms)


def _scale(components: Mapping[str, Component], parts: tuple[Part, ...]) -> Decimal:
    """How much more the kept components weigh where others were left out for want of data."""
    marks = {code: in_full(component) for code, component in components.items()}
    kept = sum((marks[part.code] for part in parts if part.points is not None and part.code in marks), Fraction(0))
    return as_decimal(sum(marks.values(), Fraction(0)) / kept) if kept else Decimal(1)


def _held(method: MethodBody, points: Decimal) -> tuple[Term, ...]:
    """What a total below the method's least or above its most was moved by."""
    if method.least is not None and points < method.least:
        return (Term("总分下限", "", "", "", plain(method.least - points)),)
    if method.most is not None and points > method.most:
        return (Term("总分上限", "", "", "", plain(method.most - points)),)
    return ()


def _term(method: MethodBody, component: Component, part: Part, scale: Decimal) -> Term:
    points = part.points or Decimal(0)
    if isinstance(component, Ledger):
        amount = str(half_up(abs(points), 2))
        return Term(part.label, part.indicator, amount, "-1" if points < 0 or component.sign < 0 else "1", plain(points), note=part.note)
    if not isinstance(component, Share) or component.of == "rest" or component.sign < 0:
        # More than a multiplication: the points stand for themselves, the figure behind them in the part's own cell.
        rounded = half_up(points, method.component_decimals if method.rounding == "components" else POINT_DIGITS)
        return Term(part.label, part.indicator, "", "", plain(rounded), note=part.note)
    if part.share is None:
        return Term(part.label, part.indicator, "", "", plain(points), note=part.note)
    is_exact = method.share_decimals is None
    value = percent(part.hits, Decimal(part.base), 2 if method.share_decimals is None else method.share_decimals)
    factor = component.points * scale / HUNDRED
    points = half_up(points, method.component_decimals if method.rounding == "components" else POINT_DIGITS)
    base, hits = (plain(part.base), plain(part.hits)) if is_exact else ("", "")
    return Term(part.label, part.indicator, value, plain(factor), str(points), base, hits, part.note)


def formula(terms: tuple[Term, ...]) -> str:
    """0.03 × 100.00 + 0.04 × 100.00 + 0.03 × 98.81 + 1.00 − 0.00, as the inspector shows it."""
    words = []
    for term in terms:
        if not term.factor:
            words.append(f"+ {term.points}")
        elif term.factor in ("1", "-1"):
            words.append(f"{'−' if term.factor == '-1' else '+'} {term.value}")
        else:
            words.append(f"+ {term.factor} × {term.value}")
    return " ".join(words).removeprefix("+ ")
