"""The reject file of an import: the refused rows as they came, each with its reason beside it, to be mended and sent again."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

import xlsxwriter

from tickets.acts.exporting import OPTIONS
from tickets.models import IntakeBatch, IntakeRow
from tickets.rules.deadlines import local
from units.acts.reveals import reveal
from units.models import User

HEADINGS = ("行号", "工单编号", "拒收原因")


def of_batch(batch: IntakeBatch, by: User, at: datetime) -> bytes:
    """The reject file of a stored batch. Its rows hold citizens' data as the city wrote them, so the download is logged,
    and a second sheet says who took it and when."""
    reveal(f"导入批次 {batch.pk}", f"下载拒收文件：{batch.file_name}", by, at)
    rows = batch.rows.filter(outcome=IntakeRow.Outcome.REFUSED).order_by("row").iterator()
    return as_xlsx(rows, batch.headings, f"{by} 于 {local(at):%Y-%m-%d %H:%M} 下载，内含诉求人信息，请妥善保管，用后删除。")


def as_xlsx(rows: Iterable[IntakeRow], headings: Sequence[str], watermark: str = "") -> bytes:
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
    if watermark:
        book.add_worksheet("下载记录").write_string(0, 0, watermark)
    book.close()
    return file.getvalue()
