"""Composing a bulletin: a frame and a period's frozen figures become one Document, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from reports.acts import material as materials
from reports.acts import sentences, tables
from reports.acts.material import Material
from reports.rules.document import TRIAL_MARK, Balance, Block, Document, Figure, Heading, Imprint, Section
from reports.rules.frames import (
    Cases,
    Demands,
    FrameBody,
    Part,
    SectionFrame,
    Sentences,
    Subhead,
    TicketsTable,
    UnitsTable,
)
from reports.rules.numbering import Numbers, edition_words, issue_words, numbers_of
from reports.rules.wording import fill, numeral
from scoring.acts import figures
from scoring.rules.periods import parse
from units.acts.settings import values


def compose(period_label: str, frame: FrameBody, at: datetime, given: Numbers | None = None) -> Document:
    """The bulletin of a period, closed or in trial (then marked so). `given` are numbers and date that a person set.

    The same figures give an equal document whenever it is composed: `at` is only the moment up to which an open period counts.
    ValidationError bad_period for a period that cannot be read.
    """
    period = parse(period_label, values().month_starts_on)
    found = materials.load(period, frame)
    numbers = numbers_of(frame, period, given or Numbers())
    issued = "" if numbers.issued_on is None else numbers.issued_on.isoformat()
    return Document(
        masthead=replace(frame.masthead, issue=issue_words(frame, found.words["year"], numbers)),
        title=tuple(_plain(line, found) for line in frame.title),
        sections=tuple(_sections(frame, found)),
        imprint=Imprint(frame.imprint, printed_on=issued),
        period=period.label,
        period_label=found.words["period"],
        edition=edition_words(frame, numbers),
        issued_on=issued,
        mark=TRIAL_MARK if found.is_trial else "",
        method="" if found.board.method is None else str(found.board.method),
        as_of=timezone.localtime(found.as_of if found.as_of is not None else at).isoformat(timespec="minutes"),
        balances=tuple(_balances(frame, found)),
    )


def _plain(text: str, found: Material) -> str:
    return "".join(run.text for run in fill(text, found.words))


def _sections(frame: FrameBody, found: Material) -> Iterator[Section]:
    """Sections with something to say; the titled ones are numbered as they are printed."""
    number = 0
    for section in frame.sections:
        blocks = tuple(_blocks(section, found))
        if not any(not isinstance(block, Heading) for block in blocks):
            continue
        number += bool(section.title)
        head = f"{numeral(number)}、" if section.title else ""
        yield Section(f"{head}{section.title}" if section.title else "", f"{head}{section.label}", blocks)


def _blocks(section: SectionFrame, found: Material) -> Iterator[Block]:
    heads = 0
    for part in section.parts:
        if isinstance(part, Subhead):
            heads += 1
            yield Heading(f"（{numeral(heads)}）{_plain(part.text, found)}")
        else:
            yield from _part(part, found)


def _part(part: Part, found: Material) -> Iterator[Block]:
    match part:
        case Sentences():
            paragraph = sentences.paragraph(part, found)
            yield from (paragraph,) if paragraph is not None else ()
        case UnitsTable():
            yield from tables.units_tables(part, found)
        case TicketsTable():
            yield tables.tickets_block(part, found)
        case Cases():
            yield from sentences.cases(part, found)
        case Demands():
            yield sentences.demands(part)


def _balances(frame: FrameBody, found: Material) -> Iterator[Balance]:
    """The whole is counted from the frozen rows, the parts come from the facts: two ways that must agree."""
    for one in frame.sums:
        rows = figures.size(figures.rows(found.period, one.indicator, "hits"), one.indicator)
        printed = found.figure(one.indicator)
        whole = Figure(
            str(rows.amount), str(rows.amount), one.indicator, printed.label, "hits", None, found.period.label, hits=str(rows.amount)
        )
        parts = tuple(_unit_count(one.indicator, unit, found) for unit in found.counts)
        yield Balance(one.label, whole, tuple(part for part in parts if part.value != "0"))


def _unit_count(indicator: str, unit: int | None, found: Material) -> Figure:
    figure = found.figure(indicator, found.units[unit]) if unit is not None else None
    if figure is not None:
        return figure
    hits = str(found.counts[None].get(indicator, (0, 0))[1])
    return Figure(hits, hits, indicator, "未派单位", "hits", None, found.period.label, hits=hits)
