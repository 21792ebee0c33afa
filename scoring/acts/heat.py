"""Units by categories (热力图): one figure of a period told apart by unit and by category, at the first level or below one of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from scoring.acts import breakdown, catalogue, methods
from scoring.acts.breakdown import Breakdown
from scoring.acts.dimensions import Only
from scoring.acts.tables import Cell as TableCell
from scoring.acts.tables import Table, cell_of
from scoring.rules.heat import Scale, scale_of_counts, scale_of_rates
from scoring.rules.periods import Period
from scoring.rules.printing import amount
from scoring.rules.readings import Reading, read
from tickets.models import Category
from units.models import Unit

# What may be looked at, the first unless asked otherwise.
CODES = ("volume", "satisfaction", "solved", "completion", "on_time_feedback", "overdue", "dissatisfied", "redo_rate")
MOST = 16  # columns


@dataclass(frozen=True)
class Cell:
    """`step` 0 … 6 of the scale; None: nothing was counted here."""

    reading: Reading
    step: int | None


@dataclass(frozen=True)
class Row:
    unit: Unit
    whole: Reading
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """`columns` by their size, the greatest first; None: rows without a category. `below`: the category of the first level whose parts
    stand there, None: the first level itself. `left_out`: how many smaller ones do not stand there."""

    period: Period
    code: str
    label: str
    below: Category | None
    columns: tuple[Category | None, ...]
    rows: tuple[Row, ...]
    whole: tuple[Reading, ...]
    total: Reading
    scale: Scale
    basis: str
    notes: tuple[str, ...]
    left_out: int
    choices: tuple[tuple[str, str], ...]

    @property
    def heads(self) -> tuple[str, ...]:
        return tuple(name_of(column, self.below) for column in self.columns)


def name_of(column: Category | None, below: Category | None) -> str:
    """A column's heading; what is classified no deeper than the category above stands under 其他."""
    if column is None:
        return "未归类"
    return "未分二级" if below is not None and column.pk == below.pk else column.name


def draw(period: Period, code: str, category: int | None, at: datetime) -> HeatMap:
    """Of what was closed or tried. Its queries do not grow with the rows: the facts, or below the first level one GROUP BY over the
    frozen rows. ValidationError: unknown_indicator, unknown_category."""
    known = catalogue.current()
    code = code or CODES[0]
    if code not in CODES:
        allowed = "、".join(f"{one}（{known.label_of(one)}）" for one in CODES)
        raise ValidationError(f"热力图没有指标“{code}”，可选的是：{allowed}。", code="unknown_indicator")
    below = _category(category)
    level, only = ("category2", {"category1": below}) if below else ("category1", {})
    counted, wholes, all_of_it = (_counted(period, at, by, only, code) for by in (("unit", level), (level,), ("unit",)))
    credits = methods.credits_at(period).get(code)

    def reading(found: Breakdown, *key: object) -> Reading:
        return read(code, found.groups.get(key, {}), credits, known)

    columns, left_out = _columns(wholes)
    units = Unit.objects.filter(pk__in=[key[0] for key in all_of_it.groups if key[0] is not None]).select_related("kind")
    in_order = sorted(units, key=lambda unit: (unit.kind.order, unit.order, unit.pk))
    keys = [None if column is None else column.pk for column in columns]
    lines = [(unit, [reading(counted, unit.pk, key) for key in keys]) for unit in in_order]
    scale = _scale([one for _, line in lines for one in line])
    total = read(code, _summed(wholes), credits, known)
    return HeatMap(
        period=period,
        code=code,
        label=known.label_of(code),
        below=below,
        columns=columns,
        rows=tuple(Row(unit, reading(all_of_it, unit.pk), tuple(Cell(one, _step(one, scale)) for one in line)) for unit, line in lines),
        whole=tuple(reading(wholes, key) for key in keys),
        total=total,
        scale=scale,
        basis=counted.words,
        notes=counted.notes,
        left_out=left_out,
        choices=tuple((one, known.label_of(one)) for one in CODES),
    )


def _category(pk: int | None) -> Category | None:
    if pk is None:
        return None
    found = Category.objects.filter(pk=pk, parent=None).first()
    if found is None:
        raise ValidationError("没有这个一级类别，请从列标题点选。", code="unknown_category")
    return found


def _counted(period: Period, at: datetime, by: Sequence[str], only: Only, code: str) -> Breakdown:
    return breakdown.counted(period, at, by, only, [code], is_live=False)


def _columns(wholes: Breakdown) -> tuple[tuple[Category | None, ...], int]:
    sizes: dict[Any, int] = {key[0]: max((base for base, _ in pairs.values()), default=0) for key, pairs in wholes.groups.items()}
    named = {one.pk: one for one in Category.objects.filter(pk__in=[key for key in sizes if key is not None])}
    # What has no category stands last.
    order = sorted(sizes, key=lambda key: (key is None, -sizes[key], key or 0))
    shown = [key for key in order if sizes[key]][:MOST]
    return tuple(None if key is None else named[key] for key in shown), sum(1 for key in order if sizes[key]) - len(shown)


def _summed(wholes: Breakdown) -> Mapping[str, tuple[int, int]]:
    total: dict[str, tuple[int, int]] = {}
    for pairs in wholes.groups.values():
        for code, (base, hits) in pairs.items():
            held = total.get(code, (0, 0))
            total[code] = (held[0] + base, held[1] + hits)
    return total


def _scale(readings: Sequence[Reading]) -> Scale:
    if readings and readings[0].shape == "rate":
        return scale_of_rates(is_lower_better=readings[0].code == "redo_rate")
    return scale_of_counts(int(max((one.hits for one in readings), default=Decimal(0))))


def _step(reading: Reading, scale: Scale) -> int | None:
    value = amount(reading)
    return None if value is None or not reading.base else scale.step(value)


def table(found: HeatMap) -> Table:
    """As the page shows it."""
    heads = ("单位", *found.heads, "合计")
    rows = [(row.unit.name, *(_cell_of(cell) for cell in row.cells), cell_of(row.whole)) for row in found.rows]
    whole = ("全区", *(cell_of(reading) for reading in found.whole), cell_of(found.total))
    below = f"-{found.below.name}" if found.below else ""
    notes = [f"{found.label}，{found.period.words}，{found.basis}。", *found.notes]
    if found.left_out:
        notes.append(f"另有 {found.left_out} 个件数较少的类别未列，合计含在内。")
    return Table(f"热力图-{found.label}-{found.period.label}{below}", heads, (*rows, whole), tuple(notes))


def _cell_of(cell: Cell) -> TableCell:
    return cell_of(cell.reading) if cell.step is not None else None
