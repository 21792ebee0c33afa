"""Opening a file from outside: its rows come out of a child process that limits itself, so that nothing it holds can hurt us."""

import os
import select
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import orjson
from django.core.exceptions import ValidationError

from tickets.rules.cells import Problem
from tickets.rules.headings import SEARCHED_ROWS, Heading, Row, find_heading
from tickets.rules.layouts import Layout, load_layout
from tickets.rules.packages import DAMAGED, EMPTY, TOO_BIG
from tickets.rules.rows import Record, read_rows
from tickets.rules.workbook import LENGTH_BYTES

PROJECT = Path(__file__).resolve().parents[2]
LAYOUT_FOLDER = PROJECT / "tickets" / "layouts"
# The child has so long for its next rows: parsing 100 000 of them takes some seconds. Our own work in between is not counted.
TIMEOUT_SECONDS = 120.0
LONGEST_FRAME = 512 * 1024**2
READ_BYTES = 1024**2
# The child sees no key and no password of ours.
CHILD_ENVIRONMENT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
TOO_SLOW = Problem("file_too_slow", "读这个文件花的时间太长，已经停下", TOO_BIG.remedy)

DECODERS: dict[str, Callable[[Any], Any]] = {
    "moment": datetime.fromisoformat,
    "day": date.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet's name and its rows that hold something; they are read as they are asked for, once. `last_row` is for progress."""

    name: str
    last_row: int
    rows: Iterator[Row]


@dataclass(frozen=True)
class Reading:
    """A file whose heading was found: what it is, and its records, read as they are asked for, once."""

    heading: Heading
    sheet: str
    last_row: int
    records: Iterator[tuple[Row, Record]]


@cache
def known_layouts() -> tuple[Layout, ...]:
    """The layouts that come with the house."""
    return tuple(load_layout(path.read_text(encoding="utf-8")) for path in sorted(LAYOUT_FOLDER.glob("*.toml")))


def read_file(path: Path, layouts: Sequence[Layout], name: str = "", timeout: float = TIMEOUT_SECONDS) -> Reading:
    """The first sheet with a heading that one of `layouts` (the one called `name`, if given) understands, and its records.

    ValidationError with a code and Chinese words where the file cannot be read or no sheet has such a heading.
    """
    problem: Problem | None = None
    sheets = open_workbook(path, timeout)
    for sheet in sheets:
        first = list(islice(sheet.rows, 2 * SEARCHED_ROWS))
        found = find_heading(first, layouts, name)
        if isinstance(found, Heading):
            return Reading(found, sheet.name, sheet.last_row, _records(sheets, found, chain(first, sheet.rows)))
        # Of several sheets the first that holds anything says best what is missing.
        if problem is None or problem.code == EMPTY.code:
            problem = found
    raise _refused(problem or Problem(EMPTY.code, "表里没有内容", EMPTY.remedy))


def _records(sheets: Generator[Sheet, None, None], heading: Heading, rows: Iterator[Row]) -> Iterator[tuple[Row, Record]]:
    """Holds on to the child while its rows are read, and ends it when nobody reads on."""
    with closing(sheets):
        yield from read_rows(heading, rows)


def open_workbook(path: Path, timeout: float = TIMEOUT_SECONDS) -> Generator[Sheet, None, None]:
    """The visible sheets of an .xlsx, one after the other, in bounded memory; what is left unread of one is passed over.

    ValidationError (code, Chinese words) for everything that is no whole, harmless .xlsx. The child ends with the iterator.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "tickets.rules.workbook", os.fspath(path.resolve()), str(os.getpid())],
        cwd=PROJECT,
        env={name: os.environ[name] for name in CHILD_ENVIRONMENT if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert child.stdout is not None
    try:
        yield from _sheets(_frames(child, child.stdout, timeout))
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


def _sheets(frames: Iterator[Any]) -> Iterator[Sheet]:
    waiting = next(frames, None)
    while waiting is not None:
        following: list[Any] = []
        sheet = Sheet(waiting["sheet"], waiting["last_row"], _rows(frames, following))
        yield sheet
        for _ in sheet.rows:
            pass
        waiting = following[0] if following else None


def _rows(frames: Iterator[Any], following: list[Any]) -> Iterator[Row]:
    for frame in frames:
        if isinstance(frame, dict):
            following.append(frame)
            return
        numbers, rows, dated = frame
        for number, cells in zip(numbers, rows, strict=True):
            for place in dated:
                cell = cells[place]
                if type(cell) is list:
                    cells[place] = DECODERS[cell[0]](cell[1])
            yield Row(number, cells)


def _frames(child: subprocess.Popen[bytes], pipe: IO[bytes], timeout: float) -> Iterator[Any]:
    """The child's frames; a problem frame, a death or silence beyond `timeout` becomes a ValidationError."""
    while head := _receive(pipe, LENGTH_BYTES, timeout):
        length = int.from_bytes(head)
        body = _receive(pipe, length, timeout) if length <= LONGEST_FRAME else b""
        if len(body) != length:
            break
        frame = orjson.loads(body)
        if isinstance(frame, dict) and "problem" in frame:
            raise _refused(Problem(*frame["problem"]))
        yield frame
    try:
        returned = child.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise _refused(TOO_SLOW) from error
    if returned:
        # Ended by a signal it has run into its own limits (memory: abort; processor: SIGXCPU); otherwise the parser broke.
        raise _refused(TOO_BIG if returned < 0 else DAMAGED)


def _receive(pipe: IO[bytes], length: int, timeout: float) -> bytes:
    """Exactly `length` bytes, or fewer at the end of the stream. The pipe is read raw: a buffer would hide what is ready."""
    parts: list[bytes] = []
    missing = length
    while missing:
        if not select.select([pipe], [], [], timeout)[0]:
            raise _refused(TOO_SLOW)
        part = os.read(pipe.fileno(), min(missing, READ_BYTES))
        if not part:
            break
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _refused(problem: Problem) -> ValidationError:
    return ValidationError(problem.words, code=problem.code)
