"""Finding the heading of an incoming file: under titles, in one row or two, merged or not, in the layout that fits best."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tickets.rules.cells import Cell, Problem, clean
from tickets.rules.layouts import Layout, normal, without_aside

# The heading is looked for among so many rows that hold something.
SEARCHED_ROWS = 40
LONGEST_HEADING = 40
# Words that a group's heading carries and its columns' do not: 来电人信息 over 姓名 is 来电人姓名.
GROUP_TAILS = ("基本信息", "信息", "情况", "资料", "内容")


class Row(NamedTuple):
    """A row of a sheet: its number as the table program shows it (from 1) and its cells from column A."""

    number: int
    cells: Sequence[Cell]


class Column(NamedTuple):
    """A column of the file: its place from 0, its field ("" when it is only kept beside the row), its heading as written."""

    place: int
    field: str
    heading: str

    @property
    def words(self) -> str:
        return f"{letters(self.place)} 列「{self.heading}」"


@dataclass(frozen=True)
class Heading:
    """Where the heading stands (`row`: its last row's number) and what its columns mean. `unknown`: headings nobody knows."""

    layout: Layout
    row: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]

    def column(self, field: str) -> Column | None:
        return next((column for column in self.columns if column.field == field), None)


@dataclass(frozen=True)
class _Guess:
    layout: Layout
    row: int
    columns: tuple[Column, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    score: int
    is_double: bool

    @property
    def worth(self) -> tuple[int, bool, int, bool]:
        """Most headings win, then who lacks nothing, then most fields.

        A title over a heading looks like a heading of two rows: of equals the single row is meant.
        """
        return self.score, not self.missing, sum(bool(column.field) for column in self.columns), not self.is_double


def letters(index: int) -> str:
    """The column's name in a table program: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def find_heading(rows: Iterable[Row], layouts: Sequence[Layout], name: str = "") -> Heading | Problem:
    """The heading among the first `rows`. Without a `name` the layout that knows most of them is taken.

    A Problem where what a layout requires finds no column: it names what is missing and the headings seen.
    """
    chosen = [layout for layout in layouts if not name or layout.name == name]
    if not chosen:
        known = "、".join(f"{layout.name}（{layout.label}）" for layout in layouts)
        return Problem("layout_unknown", f"没有叫“{name}”的版式", f"可用的版式：{known}")
    first = [row for row, _ in zip((row for row in rows if any(map(clean, row.cells))), range(SEARCHED_ROWS), strict=False)]
    guesses = [
        guess for ways, row, is_double in _candidates(first) for layout in chosen if (guess := _guess(layout, ways, row, is_double)).score
    ]
    best = max(guesses, key=lambda guess: guess.worth, default=None)
    if best is None or best.missing:
        return _not_found(best, first, chosen)
    return Heading(best.layout, best.row, best.columns, best.unknown)


def _candidates(rows: Sequence[Row]) -> Iterable[tuple[list[list[str]], int, bool]]:
    """For each row, and each pair of rows, the ways to call every column; the first that is known counts."""
    for place, row in enumerate(rows):
        texts = [clean(cell) for cell in row.cells]
        if not _could_be_heading(row):
            continue
        yield [[text] for text in texts], row.number, False
        if place + 1 < len(rows) and _could_be_heading(rows[place + 1]):
            yield _two_rows(texts, [clean(cell) for cell in rows[place + 1].cells]), rows[place + 1].number, True


def _two_rows(upper: list[str], lower: list[str]) -> list[list[str]]:
    """Groups above, columns below: a merged group's heading stands in its first cell and reaches to the next group's."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    ways: list[list[str]] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        group = above or group
        if not without_aside(below):
            ways.append([above])
            continue
        short = next((group.removesuffix(tail) for tail in GROUP_TAILS if group.endswith(tail)), group)
        ways.append([below, group + below, short + below] if above == "" and group == "" else [group + below, short + below, below])
    return ways


def _could_be_heading(row: Row) -> bool:
    """Headings are short words; a row with a number, a date or a story in it is data."""
    filled = [cell for cell in row.cells if clean(cell)]
    return bool(filled) and all(
        isinstance(cell, str) and len(clean(cell)) <= LONGEST_HEADING and sum(map(str.isdigit, cell)) < 6 for cell in filled
    )


def _guess(layout: Layout, headings: list[list[str]], row: int, is_double: bool) -> _Guess:
    ranks: dict[str, int] = {}  # field → rank of its heading among the synonyms: the preferred synonym wins
    taken: dict[str, int] = {}  # field → its column
    columns: list[Column] = []
    known, unknown = 0, []
    for place, ways in enumerate(headings):
        found = next((hit for way in ways for key in (normal(way), without_aside(way)) if key and (hit := layout.find(key))), None)
        heading = _unique(_shown(ways), columns) or f"第 {place + 1} 列"
        if found is None and ways[0]:
            unknown.append(heading)
        known += found is not None
        field, rank = found or ("", 0)
        if field and rank < ranks.get(field, rank + 1):
            if field in taken:
                columns[taken[field]] = columns[taken[field]]._replace(field="")
            ranks[field], taken[field] = rank, place
        else:
            field = ""
        columns.append(Column(place, field, heading))
    return _Guess(layout, row, tuple(columns), tuple(unknown), tuple(layout.missing(frozenset(taken))), known, is_double)


def _shown(ways: list[str]) -> str:
    return " ".join(ways[0].split())


def _unique(heading: str, columns: list[Column]) -> str:
    """A heading that stands twice is kept twice: 备注, 备注（2）."""
    same = sum(column.heading == heading or column.heading.startswith(f"{heading}（") for column in columns) if heading else 0
    return f"{heading}（{same + 1}）" if same else heading


def _not_found(best: _Guess | None, rows: Sequence[Row], layouts: Sequence[Layout]) -> Problem:
    if not rows:
        return Problem("file_empty", "表里没有内容", "请检查是否导出了数据")
    if best is None:
        widest = max(rows, key=lambda row: sum(1 for cell in row.cells if isinstance(cell, str) and clean(cell)))
        seen = [clean(cell)[:LONGEST_HEADING] for cell in widest.cells if clean(cell)] if _could_be_heading(widest) else []
        missing: Sequence[str] = _all_of(layouts)
    else:
        seen, missing = [column.heading for column in best.columns if not column.heading.startswith("第 ")], best.missing
    headings = f"看到的表头：{'、'.join(seen)}" if seen else "没有看到表头"
    return Problem("heading_missing", f"找不到这些列：{'、'.join(missing)}。{headings}", "请核对文件，或在版式里补上这些列的叫法")


def _all_of(layouts: Sequence[Layout]) -> list[str]:
    """What a list needs of which no heading is known: of several layouts the one that is for tickets, or else the first."""
    meant = next((layout for layout in layouts if layout.target == "tickets"), layouts[0])
    return meant.missing(frozenset())
