"""What 分项统计 counts of a period: its groups, which add up to the whole, and what its units took over, which only comparisons add."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import chain

from scoring.acts import breakdown, comparing, facts, mergers
from scoring.acts.breakdown import Breakdown
from scoring.acts.dimensions import Key, Only
from scoring.models import OutsideFigure
from scoring.rules.indicators import Catalogue, Counts, Figures
from scoring.rules.periods import Period
from scoring.rules.readings import total
from units.models import Unit


@dataclass(frozen=True)
class Question:
    """By which dimension (`by`) and for which indicators (`codes`); `only` narrows, `unit` takes in what counts for it."""

    period: Period
    by: str
    codes: tuple[str, ...]
    only: Only
    unit: Unit | None
    figures: Figures
    known: Catalogue


@dataclass(frozen=True)
class Merged:
    """`taken`: unit → what it took over; `gone`: unit → why it is compared with nothing; `homes`: unit → the rows it counts for."""

    taken: Mapping[int, list[Unit]]
    gone: Mapping[int, str]
    homes: Mapping[int, tuple[int, ...]]

    @cached_property
    def heirs(self) -> Mapping[int, list[int]]:
        found: dict[int, list[int]] = {}
        for heir, taken in self.taken.items():
            for one in taken:
                found.setdefault(one.pk, []).append(heir)
        return found

    def why_not(self, unit: Key) -> str:
        return self.gone.get(unit, "") if isinstance(unit, int) else ""

    def words_of(self, unit: Key) -> tuple[str, ...]:
        """住建局的环比、同比含 市政处（2022-03-10 撤销，并入 住建局）。"""
        taken = self.taken.get(unit, []) if isinstance(unit, int) and not self.why_not(unit) else []
        heir = next((one.successor for one in taken if one.successor_id == unit), None)
        return tuple(f"{heir}的环比、同比{words}" for words in mergers.words_of(heir, taken)) if heir is not None else ()

    def of_homes(self, unit: Key) -> Iterable[Key]:
        """The rows that a unit's work stands in."""
        return self.homes.get(unit, (unit,)) if isinstance(unit, int) else (unit,)

    def of_heirs(self, unit: Key) -> Iterable[Key]:
        """The rows that it counts for in a comparison: also those of whoever took it or its ranked unit over."""
        own = self.of_homes(unit)
        heirs = (self.heirs.get(one, ()) for one in (unit, *own) if isinstance(one, int))
        return dict.fromkeys((*own, *chain.from_iterable(heirs)))


@dataclass(frozen=True)
class Counted:
    """A period counted once. `groups` as rows show them, `added` with what its units took over, as comparisons have them; `outside`: what
    other offices say of it, of the whole district. `why`: nothing is compared with it."""

    found: Breakdown
    groups: Mapping[Key, Counts]
    added: Mapping[Key, Counts]
    whole: Counts
    outside: Mapping[str, OutsideFigure] = field(default_factory=dict)
    why: str = ""

    @property
    def words(self) -> str:
        """已关账, 试算…; why nothing is compared with it; 没有数据."""
        return self.why or (self.found.words if self.found.is_stored or self.whole else "没有数据")


def merged(asked: Question) -> Merged:
    """What there is to know of the units: three queries. The unit asked for is a row by itself."""
    apart = {asked.unit.pk: (asked.unit.pk,)} if asked.unit is not None else {}
    return Merged(mergers.taken_over(), mergers.gone(asked.period), facts.homes() | apart)


def count(asked: Question, period: Period, at: datetime, units: Merged, with_taken: bool = False) -> Counted:
    """One GROUP BY for each source: the groups add up to the whole, for units are counted each by itself and then laid together.
    `with_taken`: the unit asked for has what it took over, as in comparisons."""
    of_units = asked.by == "unit"
    found = breakdown.counted(
        period, at, [asked.by], _only(asked, units, with_taken), asked.codes, asked.figures, apart=units.homes if of_units else ()
    )
    groups: dict[Key, Counts] = {key: counts for (key,), counts in found.groups.items()}
    whole = total(groups.values())
    why = comparing.why_not_whole(found) if period != asked.period else ""
    outside = {} if asked.only or asked.unit is not None else comparing.outside_figures(period, asked.codes)
    if not of_units:
        return Counted(found, groups, groups, whole, outside, why)
    return Counted(found, _laid(groups, units.of_homes), _laid(groups, units.of_heirs), whole, outside, why)


def _only(asked: Question, units: Merged, with_taken: bool) -> Only:
    if asked.unit is None:
        return asked.only
    taken = units.taken.get(asked.unit.pk, []) if with_taken else []
    return {**asked.only, "unit": [asked.unit.pk, *(one.pk for one in taken)]}


def _laid(groups: Mapping[Key, Counts], rows: Callable[[Key], Iterable[Key]]) -> dict[Key, Counts]:
    parts: dict[Key, list[Counts]] = {}
    for unit, counts in groups.items():
        for row in rows(unit):
            parts.setdefault(row, []).append(counts)
    return {row: total(counts) for row, counts in parts.items()}
