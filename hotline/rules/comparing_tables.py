"""Comparing printed tables with what we counted, cell by cell, without a document between: units, named tickets, praise, figures.

Every cell ends as same, outside (another office's figure, which we hold with its source), base differs (the rate agrees, but its
base is not the total that is printed beside it; ours is told), declared (the profile says why it cannot be had, and how far off it
may be) or differs.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from hotline.rules.comparing import FIGURE_COLUMNS, FIGURE_WORDS, MISSING, Cell, DistrictFigure, Verdict, on_another_base
from hotline.rules.printed import unit_of
from hotline.rules.profiles.figure_sources import FigureSource, source_of
from hotline.rules.profiles.published import Published
from hotline.rules.profiles.sheets import Line

Row = Mapping[str, str]  # column → what we have; a column that is absent has no counterpart
NOBODY = ""  # 未抽访 and other 0/0, as an empty cell is printed


def compare_units(published: Published, names: Mapping[str, str], ours: Mapping[str, Row]) -> Iterable[Cell]:
    """`ours`: row key → our cells. The key is the unit's own name, with the table before it where units.csv has several."""
    left = dict(ours)
    for line in published.units:
        unit = unit_of(line, names)
        key = row_key(line["table"], unit)
        row = left.pop(key, None)
        for column, printed in line.cells.items():
            if column in ("unit", "table"):
                yield Cell("units", key, column, printed, printed if row is not None else MISSING, "same" if row is not None else "differs")
            else:
                yield judged(published, "units", key, column, printed, (row or {}).get(column, MISSING))
    yield from (Cell("units", key, "unit", MISSING, key, "differs") for key in left)


def row_key(table: str, unit: str) -> str:
    return f"{table}：{unit}" if table else unit


def compare_named(
    published: Published, table: str, lines: Iterable[Line], key: str, names: Mapping[str, str], ours: Mapping[str, Row]
) -> Iterable[Cell]:
    """A list whose rows are known by the column `key`: tickets by number, praised units by name. What only we have differs."""
    left = dict(ours)
    for line in lines:
        name = names.get(line[key], line[key])
        row = left.pop(name, {})
        for column, printed in line.cells.items():
            own = row.get(column, MISSING)
            is_unit = column == "unit" and names.get(printed, printed) == names.get(own, own)
            yield judged(published, table, name, column, printed, printed if is_unit else own)
    yield from (Cell(table, name, key, MISSING, name, "differs") for name in left)


def compare_figures(published: Published, district: Callable[[FigureSource], DistrictFigure]) -> Iterable[Cell]:
    told = [line["what"] for line in published.figures]
    for line in published.figures:
        source = source_of(line, published.sources)
        ours = district(source) if source is not None else DistrictFigure()
        row = f"{line['what']}（{line['year']}）" if line["year"] and told.count(line["what"]) > 1 else line["what"]
        for column, printed in line.cells.items():
            if printed and column in FIGURE_COLUMNS:
                is_outside = line["mark"] == "outside" or (column == "base" and source is not None and bool(source.outside))
                is_floor = source is not None and source.is_floor
                own = getattr(ours, column) or MISSING
                cell = judged(published, "figures", row, column, printed, own, is_outside=is_outside, is_floor=is_floor)
                yield on_another_base(cell, line, ours)
            elif printed and column not in FIGURE_WORDS:
                yield Cell("figures", row, column, printed, MISSING, "differs")


def judged(
    published: Published, table: str, row: str, column: str, printed: str, ours: str, *, is_outside: bool = False, is_floor: bool = False
) -> Cell:
    """One cell with its verdict."""
    verdict: Verdict = "differs"
    why = ""
    if agrees(printed, ours, is_floor):
        verdict = "outside" if is_outside else "same"
    else:
        declared = published.declaration(table, row, column)
        if declared is not None and declared.allows(printed, ours):
            verdict, why = "declared", declared.why
    return Cell(table, row, column, printed, ours, verdict, why)


def agrees(printed: str, ours: str, is_floor: bool = False) -> bool:
    """Numbers agree when ours, half up to the decimals that are printed, is what is printed; a floor when ours is not less."""
    if printed == ours:
        return True
    theirs, own = _number(printed), _number(ours)
    if theirs is None or own is None:
        return False
    return own >= theirs if is_floor else own.quantize(theirs, ROUND_HALF_UP) == theirs


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
