"""The process that measures: makes what is missing of the stock, runs all work in turn, prints the table."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

import django
from django.core.cache import cache

django.setup()

from benchmarks import closing, databases, importing, options, pages, stock, table  # noqa: E402 models need the settings first
from benchmarks.measuring import Row  # noqa: E402
from tickets.models import Ticket  # noqa: E402
from units.acts import near  # noqa: E402

SMALL_FILE, BIG_FILE = 10_000, 100_000


def main(chosen: Namespace) -> None:
    server, folder = os.environ[databases.VARIABLE], Path(os.environ["HOTLINE_VAR"])
    rows: list[Row] = []
    found: list[pages.Page] = []
    notes: list[str] = []
    for size in chosen.sizes:
        stored, name = options.SIZES[size]
        _tell(f"{stored:,} tickets: the stock")
        _provide(server, name, stored)
        is_big = size == max(options.SIZES, key=lambda one: options.SIZES[one])
        if "closing" in chosen.only:
            rows += _close(stored, chosen, is_big)
        if "import" in chosen.only:
            rows += _import(folder, stored, chosen, is_big)
            if is_big:
                notes.append(_memory(folder))
        if "pages" in chosen.only:
            _tell("pages")
            found += pages.run(Ticket.objects.count(), chosen.page_times)
    words = table.results(rows, found, notes)
    sys.stdout.write(words)
    if chosen.out:
        chosen.out.write_text(words, encoding="utf-8")


def _provide(server: str, name: str, stored: int) -> None:
    """A stock that an earlier run has left on the same server is taken as it is."""
    if not databases.exists(server, stock.BASE):
        _make(server, stock.BASE, "template1", stock.fill_base)
    if not databases.exists(server, name):
        _make(server, name, stock.BASE, lambda: stock.multiply(stored))
    databases.use(name)
    _forget()  # each database has settings of its own


def _forget() -> None:
    cache.clear()
    near.forget()


def _make(server: str, name: str, template: str, fill: Callable[[], None]) -> None:
    """It gets its name when it is whole: what an interrupted run has left is not taken for a stock."""
    unfinished = f"{name}_unfinished"
    databases.drop(server, unfinished)
    databases.create(server, unfinished, template)
    databases.use(unfinished)
    _forget()
    fill()
    databases.rename(server, unfinished, name)


def _close(stored: int, chosen: Namespace, is_big: bool) -> list[Row]:
    rows = []
    if is_big:
        _tell(f"closing {stock.BIG}")
        rows.append(closing.month("a big month", stock.BIG, stored, chosen.big_times))
    _tell(f"closing {stock.SMALL}")
    with closing.closed((stock.BIG, stock.BETWEEN)):
        rows.append(closing.month("a month of 5 k", stock.SMALL, stored, chosen.times))
    return rows


def _import(folder: Path, stored: int, chosen: Namespace, is_big: bool) -> list[Row]:
    _tell(f"importing {SMALL_FILE:,} rows")
    rows = [importing.new_file(folder, stored, SMALL_FILE, chosen.times)]
    if is_big:
        _tell(f"importing {BIG_FILE:,} rows")
        rows.append(importing.new_file(folder, stored, BIG_FILE, chosen.big_times))
        _tell(f"importing {BIG_FILE:,} rows once more")
        rows.append(importing.same_file_again(folder, rows[-1], BIG_FILE, 1))
    return rows


def _memory(folder: Path) -> str:
    own, together = importing.peak_memory(importing.make_file(folder, BIG_FILE))
    return f"peak memory of importing {BIG_FILE:,} rows: {own} MB, {together} MB with the child that parses (reach ≤ 800 MB)"


def _tell(words: str) -> None:
    sys.stderr.write(f"{words}\n")


if __name__ == "__main__":
    main(options.read(sys.argv[1:]))
