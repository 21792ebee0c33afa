"""Comparing a bulletin that we composed with the one that was printed, cell by cell: ranks, rates, points, cases, headline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from hotline.rules.printed import unit_of
from hotline.rules.profiles.figure_sources import FigureSource
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line
from reports.rules.document import Document, Figure, Run, Table

Verdict = Literal["same", "differs", "outside", "declared", "base differs"]
UNIT_COLUMNS = ("rank", "unit", "score")
CASE_COLUMNS = ("no", "number", "summary", "unit", "rating", "state")
FIGURE_COLUMNS = ("count", "base", "percent")
FIGURE_WORDS = ("section", "what", "year", "mark")  # what a row is, not what is printed
MISSING = "（无）"


@dataclass(frozen=True)
class Cell:
    """One cell of a published CSV beside ours. `row` is what people call the row; `why` a declared one cannot be had; `base`: what
    ours is a rate of, where that is not what is printed beside it (base differs, which agrees otherwise)."""

    table: str
    row: str
    column: str
    printed: str
    ours: str
    verdict: Verdict
    why: str = ""
    base: str = ""


@dataclass(frozen=True)
class DistrictFigure:
    """A figure of the whole district as we have it; empty where there is none."""

    count: str = ""
    base: str = ""
    percent: str = ""


@dataclass(frozen=True)
class Comparison:
    """`notes`: what is our choice or assumption where the bulletin does not say."""

    name: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()

    def count(self, *verdicts: Verdict) -> int:
        return sum(cell.verdict in verdicts for cell in self.cells)

    @property
    def differences(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.verdict == "differs")

    @property
    def summary(self) -> str:
        """xinglongtai-2022q1: 22/22 rows, 240/240 cells, 4 outside, 0 declared. Rows are those of the table of units; where none is
        printed, the figures'."""
        rows: dict[str, bool] = {}
        counted = "units" if any(cell.table == "units" for cell in self.cells) else "figures"
        for cell in self.cells:
            if cell.table == counted:
                rows[cell.row] = rows.get(cell.row, True) and cell.verdict != "differs"
        agreeing = self.count("same", "base differs")
        counts = f"{agreeing}/{agreeing + len(self.differences)} cells, {self.count('outside')} outside, {self.count('declared')} declared"
        return f"{self.name}: {sum(rows.values())}/{len(rows)} rows, {counts}"


def compare(
    name: str, published: Published, document: Document, names: Mapping[str, str], units: Mapping[str, str],
    district: Callable[[FigureSource], DistrictFigure],
) -> Comparison:  # fmt: skip
    """`names`: any name of a unit → its own; `units`: a document's unit code → its own name; `district`: our whole figures."""
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    cells = [
        *_units(published, [table for table in tables if not _lists_tickets(table)], names, units),
        *_cases(published, [table for table in tables if _lists_tickets(table)], names),
        *_figures(published, district),
        *_unread(published),
    ]
    return Comparison(name, tuple(cells), published.notes)


def _lists_tickets(table: Table) -> bool:
    return any(row.ticket for row in table.rows)


def _verdict(printed: str, ours: str) -> Verdict:
    return "same" if printed == ours else "differs"


def _units(published: Published, tables: Sequence[Table], names: Mapping[str, str], units: Mapping[str, str]) -> Iterable[Cell]:
    """The printed row is found by its unit, so that a wrong rank is a cell that differs and not a wrong row."""
    rows = [row for table in tables for row in table.rows]
    ours = {units[row.unit]: _unit_row(row.cells, published.columns) for row in rows if row.unit is not None and row.unit in units}
    for line in published.units:
        unit = unit_of(line, names)
        row = ours.pop(unit, {})
        for column, printed in line.cells.items():
            if column == "unit":
                yield Cell("units", unit, column, printed, unit if row else MISSING, "same" if row else "differs")
            elif column in UNIT_COLUMNS or column in published.columns:
                found = row.get(column, MISSING)
                yield Cell("units", unit, column, printed, found, _verdict(_plain(printed), _plain(found)))
            else:
                yield Cell("units", unit, column, printed, MISSING, "differs")
    yield from (Cell("units", unit, "unit", MISSING, unit, "differs") for unit in ours)


