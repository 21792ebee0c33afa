"""The child that opens an .xlsx from outside: `python -m tickets.rules.workbook PATH` writes its rows to stdout.

It limits itself before it looks at the file, judges the content before it parses, and dies with its parent. What it
writes is a row of frames: 8 bytes of length, then JSON: {"sheet": name, "last_row": n}, [numbers, rows, dated columns], or a problem.
"""

import ctypes
import datetime as dt
import io
import os
import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from tickets.rules.cells import Problem
from tickets.rules.packages import DAMAGED, ENCRYPTED, TOO_BIG, FileProblem, judge

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 120
PR_SET_PDEATHSIG = 1
ROWS_IN_FRAME = 500
LENGTH_BYTES = 8
DATED = frozenset((dt.datetime, dt.date, dt.time, dt.timedelta))


def main(path: str, out: BinaryIO) -> int:
    """Writes the rows of every visible sheet; 0 when all was read, 1 after a problem (the last frame says which)."""
    try:
        with open(path, "rb") as file:
            judge(file)
            file.seek(0)
            for sheet in _sheets(CalamineWorkbook.from_filelike(io.BytesIO(file.read()))):
                _write(out, orjson.dumps({"sheet": sheet.name, "last_row": sheet.end[0] + 1 if sheet.end else 0}))
                for frame in _frames(sheet):
                    _write(out, frame)
    except FileProblem as error:
        return _tell(out, error.problem)
    except PasswordError:
        return _tell(out, ENCRYPTED)
    except MemoryError:
        return _tell(out, TOO_BIG)
    except CalamineError:
        return _tell(out, DAMAGED)
    return 0


def limit_myself(parent: int) -> None:
    """Memory and processor are capped, no core is dumped, and the kernel ends this process when its parent dies."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(1)  # it died before we could ask


def _sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    """The worksheets that people see, in their order; all of them where every one is hidden."""
    worksheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    visible = [sheet for sheet in worksheets if sheet.visible == SheetVisibleEnum.Visible]
    for sheet in visible or worksheets:
        yield workbook.get_sheet_by_name(sheet.name)


def _frames(sheet: CalamineSheet) -> Iterator[bytes]:
    if sheet.start is None:
        return
    # Rows come from the sheet's first, columns only from the first that holds something.
    indent: list[Any] = [""] * sheet.start[1]
    numbers: list[int] = []
    rows: list[list[Any]] = []
    blank = [""] * sheet.width
    for number, row in enumerate(sheet.iter_rows(), 1):
        if row == blank:
            continue
        numbers.append(number)
        rows.append(indent + row if indent else row)
        if len(rows) == ROWS_IN_FRAME:
            yield _frame(numbers, rows)
            numbers, rows = [], []
    if rows:
        yield _frame(numbers, rows)


def _frame(numbers: list[int], rows: list[list[Any]]) -> bytes:
    dated = [place for place, column in enumerate(zip(*rows, strict=True)) if not DATED.isdisjoint(map(type, column))]
    return orjson.dumps([numbers, rows, dated], default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME)


def _tagged(cell: Any) -> list[str | float]:
    """Dates and times have no form of their own in JSON: a list of the type's first letter and the value."""
    if isinstance(cell, dt.timedelta):
        return ["span", cell.total_seconds()]
    kind = "moment" if isinstance(cell, dt.datetime) else "day" if isinstance(cell, dt.date) else "time"
    return [kind, cell.isoformat()]


def _tell(out: BinaryIO, problem: Problem) -> int:
    _write(out, orjson.dumps({"problem": [problem.code, problem.what, problem.remedy]}))
    return 1


def _write(out: BinaryIO, frame: bytes) -> None:
    out.write(len(frame).to_bytes(LENGTH_BYTES))
    out.write(frame)


if __name__ == "__main__":
    limit_myself(parent=int(sys.argv[2]))
    with open(sys.stdout.fileno(), "wb", buffering=1024 * 1024, closefd=False) as stdout:
        code = main(sys.argv[1], stdout)
    sys.exit(code)
