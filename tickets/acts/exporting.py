"""Writes rows in the layout of a city's export into an .xlsx file, in constant memory whatever their number."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter

from tickets.rules.dirt import Outcome, soil
from tickets.rules.samples import SampleTicket
from tickets.rules.samples.sheet import HEADINGS, Cell, row
from units.models import Unit

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DATE_FORMAT = "yyyy/m/d h:mm:ss"
# The file says when it was made; a fixed moment makes the same rows the same bytes.
MADE = datetime(2020, 1, 1)  # noqa: DTZ001 (the document's property has no zone)
SHEET = "工单"


@dataclass
class Written:
    """How many rows stand below the heading, and what an import into an empty database should make of them."""

    rows: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """新增 a 更新 0 未变 c 拒收 d 合计 n"""
        added, unchanged, refused = (self.outcomes[kind] for kind in (Outcome.ADDED, Outcome.UNCHANGED, Outcome.REFUSED))
        return f"新增 {added} 更新 0 未变 {unchanged} 拒收 {refused} 合计 {added + unchanged + refused}"


def write_export(path: Path, tickets: Iterable[SampleTicket], dirt_seed: int | None, title: str = "") -> Written:
    """Writes sample tickets as a city's export, with the dirt of real ones unless `dirt_seed` is None."""
    names = {unit.name: sorted(other.name for other in unit.names.all()) for unit in Unit.objects.prefetch_related("names")}
    written = Written()

    def cells() -> Iterator[Sequence[Cell]]:
        for dirty in soil(map(row, tickets), dirt_seed or 0, names, 0.0 if dirt_seed is None else 1.0):
            written.outcomes[dirty.outcome] += 1
            yield dirty.cells

    written.rows = write_rows(path, cells(), title)
    return written


def write_rows(path: Path, rows: Iterable[Sequence[Cell]], title: str = "") -> int:
    """Writes heading and rows, above them a title row where one is given; how many rows were written.

    Text is always written as text, also "=…" and long numbers; a number or a date only where the row holds one.
    """
    written = 0
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties({"created": MADE})
        moment = book.add_format({"num_format": DATE_FORMAT})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(SHEET)
        first = 1 if title else 0
        if title:
            sheet.write_string(0, 0, title, bold)
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(first, column, heading, bold)
        for cells in rows:
            written += 1
            for column, cell in enumerate(cells):
                if isinstance(cell, str) and cell:
                    sheet.write_string(first + written, column, cell)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(first + written, column, cell, moment)
                elif isinstance(cell, float):
                    sheet.write_number(first + written, column, cell)
    return written
