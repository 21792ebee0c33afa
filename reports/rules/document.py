"""The bulletin as plain data: what page, PDF, DOCX, XLSX and API print, so that they cannot disagree.

A document is frozen, carries every printed number as a `Figure` that knows what it counted, and turns into canonical
JSON and back (see `archive`). The form holds all five genres of the seeds: quarterly 专题, half-year 通报, monthly
督查通报 with 文号 and 主送, half-year 专报 with charts, report to the 人大.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

TRIAL_MARK = "试算"

Part = Literal["rate", "base", "hits", "score", "rank", "ledger", "outside"]
Source = Literal["counted", "outside", "declared"]
Align = Literal["left", "center", "right"]
Ranked = Literal["", "descending", "ascending"]


@dataclass(frozen=True)
class Term:
    """One summand of a score, all as decimal strings: value × factor = points; a constant has only points.

    Where the method weighs the exact counts, `hits` and `base` stand too and points = factor × 100 × hits ÷ base, cut to the
    digits of `points`: 415 ÷ 420 is weighed before it is printed as 98.81. `note` is such as 封顶.
    """

    label: str
    indicator: str
    value: str
    factor: str
    points: str
    base: str = ""
    hits: str = ""
    note: str = ""


@dataclass(frozen=True)
class Text:
    """Words. `style` "strong" is a run-in head (楷体, or bold where no 楷体 is licensed)."""

    text: str
    style: Literal["", "strong"] = ""


@dataclass(frozen=True)
class Figure:
    """A printed number and what it counts.

    `text` is what is printed ("98.81%", "一", "市级未抽访"); `value` the same number as a decimal string without a unit
    ("98.81", "1"), empty where nothing could be divided. `base` and `hits` are decimal strings (credits such as 0.6 make
    halves of hits possible). A rate is hits ÷ base, in per cent when the text ends in %. `period` is the code of the period
    ("2022Q1"). `origin` says where an outside figure came from, or why a declared one cannot be computed.
    """

    text: str
    value: str
    indicator: str
    label: str
    part: Part
    unit: str | None = None
    period: str = ""
    base: str | None = None
    hits: str | None = None
    formula: str = ""
    terms: tuple[Term, ...] = ()
    source: Source = "counted"
    origin: str = ""
    definition: str = ""

    @property
    def number(self) -> Decimal | None:
        return Decimal(self.value) if self.value else None


Run = Text | Figure


@dataclass(frozen=True)
class Heading:
    """A head inside a section: level 2 is （一）, level 3 is 1."""

    text: str
    level: Literal[2, 3] = 2


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[Run, ...]
    indent: bool = True


@dataclass(frozen=True)
class Case:
    """A typical case: `lead` is the printed number and unit, or the run-in head; `unit` and `tickets` say whose it is."""

    lead: str
    runs: tuple[Run, ...]
    unit: str | None = None
    tickets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Requirements:
    """Numbered demands （一）（二）…; the numbers are made when printing."""

    items: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Column:
    """`width` 0 is as wide as its content, else a share of what is left; `group` is printed above neighbours that share it."""

    label: str
    width: int = 0
    align: Align = "right"
    group: str = ""


@dataclass(frozen=True)
class Row:
    """`unit` is the code of the unit in the row, `ticket` the number of the listed ticket, `group` the ranking's group."""

    cells: tuple[Run, ...]
    unit: str | None = None
    ticket: str = ""
    group: str = ""


@dataclass(frozen=True)
class Table:
    """`name` is what people call it (低星件), `caption` stands above it, empty where a heading does, `note` below (注：…).
    Its head repeats on every page. `ranked` says which way scores must run."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    note: str = ""
    ranked: Ranked = ""


@dataclass(frozen=True)
class Bar:
    label: str
    figure: Figure


@dataclass(frozen=True)
class Chart:
    """Shares, a top ten or a trend, readable without colour: one labelled bar for each figure, never a picture alone."""

    caption: str
    bars: tuple[Bar, ...]
    note: str = ""


Block = Heading | Paragraph | Case | Requirements | Table | Chart


@dataclass(frozen=True)
class Section:
    """`title` is printed with its number ("一、总体情况"), empty for the opening; `label` is the outline's word."""

    title: str
    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Masthead:
    """The red head. `issue` is the whole series' number (2022年第4期), `reference` a 文号 (平督通报〔2023〕71号); either may be empty."""

    name: str
    topic: str = ""
    office: str = ""
    issue: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Distribution:
    """One line of the 版记: 报送, 抄送 or 发送 and to whom."""

    label: str
    to: str


@dataclass(frozen=True)
class Imprint:
    """版记. `issuer` may be empty; `printed_on` is the ISO date of 印发; `copies` is 印数."""

    lines: tuple[Distribution, ...] = ()
    issuer: str = ""
    printed_on: str = ""
    copies: int | None = None


@dataclass(frozen=True)
class Balance:
    """A sum that must hold although not all of its parts are printed: parts add up to total."""

    label: str
    total: Figure
    parts: tuple[Figure, ...]


@dataclass(frozen=True)
class Document:
    """A bulletin. `title` in printed lines, `edition` the topic's own number (第3期), `issued_on` an ISO date, `mark` words such as
    试算 or 更正稿 shown on top, `method` the name and version of the scoring method, `as_of` when the figures were frozen."""

    masthead: Masthead
    title: tuple[str, ...]
    sections: tuple[Section, ...]
    imprint: Imprint
    period: str
    period_label: str
    edition: str = ""
    issued_on: str = ""
    addressee: str = ""
    mark: str = ""
    method: str = ""
    as_of: str = ""
    balances: tuple[Balance, ...] = ()
