"""Units that a sentence names by rule: the three with the largest volume, the one with the lowest on-time feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.rules.frames import Pick
from scoring.rules.indicators import Counts
from scoring.rules.readings import read

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Standing:
    """A unit as a rule sees it: its printed name, its rank (None: listed apart), its counts. In the ranking's order."""

    name: str
    rank: int | None
    counts: Counts


def picked(pick: Pick, standings: Sequence[Standing], credits: Mapping[str, Mapping[str, Decimal]]) -> tuple[Standing, ...]:
    """The chosen ones, the farthest first; equal figures stand in the ranking's order. Nothing counted is never chosen."""
    valued = [(value, one) for one in standings if (value := _value(pick.indicator, one, credits)) is not None]
    if pick.below:
        valued = [(value, one) for value, one in valued if value < Decimal(pick.below)]
    valued.sort(key=lambda pair: -pair[0] if pick.order == "highest" else pair[0])
    return tuple(one for _, one in valued[: pick.take])


def lead(chosen: Sequence[Standing]) -> bool:
    """Whether they hold the first places of the ranking among themselves."""
    ranks = [one.rank for one in chosen]
    return bool(chosen) and all(rank is not None and rank <= len(chosen) for rank in ranks)


def _value(indicator: str, one: Standing, credits: Mapping[str, Mapping[str, Decimal]]) -> Decimal | None:
    """The figure as it is printed: a rate in per cent, else the number; None and 0 件 are not there to be named."""
    reading = read(indicator, one.counts, credits.get(indicator))
    if reading.shape in ("count", "points"):
        return reading.hits or None
    if reading.value is None:
        return None
    return reading.value * HUNDRED if reading.shape == "rate" else reading.value
