"""What a score is made of: each kind of component as a dataclass, with the reader of its table in a method.

A new kind is a dataclass, a reader and a row in COMPONENTS here, and its arithmetic in scoring.rules.points.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from scoring.rules.fields import Reader
from scoring.rules.indicators import BY_CODE, FAMILIES, codes
from scoring.rules.readings import label_of

Unsampled = Literal["", "full", "left_out_renormalised", "not_ranked"]


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
    kind: str = "share"


@dataclass(frozen=True)
class Ledger:
    """The points of a ledger's events of the method's period, up to `cap` (None: no cap), added or taken by `sign` (1, -1)."""

    code: str
    label: str
    ledger: str
    sign: int
    cap: Decimal | None
    kind: str = "ledger"

    @property
    def indicator(self) -> str:
        return self.ledger


Component = Share | Ledger


def _share(read: Reader) -> Share:
    indicator = read.text("indicator")
    if indicator and indicator not in codes():
        read.fault("indicator", f"没有指标“{indicator}”，可用的是：{'、'.join(codes())}。")
    elif indicator in BY_CODE and BY_CODE[indicator].shape != "rate":
        read.fault("indicator", f"“{indicator}”（{label_of(indicator)}）不是比率，不能按比例计分。")
    label = label_of(indicator) if indicator in codes() else indicator
    return Share(
        code=read.text("code"),
        label=read.text("label", default=label),
        indicator=indicator,
        points=read.amount("points", least=Decimal(0)),
        credits=_credits(read, indicator),
        unsampled=cast(Unsampled, read.choice("unsampled", ("full", "left_out_renormalised", "not_ranked"), default="")),
    )


def _credits(read: Reader, indicator: str) -> dict[str, Decimal] | None:
    """None where none are given; a grade left out is worth nothing."""
    part = read.table("credits")
    if part is None:
        return None
    family = FAMILIES.get(indicator)
    if family is None:
        read.fault("credits", f"指标“{indicator}”没有等次，不能折算。")
        return None
    given = {grade: part.amount(grade, least=Decimal(0), most=Decimal(1)) for grade in family.grades if grade in part.body}
    part.refuse_unknown(tuple(family.grades))
    return given


def _ledger(read: Reader) -> Ledger:
    ledger = read.choice("ledger", ("bonus", "deduction"))
    return Ledger(
        code=read.text("code"),
        label=read.text("label", default=label_of(ledger) if ledger else ""),
        ledger=ledger,
        sign=-1 if read.choice("sign", ("+", "-")) == "-" else 1,
        cap=read.amount("cap", least=Decimal(0)) if "cap" in read.body else None,
    )


COMPONENTS: dict[str, Callable[[Reader], Component]] = {"share": _share, "ledger": _ledger}
