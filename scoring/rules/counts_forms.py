"""Which columns of a table an indicator is read from, and how a line's cells become its base and hits.

Whole counts go before printed figures where a table gives both: they are exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.rules.components import Component, Each, Mean
from scoring.rules.counts_cells import HUNDRED, Cells
from scoring.rules.known import Entry

Pair = tuple[Decimal, Decimal]  # base, hits
Found = dict[str, Pair | None]  # indicator → its pair; None: no data
NOUGHT = Decimal(0)


@dataclass(frozen=True)
class Form:
    """The columns of one indicator. `read` turns a line into its pairs; `lacks` names grades that the table has no column for."""

    columns: tuple[str, ...]
    read: Callable[[Cells], Found]
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Want:
    """An indicator as the method's components want it: `needs_hits` to count them one by one, `needs_base` what they are out of;
    `most` the highest mean; `grades` those that are worth anything, `parent` the answer whose grade the indicator is."""

    entry: Entry
    needs_hits: bool
    needs_base: bool
    most: Decimal | None
    grades: frozenset[str] = frozenset()
    parent: Entry | None = None


def want_of(entry: Entry, parent: Entry | None, components: Sequence[Component]) -> Want:
    """`components`: those that read the indicator."""
    counted = [one for one in components if isinstance(one, Each)]
    needs_base = entry.shape != "count" and (len(counted) < len(components) or any(one.of == "rest" for one in counted))
    tops = [Decimal(one.most.numerator) / one.most.denominator for one in components if isinstance(one, Mean)]
    if parent is not None:
        grades = {entry.code.partition(".")[2]}
    else:
        credits = [entry.credits if (own := getattr(one, "credits", None)) is None else own for one in components]
        grades = {grade for worth in credits for grade, credit in worth.items() if credit}
    return Want(entry, bool(counted), needs_base, min(tops, default=None), frozenset(grades), parent)


def find_form(want: Want, headings: Sequence[str]) -> Form | None:
    """None where the table lacks the columns. Grades that are not all there come last: a table may hold one of them beside a rate."""
    if not want.needs_base:
        return _number(want, headings)
    makers = [_grades, _stars, _pair, *(() if want.needs_hits else (_printed,)), _some_grades]
    return next((form for maker in makers if (form := maker(want, headings)) is not None), None)


def expected(want: Want) -> str:
    """The columns that would do, in words."""
    code, shape = want.entry.code, want.entry.shape
    if not want.needs_base:
        return f"{code} 或 {code}.hits"
    ways = [f"{code}.hits 和 {code}.base"]
    if want.entry.grades:
        ways.insert(0, "、".join(f"{code}.{grade}" for grade in want.entry.grades))
    if not want.needs_hits:
        ways.append(f"{code}.pct" if shape == "rate" else f"{code}.mean")
    return "，或 ".join(ways)


def _number(want: Want, headings: Sequence[str]) -> Form | None:
    code = want.entry.code
    column = next((name for name in (code, f"{code}.hits") if name in headings), None)
    if column is None:
        return None

    def read(cells: Cells) -> Found:
        number = cells.whole(column)
        return {code: None if number is None else (NOUGHT, number)}

    return Form((column,), read)


def _pair(want: Want, headings: Sequence[str]) -> Form | None:
    code = want.entry.code
    hits, base = f"{code}.hits", f"{code}.base"
    if hits not in headings or base not in headings:
        return None

    def read(cells: Cells) -> Found:
        above, below = cells.whole(hits) if want.needs_hits else cells.amount(hits), cells.whole(base)
        if cells.is_blank(hits) != cells.is_blank(base) and not (cells.is_blank(hits) and below == 0):
            cells.fault(hits if cells.is_blank(hits) else base, f"{hits} 与 {base} 要么都填，要么都留空（没有数据）。")
        if above is None or below is None:
            return {code: None}
        _check(want, cells, hits, below, above)
        return {code: (below, above)}

    return Form((hits, base), read)


def _check(want: Want, cells: Cells, hits: str, below: Decimal, above: Decimal) -> None:
    if (want.entry.shape == "rate" or below == 0) and above > below:
        cells.fault(hits, f"分子 {above} 大于分母 {below}，请核对。")
    elif want.most is not None and below and above > want.most * below:
        cells.fault(hits, f"均值 {above}/{below} 超过评分办法写明的最高 {want.most.normalize():f}，请核对。")


def _grades(want: Want, headings: Sequence[str]) -> Form | None:
    """Counts of each grade of an answer, or of those that are worth anything beside a base."""
    answer = want.parent or want.entry
    has_base = f"{answer.code}.base" in headings
    needed = want.grades if has_base else (answer.grades or {})
    return _some_grades(want, headings) if all(f"{answer.code}.{grade}" in headings for grade in needed) else None


def _some_grades(want: Want, headings: Sequence[str]) -> Form | None:
    """Counts of grades, whose sum is the base unless one is given. One grade alone is no base."""
    answer = want.parent or want.entry
    if answer.grades is None:
        return None
    base = f"{answer.code}.base"
    columns = [f"{answer.code}.{grade}" for grade in answer.grades if f"{answer.code}.{grade}" in headings]
    has_worth = any(f"{answer.code}.{grade}" in columns for grade in want.grades)
    if not has_worth or (len(columns) == 1 and base not in headings):
        return None
    needed = want.grades if base in headings else answer.grades
    lacks = tuple(name for grade in answer.grades if grade in needed and (name := f"{answer.code}.{grade}") not in headings)
    has_base = base in headings

    def read(cells: Cells) -> Found:
        below, counts = _filled(cells, columns, base if has_base else "")
        if not counts:
            return {answer.code: None, **dict.fromkeys(columns, None)}
        return {column: (below, number) for column, number in counts.items()}

    return Form((*columns, *((base,) if has_base else ())), read, lacks)


def _filled(cells: Cells, columns: list[str], base: str) -> tuple[Decimal, dict[str, Decimal]]:
    """(the base, column → its number); no numbers where there are none, or after a fault."""
    named = [*columns, *([base] if base else [])]
    numbers = {column: cells.whole(column) for column in named}
    blank = [column for column in named if cells.is_blank(column)]
    if len(blank) == len(named) or (numbers.get(base) == 0 and len(blank) == len(columns)):
        return NOUGHT, {}
    for column in blank:
        cells.fault(column, f"{'、'.join(named)} 要么都填（没有的填 0），要么都留空（没有数据）。")
    known = {column: number for column, number in numbers.items() if number is not None}
    if len(known) < len(named):
        return NOUGHT, {}
    total = sum((known[column] for column in columns), NOUGHT)
    if base and total > known[base]:
        cells.fault(base, f"各等次合计 {total} 大于分母 {known[base]}，请核对。")
        return NOUGHT, {}
    return known[base] if base else total, {column: known[column] for column in columns}


def _stars(want: Want, headings: Sequence[str]) -> Form | None:
    """Counts of each number of stars: mean_star.5, mean_star.4…"""
    code = want.entry.code
    columns = {
        head: Decimal(tail) for head in headings if (tail := head.removeprefix(f"{code}.")) != head and tail.isascii() and tail.isdigit()
    }
    if want.entry.shape != "mean" or not columns:
        return None

    def read(cells: Cells) -> Found:
        below, counts = _filled(cells, list(columns), "")
        above = sum((columns[column] * number for column, number in counts.items()), NOUGHT)
        _check(want, cells, next(iter(columns)), below, above)
        return {code: (below, above) if counts else None}

    return Form(tuple(columns), read)


def _printed(want: Want, headings: Sequence[str]) -> Form | None:
    code, is_rate = want.entry.code, want.entry.shape == "rate"
    column = f"{code}.pct" if is_rate else f"{code}.mean"
    if column not in headings:
        return None

    def read(cells: Cells) -> Found:
        printed = cells.amount(column, may_percent=is_rate)
        most = HUNDRED if is_rate else want.most
        if printed is not None and most is not None and printed > most:
            cells.fault(column, f"{printed} 超过{'百分率' if is_rate else '评分办法写明'}的最高 {most.normalize():f}，请核对。")
        return {code: None if printed is None else (HUNDRED if is_rate else Decimal(1), printed)}

    return Form((column,), read)
