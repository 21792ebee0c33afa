"""What a component is worth: measuring its indicator off the counts, and the arithmetic of each kind, in exact fractions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from scoring.rules.components import Component, Constant, Ledger, Mean, Share
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.known import entry_of
from scoring.rules.methods import MethodBody
from scoring.rules.readings import read
from scoring.rules.rounding import to_places

# Indicator → (base, hits); decimals where a table gives printed figures (98.81% is 98.81 of 100, a mean of 2.07 is 2.07 of 1).
# None: the table says nothing of it. A count that is not named at all is 0.
Amounts = Mapping[str, tuple[int | Decimal, int | Decimal] | None]


@dataclass(frozen=True)
class Measure:
    """An indicator's figure. `value` is hits/base of a rate (0 to 1) or mean, the number of a count; None: no data, called `empty`."""

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


def measure(method: MethodBody, component: Component, counts: Amounts) -> Measure:
    """What the component reads of `counts`."""
    if isinstance(component, Constant):
        return Measure(Decimal(0), Decimal(0), None, "")
    if isinstance(component, Ledger):
        events, hundredths = counts.get(component.ledger) or (0, 0)
        return Measure(Decimal(events), Decimal(hundredths), None, "points")
    base, hits, shape, empty = _figure(method, component, counts)
    if shape == "count":
        return Measure(base, hits, Fraction(hits), shape, empty)
    return Measure(base, hits, Fraction(hits) / Fraction(base) if base else None, shape, empty)


def _figure(method: MethodBody, component: Share | Mean, counts: Amounts) -> tuple[Decimal, Decimal, str, str]:
    code = component.indicator
    entry = entry_of(code, method.declared)
    assert entry is not None  # the method has been checked
    given = counts.get(code)
    if given is not None:
        return Decimal(given[0]), Decimal(given[1]), entry.shape, entry.empty
    credits = component.credits if isinstance(component, Share) else None
    if code in FAMILIES or code in BY_CODE:
        # An answer's facts stand by grade; the credits are the method's, else the family's own.
        held = cast(Mapping[str, Any], {name: pair for name, pair in counts.items() if pair is not None})
        reading = read(code, held, credits)
        return Decimal(reading.base), reading.hits, entry.shape, entry.empty
    return Decimal(0), Decimal(0), entry.shape, entry.empty


def worth(method: MethodBody, component: Component, measured: Measure) -> Worth:
    """Its points for a figure that is there."""
    return _ARITHMETIC[component.kind](method, component, measured)


def _share(method: MethodBody, component: Share, measured: Measure) -> Worth:
    return Worth(Fraction(component.points) * _weighed(method, measured))


def _mean(method: MethodBody, component: Mean, measured: Measure) -> Worth:
    value = _weighed(method, measured)
    if value > component.most:
        return Worth(component.best, f"均值按最高 {float(component.most):g} 计")
    return Worth(component.per * value)


def _weighed(method: MethodBody, measured: Measure) -> Fraction:
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
    "ledger": _ledger,
    "constant": _constant,
}
