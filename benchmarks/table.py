"""The results as Markdown: one line for each piece of work, what it ran on, and how the work grew with what is stored."""

import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import django
from django.db import connection

from benchmarks import pages
from benchmarks.measuring import Row

HEADINGS = ("work", "stored", "ours s", "limit s", "ratio", "ours CPU s", "limit CPU s", "CPU ratio", "queries", "runs")


def results(rows: Sequence[Row], found: Sequence[pages.Page], notes: Sequence[str]) -> str:
    parts = [*_machine(), ""]
    if rows:
        parts += [*_table(rows), "", *(f"- {note}" for note in (*_growth(rows), *notes)), ""]
    if found:
        parts += pages.table(found)
    return "\n".join(parts).rstrip() + "\n"


def _machine() -> Iterator[str]:
    version = connection.cursor().connection.server_version
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    yield f"`python -m benchmarks {' '.join(sys.argv[1:])}`".replace(" `", "`")
    yield ""
    yield (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} CPUs (load at the end {load}), {platform.machine()}, "
        f"Python {platform.python_version()}, Django {django.get_version()}, PostgreSQL {version // 10_000}.{version % 10_000}"
    )


def _table(rows: Sequence[Row]) -> Iterator[str]:
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|{'|'.join('---' if place == 0 else '---:' for place in range(len(HEADINGS)))}|"
    for row in rows:
        cells = (
            row.work,
            f"{row.stored:,}",
            f"{row.wall('ours'):.2f}",
            f"{row.wall('limit'):.2f}",
            f"{row.ratio:.2f}",
            f"{row.processor('ours'):.2f}",
            f"{row.processor('limit'):.2f}",
            f"{row.processor_ratio:.2f}",
            str(row.ours[0].queries),
            str(len(row.ours)),
        )
        yield f"| {' | '.join(cells)} |"


def _growth(rows: Sequence[Row]) -> Iterator[str]:
    """The same work with the most stored, divided by that with the least."""
    for work in dict.fromkeys(row.kind for row in rows):
        same = sorted((row for row in rows if row.kind == work), key=lambda row: row.stored)
        if len(same) > 1:
            first, last = same[0], same[-1]
            wall, processor = last.wall("ours") / first.wall("ours"), last.processor("ours") / first.processor("ours")
            bare = last.processor("limit") / first.processor("limit")
            yield (
                f"growth of “{work}” from {first.stored:,} to {last.stored:,} stored: {wall:.2f} × by the clock, "
                f"{processor:.2f} × in CPU (reach ≤ 1.3; the bare statements {bare:.2f} ×)"
            )
