"""How a component is scored, in words, for the pages that explain a score."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scoring.rules.components import Component, Each, Ledger, Mean, Share, Steps, Target, Tier
from scoring.rules.printing import trimmed
from scoring.rules.rounding import as_decimal


def words_of(component: Component, shape: str) -> str:
    """满分 40，达到 95% 得满分，每低 1 个百分点扣 2 分，最低 10 分; `shape` is the indicator's: rate, mean or count."""
    make = _WORDS.get(component.kind)
    return make(component, "%" if shape == "rate" else "") if make else ""


def _share(one: Share, unit: str) -> str:
    what = "未达到的比例" if one.of == "rest" else "比率"
    return f"{trimmed(one.points)} 分 × {what}{'，扣分' if one.sign < 0 else ''}"


def _mean(one: Mean, unit: str) -> str:
    return f"均值每 1 计 {trimmed(as_decimal(one.per))} 分，最高 {trimmed(as_decimal(one.most))}"


def _target(one: Target, unit: str) -> str:
    way, word = ("不高于", "每高") if one.is_lower else ("达到", "每低")
    missing = f"{trimmed(one.every)} 个百分点" if unit else trimmed(one.every)
    how = {"exact": "按比例", "full": "不满不扣", "started": "不满按满计"}[one.per]
    floor = f"，最低 {trimmed(one.floor)} 分" if one.floor else ""
    return f"{way} {trimmed(one.target)}{unit} 得 {trimmed(one.points)} 分，{word} {missing}扣 {trimmed(one.step)} 分（{how}）{floor}"


def _steps(one: Steps, unit: str) -> str:
    return "；".join(f"{bound_words(tier, one.is_lower, unit)} {trimmed(tier.points)} 分" for tier in one.tiers)


def bound_words(tier: Tier, is_lower: bool, unit: str) -> str:
    """不低于 90%, 其余."""
    if tier.bound is None:
        return "其余"
    signs = ("低于", "不高于") if is_lower else ("高于", "不低于")
    return f"{signs[0 if tier.is_strict else 1]} {trimmed(tier.bound)}{unit}"


def _each(one: Each, unit: str) -> str:
    free = f"，前 {one.free} 件不计" if one.free else ""
    every = "每件" if one.every == 1 else f"每满 {one.every} 件"
    return f"{every}{_given(one.sign)} {trimmed(one.points)} 分{free}{_capped(one.cap)}"


def _ledger(one: Ledger, unit: str) -> str:
    return f"按登记的分值{_given(one.sign)}分{_capped(one.cap)}"


def _given(sign: int) -> str:
    return "扣" if sign < 0 else "加"


def _capped(cap: Decimal | None) -> str:
    return "" if cap is None else f"，至多 {trimmed(cap)} 分"


_WORDS: dict[str, Callable[[Any, str], str]] = {
    "share": _share,
    "mean": _mean,
    "target": _target,
    "steps": _steps,
    "each": _each,
    "ledger": _ledger,
}
