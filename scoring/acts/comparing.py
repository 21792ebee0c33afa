"""同比 and 环比: a figure beside the same figure of the year before or of the period before, on the same basis, which is printed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.core.exceptions import ValidationError

from scoring.acts import breakdown, catalogue, mergers, methods
from scoring.acts.breakdown import Breakdown
from scoring.acts.dimensions import Only
from scoring.models import OutsideFigure
from scoring.rules.changes import arrow, moved, printed, tone
from scoring.rules.changes import size as change_size
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
class Side:
    """One of the two periods: its figure, and how it was counted (已关账, 试算, 直接计数). Of one that `is_counted` (closed or tried)
    nothing is a nought; of another it may be that nobody was here yet."""

    period: Period
    words: str
    reading: Reading
    is_counted: bool

    @property
    def basis(self) -> str:
        """2022年2月（已关账，415/420）."""
        hits = plain(self.reading.hits)
        return f"{self.period.words}（{self.words}，{f'{hits} 件' if self.reading.shape == 'count' else f'{hits}/{self.reading.base}'}）"


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
        return f"{self.label} {self.change}"

    @property
    def label(self) -> str:
        """同比 or 环比."""
        return AGAINST_WORDS[self.against]

    @property
    def change(self) -> str:
        """+3.10 个百分点, -25.90%, 持平, 无可比."""
        return change_words(self.ours.shape, self.difference)

    @property
    def size(self) -> str:
        """The change beside its arrow, without a sign."""
        return change_size(self.ours.shape, self.difference)

    @property
    def arrow(self) -> str:
        return arrow(self.difference)

    @property
    def tone(self) -> str:
        """better, worse, or nothing where it may not be judged."""
        return tone(self.ours.code, self.difference)


def between(against: Against, ours: Side, theirs: Side, outside: OutsideFigure | None = None, notes: Sequence[str] = ()) -> Comparison:
    """`outside`: what another office says of the other period (`outside_figures`); it stands in where we have nothing of that
    period, or where it lies before this system was in use. `theirs` without a base has nothing to be compared with, but for the
    count or the points of a period that was counted: these are 0."""
    now, reading = printed(ours.reading), theirs.reading
    if outside is not None and (not reading.base or theirs.period.starts_on < values().starts_on):
        other = f"{theirs.period.words}（外部数据 {plain(outside.value.normalize())}，来源：{outside.source}）"
        return Comparison(
            against, ours.reading, None, outside, moved(reading.shape, now, outside.value), f"{ours.basis}，比{other}", tuple(notes)
        )
    difference = moved(reading.shape, now, printed(reading)) if theirs.is_counted or reading.base else None
    why = "" if difference is not None else _nothing_to_compare_with(theirs)
    told = (*notes, f"{why}，无法{AGAINST_WORDS[against]}。") if why else tuple(notes)
    other = theirs.basis if theirs.is_counted or reading.base else f"{theirs.period.words}（{theirs.words}）"
    return Comparison(against, ours.reading, reading, None, difference, f"{ours.basis}，比{other}", told)


def _nothing_to_compare_with(theirs: Side) -> str:
    """2022年2月为 0, 2022年2月分母为 0（无到期件）; empty where it is not theirs that is missing."""
    words, reading = theirs.period.words, theirs.reading
    if not (theirs.is_counted or reading.base):
        return f"{words}没有数据，也没有登记外部数据"
    if reading.shape == "count":
        return f"{words}为 0"
    return "" if reading.base else f"{words}分母为 0（{reading.empty}）"


def why_not_whole(other: Breakdown) -> str:
    """Why nothing is compared with a period: a month of it is missing, or it lies before the district began and only a part of it may
    be known; empty where it may be compared with."""
    if other.is_stored:
        return f"缺 {'、'.join(one.label for one in other.missing)}，不作比较" if other.missing else ""
    if other.period.starts_on >= values().starts_on:
        return ""
    return f"早于起用日期 {values().starts_on}，不作比较" if any(other.groups.values()) else "没有数据"


def outside_figures(period: Period, codes: Collection[str]) -> dict[str, OutsideFigure]:
    """Indicator → another office's figure for the period, of the whole district. One query."""
    return {one.code: one for one in OutsideFigure.objects.filter(period=period.label, code__in=codes)}


def compare(
    code: str, period: Period, at: datetime, against: Against = "year", only: Only | None = None, figures: Figures = "assessed"
) -> Comparison:
    """Both periods are counted in the same way: the same rows, the same credits of grades (those of `period`), and of a unit with
    all that it has taken over; nothing is compared with a period that is not whole. ValidationError: unknown_indicator, no_neighbour
    (free dates), and those of `breakdown.counted`."""
    known = catalogue.current()
    if code not in known.codes:
        raise ValidationError(f"没有指标“{code}”。", code="unknown_indicator")
    before = other_period(period, against)
    only, notes = _with_predecessors(only or {})
    counted = [breakdown.counted(one, at, only=only, codes=[code], figures=figures) for one in (period, before)]
    credits = methods.credits_at(period).get(code)
    ours, theirs = (Side(one.period, one.words, read(code, one.whole, credits, known), one.is_stored) for one in counted)
    why = why_not_whole(counted[1])
    if why:
        theirs = Side(before, why, read(code, {}, None, known), False)
    outside = None if only else outside_figures(before, [code]).get(code)
    found = between(against, ours, theirs, outside)
    told = (*notes, *counted[0].notes, *(counted[1].notes if found.outside is None and not why else ()), *found.notes)
    return replace(found, notes=told)


def other_period(period: Period, against: Against) -> Period:
    """What a period is compared with. ValidationError no_neighbour."""
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
