"""同比 and 环比: a figure beside the same figure of the year before or of the period before, on the same basis, which is printed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.core.exceptions import ValidationError

from scoring.acts import breakdown, catalogue, mergers, methods
from scoring.acts.breakdown import Breakdown
from scoring.acts.dimensions import Only
from scoring.models import OutsideFigure
from scoring.rules.changes import moved, printed
from scoring.rules.changes import words as change_words
from scoring.rules.indicators import Figures
from scoring.rules.periods import Period
from scoring.rules.printing import plain
from scoring.rules.readings import Reading, read
from units.acts.settings import values
from units.models import Unit

Against = Literal["year", "previous"]
AGAINST_WORDS: dict[Against, str] = {"year": "同比", "previous": "环比"}


@dataclass(frozen=True)
class Comparison:
    """`theirs` is ours of the other period, or `outside`, another office's figure for it, or neither. `difference`: 百分点 of a rate, per
    cent of a count. `basis` and `notes` are what is printed beside it."""

    against: Against
    ours: Reading
    theirs: Reading | None
    outside: OutsideFigure | None
    difference: Decimal | None
    basis: str
    notes: tuple[str, ...]

    @property
    def words(self) -> str:
        """同比 +3.10 个百分点."""
        return f"{AGAINST_WORDS[self.against]} {change_words(self.ours.shape, self.difference)}"


def compare(
    code: str, period: Period, at: datetime, against: Against = "year", only: Only | None = None, figures: Figures = "assessed"
) -> Comparison:
    """Both periods are counted in the same way: the same rows, the same credits of grades (those of `period`), and of a unit with
    all that it has taken over. ValidationError: unknown_indicator, no_neighbour (free dates), and those of `breakdown.counted`."""
    known = catalogue.current()
    if code not in known.codes:
        raise ValidationError(f"没有指标“{code}”。", code="unknown_indicator")
    before = _other(period, against)
    only, notes = _with_predecessors(only or {})
    counted = [breakdown.counted(one, at, only=only, codes=[code], figures=figures) for one in (period, before)]
    credits = methods.credits_at(period).get(code)
    ours, theirs = (read(code, one.whole, credits, known) for one in counted)
    outside = None if only else _outside(before, code, theirs)
    if outside is not None:
        difference = moved(ours.shape, printed(ours), outside.value)
        words = f"{_side(counted[0], ours)}，比{before.words}（外部数据 {plain(outside.value.normalize())}，来源：{outside.source}）"
        return Comparison(against, ours, None, outside, difference, words, (*notes, *counted[0].notes))
    difference = moved(ours.shape, printed(ours), printed(theirs))
    words = f"{_side(counted[0], ours)}，比{_side(counted[1], theirs)}"
    missing = () if theirs.base else (f"{before.words}没有数据，也没有登记外部数据，无法{AGAINST_WORDS[against]}。",)
    return Comparison(against, ours, theirs, None, difference, words, (*notes, *counted[0].notes, *counted[1].notes, *missing))


def _other(period: Period, against: Against) -> Period:
    if period.kind == "free":
        raise ValidationError("自选日期没有同比、环比，请选月、季度、半年、年或周。", code="no_neighbour")
    return period.year_before() if against == "year" else period.previous()


def _with_predecessors(only: Only) -> tuple[Only, tuple[str, ...]]:
    """A unit that has taken others over is compared with what they had."""
    unit = only.get("unit")
    if unit is None:
        return only, ()
    unit = unit if isinstance(unit, Unit) else Unit.objects.get(pk=unit)
    taken = mergers.predecessors(unit)
    return {**only, "unit": [unit.pk, *(one.pk for one in taken)]}, mergers.words_of(unit, taken)


def _outside(before: Period, code: str, theirs: Reading) -> OutsideFigure | None:
    """Another office's figure for a period that we have nothing of, or that lies before this system was in use."""
    if theirs.base and before.starts_on >= values().starts_on:
        return None
    return OutsideFigure.objects.filter(period=before.label, code=code).first()


def _side(counted: Breakdown, reading: Reading) -> str:
    """2022年2月（已关账，415/420）."""
    whole = f"{plain(reading.hits)} 件" if reading.shape == "count" else f"{plain(reading.hits)}/{reading.base}"
    return f"{counted.period.words}（{counted.words}，{whole}）"
