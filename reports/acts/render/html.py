"""A document as the paper on screen: sheets that break where the PDF breaks, every figure with its address for a link.

Gives plain data for templates/reports/_paper.html; the words are escaped there, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from reports.rules.document import (
    Bar,
    Block,
    Case,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    Imprint,
    Masthead,
    Paragraph,
    Requirements,
    Row,
    Run,
    Section,
    Table,
)
from reports.rules.places import address
from reports.rules.wording import chinese_date, numeral


@dataclass(frozen=True)
class Ink:
    """One run on paper. An address makes it a link; `strong` is a run-in head."""

    text: str
    address: str = ""
    strong: bool = False
    chosen: bool = False
    changed: bool = False
    source: str = ""
    align: str = ""
    share: int = 0


@dataclass(frozen=True)
class Head:
    label: str
    grows: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Line:
    """A table's row or a chart's bar: its ink, and whether it holds the chosen or a changed figure."""

    inks: tuple[Ink, ...]

    @property
    def is_chosen(self) -> bool:
        return any(ink.chosen for ink in self.inks)

    @property
    def is_changed(self) -> bool:
        return any(ink.changed for ink in self.inks)


@dataclass(frozen=True)
class Piece:
    """What stands on one sheet of one block. `kind` names the template's branch: title, sub, text, case, table, chart."""

    kind: str
    anchor: str = ""
    level: int = 0
    lead: str = ""
    indent: bool = True
    inks: tuple[Ink, ...] = ()
    caption: str = ""
    note: str = ""
    wide: bool = False
    heads: tuple[tuple[Head, ...], ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Sheet:
    number: int
    pieces: tuple[Piece, ...]
    last: int

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def is_last(self) -> bool:
        return self.number == self.last

    @property
    def is_odd(self) -> bool:
        return self.number % 2 == 1


@dataclass(frozen=True)
class Paper:
    """All that the template prints. `printed_on` and `issued_on` are in Chinese words."""

    document: Document
    sheets: tuple[Sheet, ...]
    issued_on: str
    printed_on: str

    @property
    def masthead(self) -> Masthead:
        return self.document.masthead

    @property
    def imprint(self) -> Imprint:
        return self.document.imprint


@dataclass
class _Pen:
    """Numbers the figures of one block in reading order while its runs become ink."""

    section: int
    block: int
    chosen: str
    changed: Collection[str]
    place: int = field(default=0)

    def ink(self, run: Run, align: str = "", share: int = 0) -> Ink:
        if not isinstance(run, Figure):
            return Ink(run.text, strong=run.style == "strong", align=align)
        self.place += 1
        where = address(self.section, self.block, self.place)
        return Ink(run.text, where, False, where == self.chosen, where in self.changed, run.source, align, share)

    def inks(self, runs: tuple[Run, ...]) -> tuple[Ink, ...]:
        return tuple(self.ink(run) for run in runs)


def paper(document: Document, begins: Mapping[str, int] | None = None, chosen: str = "", changed: Collection[str] = ()) -> Paper:
    """`begins` is Printed.begins of the PDF; without it all stands on one long sheet. `chosen`, `changed` are addresses."""
    starts = begins or {}
    placed = [
        (page, piece)
        for s, section in enumerate(document.sections)
        for page, piece in _section(section, s, starts, lambda s, b: _Pen(s, b, chosen, changed))
    ]
    last = max([page for page, _ in placed] + [starts.get("imprint", 1)])
    sheets = tuple(Sheet(number, tuple(piece for page, piece in placed if page == number), last) for number in range(1, last + 1))
    issued, printed = document.issued_on, document.imprint.printed_on
    return Paper(document, sheets, issued and chinese_date(issued), printed and chinese_date(printed))


def _section(section: Section, s: int, starts: Mapping[str, int], pen_for: Callable[[int, int], _Pen]) -> Iterator[tuple[int, Piece]]:
    if section.title:
        yield starts.get(f"{s}", 1), Piece("title", f"s{s}", inks=(Ink(section.title),))
    for b, block in enumerate(section.blocks):
        anchor = f"s{s}" if b == 0 and not section.title else ""
        yield from _block(block, f"{s}-{b}", anchor, starts, pen_for(s, b))


def _block(block: Block, key: str, anchor: str, starts: Mapping[str, int], pen: _Pen) -> Iterator[tuple[int, Piece]]:
    page = starts.get(key, 1)
    match block:
        case Heading(text=text, level=level):
            yield page, Piece("sub", anchor, level, inks=(Ink(text),))
        case Paragraph(runs=runs, indent=indent):
            yield page, Piece("text", anchor, indent=indent, inks=pen.inks(runs))
        case Case(lead=lead, runs=runs):
            yield page, Piece("case", anchor, lead=lead, inks=pen.inks(runs))
        case Requirements(items=items):
            for n, item in enumerate(items):
                inks = (Ink(f"（{numeral(n + 1)}）"), *pen.inks(item.runs))
                yield starts.get(f"{key}-{n}", 1), Piece("text", anchor if n == 0 else "", inks=inks)
        case Table():
            yield from _table(block, key, anchor, starts, pen)
        case Chart(caption=caption, bars=bars, note=note):
            yield page, Piece("chart", anchor, caption=caption, note=note, lines=_bars(bars, pen))


def _table(table: Table, key: str, anchor: str, starts: Mapping[str, int], pen: _Pen) -> Iterator[tuple[int, Piece]]:
    """One piece for each sheet the table reaches: the head again on each, the caption on the first, the note on the last."""
    numbered = [(starts.get(f"{key}-{n}", 1), _line(row, table.columns, pen)) for n, row in enumerate(table.rows)]
    pages = [(page, tuple(line for _, line in lines)) for page, lines in groupby(numbered, key=lambda pair: pair[0])]
    for position, (page, lines) in enumerate(pages or [(starts.get(key, 1), ())]):
        first, last = position == 0, position >= len(pages) - 1
        yield (
            page,
            Piece(
                "table",
                anchor if first else "",
                caption=table.caption if first else "",
                note=table.note if last else "",
                wide=len(table.columns) > 6,
                heads=_heads(table.columns),
                lines=lines,
            ),
        )


def _line(row: Row, columns: tuple[Column, ...], pen: _Pen) -> Line:
    return Line(tuple(pen.ink(cell, _at(column)) for cell, column in zip(row.cells, columns, strict=True)))


def _at(column: Column) -> str:
    """How a cell stands: its side, and whether its column takes the room that is left."""
    return f"{column.align} at-grows" if column.width else column.align


def _heads(columns: tuple[Column, ...]) -> tuple[tuple[Head, ...], ...]:
    """One row of heads, or two where neighbours share a group."""
    if not any(column.group for column in columns):
        return (tuple(Head(column.label, column.width > 0) for column in columns),)
    upper: list[Head] = []
    lower: list[Head] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        labels = [Head(column.label, column.width > 0) for column in members]
        if group:
            upper.append(Head(group, columns=len(labels)))
            lower += labels
        else:
            upper += [Head(one.label, one.grows, rows=2) for one in labels]
    return tuple(upper), tuple(lower)


def _bars(bars: tuple[Bar, ...], pen: _Pen) -> tuple[Line, ...]:
    """Each bar's share of the longest in per cent, beside its label and figure."""
    lengths = [abs(bar.figure.number or Decimal(0)) for bar in bars]
    longest = max(lengths, default=Decimal(0)) or Decimal(1)
    return tuple(
        Line((Ink(bar.label), pen.ink(bar.figure, share=int(length * 100 / longest)))) for bar, length in zip(bars, lengths, strict=True)
    )
