"""What the method editor starts from and offers: indicators to choose, a first form, the TOML of a form and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from scoring.acts import catalogue, choices, methods, versions, what_if
from scoring.models import Method
from scoring.rules.known import Entry, entries_of, entry_of
from scoring.rules.method_cells import Names
from scoring.rules.method_columns import SHAPES
from scoring.rules.method_draft import Draft, body_of, draft_of
from scoring.rules.method_places import Fault, placed
from scoring.rules.method_text import load
from scoring.rules.methods import MethodBody
from scoring.rules.toml_text import render
from units.models import UnitKind

# What a new method begins with; everything else is blank.
FIRST = {"period": "month", "full_mark": 100, "unsampled": "not_ranked", "rounding": "sum", "ties": "shared", "version": "1"}


@dataclass(frozen=True)
class Offered:
    """`indicators`: kind of component → (code, label) of what it can read; `kinds`: code → label of the district's kinds of units."""

    known: Mapping[str, Entry]
    indicators: Mapping[str, tuple[tuple[str, str], ...]]
    kinds: Mapping[str, str]

    def names_of(self, indicator: str) -> Names:
        """The grades of an answer, where their names tell them apart."""
        entry = entry_of(indicator, self.known)
        grades = dict(entry.grades or {}) if entry else {}
        return grades if len(set(grades.values())) == len(grades) else {}


def offered() -> Offered:
    found = catalogue.current()
    known = entries_of(found)
    entries = [entry for entry in (entry_of(code, known) for code in found.codes) if entry is not None]
    lists = {kind: tuple((one.code, one.label) for one in entries if _fits(kind, one)) for kind in SHAPES}
    return Offered(known, lists, dict(UnitKind.objects.values_list("code", "label")))


def _fits(kind: str, entry: Entry) -> bool:
    """Events count one grade, the other kinds the answer as a whole or one grade of it."""
    return entry.shape in SHAPES[kind] and not (kind == "each" and entry.grades is not None)


@dataclass(frozen=True)
class Checked:
    """A form judged: its TOML, the method where it is one, what is wrong with it."""

    toml: str
    plain: Mapping[str, Any]
    body: MethodBody | None
    faults: tuple[Fault, ...]


def check(draft: Draft, desk: Offered) -> Checked:
    """By the rules of `score_table` and of the profiles (scoring.acts.versions.check)."""
    plain, unread = body_of(draft, desk.names_of)
    text = render(plain)
    faults = [placed(words, "") for words in unread]
    try:
        body = versions.check(plain)
    except ValidationError as error:
        # What could not be read is missing too: it is told once.
        told = {fault.steps for fault in faults}
        more = [placed(words, versions.PLACE, text) for words in error.messages]
        return Checked(text, plain, None, (*faults, *(fault for fault in more if fault.steps not in told)))
    return Checked(text, plain, None if faults else body, tuple(faults))


def fill(text: str, desk: Offered) -> Draft:
    """The form that a TOML text makes, also of one that is no method yet. ValidationError bad_method where it is no TOML."""
    return draft_of(load(text, versions.PLACE), desk.names_of)


def comments(text: str) -> int:
    """How many lines are nothing but a comment: those are not kept."""
    return sum(line.lstrip().startswith("#") for line in text.splitlines())


def first(desk: Offered) -> Draft:
    return draft_of(FIRST, desk.names_of)


def as_stored(method: Method, desk: Offered) -> Draft:
    return draft_of(method.body, desk.names_of)


def next_version(method: Method, desk: Offered) -> Draft:
    """The form of the version after this one: the same, with the next number, from the first day that is free, without an end."""
    draft = as_stored(method, desk)
    numbers = [one.version for one in Method.objects.filter(code=method.code)]
    day = _next_day(method)
    values = {**draft.head.values, "version": _next_number(numbers), "valid_from": day.isoformat() if day else ""}
    values.pop("valid_to", None)
    return replace(draft, head=replace(draft.head, values=values))


def _next_number(known: list[str]) -> str:
    """One more than the highest whole number; nothing where versions are no numbers."""
    numbers = [int(version) for version in known if version.isascii() and version.isdigit()]
    return str(max(numbers) + 1) if numbers else ""


def _next_day(method: Method) -> date | None:
    """The first day that is neither closed nor the first day of this version itself."""
    try:
        free = versions.first_free(methods.body_of(method))
    except ValidationError:
        return None
    return free if free is not None and free > method.valid_from else None


def preview(body: MethodBody) -> what_if.Sandbox | None:
    """Who would rise and who would fall had it held in the last closed month; None where no month is closed. Nothing is stored."""
    chosen = choices.pick(choices.choices())
    return what_if.sandbox(chosen.period, method=body) if chosen is not None and chosen.is_closed else None
