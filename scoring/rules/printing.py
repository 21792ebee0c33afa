"""Figures as they are printed: two decimals half up, the per cent sign, the name of 0/0."""

from decimal import Decimal

from scoring.rules.points import HUNDRED, Part, half_up, percent
from scoring.rules.readings import Reading


def points_of(hundredths: int | Decimal) -> Decimal:
    """Hundredths of a point as points: 2 → 0.02, 126 → 1.26."""
    return half_up(hundredths / HUNDRED, 2)


def amount(reading: Reading) -> Decimal | None:
    """The printed number without its unit: 98.81 of a rate, points of hundredths; None for 0/0."""
    if reading.shape == "count":
        return reading.hits
    if reading.shape == "points":
        return points_of(reading.hits)
    if reading.value is None:
        return None
    return percent(reading.value) if reading.shape == "rate" else half_up(reading.value, 2)


def unit_of(reading: Reading) -> str:
    return {"count": "件", "rate": "%", "points": "分"}.get(reading.shape, "")


def words(reading: Reading) -> str:
    """98.81%, 420, 1.26, 未抽访: what stands in a cell."""
    found = amount(reading)
    if found is None:
        return reading.empty
    return f"{found}%" if reading.shape == "rate" else plain(found)


def plain(number: Decimal) -> str:
    """41 for 41, 40.6 where a grade is worth a part, 0.10 as it is: never 4E+1."""
    return str(int(number)) if number == number.to_integral_value() and number.as_tuple().exponent >= 0 else f"{number:f}"  # type: ignore[operator]


def figure_of(part: Part) -> str:
    """The figure behind a component as it is printed: 98.81%, 2.07, 12, 0.62 of a ledger; its note where there is none."""
    if part.kind == "ledger":
        return "—" if part.points is None else f"{abs(half_up(part.points, 2))}"
    if part.shape == "count":
        return plain(part.hits)
    if part.share is None:
        return part.note or "—"
    return f"{percent(part.share)}%" if part.shape == "rate" else str(half_up(part.share, 2))


def division_of(part: Part) -> str:
    """415/420, 31/15, 3 项; empty where nothing is divided."""
    if part.kind == "ledger":
        return f"{plain(part.base)} 项" if part.base else ""
    return "" if part.share is None else f"{trimmed(part.hits)}/{trimmed(part.base)}"


def trimmed(number: Decimal) -> str:
    """Without zeros at the end and without an exponent: 40.60 → 40.6, 1E+1 → 10."""
    return f"{number.normalize():f}" if number else "0"
