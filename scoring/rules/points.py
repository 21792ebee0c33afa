"""The arithmetic of scores: what a unit's counts are worth by a method. Decimal, ROUND_HALF_UP; 0/0 has a name, never a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from scoring.rules.components import Component, Ledger, Share
from scoring.rules.indicators import Counts
from scoring.rules.methods import MethodBody
from scoring.rules.readings import read

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Part:
    """One component of a score. `share` is the exact hits/base (None: 0/0, or a ledger), `points` what it adds to the total (may be below
    zero; None: left out). For a ledger `base` counts events and `hits` hundredths of a point before the cap."""

    code: str
    label: str
    kind: str
    indicator: str
    base: int
    hits: Decimal
    share: Decimal | None
    points: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class Result:
    """A unit's score; `total` None says that the unit is not ranked, `note` why."""

    parts: tuple[Part, ...]
    total: Decimal | None
    note: str = ""


def half_up(amount: Decimal, decimals: int) -> Decimal:
    """9.685 → 9.69 [xinglongtai-2022q1]."""
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percent(share: Decimal, decimals: int = 2) -> Decimal:
    """A share as printed: 415/420 → 98.81."""
    return half_up(share * HUNDRED, decimals)


def score(method: MethodBody, counts: Counts) -> Result:
    """A unit's counts (indicator code → base, hits) by `method`. The least volume is looked at by `ranking.rank`."""
    parts = [_part(method, component, counts) for component in method.components]
    unsampled = [_word(method, component) for component, part in zip(method.components, parts, strict=True) if _is_empty(component, part)]
    if "not_ranked" in unsampled:
        empty = "、".join(part.note for part in parts if part.points is None and part.note)
        return Result(tuple(parts), None, f"{empty}，不参加排名")
    parts = _renormalised(method, parts)
    if all(part.points is None for part in parts if part.kind == "share"):
        return Result(tuple(parts), None, "各项均无数据，不参加排名")
    if method.rounding == "components":
        total = sum((half_up(part.points, method.decimals) for part in parts if part.points is not None), Decimal(0))
    else:
        total = sum((part.points for part in parts if part.points is not None), Decimal(0))
    return Result(tuple(parts), half_up(total, method.decimals))


def _is_empty(component: Component, part: Part) -> bool:
    return isinstance(component, Share) and part.base == 0


def _word(method: MethodBody, component: Component) -> str:
    """What the method says of 0/0 in this component."""
    return (component.unsampled if isinstance(component, Share) else "") or method.unsampled


def _part(method: MethodBody, component: Component, counts: Counts) -> Part:
    if isinstance(component, Ledger):
        return _ledger_part(component, counts)
    reading = read(component.indicator, counts, component.credits)
    share, points, note = reading.value, None, ""
    if share is None:
        is_full = _word(method, component) == "full"
        points, note = (component.points, f"{reading.empty}，按满分计") if is_full else (None, reading.empty)
    elif method.share_decimals is None:
        # One division at the end: a share such as 1/3 is never cut off before it is weighed.
        points = component.points * reading.hits / reading.base
    else:
        points = component.points * percent(share, method.share_decimals) / HUNDRED
    return Part(component.code, component.label, component.kind, component.indicator, reading.base, reading.hits, share, points, note)


def _ledger_part(component: Ledger, counts: Counts) -> Part:
    events, hundredths = counts.get(component.ledger, (0, 0))
    amount, note = Decimal(hundredths) / HUNDRED, ""
    if component.cap is not None and amount > component.cap:
        amount, note = component.cap, f"按 {component.cap} 封顶"
    return Part(
        component.code,
        component.label,
        component.kind,
        component.ledger,
        events,
        Decimal(hundredths),
        None,
        component.sign * amount or Decimal(0),
        note,
    )


def _renormalised(method: MethodBody, parts: Sequence[Part]) -> list[Part]:
    """Spreads the full mark over the components that have data when others are left out."""
    weights = {component.code: component.points for component in method.components if isinstance(component, Share)}
    kept = sum((weights[part.code] for part in parts if part.kind == "share" and part.points is not None), Decimal(0))
    if kept in (0, method.full_mark):
        return list(parts)
    return [
        _replaced(part, part.points * method.full_mark / kept) if part.kind == "share" and part.points is not None else part
        for part in parts
    ]


def _replaced(part: Part, points: Decimal) -> Part:
    return Part(part.code, part.label, part.kind, part.indicator, part.base, part.hits, part.share, points, part.note)


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
            base=int(str(row["base"])),
            hits=amount(row["hits"]) or Decimal(0),
            share=amount(row["share"]),
            points=amount(row["points"]),
            note=str(row["note"]),
        )
        for row in rows
    )
