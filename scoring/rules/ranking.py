"""Ranking (排名): units by total, in one table or by group, ties by the method's rule, those that cannot be ranked listed apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from scoring.rules.bands import band_of
from scoring.rules.methods import MethodBody
from scoring.rules.points import Part, Result

Who = TypeVar("Who")
Standing = tuple[Fraction, ...]
BREAKER_WORDS = {"exact": "未四舍五入的总分", "volume": "承办件数从多到少", "-volume": "承办件数从少到多", "order": "单位名册的顺序"}


@dataclass(frozen=True)
class Entry(Generic[Who]):
    """A unit before it is ranked: `order` is its place in the profile's list, `kind` its kind's code; `volume` None: not told."""

    who: Who
    order: int
    kind: str
    volume: int | None
    result: Result


@dataclass(frozen=True)
class Place(Generic[Who]):
    """A unit's place. `rank` None: listed apart, `note` says why; else `note` says what is to be known of its total and whether it is
    among the best or the worst. `band` is empty where there is none."""

    who: Who
    group: str
    rank: int | None
    result: Result
    note: str
    band: str = ""

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
    return [place for group, table in tables.items() for place in rank_table(method, group, table)]


def rank_table(method: MethodBody, group: str, table: Sequence[Entry[Who]]) -> list[Place[Who]]:
    """One table of `rank`; `group` may also be one that the method does not name."""
    ordered = sorted(table, key=lambda entry: entry.order)
    notes = [(entry, _why_apart(method, group, entry)) for entry in ordered]
    ranked = sorted(((_standing(method, entry), entry) for entry, note in notes if not note), key=lambda pair: pair[0], reverse=True)
    standings = [standing for standing, _ in ranked]
    ranks, firsts, lasts = _RANKS[method.ties](standings), _shared(standings), _shared(standings[::-1])[::-1]
    if method.ties == "serial":
        firsts, lasts = ranks, ranks[::-1]
    places = []
    for (_, entry), number, first, last in zip(ranked, ranks, firsts, lasts, strict=True):
        result, total = entry.result, entry.result.total
        assert total is not None
        band = band_of(method.bands, total, first, len(ranked))
        words = [result.note, _distinction(method, first, last)]
        places.append(Place(entry.who, group, number, result, "；".join(filter(None, words)), band))
    return places + [Place(entry.who, group, None, entry.result, note) for entry, note in notes if note]


def _standing(method: MethodBody, entry: Entry[Who]) -> Standing:
    """What a unit is ranked by, the greater the better: its total, then the method's tie breakers."""
    result = entry.result
    points = {part.code: Fraction(part.points or 0) for part in result.parts}
    volume = Fraction(entry.volume or 0)
    words = {"exact": result.exact, "volume": volume, "-volume": -volume, "order": Fraction(-entry.order)}
    return (Fraction(result.total or 0), *(words[name] if name in words else points[name] for name in method.tie_breakers))


def ties_words(method: MethodBody) -> str:
    """How equal totals are ranked, for the note below a table that has some."""
    labels = BREAKER_WORDS | {one.code: f"“{one.label}”得分高低" for one in method.components}
    first = "、".join(labels[name] for name in method.tie_breakers)
    if method.ties == "serial":
        return f"总分相同的，{f'依次按{first}、' if first else '按'}单位名册的顺序排列，名次顺次编号。"
    then = "下一名次空出" if method.ties == "shared" else "下一名次不空"
    return f"总分相同的，按{first}排列；仍相同的名次并列，{then}。" if first else f"总分相同的名次并列，{then}。"


def _serial(standings: Sequence[Standing]) -> list[int]:
    return list(range(1, len(standings) + 1))


def _shared(standings: Sequence[Standing]) -> list[int]:
    places: dict[Standing, int] = {}
    return [places.setdefault(standing, number) for number, standing in enumerate(standings, 1)]


def _dense(standings: Sequence[Standing]) -> list[int]:
    places = {standing: number for number, standing in enumerate(dict.fromkeys(standings), 1)}
    return [places[standing] for standing in standings]


_RANKS: dict[str, Callable[[Sequence[Standing]], list[int]]] = {"serial": _serial, "shared": _shared, "dense": _dense}


def _distinction(method: MethodBody, first: int, last: int) -> str:
    """十佳第1 for the first, 较差第1 for the last; nobody is both."""
    if first <= method.best:
        return f"{method.best_label}第{first}"
    return f"{method.worst_label}第{last}" if last <= method.worst else ""


def _why_apart(method: MethodBody, group: str, entry: Entry[Who]) -> str:
    """Empty when the unit is ranked."""
    least = method.least_volume_in(group)
    if entry.volume == 0:
        return "本期无承办件"
    if entry.volume is not None and entry.volume < least:
        return f"承办 {entry.volume} 件，不足 {least} 件，不参加排名"
    return entry.result.note if entry.result.total is None else ""
