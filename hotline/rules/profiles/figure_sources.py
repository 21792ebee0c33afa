"""Where a printed figure of the whole district comes from, as profile.toml's [published.figures] says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hotline.rules.profiles.sheets import Line
from scoring.rules.fields import Reader
from scoring.rules.indicators import codes

# Counts of the lists that a method gives: how many are best, how many worst, from how many tickets on.
LISTS = ("best", "worst", "least_volume")


@dataclass(frozen=True)
class FigureSource:
    """An indicator of the whole district, of a category (a path) or of units of some kinds; an outside figure's code; both (ours
    as a share of theirs); how many units of some kinds had tickets; or what a list of units says.

    The share in per cent is that of the whole, `within` a category of that category. `scale` is 10000 for 万件. `is_floor`: what is
    printed is the least that ours may be (80 余件).
    """

    indicator: str = ""
    outside: str = ""
    category: str = ""
    within: str = ""
    kinds: tuple[str, ...] = ()
    units_of: tuple[str, ...] = ()
    listed: str = ""
    scale: int = 1
    is_floor: bool = False


def read_sources(part: Reader, figures: Sequence[Line]) -> dict[str, FigureSource]:
    """`figures`: the lines of figures.csv, whose `what` (or section/what, where that stands in two sections) is the key."""
    table = part.table("figures")
    if table is None:
        return {}
    known = {line["what"] for line in figures} | {f"{line['section']}/{line['what']}" for line in figures}
    sources = {}
    for what in table.body:
        row = table.table(what)
        assert row is not None
        sources[what] = _source(row)
        if what not in known:
            table.fault(what, "published/figures.csv 的 what 一列中没有它。")
    return sources


def source_of(line: Line, sources: Mapping[str, FigureSource]) -> FigureSource | None:
    """Where a line's figure comes from; None where nobody said."""
    return sources.get(f"{line['section']}/{line['what']}") or sources.get(line["what"])


def _source(row: Reader) -> FigureSource:
    source = FigureSource(
        indicator=row.text("indicator", default=""),
        outside=row.text("outside", default=""),
        category=row.text("category", default=""),
        within=row.text("within", default=""),
        kinds=row.texts("kinds") if "kinds" in row.body else (),
        units_of=row.texts("units_of") if "units_of" in row.body else (),
        listed=row.choice("listed", LISTS, default=""),
        scale=row.whole("scale", 1) or 1,
        is_floor=row.flag("is_floor"),
    )
    row.refuse_unknown(("kinds", "units_of"))
    if source.indicator and source.indicator not in codes():
        row.fault("indicator", f"没有指标“{source.indicator}”，可用的是：{'、'.join(codes())}。")
    return source
