"""The printed tables of a profile (published/*.csv) and what profile.toml says of how each figure is to be had."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError

from hotline.rules.profiles.sheets import Line, Sheet
from scoring.rules.fields import Reader
from scoring.rules.indicators import codes
from scoring.rules.periods import parse

MARKS = ("counted", "outside", "base differs", "declared")


@dataclass(frozen=True)
class FigureSource:
    """Where a figure comes from: an indicator of the whole district, an outside figure's code, or both (ours of theirs)."""

    indicator: str = ""
    outside: str = ""


@dataclass(frozen=True)
class Published:
    """`units` maps a column of units.csv to a component of the method; `others` are tables that we have no counterpart of."""

    period: str
    frame: str
    columns: Mapping[str, str]
    sources: Mapping[str, FigureSource]
    units: tuple[Line, ...] = ()
    cases: tuple[Line, ...] = ()
    figures: tuple[Line, ...] = ()
    others: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)


def read_published(folder: Path, main: Reader, faults: list[str]) -> Published | None:
    """None where profile.toml has no [published]."""
    part = main.table("published")
    if part is None:
        return None
    period = part.text("period")
    try:
        parse(period)
    except ValidationError as error:
        part.fault("period", "；".join(error.messages))
    tables = {path.stem: _read(path, faults) for path in sorted(folder.glob("*.csv"))}
    columns, sources = _columns(part, tables.get("units", ())), _sources(part, tables.get("figures", ()))
    published = Published(
        period=period,
        frame=part.text("frame", default=""),
        columns=columns,
        sources=sources,
        units=tables.pop("units", ()),
        cases=tables.pop("cases", ()),
        figures=tables.pop("figures", ()),
        others=tables,
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


def _sources(part: Reader, figures: tuple[Line, ...]) -> dict[str, FigureSource]:
    table = part.table("figures")
    if table is None:
        return {}
    known = {line["what"] for line in figures}
    sources = {}
    for what in table.body:
        row = table.table(what)
        assert row is not None
        source = FigureSource(row.text("indicator", default=""), row.text("outside", default=""))
        row.refuse_unknown()
        if what not in known:
            table.fault(what, "published/figures.csv 的 what 一列中没有它。")
        if source.indicator and source.indicator not in codes():
            row.fault("indicator", f"没有指标“{source.indicator}”，可用的是：{'、'.join(codes())}。")
        sources[what] = source
    return sources
