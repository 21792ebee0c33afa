"""The printed tables of a profile (published/*.csv) and what profile.toml says of how each figure is to be had."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError

from hotline.rules.profiles.figure_sources import FigureSource, Known, read_sources
from hotline.rules.profiles.passages import Passages, read_passages
from hotline.rules.profiles.sheets import Line, Sheet
from hotline.rules.profiles.years import Assumed, read_assumed
from scoring.rules.fields import Reader
from scoring.rules.periods import parse

MARKS = ("counted", "outside", "base differs", "declared")
# scores: rates and points by a method, with a bulletin. counts: numbers and rates by unit. stars: mean stars and a score by group.
# passages: figures in running text, without a table of units. years: figures that go back over years before the reproduced period.
GENRES = ("scores", "counts", "stars", "passages", "years")


@dataclass(frozen=True)
class Declared:
    """Cells that cannot be had by arithmetic, and why. `rows` empty: all of the column. `ours`: what we have instead, where that is
    far from the printed. `within`: how far our figure may lie from it, or from what is printed."""

    table: str
    column: str
    rows: tuple[str, ...]
    why: str
    within: Decimal
    ours: Decimal | None = None

    def covers(self, table: str, row: str, column: str) -> bool:
        return (self.table, self.column) == (table, column) and (not self.rows or row in self.rows)

    def allows(self, printed: str, ours: str) -> bool:
        """Whether our figure lies where it was declared to lie. What we have nothing of is missing, whatever has been declared."""
        try:
            return abs(Decimal(ours) - (Decimal(printed) if self.ours is None else self.ours)) <= self.within
        except InvalidOperation:
            return False


@dataclass(frozen=True)
class Published:
    """`columns` maps a column of units.csv to an indicator or a component of the method; `others` are further tables by name.

    `sampled`: unit → callbacks that the text tells of. `praise`: rate → the least for being praised. `fits`: unit → categories that
    its tickets are taken from first. `numbers`: the first and the last of the city's running numbers, None where it gives eighteen
    digits. `unprinted`: unit → weight and dissatisfied (‰) of those that are counted together only. `passages`: what the text tells
    beside its figures. `years`: what is assumed of past years. `notes`: what is our choice or assumption, told with every comparison.
    """

    period: str
    frame: str
    columns: Mapping[str, str]
    sources: Mapping[str, FigureSource]
    units: tuple[Line, ...] = ()
    cases: tuple[Line, ...] = ()
    figures: tuple[Line, ...] = ()
    others: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    genre: str = "scores"
    closed_on: date | None = None
    declared: tuple[Declared, ...] = ()
    sampled: Mapping[str, int] = field(default_factory=dict)
    praise: Mapping[str, Decimal] = field(default_factory=dict)
    fits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[int, int] | None = None
    unprinted: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    passages: Passages | None = None
    years: Assumed | None = None
    notes: tuple[str, ...] = ()

    def declaration(self, table: str, row: str, column: str) -> Declared | None:
        return next((each for each in self.declared if each.covers(table, row, column)), None)


def read_published(folder: Path, main: Reader, known: Known, faults: list[str]) -> Published | None:
    """None where profile.toml has no [published]. `known`: what its figures may be made of."""
    part = main.table("published")
    if part is None:
        return None
    period = part.text("period")
    try:
        parse(period)
    except ValidationError as error:
        part.fault("period", "；".join(error.messages))
    tables = {path.stem: _read(path, faults) for path in sorted(folder.glob("*.csv"))}
    columns, sources = _columns(part, tables.get("units", ())), read_sources(part, tables.get("figures", ()), known)
    published = Published(
        period=period,
        frame=part.text("frame", default=""),
        columns=columns,
        sources=sources,
        units=tables.pop("units", ()),
        cases=tables.pop("cases", ()),
        figures=tables.pop("figures", ()),
        others=tables,
        genre=part.choice("genre", GENRES, default=GENRES[0]),
        closed_on=part.day("closed_on", required=False),
        declared=tuple(_declared(each) for each in part.tables("declared")),
        sampled=_wholes(part, "sampled"),
        praise=_amounts(part, "praise"),
        fits=_fits(part),
        numbers=_numbers(part),
        unprinted=_unprinted(part),
        passages=read_passages(part, known.units),
        years=read_assumed(part),
        notes=part.texts("notes", required=False),
    )
    part.refuse_unknown()
    return published


def _read(path: Path, faults: list[str]) -> tuple[Line, ...]:
    sheet = Sheet(path, faults, f"published/{path.name}")
    required = {"units": ("unit",), "cases": ("number",), "figures": ("section", "what", "mark")}.get(path.stem, ())
    lines = sheet.read(required, None)
    if path.stem == "figures":
        for line in lines:
            sheet.choice(line, "mark", MARKS)
    return tuple(lines)


def _columns(part: Reader, units: tuple[Line, ...]) -> dict[str, str]:
    table = part.table("units")
    if table is None:
        return {}
    columns = {column: table.text(column) for column in table.body}
    for column in columns:
        if units and column not in units[0].cells:
            table.fault(column, "published/units.csv 中没有这一列。")
    return columns


def _declared(part: Reader) -> Declared:
    found = Declared(
        table=part.text("table"),
        column=part.text("column"),
        rows=part.texts("rows") if "rows" in part.body else (),
        why=part.text("why"),
        within=part.amount("within", least=Decimal(0)),
        ours=part.amount("ours") if "ours" in part.body else None,
    )
    part.refuse_unknown(("rows", "ours"))
    return found


def _wholes(part: Reader, key: str) -> dict[str, int]:
    table = part.table(key)
    return {} if table is None else {name: table.whole(name, 0) for name in table.body}


def _amounts(part: Reader, key: str) -> dict[str, Decimal]:
    table = part.table(key)
    return {} if table is None else {name: table.amount(name) for name in table.body}


def _fits(part: Reader) -> dict[str, tuple[str, ...]]:
    table = part.table("fits")
    return {} if table is None else {unit: table.texts(unit) for unit in table.body}


def _numbers(part: Reader) -> tuple[int, int] | None:
    table = part.table("numbers")
    if table is None:
        return None
    first, last = table.whole("first", 0), table.whole("last", 0)
    table.refuse_unknown()
    if last <= first:
        table.fault("last", f"应大于 first（{first}）。")
    return first, last


def _unprinted(part: Reader) -> dict[str, dict[str, int]]:
    table = part.table("unprinted")
    if table is None:
        return {}
    found = {}
    for unit in table.body:
        row = table.table(unit)
        assert row is not None
        found[unit] = {"weight": row.whole("weight", 1), "dissatisfied": row.whole("dissatisfied", 0, most=1000)}
        row.refuse_unknown()
    return found
