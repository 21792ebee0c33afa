"""A scoring method in words, component by component, as its page tells it to those who are scored by it."""

from dataclasses import dataclass
from decimal import Decimal

from scoring.rules.bands import Band
from scoring.rules.component_words import words_of
from scoring.rules.components import Component, Constant, Ledger, Measured, in_full
from scoring.rules.known import entry_of
from scoring.rules.method_columns import (
    FIGURES_CHOICES,
    KIND_WORDS,
    PERIOD_WORDS,
    ROUNDING_WORDS,
    UNSAMPLED_WORDS,
)
from scoring.rules.method_groups import Group
from scoring.rules.methods import MethodBody
from scoring.rules.printing import trimmed
from scoring.rules.ranking import ties_words
from scoring.rules.rounding import MODE_WORDS, as_decimal


@dataclass(frozen=True)
class Told:
    label: str
    words: str


@dataclass(frozen=True)
class ComponentTold:
    """`indicator`: its label, a ledger's name, or empty; `full`: its share of the full mark, empty for what stands beside it."""

    label: str
    code: str
    kind: str
    indicator: str
    indicator_code: str
    full: str
    rule: str
    more: tuple[str, ...]


@dataclass(frozen=True)
class InWords:
    head: tuple[Told, ...]
    components: tuple[ComponentTold, ...]
    groups: tuple[Told, ...]
    bands: tuple[Told, ...]


def in_words(body: MethodBody) -> InWords:
    return InWords(
        tuple(told for told in _head(body) if told.words),
        tuple(_component(body, one) for one in body.components),
        tuple(Told(group.label, _group(body, group)) for group in body.groups),
        tuple(Told(band.label, _band(band)) for band in body.bands),
    )


def _head(body: MethodBody) -> list[Told]:
    until = f" 至 {body.valid_to}" if body.valid_to else " 起，一直有效"
    return [
        Told("有效期", f"{body.valid_from}{until}"),
        Told("计分期间", f"按{PERIOD_WORDS[body.period]}"),
        Told("满分", f"{trimmed(body.full_mark)} 分" + ("，各组另有规定的见分组" if any(one.full_mark for one in body.groups) else "")),
        Told("舍入", _rounding(body)),
        Told("没有数据", UNSAMPLED_WORDS[body.unsampled]),
        Told("总分上下限", _limits(body.least, body.most)),
        Told("口径", FIGURES_CHOICES[body.figures]),
        Told("最少件数", f"承办不足 {body.least_volume} 件的单列，不排名" if body.least_volume else ""),
        Told("同分", ties_words(body)),
        Told("评优评差", _distinctions(body)),
    ]


def _rounding(body: MethodBody) -> str:
    words = (
        f"{ROUNDING_WORDS[body.rounding]}，{MODE_WORDS[body.rounding_mode]}，总分 {body.decimals} 位小数，分项 {body.component_decimals} 位"
    )
    words += f"；比率先取百分数的 {body.share_decimals} 位小数" if body.share_decimals is not None else ""
    return words + (f"；均值先取 {body.mean_decimals} 位小数" if body.mean_decimals is not None else "")


def _limits(least: Decimal | None, most: Decimal | None) -> str:
    told = [f"不低于 {trimmed(least)} 分"] if least is not None else []
    return "，".join(told + ([f"不高于 {trimmed(most)} 分"] if most is not None else []))


def _distinctions(body: MethodBody) -> str:
    told = [f"前 {body.best} 名为{body.best_label}"] if body.best else []
    return "，".join(told + ([f"末 {body.worst} 名为{body.worst_label}"] if body.worst else []))


def _component(body: MethodBody, one: Component) -> ComponentTold:
    entry = entry_of(one.indicator, body.declared) if isinstance(one, Measured) else None
    rule = f"各单位都得 {trimmed(one.points)} 分" if isinstance(one, Constant) else words_of(one, entry.shape if entry else "")
    return ComponentTold(
        one.label,
        one.code,
        KIND_WORDS[one.kind],
        entry.label if entry else one.indicator if isinstance(one, Ledger) else "",
        one.indicator if entry else "",
        "" if one.is_extra else trimmed(as_decimal(in_full(one))),
        rule,
        tuple(_more(body, one)),
    )


def _more(body: MethodBody, one: Component) -> list[str]:
    told = []
    graded = entry_of(one.indicator, body.declared) if isinstance(one, Measured) else None
    if graded is not None and graded.grades is not None:
        own = getattr(one, "credits", None)
        worth = graded.credits if own is None else own
        told.append("折算：" + "，".join(f"{label} {trimmed(worth.get(code, Decimal(0)))}" for code, label in graded.grades.items()))
    if one.unsampled:
        told.append(f"没有数据时{UNSAMPLED_WORDS[one.unsampled]}")
    if one.groups:
        told.append(f"只用于{'、'.join(one.groups)}")
    return told


def _group(body: MethodBody, group: Group) -> str:
    labels = {one.code: one.label for one in body.components}
    told = [f"单位类型 {'、'.join(group.kinds)}"] if group.kinds else []
    told += [f"满分 {trimmed(group.full_mark)} 分"] if group.full_mark is not None else []
    told += [f"最少 {group.least_volume} 件"] if group.least_volume is not None else []
    for code, points in (group.points or {}).items():
        told.append(f"{labels.get(code, code)} {trimmed(points)} 分" if points else f"不计{labels.get(code, code)}")
    return "；".join(told) or "同办法"


def _band(band: Band) -> str:
    bound = trimmed(band.bound)
    return {"at_least": f"总分 {bound} 以上", "top": f"前 {bound} 名", "top_percent": f"前 {bound}%（累计）"}.get(band.form, "其余")
