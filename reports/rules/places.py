"""Where each figure of a bulletin stands: its address for links and its place in words for the inspector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.rules.document import Block, Case, Chart, Document, Figure, Heading, Paragraph, Requirements, Table


@dataclass(frozen=True)
class Located:
    """A figure where it stands. `address` is section-block-place ("1-1-7"), `where` the same in words (表 1 › 第 1 行 › 卫生健康局)."""

    address: str
    figure: Figure
    where: str
    section: int


def figures_in(block: Block) -> Iterator[Figure]:
    """Every figure of a block in reading order; an address counts along this order from 1."""
    match block:
        case Paragraph(runs=runs) | Case(runs=runs):
            yield from (run for run in runs if isinstance(run, Figure))
        case Requirements(items=items):
            for item in items:
                yield from figures_in(item)
        case Table(rows=rows):
            for row in rows:
                yield from (cell for cell in row.cells if isinstance(cell, Figure))
        case Chart(bars=bars):
            yield from (bar.figure for bar in bars)
        case Heading():
            return


def address(section: int, block: int, place: int) -> str:
    return f"{section}-{block}-{place}"


def tables(document: Document) -> tuple[Table, ...]:
    """All tables in order; the first is 表 1."""
    return tuple(block for section in document.sections for block in section.blocks if isinstance(block, Table))


def located(document: Document) -> tuple[Located, ...]:
    """Every figure in reading order with its address and place."""
    found: list[Located] = []
    table_number = 0
    for s, section in enumerate(document.sections):
        paragraph = 0
        for b, block in enumerate(section.blocks):
            table_number += isinstance(block, Table)
            paragraph += not isinstance(block, Table)
            head = f"表 {table_number}" if isinstance(block, Table) else f"{section.label} › 第 {paragraph} 段"
            for place, (figure, words) in enumerate(_in_words(block, head), start=1):
                found.append(Located(address(s, b, place), figure, words, s))
    return tuple(found)


def find(document: Document, wanted: str) -> Located | None:
    """The figure at an address, or None."""
    return next((one for one in located(document) if one.address == wanted), None)


def _in_words(block: Block, head: str) -> Iterator[tuple[Figure, str]]:
    if not isinstance(block, Table):
        yield from ((figure, head) for figure in figures_in(block))
        return
    for number, row in enumerate(block.rows, start=1):
        name = next((cell.text for cell in row.cells if not isinstance(cell, Figure)), "")
        for cell in row.cells:
            if isinstance(cell, Figure):
                yield cell, " › ".join(part for part in (head, f"第 {number} 行", name) if part)
