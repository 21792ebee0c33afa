"""A correction as it is read (更正的差异): the district's figures, the standings and each line that differs, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from scoring.acts import catalogue, methods
from scoring.acts.tables import Cell, Table
from scoring.models import CorrectedFigure, CorrectedScore, Correction
from scoring.rules.indicators import Catalogue
from scoring.rules.points import half_up
from scoring.rules.printing import points_of

SHOWN = 200
# Base and hits as they are printed: the hits of bonus and deduction are points.
Pair = tuple[int, int | Decimal]


@dataclass(frozen=True)
class Line:
    """Assessed (base, hits) of an indicator before and after; `excluded` says what of them is left out by decision, where it differs."""

    unit: str
    category: str
    label: str
    before: Pair
    after: Pair
    excluded: tuple[Pair, Pair] | None = None

    @property
    def moved(self) -> Pair:
        """How far base and hits have moved, as they are printed."""
        return self.after[0] - self.before[0], self.after[1] - self.before[1]


@dataclass(frozen=True)
class Standing:
    """`totals` before and after as the method rounds them, `moved` between these; None where it was or is not scored."""

    row: CorrectedScore
    totals: tuple[Decimal | None, Decimal | None]

    @property
    def moved(self) -> Decimal | None:
        before, after = self.totals
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Difference:
    """`whole` adds the lines up over units and categories: by how much the district's figure has moved. At most SHOWN `lines` stand on
    the page, of `number`."""

    correction: Correction
    whole: Sequence[Line]
    standings: Sequence[Standing]
    lines: Sequence[Line]
    number: int


def difference(correction: Correction) -> Difference:
    """Nothing but the reason while the month is open. A fixed number of queries."""
    if correction.is_open:
        return Difference(correction, (), (), (), 0)
    known = catalogue.current()
    rows = list(_figures(correction))
    lines = [_line(row, known) for row in rows]
    return Difference(correction, _whole(rows, known), _standings(correction), lines[:SHOWN], len(lines))


def figures_table(correction: Correction) -> Table:
    """Every line that differs, assessed, with what is excluded of it."""
    heads = ("单位", "一级类别", "指标", "原分母", "原分子", "现分母", "现分子", "分母差", "分子差")
    excluded = ("原剔除分母", "原剔除分子", "现剔除分母", "现剔除分子")
    known, rows = catalogue.current(), list[tuple[Cell, ...]]()
    for row in () if correction.is_open else _figures(correction):
        line = _line(row, known)
        out = (*_excluded(row, "before", known), *_excluded(row, "after", known))
        rows.append((line.unit, line.category, line.label, *line.before, *line.after, *line.moved, *out))
    return Table(f"更正-计数-{correction.period}", (*heads, *excluded), tuple(rows), _notes(correction))


def scores_table(correction: Correction) -> Table:
    heads = ("期间", "评分办法", "单位", "原名次", "现名次", "原总分", "现总分", "总分差", "原等次", "现等次")
    rows = []
    for one in () if correction.is_open else _standings(correction):
        row, ranks = one.row, (one.row.before_rank, one.row.after_rank)
        rows.append((row.period, str(row.method), row.unit.name, *ranks, *one.totals, one.moved, row.before_band, row.after_band))
    return Table(f"更正-得分-{correction.period}", heads, tuple(rows), _notes(correction))


def _notes(correction: Correction) -> tuple[str, ...]:
    return f"更正原因：{correction.why}", correction.words


def _figures(correction: Correction) -> QuerySet[CorrectedFigure]:
    order = ("unit__order", "unit", "indicator", "category__path", "category")
    return correction.figures.select_related("unit", "category").order_by(*order)


def _line(row: CorrectedFigure, known: Catalogue) -> Line:
    out = _excluded(row, "before", known), _excluded(row, "after", known)
    assessed = _assessed(row)
    return Line(
        row.unit.name if row.unit else "未定单位",
        row.category.name if row.category else "未归类",
        _label(row.indicator, known),
        _printed(row.indicator, *assessed[:2], known),
        _printed(row.indicator, *assessed[2:], known),
        out if out[0] != out[1] else None,
    )


def _assessed(row: CorrectedFigure) -> tuple[int, int, int, int]:
    """Base and hits before, base and hits after, each less what is excluded."""
    before = row.before_base - row.before_excluded_base, row.before_hits - row.before_excluded_hits
    return (*before, row.after_base - row.after_excluded_base, row.after_hits - row.after_excluded_hits)


def _excluded(row: CorrectedFigure, when: str, known: Catalogue) -> Pair:
    return _printed(row.indicator, getattr(row, f"{when}_excluded_base"), getattr(row, f"{when}_excluded_hits"), known)


def _printed(code: str, base: int, hits: int, known: Catalogue) -> Pair:
    """Stored hundredths of a point as points; an indicator that the district has given up since is as it is stored."""
    is_points = code in known.by_code and known.by_code[code].shape == "points"
    return base, points_of(hits) if is_points else hits


def _whole(rows: Sequence[CorrectedFigure], known: Catalogue) -> list[Line]:
    summed: dict[str, list[int]] = {}
    for row in rows:
        so_far = summed.setdefault(row.indicator, [0, 0, 0, 0])
        summed[row.indicator] = [old + new for old, new in zip(so_far, _assessed(row), strict=True)]
    order = {code: place for place, code in enumerate(known.by_code)}
    codes = sorted(summed, key=lambda code: (order.get(code, len(order)), code))
    return [_line_of_all(code, summed[code], known) for code in codes]


def _line_of_all(code: str, summed: Sequence[int], known: Catalogue) -> Line:
    base, hits, base_now, hits_now = summed
    return Line("全区", "", _label(code, known), _printed(code, base, hits, known), _printed(code, base_now, hits_now, known))


def _label(code: str, known: Catalogue) -> str:
    """An indicator that the district has given up since is called by its code."""
    return known.by_code[code].label if code in known.by_code else code


def _standings(correction: Correction) -> list[Standing]:
    rows = list(correction.scores.select_related("unit", "method").order_by("period", "method", "unit__order", "unit"))
    places = {method.pk: methods.body_of(method).decimals for method in {row.method for row in rows}}
    return [
        Standing(row, (_rounded(row.before_total, places[row.method_id]), _rounded(row.after_total, places[row.method_id]))) for row in rows
    ]


def _rounded(total: Decimal | None, places: int) -> Decimal | None:
    return None if total is None else half_up(total, places)
