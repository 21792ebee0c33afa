"""What differs between two versions of a bulletin: each changed figure, listed ticket and wording, old → new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.rules.document import Block, Case, Chart, Document, Figure, Paragraph, Requirements, Table
from reports.rules.places import address, figures_in

LONGEST = 60  # characters of changed words that are shown


@dataclass(frozen=True)
class Change:
    """`old` or `new` empty: it was added or left out. `address` is the figure's in the newer version, empty for words."""

    where: str
    label: str
    old: str
    new: str
    address: str = ""


@dataclass(frozen=True)
class _Spot:
    where: str
    label: str
    text: str
    address: str = ""


def same(one: Document, other: Document) -> bool:
    """Equal but for the mark and the moment of counting, which say nothing that is printed of the matter."""
    return replace(one, mark="", as_of="") == replace(other, mark="", as_of="")


def changes(old: Document, new: Document) -> tuple[Change, ...]:
    """In the reading order of the newer version; what was left out comes last."""
    before, after = dict(_spots(old)), dict(_spots(new))
    changed = [
        Change(spot.where, spot.label, before[key].text if key in before else "", spot.text, spot.address)
        for key, spot in after.items()
        if key not in before or before[key].text != spot.text
    ]
    gone = [Change(spot.where, spot.label, spot.text, "") for key, spot in before.items() if key not in after]
    return tuple(replace(one, old=_short(one.old), new=_short(one.new)) for one in (*changed, *gone))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


Keyed = tuple[tuple[str, ...], _Spot]


def _spots(document: Document) -> Iterator[Keyed]:
    """Every thing that may change with a key that is the same in both versions, wherever it stands."""
    head = {
        "期号": f"{document.masthead.issue}{document.masthead.reference}",
        "专题期号": document.edition,
        "标题": "".join(document.title),
        "印发日期": document.issued_on,
        "版记": "；".join(f"{line.label}：{line.to}" for line in document.imprint.lines),
    }
    yield from ((("报头", label), _Spot("报头版记", label, text)) for label, text in head.items() if text)
    for s, section in enumerate(document.sections):
        for b, block in enumerate(section.blocks):
            # Sections keep their names while their numbers may shift.
            yield from _block(section.label.rpartition("、")[2], s, b, block)


def _block(section: str, s: int, b: int, block: Block) -> Iterator[Keyed]:
    if isinstance(block, Table):
        yield from _table(block, s, b)
        return
    places = enumerate(figures_in(block), start=1)
    for place, figure in places:
        key = (section, str(b), figure.indicator, figure.part, figure.unit or "")
        yield key, _Spot(section, figure.label, figure.text, address(s, b, place))
    words = _words(block)
    if words:
        yield (section, str(b), "words"), _Spot(section, "文字", words)


def _words(block: Block) -> str:
    """The words with a gap for each figure, so that a changed figure is not a changed wording."""
    match block:
        case Paragraph(runs=runs):
            return "".join("＿" if isinstance(run, Figure) else run.text for run in runs)
        case Case(lead=lead, runs=runs):
            return lead + "".join("＿" if isinstance(run, Figure) else run.text for run in runs)
        case Requirements(items=items):
            return "".join(_words(item) for item in items)
        case Chart(caption=caption, note=note):
            return caption + note
        case _:
            return getattr(block, "text", "")


def _table(table: Table, s: int, b: int) -> Iterator[Keyed]:
    if table.note:
        yield (table.name, "note"), _Spot(table.name, "注", table.note)
    place = 0
    for row in table.rows:
        name = next((cell.text for cell in row.cells if not isinstance(cell, Figure)), "")
        if row.ticket:
            # The serial says only where the row stands.
            yield (table.name, row.ticket), _Spot(table.name, row.ticket, " ".join(cell.text for cell in row.cells[1:]))
            continue
        for cell in row.cells:
            if isinstance(cell, Figure):
                place += 1
                key = (table.name, row.unit or name, cell.indicator, cell.part)
                yield key, _Spot(name, cell.label, cell.text, address(s, b, place))
