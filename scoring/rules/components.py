"""What a score is made of: each kind of component as a dataclass. scoring.rules.component_tables reads them from a method's TOML,
scoring.rules.weighing holds their arithmetic; a new kind is a dataclass here and a row in each of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal

Unsampled = Literal["", "full", "left_out_renormalised", "not_ranked", "zero"]
Credits = Mapping[str, Decimal]
Of = Literal["hits", "rest"]
# exact: proportionally; full: for each whole step that is missing; started: also for one that has only begun.
Per = Literal["exact", "full", "started"]


@dataclass(frozen=True, kw_only=True)
class Named:
    """What every component has. `groups`: the groups of the method that it is for, empty: all. `is_extra`: not in the full mark.
    `unsampled` overrides the method's word on 0/0."""

    code: str
    label: str
    indicator: str = ""
    groups: tuple[str, ...] = ()
    is_extra: bool = False
    unsampled: Unsampled = ""
    kind: ClassVar[str] = ""

    @property
    def best(self) -> Fraction:
        """The most that it can give; additions and deductions beside the full mark have none."""
        return Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Share(Named):
    """points × hits/base of a rate; `credits` (grade → worth, 0 to 1) where the indicator is an answer with grades. `of` rest: of what
    is no hit. `sign` -1: taken off, beside the full mark."""

    points: Decimal
    credits: Credits | None = None
    of: Of = "hits"
    sign: int = 1
    kind = "share"

    @property
    def best(self) -> Fraction:
        return Fraction(self.points if self.sign > 0 else 0)


@dataclass(frozen=True, kw_only=True)
class Mean(Named):
    """`per` points for each unit of a mean, such as 2 for a star, up to the highest mean there can be, `most` (3 stars)."""

    per: Fraction
    most: Fraction
    kind = "mean"

    @property
    def best(self) -> Fraction:
        return self.per * self.most


@dataclass(frozen=True, kw_only=True)
class Target(Named):
    """`points` at the target or better; `step` off for each `every` that is missing (百分点 of a rate, units of a mean or a number),
    never less than `floor`. `is_lower`: less is better, such as 退件率."""

    points: Decimal
    target: Decimal
    step: Decimal
    every: Decimal = Decimal(1)
    per: Per = "exact"
    floor: Decimal = Decimal(0)
    is_lower: bool = False
    credits: Credits | None = None
    kind = "target"

    @property
    def best(self) -> Fraction:
        return Fraction(self.points)


@dataclass(frozen=True)
class Tier:
    """`bound` None: everything that is left. `is_strict`: the bound itself is outside (above, below)."""

    bound: Decimal | None
    points: Decimal
    is_strict: bool = False


@dataclass(frozen=True, kw_only=True)
class Steps(Named):
    """The points of the first tier that the figure reaches, the best tier first."""

    tiers: tuple[Tier, ...]
    is_lower: bool = False
    credits: Credits | None = None
    kind = "steps"

    @property
    def best(self) -> Fraction:
        return Fraction(self.tiers[0].points) if self.tiers else Fraction(0)


@dataclass(frozen=True, kw_only=True)
class Each(Named):
    """`points` for each `every` counted things beyond the first `free`, up to `cap`, added or taken by `sign`. `of` rest: what is in
    the base and no hit."""

    points: Decimal
    sign: int
    cap: Decimal | None = None
    free: int = 0
    every: int = 1
    of: Of = "hits"
    kind = "each"


@dataclass(frozen=True, kw_only=True)
class Ledger(Named):
    """The points of a ledger's events of the method's period, up to `cap` (None: no cap), added or taken by `sign` (1, -1)."""

    sign: int
    cap: Decimal | None = None
    kind = "ledger"

    @property
    def ledger(self) -> str:
        return self.indicator


@dataclass(frozen=True, kw_only=True)
class Constant(Named):
    """The same points for every unit: a basic mark, or figures that are 100 in all rows [panjin-2024h1]."""

    points: Decimal
    kind = "constant"

    @property
    def best(self) -> Fraction:
        return Fraction(self.points)


Measured = Share | Mean | Target | Steps | Each
Component = Measured | Ledger | Constant


def in_full(component: Component) -> Fraction:
    """What it adds to the full mark: its best, nothing for what is extra."""
    return Fraction(0) if component.is_extra else component.best


def is_for(component: Component, group: str) -> bool:
    return not component.groups or group in component.groups
