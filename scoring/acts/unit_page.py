"""A unit on one page (单位页): its months with total and rank, 同比 and 环比 with their basis, its parts, what went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, QuerySet

from scoring.acts import catalogue, figures, mergers, methods, series
from scoring.acts.choices import LONGER, Choice, choices, pick
from scoring.acts.comparing import Comparison
from scoring.acts.lines import Line, lines_of
from scoring.acts.series import Series
from scoring.models import Score
from scoring.rules.indicators import Catalogue
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import Part, from_plain, half_up
from scoring.rules.readings import Reading
from units.models import Unit, User

# What is compared; behind these stand the other indicators of the method.
FIGURES = ("volume", "completion", "on_time_feedback", "satisfaction", "solved", "valid_callback", "overdue", "dissatisfied", "redo")
# What the months' table shows, and what each column opens.
COLUMNS = ("volume", "completion", "on_time_feedback", "satisfaction", "overdue", "dissatisfied")
OPENS = dict.fromkeys(("overdue", "dissatisfied", "still_dissatisfied", "redo", "low_star"), "hits")
WRONG = (("dissatisfied", "不满意件"), ("overdue", "超期件"))
MONTHS, LISTED = 12, 5


@dataclass(frozen=True)
class Standing:
    """A unit's stored score of a period; `of`: how many are ranked in its table."""

    score: Score
    of: int
    decimals: int

    @property
    def total(self) -> Decimal | None:
        return None if self.score.total is None else half_up(self.score.total, self.decimals)

    @property
    def parts(self) -> tuple[Part, ...]:
        return from_plain(self.score.components)

    @property
    def words(self) -> str:
        """第 3 名（区直和垂管 22 家）, or why there is no rank."""
        if self.score.rank is None:
            return self.score.note or "不排名"
        return f"第 {self.score.rank} 名（{self.score.group}{' ' if self.score.group else '全区 '}{self.of} 家）"


@dataclass(frozen=True)
class Month:
    """A line of the table and a point of the chart."""

    period: Period
    state: str
    is_counted: bool
    is_here: bool
    readings: tuple[Reading, ...]
    standing: Standing | None

    @property
    def label(self) -> str:
        return f"{int(self.period.label[5:])}月"

    @property
    def volume(self) -> int | None:
        return int(self.readings[0].hits) if self.is_counted else None

    @property
    def total(self) -> Decimal | None:
        return self.standing.total if self.standing else None


@dataclass(frozen=True)
class Compared:
    """One figure of the period beside the period before and the year before."""

    now: Reading
    previous: Comparison
    year: Comparison


@dataclass(frozen=True)
class Wrong:
    """What went wrong: how many, and the newest of them."""

    code: str
    label: str
    count: int
    lines: Sequence[Line]


@dataclass(frozen=True)
class UnitPage:
    unit: Unit
    chosen: Choice
    offered: Sequence[Choice]
    months: tuple[Month, ...]
    heads: tuple[str, ...]
    compared: tuple[Compared, ...]
    standing: Standing | None
    before: Standing | None
    since: Period | None
    wrong: tuple[Wrong, ...]
    notes: tuple[str, ...]
    counted: Series

    @property
    def period(self) -> Period:
        return self.chosen.period

    @cached_property
    def bases(self) -> tuple[tuple[str, str], ...]:
        """(本期, 2022年3月（已关账）), (上期, …), (去年同期, …): what the changes are reckoned from."""
        periods = (("本期", self.period), ("上期", self.period.previous()), ("去年同期", self.period.year_before()))
        return tuple((words, f"{one.words}（{self.counted.words(one)}）") for words, one in periods)


