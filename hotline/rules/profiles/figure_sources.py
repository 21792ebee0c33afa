"""Where a printed figure of the whole district comes from, as profile.toml's [published.figures] says it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from hotline.rules.profiles.sheets import Line
from hotline.rules.spans import span_of
from scoring.rules.fields import Reader

# Counts of the lists that a method gives: how many are best, how many worst, from how many tickets on.
LISTS = ("best", "worst", "least_volume")


@dataclass(frozen=True)
class FigureSource:
    """An indicator of the whole district, of a category (a path), of units of some kinds, of some types, of a `unit` or of tickets
    returned so many `times`; an outside figure's code; both (ours as a share of theirs); how many units of some kinds had tickets;
    what a list of units says; or the rank that a unit has by the method.

    The share in per cent is that of the whole, `within` a category of that category. `scale` is 10000 for 万件. `is_floor`: what is
    printed is the least that ours may be (80 余件). `count`: the indicator of the number that is printed beside a rate of other rows.
    `over`: the spans that it is counted in and added up, where that is not the reproduced period; `growth_from`: the span from which
    it has grown by so many per cent a year.
    """

    indicator: str = ""
    count: str = ""
    outside: str = ""
    category: str = ""
    within: str = ""
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    growth_from: str = ""
    units_of: tuple[str, ...] = ()
    unit: str = ""
    times: int = 0
    listed: str = ""
    rank_of: str = ""
    scale: int = 1
    is_floor: bool = False


@dataclass(frozen=True)
class Known:
    """What a source may name: indicators, those of the profile among them, and units, each by its own name."""

    codes: Collection[str]
    units: Collection[str]


def read_sources(part: Reader, figures: Sequence[Line], known: Known) -> dict[str, FigureSource]:
    """`figures`: the lines of figures.csv, whose `what` is the key (or section/what, what/year, where that stands twice)."""
    table = part.table("figures")
    if table is None:
        return {}
    printed = {f"{before}{line['what']}{after}" for line in figures for before, after in _around(line)}
    sources = {}
    for what in table.body:
        row = table.table(what)
        assert row is not None
        sources[what] = _source(row, known)
        if what not in printed:
            table.fault(what, "published/figures.csv 的 what 一列中没有它。")
    return sources


def _around(line: Line) -> list[tuple[str, str]]:
    """What may stand before and after a line's `what` in its key."""
    return [("", ""), (f"{line['section']}/", ""), ("", f"/{line['year']}")]


def source_of(line: Line, sources: Mapping[str, FigureSource]) -> FigureSource | None:
    """Where a line's figure comes from; None where nobody said. A line with a year is looked for with it first."""
    section, what, year = line["section"], line["what"], line["year"]
    names = [f"{what}/{year}", f"{section}/{what}", what] if year else [f"{section}/{what}", what]
    return next((sources[name] for name in names if name in sources), None)


def _source(row: Reader, known: Known) -> FigureSource:
    source = FigureSource(
        indicator=row.text("indicator", default=""),
        count=row.text("count", default=""),
        outside=row.text("outside", default=""),
        category=row.text("category", default=""),
        within=row.text("within", default=""),
        kinds=row.texts("kinds") if "kinds" in row.body else (),
        types=row.texts("types") if "types" in row.body else (),
        over=row.texts("over") if "over" in row.body else (),
        growth_from=row.text("growth_from", default=""),
        units_of=row.texts("units_of") if "units_of" in row.body else (),
        unit=row.text("unit", default=""),
        times=row.whole("times", 0),
        listed=row.choice("listed", LISTS, default=""),
        rank_of=row.text("rank_of", default=""),
        scale=row.whole("scale", 1) or 1,
        is_floor=row.flag("is_floor"),
    )
    row.refuse_unknown(("kinds", "units_of", "types", "over"))
    _check_spans(row, source)
    for key, code in (("indicator", source.indicator), ("count", source.count)):
        if code and code not in known.codes:
            row.fault(key, f"没有指标“{code}”，可用的是：{'、'.join(known.codes)}。")
    for key, unit in (("unit", source.unit), ("rank_of", source.rank_of)):
        if unit and unit not in known.units:
            row.fault(key, f"单位“{unit}”不在 units.csv 的 name 一列。")
    return source


def _check_spans(row: Reader, source: FigureSource) -> None:
    for key, texts in (("over", source.over), ("growth_from", [source.growth_from] if source.growth_from else [])):
        for text in texts:
            try:
                span_of(text)
            except ValidationError as error:
                row.fault(key, "；".join(error.messages))
