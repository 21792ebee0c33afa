"""A bulletin's frame (版式) as data: masthead, sentences with placeholders, sections, columns, names, distribution.

No number that is counted stands in a frame: it has {placeholders} for them. `reading.py` beside it reads and checks TOML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports.rules.document import Distribution, Masthead

# What a column of the units' table may show beside any indicator's code.
UNIT_COLUMNS = {"rank": "序号", "unit": "受理单位", "group": "分组", "total": "总分"}
TICKET_COLUMNS = {
    "serial": "序号",
    "number": "工单编号",
    "summary": "问题摘要",
    "unit": "办理部门",
    "stars": "总评星",
    "grade": "满意度",
    "state": "办理状态",
}


@dataclass(frozen=True)
class Piece:
    """Part of a sentence. It is printed when each of its placeholders has a figure or a name, else `otherwise` is.
    `leads` names a pick: print only where its units hold the first places of the ranking."""

    text: str
    otherwise: str = ""
    leads: str = ""


@dataclass(frozen=True)
class Pick:
    """Units chosen by rule: the `take` with the highest or lowest figure; `below` keeps those under that figure alone."""

    code: str
    indicator: str
    order: Literal["highest", "lowest"]
    take: int
    below: str = ""


@dataclass(frozen=True)
class Show:
    """A column: what it shows and its printed head."""

    show: str
    label: str


@dataclass(frozen=True)
class Sentences:
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Subhead:
    """Numbered （一）（二） within its section when printed; may hold {period}, {period_short}, {district}."""

    text: str


@dataclass(frozen=True)
class UnitsTable:
    """The ranked units; `apart` is the caption of those not ranked."""

    name: str
    caption: str
    columns: tuple[Show, ...]
    apart: str


@dataclass(frozen=True)
class TicketsTable:
    """The tickets behind a count; `empty` is the sentence when there are none. `states` renames a status for the list."""

    name: str
    indicator: str
    columns: tuple[Show, ...]
    empty: str
    states: Mapping[str, str]


@dataclass(frozen=True)
class CaseText:
    """A typical case as the office wrote it, for one period."""

    period: str
    unit: str
    name: str
    text: str


@dataclass(frozen=True)
class Cases:
    items: tuple[CaseText, ...]


@dataclass(frozen=True)
class Demands:
    items: tuple[str, ...]


Part = Sentences | Subhead | UnitsTable | TicketsTable | Cases | Demands


@dataclass(frozen=True)
class SectionFrame:
    """`title` empty is the opening; others are numbered 一、二、… as they are printed. `label` is the outline's word."""

    title: str
    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Known:
    """Numbers and date of a period that has been printed: the anchor from which later editions count on."""

    period: str
    issue: int | None
    edition: int | None
    issued_on: date | None


@dataclass(frozen=True)
class Sum:
    """A count whose units must add up to the whole."""

    label: str
    indicator: str


@dataclass(frozen=True)
class FrameBody:
    """A whole frame. `issue` and `edition` are templates (“{year}年第{issue}期”, “（第{edition}期）”), empty when not printed;
    `unsampled` is printed where no citizen was called."""

    code: str
    name: str
    period_kind: str
    masthead: Masthead
    title: tuple[str, ...]
    issue: str
    edition: str
    correction_mark: str
    unsampled: str
    known: tuple[Known, ...]
    picks: tuple[Pick, ...]
    list_names: Mapping[str, str]
    sections: tuple[SectionFrame, ...]
    imprint: tuple[Distribution, ...]
    sums: tuple[Sum, ...]