def load(unit: Unit, label: str, reader: User, today: date | None = None) -> UnitPage | None:
    """As `reader` is shown it, of a period (without a label the newest closed month); None while nothing has been counted.
    ValidationError: bad_period, and future where `today` is told.

    Its queries are as many whatever the unit holds: the facts of all months are one scan.
    """
    offered = choices(LONGER)
    chosen = pick(offered, label, today)
    if chosen is None:
        return None
    period, known = chosen.period, catalogue.current()
    held = methods.in_force(period)
    credits, body = methods.credits_at(period, held), held[0][1] if held else None
    year = _last_months(period)
    codes = _codes(body, known)
    months = series.months_for(period, year)
    counted = series.load(months, codes, series.ids_for([unit.pk]), credits, known)
    taken = mergers.predecessors(unit)
    # Compared is what it took over, too; what it shows of itself opens its own tickets.
    with_taken = counted
    if taken:
        with_taken = series.load(months, codes, series.ids_for([unit.pk, *(one.pk for one in taken)]), credits, known)
    standings = _standings(unit, [*year, period, period.previous()], body)
    return UnitPage(
        unit=unit,
        chosen=chosen,
        offered=offered,
        months=tuple(_month(one, period, counted, standings.get(one.label)) for one in _from_first(year, counted)),
        heads=tuple(known.label_of(code) for code in COLUMNS),
        compared=tuple(_compared(code, period, with_taken) for code in codes),
        standing=standings.get(period.label),
        before=_before(standings, period, body),
        since=body.counted_since(period) if body else None,
        wrong=tuple(_wrong(code, words, unit, period, counted, known, reader) for code, words in WRONG),
        notes=(*mergers.words_of(unit, taken), *mergers.within(period, [unit.pk])),
        counted=counted,
    )


def _last_months(period: Period) -> tuple[Period, ...]:
    """Twelve months up to and with the period's last, oldest first."""
    months = [period.months()[-1]]
    while len(months) < MONTHS:
        months.insert(0, months[0].previous())
    return tuple(months)


def _from_first(year: Sequence[Period], counted: Series) -> Sequence[Period]:
    """Without the months before the first that was counted."""
    first = next((place for place, month in enumerate(year) if counted.is_counted(month)), len(year) - 1)
    return year[first:]


def _codes(body: MethodBody | None, known: Catalogue) -> tuple[str, ...]:
    """What is compared: the usual figures, and what else the method measures."""
    named = [one.indicator for one in body.components] if body else []
    sources = [(code, known.by_code[known.grades_of(code)[0]].source) for code in named if code in known.codes]
    return tuple(dict.fromkeys((*FIGURES, *(code for code, source in sources if source != "ledger"))))


def _standings(unit: Unit, periods: Sequence[Period], body: MethodBody | None) -> Mapping[str, Standing]:
    """{period's label: the unit's standing}, by the method of that code, else by the principal one of its day. Two queries."""
    labels = [period.label for period in periods]
    found: dict[str, Score] = {}
    for score in Score.objects.filter(unit=unit, period__in=labels).select_related("method").order_by("method_id"):
        is_better = body is not None and score.method.code == body.code
        if score.period not in found or is_better:
            found[score.period] = score
    tables = Score.objects.filter(period__in=list(found), method__in={one.method_id for one in found.values()}).exclude(rank=None)
    sizes = {(period, method, group): n for period, method, group, n in _sizes(tables)}
    # 2 unless the method says otherwise (scoring.rules.methods).
    return {
        label: Standing(one, sizes.get((label, one.method_id, one.group), 0), one.method.body.get("decimals", 2))
        for label, one in found.items()
    }


def _before(standings: Mapping[str, Standing], period: Period, body: MethodBody | None) -> Standing | None:
    """That of the period before on the same basis: by the same version of the method; where months stand for a longer period of it
    so far, inside the same one."""
    now, before = standings.get(period.label), standings.get(period.previous().label)
    if now is None or before is None or now.score.method_id != before.score.method_id:
        return None
    if body is not None and body.counted_since(period.previous()) is not None and body.counted_since(period) is None:
        return None
    return before


def _sizes(tables: QuerySet[Score]) -> QuerySet[Score, tuple[str, int, str, int]]:
    return tables.values_list("period", "method", "group").annotate(n=Count("pk")).order_by()


def _month(one: Period, period: Period, counted: Series, standing: Standing | None) -> Month:
    readings = tuple(counted.reading(code, (one,)) for code in COLUMNS)
    is_here = one in period.months()
    return Month(one, counted.words(one), counted.is_counted(one), is_here, readings, standing)


def _compared(code: str, period: Period, counted: Series) -> Compared:
    return Compared(
        counted.reading(code, period.months()),
        counted.compare(code, period, "previous"),
        counted.compare(code, period, "year"),
    )


def _wrong(code: str, words: str, unit: Unit, period: Period, counted: Series, known: Catalogue, reader: User) -> Wrong:
    count = int(counted.reading(code, period.months()).hits)
    if not count:
        return Wrong(code, words, 0, ())
    sought = figures.sought(period, code, known)
    rows = figures.part_of(figures.frozen(sought, unit), sought, "hits")[:LISTED]
    return Wrong(code, words, count, lines_of(sought.filters.source, list(rows), reader))
