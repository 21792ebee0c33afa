"""Intake (导入): a city's file comes in, whole or not at all; every row ends as 新增, 更新, 未变 or 拒收.

Importing the same file again changes nothing: tickets are known by number, callbacks by ticket, source and moment.
"""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from tickets.acts import callbacks_in, revising, urging, voiding
from tickets.acts.arriving import Arrivals
from tickets.acts.clocks import Clocks
from tickets.acts.reading import Reading, known_layouts, read_file
from tickets.acts.vocabulary import Vocabulary
from tickets.models import IntakeBatch, IntakeRow, Ticket
from tickets.rules.cells import clean
from tickets.rules.headings import Heading, Row
from tickets.rules.incoming import IncomingCallback, IncomingTicket, Refusal
from units.models import JobRun, Unit, User
from units.models.loading import load

CHUNK = 5_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Order:
    """A file to take in. `unit`: who stands for handled rows without one. `dry_run`: everything but the writing."""

    path: Path
    file_name: str
    at: datetime
    by: User | None = None
    layout: str = ""
    unit: Unit | None = None
    dry_run: bool = False
    job: JobRun | None = None


@dataclass
class Result:
    """What became of the rows below the heading. `refusals` and `differences` are those of the batch's rows."""

    heading: Heading
    sheet: str
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    batch: IntakeBatch | None = None
    rows: list[IntakeRow] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.added + self.updated + self.unchanged + self.refused

    @property
    def words(self) -> str:
        return f"新增 {self.added} 更新 {self.updated} 未变 {self.unchanged} 拒收 {self.refused} 合计 {self.total}"


@dataclass
class _File:
    """All records of a file, the last acceptable one of each number, and the cells of the refused rows."""

    tickets: dict[str, IncomingTicket] = field(default_factory=dict)
    callbacks: dict[tuple[str, str, datetime | None], tuple[IncomingCallback, list[str]]] = field(default_factory=dict)
    refusals: list[tuple[Refusal, list[str]]] = field(default_factory=list)
    superseded: int = 0


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Python's collector would walk all records again and again, a quarter of the import's time, and find nothing: none of
    them refers back to itself."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collecting()
def take_in(order: Order, on_progress: Progress = lambda done, total: None) -> Result:
    """Reads the file and writes all of it in one transaction. ValidationError (Chinese words, code) when it cannot be read.

    Progress is told as (rows done, rows of the sheet): reading counts for the first half, writing for the second.
    """
    reading = read_file(order.path, known_layouts(), order.layout)
    result = Result(reading.heading, reading.sheet)
    file = _gather(reading, on_progress)
    if not (file.tickets or file.callbacks or file.refusals):
        words = f"工作表“{reading.sheet}”第 {reading.heading.row} 行的表头下面没有任何内容。请重新从市平台导出后再导入。"
        raise ValidationError(words, code="no_rows")
    with transaction.atomic():
        batch = _open_batch(order, reading.heading)
        if reading.heading.layout.target == "callbacks":
            _take_callbacks(file, order, batch, result)
        else:
            _take_tickets(file, order, batch, result, lambda done: on_progress(reading.last_row + done, 2 * reading.last_row))
        result.unchanged += file.superseded
        result.refused += len(file.refusals)
        result.rows += [_refused_row(batch, refusal, cells) for refusal, cells in file.refusals]
        _close_batch(batch, result)
        if order.dry_run:
            transaction.set_rollback(True)
    on_progress(2 * reading.last_row, 2 * reading.last_row)
    return result


def _gather(reading: Reading, on_progress: Progress) -> _File:
    """Every record once; of one number twice the last acceptable one counts, the ones before it change nothing."""
    file = _File()
    for count, (row, record) in enumerate(reading.records, start=1):
        if isinstance(record, Refusal):
            file.refusals.append((record, _cells(row)))
        elif isinstance(record, IncomingCallback):
            key = (record.number, record.source, record.called_at)
            file.superseded += key in file.callbacks
            file.callbacks[key] = record, _cells(row)
        elif isinstance(record, IncomingTicket):
            file.superseded += record.number in file.tickets
            file.tickets[record.number] = record
        if count % CHUNK == 0:
            on_progress(row.number, 2 * reading.last_row)
    return file


def _cells(row: Row) -> list[str]:
    """The cells as they came, for the reject file: texts untouched, numbers without .0, so that the file can be sent again."""
    return [cell if isinstance(cell, str) else clean(cell) for cell in row.cells]


