"""Ranking (排名): units by total, in one table or by group, ties by the method's rule, those that cannot be ranked listed apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from scoring.rules.methods import MethodBody
from scoring.rules.points import Part, Result

Who = TypeVar("Who")


@dataclass(frozen=True)
class Entry(Generic[Who]):
    """A unit before it is ranked: `order` is its place in the profile's list, `kind` its kind's code."""

    who: Who
    order: int
    kind: str
    volume: int
    result: Result


@dataclass(frozen=True)
class Place(Generic[Who]):
    """A unit's place. `rank` None: listed apart, `note` says why."""

    who: Who
    group: str
    rank: int | None
    result: Result
    note: str

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.result.parts

    @property
    def total(self) -> Decimal | None:
        """None for those listed apart, whatever their counts would be worth."""
        return None if self.rank is None else self.result.total


def rank(method: MethodBody, entries: Iterable[Entry[Who]]) -> list[Place[Who]]:
    """Places group by group as the method lists them: the ranked by total, then those listed apart, both in unit order where
    totals do not decide. Units of a kind that stands in no group are left out."""
    tables: dict[str, list[Entry[Who]]] = {group.label: [] for group in method.groups} or {"": []}
    for entry in entries:
        group = method.group_of(entry.kind)
        if group is not None:
            tables[group].append(entry)
    return [place for group, table in tables.items() for place in _rank_table(method, group, table)]


def _rank_table(method: MethodBody, group: str, table: Sequence[Entry[Who]]) -> list[Place[Who]]:
    ordered = sorted(table, key=lambda entry: entry.order)
    notes = [(entry, _why_apart(method, entry)) for entry in ordered]
    ranked = sorted((entry for entry, note in notes if not note), key=lambda entry: -(entry.result.total or 0))
    places: list[Place[Who]] = []
    for serial, entry in enumerate(ranked, 1):
        number: int | None = serial
        if method.ties == "shared" and places and places[-1].result.total == entry.result.total:
            number = places[-1].rank
        places.append(Place(entry.who, group, number, entry.result, entry.result.note))
    return places + [Place(entry.who, group, None, entry.result, note) for entry, note in notes if note]


def _why_apart(method: MethodBody, entry: Entry[Who]) -> str:
    """Empty when the unit is ranked."""
    if entry.volume == 0:
        return "本期无承办件"
    if entry.volume < method.least_volume:
        return f"承办 {entry.volume} 件，不足 {method.least_volume} 件，不参加排名"
    return entry.result.note if entry.result.total is None else ""
