"""Scoring methods (评分办法) as data: reading and checking what may stand in a method's TOML or JSON, in Chinese, with the place.

docs/methods.md explains every key; `scoring/rules/points.py` does the arithmetic.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, cast

from django.core.exceptions import ValidationError

from scoring.rules.bands import Band, read_bands
from scoring.rules.component_tables import UNSAMPLED, WEIGHING, read_component
from scoring.rules.components import Component
from scoring.rules.declared import read_declared
from scoring.rules.fields import Reader
from scoring.rules.indicators import Figures
from scoring.rules.known import Entry
from scoring.rules.method_groups import Group, check_groups, check_weights, components_in, read_groups
from scoring.rules.method_text import load
from scoring.rules.periods import FIRST_YEAR, LAST_YEAR, LENGTHS, Kind, Period
from scoring.rules.rounding import MODES

Unsampled = Literal["full", "left_out_renormalised", "not_ranked", "zero"]
# sum: only the sum is rounded; components: each component is rounded, then added.
ROUNDINGS = ("sum", "components")
# serial: serials run on, equal scores stand in unit order [X22, J24]; shared: 1, 1, 3; dense: 1, 1, 2.
TIES = ("serial", "shared", "dense")
# Beside components' codes: the unrounded total, the volume (more or fewer first), the units' order.
BREAKERS = ("exact", "volume", "-volume", "order")
FIGURES: tuple[Figures, ...] = ("assessed", "raw")
MOST_DECIMALS = 4  # what Score.total holds


@dataclass(frozen=True)
class MethodBody:
    """A method that has been checked. `share_decimals`: a rate is rounded to that many decimals of a per cent before it is
    weighed, None weighs the exact counts; `mean_decimals` the same of means. `groups` empty: all units in one table. `least`, `most`:
    what a total is held to. `best`, `worst`: how many units of each table are named so. `declared`: the method's own indicators, by
    table only, and the district's."""

    code: str
    version: str
    name: str
    valid_from: date
    valid_to: date | None
    period: Kind
    full_mark: Decimal
    decimals: int
    rounding: str
    component_decimals: int
    rounding_mode: str
    share_decimals: int | None
    mean_decimals: int | None
    unsampled: Unsampled
    least: Decimal | None
    most: Decimal | None
    least_volume: int
    ties: str
    tie_breakers: tuple[str, ...]
    groups: tuple[Group, ...]
    bands: tuple[Band, ...]
    best: int
    best_label: str
    worst: int
    worst_label: str
    figures: Figures
    components: tuple[Component, ...]
    declared: Mapping[str, Entry]
    plain: Mapping[str, Any] = field(compare=False, repr=False, default_factory=dict)

    def period_of(self, month: Period) -> Period:
        """The method's own period that holds `month`."""
        return month.within(self.period)

    def counted_since(self, period: Period) -> Period | None:
        """The first month that the score of `period` counts, when that is more than the period: a month inside the method's own,
        longer period stands for that one so far (scoring.acts.scores.write)."""
        if period.kind != "month" or self.period == "month":
            return None
        first = self.period_of(period).months()[0]
        return None if first == period else first

    def holds_in(self, period: Period) -> bool:
        """It holds at the end of the period, for a month at that of its own period that holds the month."""
        ends_on = (self.period_of(period) if period.kind == "month" else period).ends_on
        return self.valid_from <= ends_on and (self.valid_to is None or ends_on <= self.valid_to)

    def group_of(self, kind: str) -> str | None:
        """The label of the table in which units of `kind` are ranked; None when they are in none."""
        if not self.groups:
            return ""
        return next((group.label for group in self.groups if kind in group.kinds), None)

    def group(self, label: str) -> Group | None:
        return next((group for group in self.groups if group.label == label), None)

    def components_in(self, group: str) -> tuple[Component, ...]:
        """The components of a group's table, with its points."""
        return components_in(self.group(group), self.components)

    def full_mark_in(self, group: str) -> Decimal:
        own = self.group(group)
        return self.full_mark if own is None or own.full_mark is None else own.full_mark

    def least_volume_in(self, group: str) -> int:
        own = self.group(group)
        return self.least_volume if own is None or own.least_volume is None else own.least_volume


def parse(text: str, place: str = "评分办法", more: Mapping[str, Entry] | None = None) -> MethodBody:
    """A method from TOML text, `more` as in `check`. ValidationError bad_method lists every fault as "place：key：what is wrong"."""
    return check(load(text, place), place, more)


