"""The arithmetic of scores: what a unit's counts are worth by a method. Exact until it is rounded as the method says; 0/0 has a
name, never a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from scoring.rules.components import Component, Each, Measured, in_full
from scoring.rules.methods import MethodBody
from scoring.rules.rounding import as_decimal, to_places
from scoring.rules.weighing import Amounts, Measure, Worth, measure, worth

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Part:
    """One component of a score. `share` is the exact hits/base (None: 0/0, or a kind without one), `points` what it adds to the total
    (may be below zero; None: left out), already rounded where the method rounds each component. For a ledger `base` counts events
    and `hits` hundredths of a point before the cap. `shape`: rate, mean, count, points, empty for a constant."""

    code: str
    label: str
    kind: str
    indicator: str
    base: Decimal
    hits: Decimal
    share: Decimal | None
    points: Decimal | None
    note: str = ""
    shape: str = "rate"


@dataclass(frozen=True)
class Result:
    """A unit's score; `total` None says that the unit is not ranked, `note` why. `exact` is the total before it was rounded."""

    parts: tuple[Part, ...]
    total: Decimal | None
    note: str = ""
    exact: Fraction = Fraction(0)


@dataclass(frozen=True)
class _Weighed:
    """A component with its figure on the way to a part. `worth` None: left out."""

    component: Component
    measured: Measure
    worth: Worth | None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return isinstance(self.component, Measured) and self.measured.value is None


def half_up(amount: Decimal, decimals: int) -> Decimal:
    """9.685 → 9.69 [xinglongtai-2022q1]."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percent(share: Decimal, decimals: int = 2) -> Decimal:
    """A share as printed: 415/420 → 98.81."""
    return half_up(share * HUNDRED, decimals)


def score(method: MethodBody, counts: Amounts, group: str = "") -> Result:
    """A unit's counts (indicator code → base, hits) by `method` in one of its groups. The least volume is looked at by `ranking.rank`.

    `parts` are the method's components in its order, also those that the group has not (points None, 本组不计).
    """
    own = {component.code: component for component in method.components_in(group)}
    weighed = [_weigh(method, own[component.code], counts) for component in method.components if component.code in own]
    why, weighed = _judged(method, weighed)
    parts = _parts(method, weighed)
    if why:
        return Result(parts, None, why)
    if method.rounding == "components":
        exact = sum((Fraction(part.points) for part in parts if part.points is not None), Fraction(0))
    else:
        exact = sum((one.worth.points for one in weighed if one.worth is not None), Fraction(0))
    held, note = _held(method, exact)
    return Result(parts, to_places(held, method.decimals, method.rounding_mode), note, exact)


def _judged(method: MethodBody, weighed: list[_Weighed]) -> tuple[str, list[_Weighed]]:
    """(why the unit is not ranked or empty, the components with what is left out spread over the rest)."""
    if any(one.is_empty and _word(method, one.component) == "not_ranked" for one in weighed):
        names = "、".join(dict.fromkeys(one.measured.empty for one in weighed if one.is_empty and one.worth is None))
        return f"{names}，不参加排名", weighed
    measured = [one for one in weighed if isinstance(one.component, Measured)]
    # Where something measured counts in the full mark, additions and deductions alone make no score.
    carrying = [one for one in measured if in_full(one.component)] or measured
    if carrying and all(one.worth is None for one in carrying):
        return "各项均无数据，不参加排名", weighed
    return "", _renormalised(weighed)


def _held(method: MethodBody, exact: Fraction) -> tuple[Fraction, str]:
    """The total between the method's least and most."""
    if method.least is not None and exact < method.least:
        return Fraction(method.least), f"总分低于下限，按 {method.least} 计"
    if method.most is not None and exact > method.most:
        return Fraction(method.most), f"总分超过上限，按 {method.most} 计"
    return exact, ""


def _word(method: MethodBody, component: Component) -> str:
    """What the method says of 0/0 in this component."""
    return component.unsampled or method.unsampled


def _weigh(method: MethodBody, component: Component, counts: Amounts) -> _Weighed:
    measured = measure(method, component, counts)
    if not isinstance(component, Measured) or measured.value is not None:
        found = worth(method, component, measured)
        return _Weighed(component, measured, found, found.note)
    word = _word(method, component)
    if isinstance(component, Each) or (component.is_extra and word == "full"):
        # Nothing is added or taken for want of data.
        return _Weighed(component, measured, None, measured.empty)
    if word == "full":
        return _Weighed(component, measured, Worth(component.best), f"{measured.empty}，按满分计")
    if word == "zero":
        return _Weighed(component, measured, Worth(Fraction(0)), f"{measured.empty}，按 0 分计")
    return _Weighed(component, measured, None, measured.empty)


def _renormalised(weighed: list[_Weighed]) -> list[_Weighed]:
    """Spreads the full mark over the components that count in it and have data when others are left out."""
    kept = sum((in_full(one.component) for one in weighed if one.worth is not None), Fraction(0))
    full = sum((in_full(one.component) for one in weighed), Fraction(0))
    if kept in (0, full):
        return weighed
    return [
        replace(one, worth=Worth(one.worth.points * full / kept)) if one.worth is not None and in_full(one.component) else one
        for one in weighed
    ]


def _parts(method: MethodBody, weighed: Sequence[_Weighed]) -> tuple[Part, ...]:
    found = {one.component.code: _part(method, one) for one in weighed}
    return tuple(found.get(component.code) or _unused(component) for component in method.components)


def _unused(component: Component) -> Part:
    nought = Decimal(0)
    return Part(component.code, component.label, component.kind, component.indicator, nought, nought, None, None, "本组不计", "")


def _part(method: MethodBody, one: _Weighed) -> Part:
    points = None
    if one.worth is not None:
        exact, places = one.worth.points, method.component_decimals
        points = to_places(exact, places, method.rounding_mode) if method.rounding == "components" else as_decimal(exact)
    component, measured = one.component, one.measured
    share = None if measured.value is None or measured.shape == "count" else as_decimal(measured.value)
    words = (component.code, component.label, component.kind, component.indicator)
    return Part(*words, measured.base, measured.hits, share, points, one.note, measured.shape)


def as_plain(parts: Sequence[Part]) -> list[dict[str, object]]:
    """Parts as JSON can hold them: amounts as text."""
    return [{name: str(value) if isinstance(value, Decimal) else value for name, value in vars(part).items()} for part in parts]


def from_plain(rows: Sequence[Mapping[str, object]]) -> tuple[Part, ...]:
    """The inverse of `as_plain`."""

    def amount(value: object) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return tuple(
        Part(
            code=str(row["code"]),
            label=str(row["label"]),
            kind=str(row["kind"]),
            indicator=str(row["indicator"]),
            base=amount(row["base"]) or Decimal(0),
            hits=amount(row["hits"]) or Decimal(0),
            share=amount(row["share"]),
            points=amount(row["points"]),
            note=str(row["note"]),
            shape=str(row.get("shape", "points" if row["kind"] == "ledger" else "rate")),
        )
        for row in rows
    )