def _take_tickets(file: _File, order: Order, batch: IntakeBatch, result: Result, on_progress: Callable[[int], None]) -> None:
    clocks, words = Clocks.load(), Vocabulary.load()
    has_completion = any(column.field == "completed_at" for column in result.heading.columns)
    records, urged = list(file.tickets.values()), dict[str, str]()
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        known = _known([record.number for record in chunk])
        arrivals = Arrivals(clocks, words, order.at, batch.pk, order.unit, answered_is_done=not has_completion)
        arrivals.take([record for record in chunk if record.number not in known])
        arrivals.write()
        urged |= urging.urging_numbers(arrivals.tickets)
        result.added += len(arrivals.tickets)
        _revise([record for record in chunk if record.number in known], known, arrivals, batch, result)
        on_progress(start + len(chunk))
    # Last of all: the ticket that is urged may stand in the same file.
    urging.link_citizens(urged, order.at)
    voiding.release_members(order.at)


def _revise(records: Sequence[IncomingTicket], known: dict[str, Ticket], arrivals: Arrivals, batch: IntakeBatch, result: Result) -> None:
    revisions = {}
    for record in records:
        revision = revising.revise(known[record.number], record, arrivals.words, arrivals.answered_is_done)
        if revision is not None:
            revisions[record.number] = revision
    revising.write(list(revisions.values()), arrivals.at, batch.pk)
    said = [record.callback for record in records if record.callback is not None and record.callback.has_answer]
    calls = callbacks_in.sort(said, known, arrivals.at, arrivals.clocks.district.stars_max)
    callbacks_in.write(calls, arrivals.at, batch.pk)
    news = {row.record.number: row.outcome for row in calls if row.outcome in ("added", "updated")}
    for record in records:
        revision = revisions.get(record.number)
        difference = dict(revision.difference) if revision else {}
        if record.number in news:
            difference["回访"] = ["", "新的回访结果" if news[record.number] == "added" else "回访结果有变"]
        if difference:
            result.rows.append(_updated_row(batch, record.row, known[record.number], difference))
    changed = len(revisions.keys() | news.keys())
    result.updated += changed
    result.unchanged += len(records) - changed


def _take_callbacks(file: _File, order: Order, batch: IntakeBatch, result: Result) -> None:
    records = [record for record, _ in file.callbacks.values()]
    cells = {record.row: kept for record, kept in file.callbacks.values()}
    stars_max = Clocks.load().district.stars_max
    for start in range(0, len(records), CHUNK):
        chunk = records[start : start + CHUNK]
        rows = callbacks_in.sort(chunk, _known([record.number for record in chunk]), order.at, stars_max)
        callbacks_in.write(rows, order.at, batch.pk)
        for row in rows:
            setattr(result, row.outcome, getattr(result, row.outcome) + 1)
            if row.outcome == "refused":
                refusal = Refusal(row.record.row, row.record.number, "callback_refused", (row.words,), ())
                result.rows.append(_refused_row(batch, refusal, cells[row.record.row], row.words))
            elif row.outcome == "updated" and row.ticket is not None:
                result.rows.append(_updated_row(batch, row.record.row, row.ticket, {"回访": ["", "回访结果有变"]}))


def _known(numbers: Sequence[str]) -> dict[str, Ticket]:
    found = Ticket.objects.filter(number__in=numbers).select_related("identity", "channel", "ticket_type", "level", "category", "lead_unit")
    return {ticket.number: ticket for ticket in found}


def _open_batch(order: Order, heading: Heading) -> IntakeBatch:
    with order.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return IntakeBatch.objects.create(
        job=order.job,
        file_name=order.file_name[-200:],
        sha256=sha256,
        layout=heading.layout.name,
        by=order.by,
        at=order.at,
        headings=_headings(heading),
        unknown_headings=list(heading.unknown),
    )


def _headings(heading: Heading) -> list[str]:
    """The headings by place, empty where a column has none."""
    written = {column.place: column.heading for column in heading.columns}
    return [written.get(place, "") for place in range(max(written) + 1)]


def _close_batch(batch: IntakeBatch, result: Result) -> None:
    result.batch = batch
    batch.added, batch.updated, batch.unchanged, batch.refused = result.added, result.updated, result.unchanged, result.refused
    batch.save(update_fields=["added", "updated", "unchanged", "refused"])
    result.rows.sort(key=lambda row: row.row)
    load(result.rows)


def _refused_row(batch: IntakeBatch, refusal: Refusal, cells: list[str], words: str = "") -> IntakeRow:
    return IntakeRow(
        batch=batch,
        row=refusal.row,
        number=refusal.number[:60],
        outcome=IntakeRow.Outcome.REFUSED,
        reason=(words or refusal.words)[:300],
        cells=cells,
    )


def _updated_row(batch: IntakeBatch, row: int, ticket: Ticket, difference: dict[str, list[str]]) -> IntakeRow:
    return IntakeRow(
        batch=batch, row=row, number=ticket.number[:60], outcome=IntakeRow.Outcome.UPDATED, ticket=ticket, difference=difference
    )
