"""Where a printed figure of the whole district comes from, as profile.toml's [published.figures] says it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hotline.rules.profiles.sheets import Line
from scoring.rules.fields import Reader

# Counts of the lists that a method gives: how many are best, how many worst, from how many tickets on.
LISTS = ("best", "worst", "least_volume")


@dataclass(frozen=True)
class FigureSource:
    """An indicator of the whole district, of a category (a path), of units of some kinds, of a `unit` or of tickets returned so many
    `times`; an outside figure's code; both (ours as a share of theirs); how many units of some kinds had tickets; what a list of
    units says; or the rank that a unit has by the method.

    The share in per cent is that of the whole, `within` a category of that category. `scale` is 10000 for 万件. `is_floor`: what is
    printed is the least that ours may be (80 余件). `count`: the indicator of the number that is printed beside a rate of other rows.
    """

    indicator: str = ""
    count: str = ""
    outside: str = ""
    category: str = ""
    within: str = ""
    kinds: tuple[str, ...] = ()
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
    """`figures`: the lines of figures.csv, whose `what` (or section/what, where that stands in two sections) is the key."""
    table = part.table("figures")
    if table is None:
        return {}
    printed = {line["what"] for line in figures} | {f"{line['section']}/{line['what']}" for line in figures}
    sources = {}
    for what in table.body:
        row = table.table(what)
        assert row is not None
        sources[what] = _source(row, known)
        if what not in printed:
            table.fault(what, "published/figures.csv 的 what 一列中没有它。")
    return sources


def source_of(line: Line, sources: Mapping[str, FigureSource]) -> FigureSource | None:
    """Where a line's figure comes from; None where nobody said."""
    return sources.get(f"{line['section']}/{line['what']}") or sources.get(line["what"])


def _source(row: Reader, known: Known) -> FigureSource:
    source = FigureSource(
        indicator=row.text("indicator", default=""),
        count=row.text("count", default=""),
        outside=row.text("outside", default=""),
        category=row.text("category", default=""),
        within=row.text("within", default=""),
        kinds=row.texts("kinds") if "kinds" in row.body else (),
        units_of=row.texts("units_of") if "units_of" in row.body else (),
        unit=row.text("unit", default=""),
        times=row.whole("times", 0),
        listed=row.choice("listed", LISTS, default=""),
        rank_of=row.text("rank_of", default=""),
        scale=row.whole("scale", 1) or 1,
        is_floor=row.flag("is_floor"),
    )
    row.refuse_unknown(("kinds", "units_of"))
    for key, code in (("indicator", source.indicator), ("count", source.count)):
        if code and code not in known.codes:
            row.fault(key, f"没有指标“{code}”，可用的是：{'、'.join(known.codes)}。")
    for key, unit in (("unit", source.unit), ("rank_of", source.rank_of)):
        if unit and unit not in known.units:
            row.fault(key, f"单位“{unit}”不在 units.csv 的 name 一列。")
    return source
