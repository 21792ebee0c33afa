"""分项统计 as a table for a file."""

from scoring.acts import dimensions
from scoring.acts.tables import Cell as TableCell
from scoring.acts.tables import Table, cell_of
from scoring.acts.told_apart import WHOLE, ToldApart
from scoring.acts.told_apart_cells import Cell
from scoring.rules.indicators import FIGURES_WORDS, Shape

DIVIDED: tuple[Shape, ...] = ("rate", "mean")
CHANGED: dict[Shape, str] = {"rate": "（百分点）", "count": "（%）"}


def table(found: ToldApart) -> Table:
    """As the page shows it, each number in a cell of its own."""
    heads = [found.label]
    for label, cell in zip(found.heads, found.whole.cells, strict=True):
        heads += [f"{label}分母", f"{label}分子"] if cell.reading.shape in DIVIDED else []
        heads += [label, *(f"{label}{one.label}{CHANGED.get(cell.reading.shape, '')}" for one in cell.compared)]
    rows = tuple((row.label, *(part for cell in row.cells for part in _parts(cell))) for row in (*found.rows, found.whole))
    asked = found.asked
    told = [f"{asked.period.words}，{FIGURES_WORDS[asked.figures]}，{found.basis}。"]
    told += [f"单位：{asked.unit}"] if asked.unit else []
    told += [f"{label}：{words}" for label, words in dimensions.words_of(asked.only)]
    return Table(f"分项统计-{found.label}-{asked.period.label}", tuple(heads), rows, (*told, *found.sides, WHOLE, *found.notes))


def _parts(cell: Cell) -> list[TableCell]:
    reading = cell.reading
    divided: list[TableCell] = [reading.base, reading.hits] if reading.shape in DIVIDED else []
    return [*divided, cell_of(reading), *(one.difference for one in cell.compared)]
