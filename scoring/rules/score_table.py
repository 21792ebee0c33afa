"""A district's own table scored by its own method, without a database: `manage.py score_table` (docs/methods.md)."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO

from django.core.exceptions import ValidationError

from scoring.rules.counts_file import read_sheet
from scoring.rules.counts_in import CountsIn, UnitLine, read_counts
from scoring.rules.known import Entry as Indicator
from scoring.rules.method_places import located
from scoring.rules.method_text import decoded
from scoring.rules.methods import MethodBody, parse
from scoring.rules.points import Part, score
from scoring.rules.ranking import Entry, Place, rank_table
from scoring.rules.rounding import to_places
from tickets.rules.formulas import disarmed


@dataclass(frozen=True)
class Scored:
    """`text`: the CSV, empty where there are faults. `faults` and `warnings` are lines "FILE:row:column: words", the column being a
    table's heading or a method's key."""

    text: str
    faults: tuple[str, ...]
    warnings: tuple[str, ...]


def score_table(method: bytes, method_place: str, counts: bytes, counts_place: str, more: Mapping[str, Indicator] | None = None) -> Scored:
    """Both files as bytes; the places are what they are called in messages. `more`: a district's own indicators (known.entries_chosen)."""
    sheet = read_sheet(counts)
    try:
        body = parse(decoded(method, method_place), method_place, more)
    except ValidationError as error:
        faults = [located(words, method_place, method.decode("utf-8-sig", "replace")) for words in error.messages]
        return Scored("", (*faults, *(fault.at(counts_place) for fault in sheet.faults)), ())
    found = read_counts(body, sheet)
    warnings = tuple(f"{fault.at(counts_place)}" for fault in found.warnings)
    if found.faults:
        return Scored("", tuple(fault.at(counts_place) for fault in found.faults), warnings)
    return Scored(_printed(body, places(body, found)), (), warnings)


def places(method: MethodBody, counts: CountsIn) -> list[Place[str]]:
    """Group by group, the method's first, else as they first appear; in each the ranked, then those listed apart."""
    tables: dict[str, list[Entry[str]]] = {group.label: [] for group in method.groups}
    for line in counts.lines:
        tables.setdefault(line.group, []).append(_entry(method, line))
    return [place for group, entries in tables.items() for place in rank_table(method, group, entries)]


def _entry(method: MethodBody, line: UnitLine) -> Entry[str]:
    return Entry(line.unit, line.row, line.group, line.volume, score(method, line.counts, line.group))


def _printed(method: MethodBody, rows: list[Place[str]]) -> str:
    out = StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    write(["rank", "unit", "group", *(component.code for component in method.components), "total", "band", "note"])
    for place in rows:
        points = [_points(method, part) for part in place.parts]
        total = "" if place.total is None else f"{place.total:f}"
        write([place.rank or "", disarmed(place.who), disarmed(place.group), *points, total, disarmed(place.band), disarmed(_note(place))])
    return out.getvalue()


def _points(method: MethodBody, part: Part) -> str:
    """Rounded as it is printed; what is left out is empty, never 0."""
    return "" if part.points is None else f"{to_places(Fraction(part.points), method.component_decimals, method.rounding_mode):f}"


def _note(place: Place[str]) -> str:
    """What is to be said of the unit, then of its components."""
    parts = [f"{part.label}：{part.note}" for part in place.parts if part.note and part.shape]
    return "；".join(filter(None, [place.note, *parts]))
