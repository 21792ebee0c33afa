"""Importing a file against its limit: the bare parse, and COPY of the very rows that our import writes, prepared as text beforehand."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection, models
from python_calamine import CalamineWorkbook

from benchmarks.measuring import Row, compare, measure, undone
from benchmarks.stock import AS_OF
from tickets.acts import exporting, filling, intake
from tickets.models import Assignment, Callback, Event, Identity, IntakeBatch, IntakeRow, Reply, Ticket

# As the import writes them: what others name comes first.
WRITTEN: tuple[type[models.Model], ...] = (IntakeBatch, Ticket, Identity, Assignment, Reply, Callback, Event, IntakeRow)
SEED = 77
MONTHS = (date(2026, 8, 1), date(2026, 11, 1))


@dataclass(frozen=True)
class Prepared:
    """A file, and for each table its rows in COPY's text form."""

    path: Path
    tables: tuple[tuple[str, Path], ...]


def make_file(folder: Path, rows: int) -> Path:
    """A city's export in the 28-column layout, with the dirt of real ones."""
    path = folder / f"{rows}.xlsx"
    if not path.exists():
        exporting.write_export(path, filling.samples(rows, MONTHS, SEED, AS_OF), SEED)
    return path


def take_in(path: Path) -> intake.Result:
    return intake.take_in(intake.Order(path, path.name, AS_OF))


def prepare(path: Path) -> Prepared:
    """Imports the file once, takes the rows that this wrote out again as text, and takes it back."""
    tables = []
    with undone(), connection.cursor() as cursor:
        before = {model: _last(model) for model in WRITTEN}
        assert not take_in(path).updated, "COPY alone cannot do what the import does"
        for model in WRITTEN:
            table, key = model._meta.db_table, model._meta.pk.column
            text = path.with_name(f"{path.stem}-{table}.copy")
            with text.open("wb") as file:
                cursor.copy_expert(f"COPY (SELECT * FROM {table} WHERE {key} > {before[model]} ORDER BY 1) TO STDOUT", file)  # noqa: S608
            tables.append((table, text))
    return Prepared(path, tuple(tables))


def bare(prepared: Prepared) -> None:
    """Every row is parsed and thrown away; COPY meets the same indexes and foreign keys as ours."""
    workbook = CalamineWorkbook.from_path(str(prepared.path))
    for _ in workbook.get_sheet_by_index(0).iter_rows():
        pass
    with connection.cursor() as cursor:
        for table, text in prepared.tables:
            with text.open("rb") as file:
                cursor.copy_expert(f"COPY {table} FROM STDIN", file, 256 * 1024)


def new_file(folder: Path, stored: int, rows: int, times: int) -> Row:
    path = make_file(folder, rows)
    prepared = prepare(path)
    work = f"importing a file of {rows:,} rows × 28 columns"
    return compare(Row(work, work, stored), lambda: take_in(path), lambda: bare(prepared), times)


def same_file_again(folder: Path, first: Row, rows: int, times: int) -> Row:
    """The file has been imported already and changes nothing; beside it stands the limit of the `first` import."""
    path = make_file(folder, rows)
    work = f"the same file of {rows:,} rows once more"
    ours = [measure(lambda: take_in(path), before=lambda: take_in(path)) for _ in range(times)]
    return Row(work, work, first.stored, ours, first.limit)


def peak_memory(path: Path) -> tuple[int, int]:
    """Peak memory in MB of a process that imports the file, alone and together with the child that parses it for it."""
    environment = {**os.environ, "DATABASE_URL": _address()}
    command = [sys.executable, "-m", "benchmarks.memory", str(path)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    own, together = run.stdout.split()[-2:]
    return int(own), int(together)


def _address() -> str:
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"


def _last(model: type[models.Model]) -> int:
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
