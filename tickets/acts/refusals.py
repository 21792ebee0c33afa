"""The reject file of an import: the refused rows as they came, each with its reason beside it, to be mended and sent again."""

import io
from collections.abc import Iterable, Sequence
from itertools import chain

import xlsxwriter

from tickets.acts.exporting import OPTIONS
from tickets.models import IntakeBatch, IntakeRow

HEADINGS = ("行号", "工单编号", "拒收原因")


def of_batch(batch: IntakeBatch) -> bytes:
    """The reject file of a stored batch."""
    return as_xlsx(batch.rows.filter(outcome=IntakeRow.Outcome.REFUSED).order_by("row").iterator(), batch.headings)


def as_xlsx(rows: Iterable[IntakeRow], headings: Sequence[str]) -> bytes:
    """Row number, number, reason, then the row's own cells below their `headings`; rows that were not refused are passed
    over. Texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, OPTIONS)
    sheet = book.add_worksheet("拒收")
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, 60)
    lines = ((row.row, row.number, row.reason, *row.cells) for row in rows if row.outcome == IntakeRow.Outcome.REFUSED)
    for line, cells in enumerate(chain([(*HEADINGS, *headings)], lines)):
        for column, cell in enumerate(cells):
            sheet.write_string(line, column, str(cell)[:32_767])
    book.close()
    return file.getvalue()
