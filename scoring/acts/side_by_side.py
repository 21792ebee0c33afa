"""Units compared (单位对比): a few units' figures of a period side by side, each with its distance from the district's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.acts import catalogue, facts, methods
from scoring.acts.tables import Cell, Percent, Table, cell_of
from scoring.acts.unit_page import FIGURES
from scoring.models import Method, Score
from scoring.rules.changes import moved, printed, tone
from scoring.rules.changes import words as change_words
from scoring.rules.indicators import Catalogue
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import half_up, percent
from scoring.rules.readings import Reading, read
from units.models import Unit

LEAST, MOST = 2, 8
MORE = ("process_satisfaction", "mean_star", "on_time_signing", "first_dispatch_accuracy", "return_rate", "redo_rate", "handling_workdays")


@dataclass(frozen=True)
class Beside:
    """A unit's figure. `distance` from the district's: 百分点 of a rate, the difference of a mean; of a count its share in per cent."""

    reading: Reading
    distance: Decimal | None
    is_share: bool

    @property
    def words(self) -> str:
        """+3.10 个百分点, 占 12.50%, 持平."""
        if self.distance is None:
            return ""
        return f"占 {self.distance}%" if self.is_share else change_words(self.reading.shape, self.distance)

    @property
    def tone(self) -> str:
        return "" if self.is_share else tone(self.reading.code, self.distance)


@dataclass(frozen=True)
class Line:
    """One indicator: the whole district's figure, then each unit's."""

    whole: Reading
    units: tuple[Beside, ...]


@dataclass(frozen=True)
class Standing:
    """A unit's total and rank by the principal method; both None where it has none."""

    total: Decimal | None
    rank: int | None
    group: str


@dataclass(frozen=True)
class SideBySide:
    """`since` is the first month that the totals count, when that is more than the period: the method's own period so far."""

    period: Period
    units: tuple[Unit, ...]
    standings: tuple[Standing, ...]
    lines: tuple[Line, ...]
    method: Method | None
    states: Sequence[facts.MonthState]
    since: Period | None = None

    @property
    def total_head(self) -> str:
        """总分, or 累计总分（2026年7月至9月） beside the rates of September alone."""
        return f"累计总分（{self.since.words}至{int(self.period.label[5:])}月）" if self.since else "总分"

    @property
    def basis(self) -> str:
        """2022-01 已关账、2022-02 试算."""
        return "、".join(f"{month.label} {month.words}" for month in self.states)


def lay(period: Period, units: Sequence[Unit]) -> SideBySide:
    """The units in their own order. Its queries are as many for two as for eight."""
    known, held = catalogue.current(), methods.in_force(period)
    method, body = next(iter(held), (None, None))
    credits = methods.credits_at(period, held)
    grades = [grade for code in _codes(body, known) for grade in known.grades_of(code)]
    # A section is ranked nowhere: its own work stands by itself.
    counted = facts.table(period, [unit.pk for unit in units if not unit.is_ranked], codes=grades)
    whole = {code: (base, hits) for code, base, hits in facts.sums(period.months(), (), codes=grades)}
    lines = []
    for code in _codes(body, known):
        district = read(code, whole, credits.get(code), known)
        own = [read(code, counted.get(unit.pk, {}), credits.get(code), known) for unit in units]
        if district.base:
            lines.append(Line(district, tuple(_beside(one, district) for one in own)))
    standings = _standings(period, units, method, body)
    since = body.counted_since(period) if body else None
    return SideBySide(period, tuple(units), standings, tuple(lines), method, facts.states(period), since)


def _codes(body: MethodBody | None, known: Catalogue) -> tuple[str, ...]:
    """What the method measures, then the usual figures."""
    named = [one.indicator for one in body.components if one.indicator in known.codes] if body else []
    measured = [code for code in named if known.by_code[known.grades_of(code)[0]].source != "ledger"]
    return tuple(dict.fromkeys(("volume", *measured, *FIGURES, *MORE)))


def _beside(own: Reading, district: Reading) -> Beside:
    if own.shape != "count":
        return Beside(own, moved(own.shape, printed(own), printed(district)), False)
    return Beside(own, percent(own.hits / district.hits) if district.hits else None, True)


def _standings(period: Period, units: Sequence[Unit], method: Method | None, body: MethodBody | None) -> tuple[Standing, ...]:
    found = {one.unit_id: one for one in Score.objects.filter(method=method, period=period.label, unit__in=list(units))} if method else {}
    places = body.decimals if body else 2
    made = []
    for unit in units:
        one = found.get(unit.pk)
        total = half_up(one.total, places) if one is not None and one.total is not None else None
        made.append(Standing(total, one.rank if one else None, one.group if one else ""))
    return tuple(made)


def table(found: SideBySide) -> Table:
    """As the page shows it: behind each unit's figure its distance from the district's."""
    heads = ("指标", "全区", *(head for unit in found.units for head in (unit.name, f"{unit.name}与全区")))
    totals: tuple[Cell, ...] = (found.total_head, None, *(cell for one in found.standings for cell in (one.total, None)))
    ranks: tuple[Cell, ...] = ("名次", None, *(cell for one in found.standings for cell in (one.rank, one.group or None)))
    rows = [
        (line.whole.label, cell_of(line.whole), *(cell for one in line.units for cell in (cell_of(one.reading), _distance(one))))
        for line in found.lines
    ]
    by = f"{found.total_head}和名次按{found.method.name} {found.method.version} 版。" if found.method else "没有有效的评分办法。"
    notes = ("与全区：比率为百分点之差，均值为差，件数为占全区的百分比。", f"数据：{found.basis}。", by)
    return Table(f"单位对比-{found.period.label}", heads, (totals, ranks, *rows), notes)


def _distance(one: Beside) -> Cell:
    if one.distance is None:
        return None
    return Percent(one.distance) if one.is_share else one.distance