def _unit_row(cells: Sequence[Run], columns: Mapping[str, str]) -> dict[str, str]:
    """Column of units.csv → what our table prints there."""
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    by_indicator = {figure.indicator: figure.text for figure in figures}
    found = {column: by_indicator[indicator] for column, indicator in columns.items() if indicator in by_indicator}
    parts = {figure.part: figure.text for figure in figures if figure.part in ("rank", "score")}
    return found | {str(part): text for part, text in parts.items()}


def _plain(text: str) -> str:
    return text.removesuffix("%")


def _cases(published: Published, tables: Sequence[Table], names: Mapping[str, str]) -> Iterable[Cell]:
    """List for list, row for row: a printed serial of 1 begins the next list. What we list beyond the printed differs too."""
    place, left = -1, [list(table.rows) for table in tables]
    for line in published.cases:
        place += line["no"] == "1" or place < 0
        row = left[place].pop(0) if place < len(left) and left[place] else None
        ours = dict(zip(CASE_COLUMNS, [cell.text for cell in row.cells] if row else [], strict=False))
        for column in dict.fromkeys([*CASE_COLUMNS, *line.cells]):
            printed, own = line[column], ours.get(column, MISSING)
            is_same = names.get(own) == names.get(printed, printed) if column == "unit" else printed == own
            yield Cell("cases", f"{place + 1}-{line['number']}", column, printed, own, "same" if is_same else "differs")
    for number, rows in enumerate(left, start=1):
        yield from (Cell("cases", f"{number}-{row.ticket}", "number", MISSING, row.ticket, "differs") for row in rows)


def _figures(published: Published, district: Callable[[FigureSource], DistrictFigure]) -> Iterable[Cell]:
    for line in published.figures:
        source = published.sources.get(line["what"], FigureSource())
        ours = district(source)
        for column, printed in line.cells.items():
            if printed and column in FIGURE_COLUMNS:
                cell = _figure_cell(published, line, column, getattr(ours, column), source)
                yield on_another_base(cell, line, ours)
            elif printed and column not in FIGURE_WORDS:
                yield Cell("figures", line["what"], column, printed, MISSING, "differs")


def _unread(published: Published) -> Iterable[Cell]:
    """Printed tables that we have no counterpart of: nothing that is printed passes unseen."""
    for table, lines in published.others.items():
        for line in lines:
            yield from (Cell(table, line.place, column, printed, MISSING, "differs") for column, printed in line.cells.items() if printed)


def _figure_cell(published: Published, line: Line, column: str, ours: str, source: FigureSource) -> Cell:
    """A figure of another office is compared with the one we hold; so is the base that ours is a share of."""
    declared, why = published.declaration("figures", line["what"], column), ""
    is_outside = line["mark"] == "outside" or (column == "base" and bool(source.outside))
    verdict = _verdict(line[column], ours or MISSING) if not _is_equal(line[column], ours) else "same"
    if verdict == "same" and is_outside:
        verdict = "outside"
    elif verdict == "differs" and declared is not None and declared.allows(line[column], ours):
        verdict, why = "declared", declared.why
    return Cell("figures", line["what"], column, line[column], ours or MISSING, verdict, why)


def on_another_base(cell: Cell, line: Line, ours: DistrictFigure) -> Cell:
    """A rate that agrees though the printed total is not its base, which is told; where the total is its base it is plainly the same."""
    if line["mark"] != "base differs" or (cell.column, cell.verdict) != ("percent", "same") or ours.base in ("", line["count"]):
        return cell
    return replace(cell, verdict="base differs", base=ours.base)


def _is_equal(printed: str, ours: str) -> bool:
    return bool(ours) and Decimal(printed) == Decimal(ours)
