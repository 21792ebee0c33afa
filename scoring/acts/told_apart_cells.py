"""The cells of 分项统计: each figure beside its 环比 and 同比, which add what a unit took over and are none where they would mislead."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain

from scoring.acts import comparing, methods
from scoring.acts.comparing import Against, Comparison, Side
from scoring.acts.dimensions import Key
from scoring.acts.series import AGAINST
from scoring.acts.told_apart_counts import Counted, Merged, Question, count, merged
from scoring.rules.indicators import Counts
from scoring.rules.periods import Period
from scoring.rules.readings import Reading, read


@dataclass(frozen=True)
class Cell:
    """`compared`: 环比 and 同比; none of dates, which have no neighbours."""

    reading: Reading
    compared: tuple[Comparison, ...] = ()


@dataclass(frozen=True)
class Row:
    """`asks`: the words by which an address asks for its tickets, beside those of the page; None: they cannot be asked for alone."""

    label: str
    cells: tuple[Cell, ...]
    asks: Mapping[str, str] | None


@dataclass(frozen=True)
class Ground:
    """What a question's rows are drawn from: `now` is shown, `ours` is compared: the unit asked for has there what it took over."""

    asked: Question
    units: Merged
    now: Counted
    ours: Counted
    beside: Mapping[Against, Counted]
    credits: Mapping[str, Mapping[str, Decimal]]

    @property
    def keys(self) -> list[Key]:
        """What stands in any of the periods that are compared, and who took over what has gone since."""
        compared = [one for one in self.beside.values() if not one.why]
        found = list(dict.fromkeys(key for one in (self.now, *compared) for key in one.groups))
        if self.asked.by != "unit":
            return found
        heirs = (self.units.heirs.get(key, ()) for key in found if isinstance(key, int) and key in self.units.gone)
        return list(dict.fromkeys((*found, *chain.from_iterable(heirs))))

    def size(self, key: Key) -> int:
        pairs = self.now.groups.get(key, {})
        return max((pairs.get(code, (0, 0))[0] for code in self.asked.known.grades_of(self.asked.codes[0])), default=0)

    def row(self, label: str, key: Key, asks: Mapping[str, str] | None) -> Row:
        unit = key if self.asked.by == "unit" else self._asked_for
        beside = self._beside(unit, lambda one: one.added.get(key, {}))
        return Row(label, tuple(self._cell(code, self.now.groups.get(key, {}), beside) for code in self.asked.codes), asks)

    def whole(self) -> Row:
        beside = self._beside(self._asked_for, lambda one: one.whole, is_whole=True)
        return Row("合计", tuple(self._cell(code, self.now.whole, beside) for code in self.asked.codes), {})

    @property
    def _asked_for(self) -> Key:
        return self.asked.unit.pk if self.asked.unit is not None else None

    def _cell(self, code: str, shown: Counts, beside: Callable[[str, Reading], tuple[Comparison, ...]]) -> Cell:
        reading = self._read(code, shown)
        return Cell(reading, beside(code, reading))

    def _beside(
        self, unit: Key, counts: Callable[[Counted], Counts], is_whole: bool = False
    ) -> Callable[[str, Reading], tuple[Comparison, ...]]:
        """The comparisons of a row, which is `unit`'s or nobody's."""
        why, told = self.units.why_not(unit), self.units.words_of(unit)

        def compared(code: str, reading: Reading) -> tuple[Comparison, ...]:
            if why:
                return tuple(Comparison(against, reading, None, None, None, why, ()) for against in self.beside)
            ours = self._side(code, self.ours, counts)
            others = {against: self._side(code, one, counts) for against, one in self.beside.items()}
            outside = {against: one.outside.get(code) for against, one in self.beside.items() if is_whole}
            return tuple(comparing.between(against, ours, other, outside.get(against), told) for against, other in others.items())

        return compared

    def _side(self, code: str, one: Counted, counts: Callable[[Counted], Counts]) -> Side:
        reading = self._read(code, {} if one.why else counts(one))
        return Side(one.found.period, one.why or one.found.words, reading, one.found.is_stored and not one.why)

    def _read(self, code: str, counts: Counts) -> Reading:
        return read(code, counts, self.credits.get(code), self.asked.known)


def ground(asked: Question, at: datetime) -> Ground:
    """Each of the periods is counted once, and this one twice where the unit asked for has taken others over."""
    others: dict[Against, Period] = {}
    if asked.period.kind != "free":
        others = {against: comparing.other_period(asked.period, against) for against in AGAINST}
    units = merged(asked)
    now = count(asked, asked.period, at, units)
    has_taken = asked.unit is not None and asked.unit.pk in units.taken and bool(others)
    ours = count(asked, asked.period, at, units, with_taken=True) if has_taken else now
    # A year's 环比 and 同比 are one period: it is counted once.
    counted = {one: count(asked, one, at, units, with_taken=True) for one in dict.fromkeys(others.values())}
    beside = {against: counted[one] for against, one in others.items()}
    return Ground(asked, units, now, ours, beside, methods.credits_at(asked.period))