def check(body: Mapping[str, Any], place: str = "评分办法", more: Mapping[str, Entry] | None = None) -> MethodBody:
    """A method from plain data (TOML read, or JSON); `more`: the district's own indicators (scoring.rules.known.entries_of).

    ValidationError bad_method as in `parse`.
    """
    read = Reader(body, place)
    declared = read_declared(read, more or {})
    components, is_whole, is_weighed = _components(read, declared)
    method = MethodBody(
        code=read.text("code", most=40),
        version=read.text("version", most=20),
        name=read.text("name", most=80),
        valid_from=read.day("valid_from") or date.min,
        valid_to=read.day("valid_to", required=False),
        period=cast(Kind, read.choice("period", tuple(LENGTHS))),
        full_mark=read.amount("full_mark", least=Decimal(0)),
        **_roundings(read),
        unsampled=cast(Unsampled, read.choice("unsampled", UNSAMPLED)),
        least=read.maybe("least"),
        most=read.maybe("most"),
        least_volume=read.whole("least_volume", 0),
        groups=read_groups(read),
        bands=read_bands(read),
        **_standings(read),
        figures=cast(Figures, read.choice("figures", FIGURES, default="assessed")),
        components=components,
        declared=declared,
        plain=body,
    )
    read.refuse_unknown()
    if is_weighed:
        check_weights(read, method.groups, method.full_mark, components)
    _check_whole(read, method, is_whole)
    read.raise_faults("bad_method")
    return method


def _roundings(read: Reader) -> dict[str, Any]:
    decimals = read.whole("decimals", 2, most=MOST_DECIMALS)
    return {
        "decimals": decimals,
        "rounding": read.choice("rounding", ROUNDINGS),
        "component_decimals": read.whole("component_decimals", decimals, most=MOST_DECIMALS),
        "rounding_mode": read.choice("rounding_mode", MODES, default="half_up"),
        "share_decimals": read.whole("share_decimals", None, most=6),
        "mean_decimals": read.whole("mean_decimals", None, most=6),
    }


def _standings(read: Reader) -> dict[str, Any]:
    best = read.whole("best", 0)
    return {
        "ties": read.choice("ties", TIES),
        "tie_breakers": read.texts("tie_breakers", required=False),
        "best": best,
        "best_label": read.text("best_label", default="十佳" if best == 10 else "优秀", most=20),
        "worst": read.whole("worst", 0),
        "worst_label": read.text("worst_label", default="较差", most=20),
    }


def strange_kinds(method: MethodBody, known: Collection[str]) -> list[str]:
    """Kinds of units that its groups name and the district does not have, each with its place; no ValidationError."""
    return [
        f"groups 第 {number} 项：kinds：没有单位类型“{kind}”"
        for number, group in enumerate(method.groups, 1)
        for kind in group.kinds
        if kind not in known
    ]


def check_dates(spans: Sequence[tuple[str, str, date, date | None]]) -> None:
    """`spans`: (code, version, from, to or None). ValidationError overlapping when two versions of one code hold on the same day."""
    ordered = sorted(spans, key=lambda span: (span[0], span[2], span[1]))
    for (code, version, _, until), (next_code, next_version, start, _) in pairwise(ordered):
        if code == next_code and (until is None or until >= start):
            words = f"评分办法 {code} 的 {version} 版与 {next_version} 版的有效期重叠：{next_version} 版自 {start} 起，"
            raise ValidationError(f"{words}请先把 {version} 版的停用日期（valid_to）填为此前的日期。", code="overlapping")


def _components(read: Reader, declared: Mapping[str, Entry]) -> tuple[tuple[Component, ...], bool, bool]:
    """(the components, whether all of them could be named, whether the points of all of them could be read)."""
    parts = read.tables("components")
    found = [read_component(part, declared) for part in parts]
    components = [one for one in found if one is not None]
    if not found:
        read.fault("components", "至少要有一个分项（[[components]]）。")
    for name, values in (("代码", [one.code for one in components]), ("名称", [one.label for one in components])):
        for value in sorted({value for value in values if value and values.count(value) > 1}):
            read.fault("components", f"{name}“{value}”出现了不止一次，请改成不同的{name}。")
    is_whole = len(components) == len(found) and not any(part.is_faulty("code") for part in parts)
    return tuple(components), is_whole, len(components) == len(found) and not any(part.is_faulty(*WEIGHING) for part in parts)


def _check_whole(read: Reader, method: MethodBody, is_whole: bool) -> None:
    check_groups(read, method.groups, method.components, is_whole)
    for name in sorted({one.indicator for one in method.components if one.kind == "ledger"} & set(method.declared)):
        read.fault("components", f"账目“{name}”与自行声明的指标同名，请换一个名字。")
    for key, day in (("valid_from", method.valid_from), ("valid_to", method.valid_to)):
        if day is not None and key in read.body and not read.is_faulty(key) and not FIRST_YEAR <= day.year <= LAST_YEAR:
            read.fault(key, f"年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间，现为 {day}。")
    if method.valid_to is not None and method.valid_to < method.valid_from:
        read.fault("valid_to", f"停用日期 {method.valid_to} 早于起用日期 {method.valid_from}。")
    if method.least is not None and method.most is not None and not read.is_faulty("least", "most") and method.least > method.most:
        read.fault("least", f"总分下限 {method.least} 高于上限 {method.most}。")
    allowed = [*BREAKERS, *(component.code for component in method.components)]
    for name in method.tie_breakers if is_whole else ():
        if name not in allowed:
            read.fault("tie_breakers", f"“{name}”不能用来分先后，可用的是：{'、'.join(allowed)}。")
