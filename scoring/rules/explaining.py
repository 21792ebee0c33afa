"""A component's points as a sum with its numbers put in: what stands beside each score, computed anew from the figure behind it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from scoring.rules.component_words import bound_words
from scoring.rules.components import Component, Constant, Each, Ledger, Mean, Measured, Share, Steps, Target, in_full
from scoring.rules.known import entry_of
from scoring.rules.methods import MethodBody
from scoring.rules.points import Part
from scoring.rules.printing import points_of, trimmed
from scoring.rules.rounding import MODE_WORDS, as_decimal, to_places
from scoring.rules.tiers import tier_of
from scoring.rules.weighing import Amounts, Measure, as_weighed, worth

EXACT = 4  # decimals of what has not been rounded yet


def explain(method: MethodBody, group: str, parts: Sequence[Part]) -> dict[str, str]:
    """Component's code → its sum in words, for the components of the group."""
    own = {one.code: one for one in method.components_in(group)}
    spread = spread_of(method, group, parts)
    return {part.code: _told(method, own[part.code], part, spread) for part in parts if part.code in own}


def spread_of(method: MethodBody, group: str, parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    """(full mark, what of it has data) where what is left out was spread over the rest (scoring.rules.points), else 1 and 1: a unit that
    is not ranked for want of a sample has its other components as they are."""
    marked = [(one, part) for one in method.components_in(group) for part in parts if part.code == one.code and in_full(one)]
    kept = sum((in_full(one) for one, part in marked if part.points is not None), Fraction(0))
    full = sum((in_full(one) for one, _ in marked), Fraction(0))
    if kept in (0, full) or not any(_is_spread(method, one, part, full / kept) for one, part in marked):
        return Fraction(1), Fraction(1)
    return full, kept


def _is_spread(method: MethodBody, component: Component, part: Part, by: Fraction) -> bool:
    measured = figure_behind(part)
    if part.points is None or (isinstance(component, Measured) and measured.value is None):
        return False
    raw, points = worth(method, component, measured).points, Fraction(part.points)
    return abs(points - raw * by) < abs(points - raw)


def figure_behind(part: Part) -> Measure:
    """The figure that a part was scored by."""
    value = Fraction(part.hits) / Fraction(part.base) if part.base and part.shape != "count" else None
    if part.shape == "count" and part.points is not None:
        value = Fraction(part.hits)
    return Measure(part.base, part.hits, value, part.shape, part.note)


def graded(method: MethodBody, component: Component, counts: Amounts) -> str:
    """满意 4 × 1 ＋ 基本满意 2 × 0.6 ＋ 不满意 1 × 0 ＝ 5.2: how answers with grades become one number of hits; empty for all others,
    and where a table gives a printed rate."""
    entry = entry_of(component.indicator, method.declared)
    if entry is None or not entry.grades or not isinstance(component, Share | Target | Steps):
        return ""
    worth_of: Mapping[str, Decimal] = entry.credits if component.credits is None else component.credits
    given = {grade: pair[1] for grade in entry.grades if (pair := counts.get(f"{component.indicator}.{grade}")) is not None}
    if not any(given.values()):
        return ""
    terms = [f"{entry.grades[grade]} {number} × {trimmed(worth_of.get(grade, Decimal(0)))}" for grade, number in given.items()]
    whole = sum((Decimal(number) * worth_of.get(grade, Decimal(0)) for grade, number in given.items()), Decimal(0))
    return f"{' ＋ '.join(terms)} ＝ {trimmed(whole)}"


def _told(method: MethodBody, component: Component, part: Part, spread: tuple[Fraction, Fraction]) -> str:
    measured, (full, kept) = figure_behind(part), spread
    if part.points is None:
        spread_words = "，满分由其余分项承担" if full != kept and in_full(component) else ""
        return f"{part.note or '没有数字'}，不计入{spread_words}"
    if isinstance(component, Measured) and measured.value is None:
        return f"{part.note}：{_end(method, Fraction(part.points), Fraction(part.points))}"
    raw = worth(method, component, measured).points
    formula = _FORMULAS[component.kind](method, component, measured)
    exact = raw * full / kept if in_full(component) else raw
    if full != kept and in_full(component):
        formula = f"{formula}，缺项的满分摊到其余，× {_shown(full)} ÷ {_shown(kept)}"
    return f"{formula} ＝ {_end(method, exact, Fraction(part.points))}"


def _end(method: MethodBody, exact: Fraction, points: Fraction) -> str:
    """The result; where each component is rounded: 9.6852 → 9.69（四舍五入）."""
    if method.rounding != "components":
        return f"{_shown(exact)} 分"
    rounded = f"{to_places(points, method.component_decimals, method.rounding_mode):f}"
    return f"{rounded} 分" if exact == points else f"{_shown(exact)} → {rounded} 分（{MODE_WORDS[method.rounding_mode]}）"


def _share(method: MethodBody, one: Share, measured: Measure) -> str:
    rate = _rate(method, measured)
    what = f"（1 − {rate}）" if one.of == "rest" else rate
    return f"{'−' if one.sign < 0 else ''}{trimmed(one.points)} × {what}"


def _mean(method: MethodBody, one: Mean, measured: Measure) -> str:
    value = as_weighed(method, measured)
    if value > one.most:
        return f"{_shown(one.per)} × {_shown(one.most)}（均值 {_shown(value)} 按最高 {_shown(one.most)} 计）"
    return f"{_shown(one.per)} × {_mean_words(method, measured)}"


def _target(method: MethodBody, one: Target, measured: Measure) -> str:
    amount, unit = _amount(method, measured)
    figure = _figure(method, measured)
    missing = amount - Fraction(one.target) if one.is_lower else Fraction(one.target) - amount
    if missing <= 0:
        return f"{figure} {'不高于' if one.is_lower else '达到'} {trimmed(one.target)}{unit}，得满分"
    steps = missing / Fraction(one.every)
    way = "超过" if one.is_lower else "低于"
    gap = f"{figure} {way} {trimmed(one.target)}{unit}，差 {_shown(missing)}{' 个百分点' if unit else ''}"
    if one.per != "exact":
        steps = Fraction(floor(steps) if one.per == "full" else ceil(steps))
        gap += f"，每 {trimmed(one.every)} 扣一次、{'不满不扣' if one.per == 'full' else '不满按满计'}，计 {steps} 次"
    elif one.every != 1:
        gap += f"，÷ {trimmed(one.every)} ＝ {_shown(steps)}"
    points = Fraction(one.points) - steps * Fraction(one.step)
    held = f" ＝ {_shown(points)}，不低于最低 {trimmed(one.floor)} 分" if points < one.floor else ""
    return f"{gap}：{trimmed(one.points)} − {_shown(steps)} × {trimmed(one.step)}{held}"


def _steps(method: MethodBody, one: Steps, measured: Measure) -> str:
    amount, unit = _amount(method, measured)
    tier = tier_of(one.tiers, amount, one.is_lower)
    return f"{_figure(method, measured)} 属“{bound_words(tier, one.is_lower, unit)}”一档"


def _each(method: MethodBody, one: Each, measured: Measure) -> str:
    assert measured.value is not None
    over = max(measured.value - one.free, Fraction(0))
    number = floor(over / one.every)
    told = f"{_shown(measured.value)} 件"
    if one.free:
        told += f"，减去不计的 {one.free} 件余 {_shown(over)} 件"
    if one.every != 1:
        told += f"，每满 {one.every} 件一次，计 {number} 次"
    points = Fraction(one.points) * number
    held = f" ＝ {_shown(points)}，按 {trimmed(one.cap)} 封顶" if one.cap is not None and points > one.cap else ""
    return f"{told}：{'−' if one.sign < 0 and number else ''}{number} × {trimmed(one.points)}{held}"


def _ledger(method: MethodBody, one: Ledger, measured: Measure) -> str:
    points = Fraction(measured.hits) / 100
    held = f"，按 {trimmed(one.cap)} 封顶" if one.cap is not None and points > one.cap else ""
    if not points:
        return "没有登记"
    what = f"登记 {trimmed(measured.base)} 项" if measured.base else "登记的分值"
    return f"{what}，合计 {points_of(measured.hits)} 分{held}，{'减去' if one.sign < 0 else '加上'}"


def _constant(method: MethodBody, one: Constant, measured: Measure) -> str:
    return "固定分值"


def _figure(method: MethodBody, measured: Measure) -> str:
    """98.15%（53 ÷ 54）, 2.07（31 ÷ 15）, 12 件."""
    if measured.shape == "count":
        return f"{_shown(Fraction(measured.hits))} 件"
    return _rate(method, measured) if measured.shape == "rate" else _mean_words(method, measured)


def _rate(method: MethodBody, measured: Measure) -> str:
    return f"{_shown(as_weighed(method, measured) * 100)}%{_division(measured, method.share_decimals)}"


def _mean_words(method: MethodBody, measured: Measure) -> str:
    return f"{_shown(as_weighed(method, measured))}{_division(measured, method.mean_decimals)}"


def _division(measured: Measure, decimals: int | None) -> str:
    """Where there is one: a printed figure stands over 100 (a rate) or 1 (a mean)."""
    if measured.base == 1 or (measured.base == 100 and measured.hits != measured.hits.to_integral_value()):
        return ""
    first = f"，先取 {decimals} 位小数" if decimals is not None else ""
    return f"（{trimmed(measured.hits)} ÷ {trimmed(measured.base)}{first}）"


def _amount(method: MethodBody, measured: Measure) -> tuple[Fraction, str]:
    """In the unit that is printed, with the sign behind it."""
    weighed = as_weighed(method, measured)
    return (weighed * 100, "%") if measured.shape == "rate" else (weighed, "")


def _shown(amount: Fraction) -> str:
    """At most four decimals; what has more was not rounded, only its end is not shown."""
    found = as_decimal(amount)
    return trimmed(found if found == found.quantize(Decimal(1).scaleb(-EXACT)) else to_places(amount, EXACT))


_FORMULAS: dict[str, Callable[[MethodBody, Any, Measure], str]] = {
    "share": _share,
    "mean": _mean,
    "target": _target,
    "steps": _steps,
    "each": _each,
    "ledger": _ledger,
    "constant": _constant,
}
