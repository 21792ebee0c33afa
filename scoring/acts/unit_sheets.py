"""The unit's page as a table for files: its months, then what moved, with the basis."""

from scoring.acts.rankings import figure_cell
from scoring.acts.tables import Cell, Table, cell_of
from scoring.acts.unit_page import Month, UnitPage


def table(page: UnitPage) -> Table:
    """A row for each month, then one for the period itself; below them 同比 and 环比 of each figure."""
    labels = tuple(part.label for part in page.standing.parts) if page.standing else ()
    heads = ("期间", "状态", *page.heads, *(f"{label}（分项）" for label in labels), "总分", "名次", "参加排名", "等次", "说明")
    rows = tuple(_row(month, labels) for month in page.months)
    found = [one for line in page.compared for one in (line.previous, line.year)]
    moved = (f"{one.ours.label} {one.words}：{one.basis}。" for one in found)
    notes = dict.fromkeys((*moved, *(note for one in found for note in one.notes)))
    return Table(f"单位得分-{page.unit.name}-{page.period.label}", heads, rows, (*notes, *page.notes))


def _row(month: Month, labels: tuple[str, ...]) -> tuple[Cell, ...]:
    figures = tuple(cell_of(reading) if month.is_counted else None for reading in month.readings)
    standing = month.standing
    if standing is None:
        return (month.period.label, month.state, *figures, *(None for _ in labels), None, None, None, "", "")
    parts = {part.label: figure_cell(part) for part in standing.parts}
    score = standing.score
    by = (standing.total, score.rank, standing.of, score.band, score.note)
    return (month.period.label, month.state, *figures, *(parts.get(label) for label in labels), *by)
