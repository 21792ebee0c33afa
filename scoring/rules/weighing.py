"""What a component is worth: measuring its indicator off the counts, and the arithmetic of each kind, in exact fractions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from scoring.rules.components import Component, Constant, Credits, Each, Ledger, Mean, Measured, Share, Steps, Target
from scoring.rules.known import Entry, entry_of
from scoring.rules.methods import MethodBody
from scoring.rules.rounding import as_decimal, to_places
from scoring.rules.tiers import tier_of

# Indicator → (base, hits); decimals where a table gives printed figures (98.81% is 98.81 of 100, a mean of 2.07 is 2.07 of 1).
# None: the table says nothing of it. A count that is not named at all is 0.
Amounts = Mapping[str, tuple[int | Decimal, int | Decimal] | None]


@dataclass(frozen=True)
class Measure:
    """An indicator's figure. `value` is hits/base of a rate (0 to 1) or mean, the number of a count; None: no data, called `empty`.
    `shape` is empty where nothing is measured (constants)."""

    base: Decimal
    hits: Decimal
    value: Fraction | None
    shape: str
    empty: str = ""


@dataclass(frozen=True)
class Worth:
    """Points and what has to be said of them."""

    points: Fraction
    note: str = ""


NOUGHT = Decimal(0)
NOT_FILLED = "没有填件数"


def measure(method: MethodBody, component: Component, counts: Amounts) -> Measure:
    """What the component reads of `counts`."""
    if isinstance(component, Constant):
        return Measure(NOUGHT, NOUGHT, None, "")
    if isinstance(component, Ledger):
        events, hundredths = counts.get(component.ledger) or (0, 0)
        return Measure(Decimal(events), Decimal(hundredths), None, "points")
    entry = entry_of(component.indicator, method.declared)
    assert entry is not None  # the method has been checked
    pair = _pair(component, entry, counts)
    if isinstance(component, Each):
        return _counted(component, pair)
    if entry.shape == "count":
        return Measure(NOUGHT, pair[1], Fraction(pair[1]), "count") if pair else Measure(NOUGHT, NOUGHT, None, "count", NOT_FILLED)
    base, hits = pair or (NOUGHT, NOUGHT)
    return Measure(base, hits, Fraction(hits) / Fraction(base) if base else None, entry.shape, entry.empty)


def _counted(component: Each, pair: tuple[Decimal, Decimal] | None) -> Measure:
    if pair is None:
        return Measure(NOUGHT, NOUGHT, None, "count", NOT_FILLED)
    number = pair[0] - pair[1] if component.of == "rest" else pair[1]
    return Measure(pair[0], number, Fraction(number), "count")


def _pair(component: Measured, entry: Entry, counts: Amounts) -> tuple[Decimal, Decimal] | None:
    """(base, hits); None where a table says that there is no data."""
    code = component.indicator
    if entry.grades is None or code in counts:
        pair = counts.get(code, (0, 0))
        return None if pair is None else (Decimal(pair[0]), Decimal(pair[1]))
    # An answer's counts stand by grade, all over one base; what a grade is worth is the method's word, else the answer's own.
    given: Credits | None = getattr(component, "credits", None)
    worth_of = entry.credits if given is None else given
    pairs = {grade: counts.get(f"{code}.{grade}") or (0, 0) for grade in entry.grades}
    hits = sum((Decimal(pair[1]) * worth_of.get(grade, NOUGHT) for grade, pair in pairs.items()), NOUGHT)
    return max(Decimal(pair[0]) for pair in pairs.values()), hits


def worth(method: MethodBody, component: Component, measured: Measure) -> Worth:
    """Its points for a figure that is there."""
    return _ARITHMETIC[component.kind](method, component, measured)


def _share(method: MethodBody, component: Share, measured: Measure) -> Worth:
    weighed = as_weighed(method, measured)
    return Worth(component.sign * Fraction(component.points) * (1 - weighed if component.of == "rest" else weighed))


def _mean(method: MethodBody, component: Mean, measured: Measure) -> Worth:
    value = as_weighed(method, measured)
    if value > component.most:
        return Worth(component.best, f"均值按最高 {as_decimal(component.most).normalize():f} 计")
    return Worth(component.per * value)


def _target(method: MethodBody, component: Target, measured: Measure) -> Worth:
    amount = _amount(method, measured)
    missing = amount - Fraction(component.target) if component.is_lower else Fraction(component.target) - amount
    if missing <= 0:
        return Worth(Fraction(component.points))
    steps = missing / Fraction(component.every)
    if component.per != "exact":
        steps = Fraction(floor(steps) if component.per == "full" else ceil(steps))
    points = Fraction(component.points) - steps * Fraction(component.step)
    if points < component.floor:
        return Worth(Fraction(component.floor), f"扣至最低 {component.floor} 分")
    return Worth(points)


def _steps(method: MethodBody, component: Steps, measured: Measure) -> Worth:
    return Worth(Fraction(tier_of(component.tiers, _amount(method, measured), component.is_lower).points))


def _each(method: MethodBody, component: Each, measured: Measure) -> Worth:
    assert measured.value is not None
    number = floor(max(measured.value - component.free, Fraction(0)) / component.every)
    points = Fraction(component.points) * number
    if component.cap is not None and points > component.cap:
        return Worth(component.sign * Fraction(component.cap), f"按 {component.cap} 封顶")
    return Worth(component.sign * points)


def _amount(method: MethodBody, measured: Measure) -> Fraction:
    """In the unit that is printed: per cent of a rate, else as it is."""
    weighed = as_weighed(method, measured)
    return weighed * 100 if measured.shape == "rate" else weighed


def as_weighed(method: MethodBody, measured: Measure) -> Fraction:
    """The figure as it is weighed: exact, or rounded first where the method says so."""
    assert measured.value is not None
    if measured.shape == "rate" and method.share_decimals is not None:
        return Fraction(to_places(measured.value * 100, method.share_decimals, method.rounding_mode)) / 100
    if measured.shape == "mean" and method.mean_decimals is not None:
        return Fraction(to_places(measured.value, method.mean_decimals, method.rounding_mode))
    return measured.value


def _ledger(method: MethodBody, component: Ledger, measured: Measure) -> Worth:
    points = Fraction(measured.hits) / 100
    if component.cap is not None and points > component.cap:
        return Worth(component.sign * Fraction(component.cap), f"按 {component.cap} 封顶")
    return Worth(component.sign * points)


def _constant(method: MethodBody, component: Constant, measured: Measure) -> Worth:
    return Worth(Fraction(component.points))


_ARITHMETIC: dict[str, Callable[[MethodBody, Any, Measure], Worth]] = {
    "share": _share,
    "mean": _mean,
    "target": _target,
    "steps": _steps,
    "each": _each,
    "ledger": _ledger,
    "constant": _constant,
}
