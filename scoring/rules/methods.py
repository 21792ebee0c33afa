"""Scoring methods (评分办法) as data: reading and checking what may stand in a method's TOML or JSON, in Chinese, with the place.

docs/methods.md explains every key; `scoring/rules/points.py` does the arithmetic.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, cast

from django.core.exceptions import ValidationError

from scoring.rules.component_tables import UNSAMPLED, read_component
from scoring.rules.components import Component, in_full
from scoring.rules.fields import Reader
from scoring.rules.known import Entry
from scoring.rules.periods import LENGTHS, Kind, Period
from scoring.rules.rounding import MODES, as_decimal

Unsampled = Literal["full", "left_out_renormalised", "not_ranked", "zero"]
# sum: only the sum is rounded; components: each component is rounded, then added.
ROUNDINGS = ("sum", "components")
# serial: serials run on, equal scores stand in unit order [X22, J24]; shared: equal scores share a rank.
TIES = ("serial", "shared")
MOST_DECIMALS = 4  # what Score.total holds


@dataclass(frozen=True)
class Group:
    """Units that are ranked among themselves: those of the named kinds."""

    label: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class MethodBody:
    """A method that has been checked. `share_decimals`: a rate is rounded to that many decimals of a per cent before it is
    weighed, None weighs the exact counts. `groups` empty: all units in one table."""

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
    least_volume: int
    ties: str
    groups: tuple[Group, ...]
    components: tuple[Component, ...]
    declared: Mapping[str, Entry]
    plain: Mapping[str, Any] = field(compare=False, repr=False, default_factory=dict)

    def period_of(self, month: Period) -> Period:
        """The method's own period that holds `month`."""
        return month.within(self.period)

    def group_of(self, kind: str) -> str | None:
        """The label of the table in which units of `kind` are ranked; None when they are in none."""
        if not self.groups:
            return ""
        return next((group.label for group in self.groups if kind in group.kinds), None)


def parse(text: str, place: str = "评分办法") -> MethodBody:
    """A method from TOML text. ValidationError bad_method lists every fault as "place：key：what is wrong"."""
    try:
        return check(tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第 {found[1]} 行第 {found[2]} 列起" if found else "末尾"
        raise ValidationError(f"{place}：{where}不是有效的 TOML，请检查引号、等号和括号。", code="bad_method") from error


def check(body: Mapping[str, Any], place: str = "评分办法") -> MethodBody:
    """A method from plain data (TOML read, or JSON). ValidationError bad_method as in `parse`."""
    read = Reader(body, place)
    declared: dict[str, Entry] = {}
    components = _components(read, declared)
    decimals = read.whole("decimals", 2, most=MOST_DECIMALS)
    method = MethodBody(
        code=read.text("code"),
        version=read.text("version"),
        name=read.text("name"),
        valid_from=read.day("valid_from") or date.min,
        valid_to=read.day("valid_to", required=False),
        period=cast(Kind, read.choice("period", tuple(LENGTHS))),
        full_mark=read.amount("full_mark"),
        decimals=decimals,
        rounding=read.choice("rounding", ROUNDINGS),
        component_decimals=read.whole("component_decimals", decimals, most=MOST_DECIMALS),
        rounding_mode=read.choice("rounding_mode", MODES, default="half_up"),
        share_decimals=read.whole("share_decimals", None, most=6),
        mean_decimals=read.whole("mean_decimals", None, most=6),
        unsampled=cast(Unsampled, read.choice("unsampled", UNSAMPLED)),
        least_volume=read.whole("least_volume", 0) or 0,
        ties=read.choice("ties", TIES),
        groups=_groups(read),
        components=components,
        declared=declared,
        plain=body,
    )
    read.refuse_unknown()
    _check_whole(read, method)
    read.raise_faults("bad_method")
    return method


def check_dates(spans: Sequence[tuple[str, str, date, date | None]]) -> None:
    """`spans`: (code, version, from, to or None). ValidationError overlapping when two versions of one code hold on the same day."""
    ordered = sorted(spans, key=lambda span: (span[0], span[2], span[1]))
    for (code, version, _, until), (next_code, next_version, start, _) in pairwise(ordered):
        if code == next_code and (until is None or until >= start):
            words = f"评分办法 {code} 的 {version} 版与 {next_version} 版的有效期重叠：{next_version} 版自 {start} 起，"
            raise ValidationError(f"{words}请先把 {version} 版的 valid_to 填为此前的日期。", code="overlapping")


def _components(read: Reader, declared: Mapping[str, Entry]) -> tuple[Component, ...]:
    found = [read_component(part, declared) for part in read.tables("components")]
    components = [one for one in found if one is not None]
    if not components:
        read.fault("components", "至少要有一个分项（[[components]]）。")
    for code in sorted({one.code for one in components if [each.code for each in components].count(one.code) > 1}):
        read.fault("components", f"代码“{code}”出现了不止一次，请改成不同的代码。")
    return tuple(components)


def _groups(read: Reader) -> tuple[Group, ...]:
    groups = []
    for part in read.tables("groups"):
        groups.append(Group(part.text("label"), part.texts("kinds")))
        part.refuse_unknown()
    kinds = [kind for group in groups for kind in group.kinds]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        read.fault("groups", f"单位类型“{kind}”分在了两个组，只能属于一个。")
    return tuple(groups)


def _check_whole(read: Reader, method: MethodBody) -> None:
    weights = sum(map(in_full, method.components), Fraction(0))
    if weights != method.full_mark:
        shown = f"{as_decimal(weights):.6f}".rstrip("0").rstrip(".")
        read.fault("full_mark", f"各分项分值合计 {shown}，与满分 {method.full_mark} 不符，请改分值（points）或满分。")
    if method.valid_to is not None and method.valid_to < method.valid_from:
        read.fault("valid_to", f"停用日期 {method.valid_to} 早于起用日期 {method.valid_from}。")
