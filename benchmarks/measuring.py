"""Measuring one piece of work: wall time, processor time of Python and of the database, queries; medians over interleaved runs."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

Side = Literal["ours", "limit"]
TICKS = 100.0  # what /proc counts processor time in, a second


@dataclass(frozen=True)
class Run:
    """Seconds by the clock, and of processor: this process, its children and the database's process for our connection."""

    wall: float
    processor: float
    queries: int


@dataclass
class Row:
    """One line of the table: the work and its limit, each run several times. Rows of one `kind` are the same work."""

    kind: str
    work: str
    stored: int
    ours: list[Run] = field(default_factory=list)
    limit: list[Run] = field(default_factory=list)

    def wall(self, side: Side) -> float:
        return statistics.median(run.wall for run in self._runs(side))

    def processor(self, side: Side) -> float:
        return statistics.median(run.processor for run in self._runs(side))

    def _runs(self, side: Side) -> list[Run]:
        return self.ours if side == "ours" else self.limit

    @property
    def ratio(self) -> float:
        return self.wall("ours") / self.wall("limit")

    @property
    def processor_ratio(self) -> float:
        return self.processor("ours") / self.processor("limit")


@contextmanager
def undone() -> Iterator[None]:
    """A transaction whose work is taken back, so that every run meets the same stock."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _check_keys() -> None:
    """What the end of a transaction would do: foreign keys are checked then."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def measure(work: Callable[[], object], before: Callable[[], object] = lambda: None) -> Run:
    """The work once, after what must have happened `before` it; both are taken back."""
    connection.ensure_connection()
    database = int(connection.connection.info.backend_pid)
    _settle()
    with undone():
        before()
        with CaptureQueriesContext(connection) as seen:
            processor, begun = _processor(database), time.perf_counter()
            work()
            _check_keys()
            wall, processor = time.perf_counter() - begun, _processor(database) - processor
    return Run(wall, processor, len(seen) - 1)  # the check of the keys is not its own


def compare(row: Row, ours: Callable[[], object], limit: Callable[[], object], times: int) -> Row:
    """Both sides in turn, so that what else the machine does falls on both."""
    for _ in range(times):
        row.limit.append(measure(limit))
        row.ours.append(measure(ours))
    return row


def _settle() -> None:
    """What the run before has left behind is cleared away, outside the measured time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("CHECKPOINT")


def _processor(database: int) -> float:
    used = sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    stat = Path(f"/proc/{database}/stat")
    if not stat.exists():  # the server runs elsewhere
        return used
    fields = stat.read_text().rpartition(")")[2].split()
    return used + (int(fields[11]) + int(fields[12])) / TICKS
