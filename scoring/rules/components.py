"""What a score is made of: each kind of component as a dataclass. scoring.rules.component_tables reads them from a method's TOML,
scoring.rules.weighing holds their arithmetic; a new kind is a dataclass here and a row in each of the two."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Unsampled = Literal["", "full", "left_out_renormalised", "not_ranked", "zero"]


@dataclass(frozen=True)
class Share:
    """points × hits/base of an indicator; `credits` (grade → worth, 0 to 1) where the indicator is an answer with grades.
    `unsampled` overrides the method's word on 0/0."""

    code: str
    label: str
    indicator: str
    points: Decimal
    credits: Mapping[str, Decimal] | None
    unsampled: Unsampled
    is_extra: bool = False  # not part of the full mark
    kind: str = "share"

    @property
    def best(self) -> Fraction:
        """The most that it can give."""
        return Fraction(self.points)


@dataclass(frozen=True)
class Mean:
    """`per` points for each unit of a mean, such as 2 for a star, up to the highest mean there can be, `most` (3 stars)."""

    code: str
    label: str
    indicator: str
    per: Fraction
    most: Fraction
    unsampled: Unsampled
    is_extra: bool = False
    kind: str = "mean"

    @property
    def best(self) -> Fraction:
        return self.per * self.most


@dataclass(frozen=True)
class Ledger:
    """The points of a ledger's events of the method's period, up to `cap` (None: no cap), added or taken by `sign` (1, -1)."""

    code: str
    label: str
    ledger: str
    sign: int
    cap: Decimal | None
    is_extra: bool = True
    kind: str = "ledger"

    @property
    def indicator(self) -> str:
        return self.ledger

    @property
    def best(self) -> Fraction:
        return Fraction(0)


@dataclass(frozen=True)
class Constant:
    """The same points for every unit: a basic mark, or figures that are 100 in all rows [panjin-2024h1]."""

    code: str
    label: str
    points: Decimal
    is_extra: bool = False
    kind: str = "constant"

    @property
    def indicator(self) -> str:
        return ""

    @property
    def best(self) -> Fraction:
        return Fraction(self.points)


Component = Share | Mean | Ledger | Constant
# Those that read an indicator, and may have no data.
Measured = Share | Mean


def in_full(component: Component) -> Fraction:
    """What it adds to the full mark: its best, nothing for what is extra."""
    return Fraction(0) if component.is_extra else component.best
