"""A filled form of hard cases (剔除、督办、吹哨) as rows: the sheet and the row of its heading are looked for, what is not read is told."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import chain, islice

from django.core.exceptions import ValidationError
from django.core.files import File

from tickets.acts.reading import Sheet, open_workbook
from tickets.acts.uploads import on_disk
from tickets.rules.case_layouts import CaseLayout
from tickets.rules.cells import clean
from tickets.rules.headings import Row, letters

MOST_ROWS = 1_000
MOST_BYTES = 10 * 1024**2
# A title or a note may stand above the heading.
SEARCHED_ROWS = 10
Cells = dict[str, str]
Rows = list[tuple[int, Cells]]


@dataclass(frozen=True)
class Filled:
    """The rows by their number in the sheet, and what nobody reads: “备注”（K 列）, 工作表“二月”."""

    rows: Rows
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Best:
    """The row of a sheet that has the most of the headings: what it lacks, its place among the sheet's rows that hold something."""

    missing: tuple[str, ...]
    at: int
    where: str


def read(file: "File[bytes]", known: CaseLayout) -> Filled:
    """The rows of the first sheet that has the form's heading and something under it.

    ValidationError: too_big, no_heading (what is missing, and where), doubled, empty, too_many, and those of `open_workbook`.
    """
    found: Filled | None = None
    others, blank, lacking = list[str](), list[str](), list[_Best]()
    with on_disk(file, MOST_BYTES) as path, closing(open_workbook(path)) as sheets:
        for sheet in sheets:
            first = list(islice(sheet.rows, SEARCHED_ROWS))
            best = _best(known, sheet.name, first)
            if best is None or best.missing:
                others.extend([sheet.name] if _hold(chain(first, sheet.rows)) else [])
                lacking.extend([best] if best else [])
                continue
            rows = [*first[best.at + 1 :], *islice(sheet.rows, MOST_ROWS + 1)]
            if not _hold(rows):
                blank.append(sheet.name)
            elif found is None:
                found = _filled(known, sheet, first[best.at], rows)
            else:
                others.append(sheet.name)
    if found is None:
        raise _no_rows(known, blank, lacking)
    return replace(found, unread=(*found.unread, *(f"工作表“{name}”" for name in others)))


def _best(known: CaseLayout, name: str, first: list[Row]) -> _Best | None:
    """None where the sheet holds nothing."""
    lacks = [(known.missing(known.places(_headings(row))), at, f"工作表“{name}”第 {row.number} 行") for at, row in enumerate(first)]
    return min((_Best(*each) for each in lacks), key=lambda each: len(each.missing), default=None)


def _hold(rows: Iterable[Row]) -> bool:
    return any(clean(cell) for row in rows for cell in row.cells)


def _no_rows(known: CaseLayout, blank: list[str], lacking: list[_Best]) -> ValidationError:
    """`blank`: the sheets with nothing under their heading; `lacking`: the others' best rows. A heading that is almost there says best
    what is wrong."""
    needed, todo = known.missing({}), "请先下载空表，照它的表头填写。"
    nearest = min(lacking, key=lambda each: len(each.missing), default=None)
    if nearest is not None and len(nearest.missing) < len(needed):
        return ValidationError(f"{nearest.where}缺少表头：{'、'.join(nearest.missing)}。{todo}", code="no_heading")
    if blank:
        return ValidationError(f"工作表“{'”、“'.join(blank)}”的表头下面没有内容，请填写后再导入。", code="empty")
    if nearest is None:
        return ValidationError(f"表里没有内容。{todo}", code="empty")
    return ValidationError(f"各工作表的前 {SEARCHED_ROWS} 行里都没有表头：{'、'.join(needed)}。{todo}", code="no_heading")


def _filled(known: CaseLayout, sheet: Sheet, heading: Row, rows: list[Row]) -> Filled:
    headings = _headings(heading)
    if doubled := known.doubled(headings):
        words = "；".join(f"“{name}”出现在 {'、'.join(map(letters, places))} 列" for name, places in doubled.items())
        raise ValidationError(f"工作表“{sheet.name}”第 {heading.number} 行的表头重复：{words}，请只留一列。", code="doubled")
    if len(rows) > MOST_ROWS:
        raise ValidationError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", code="too_many")
    places = known.places(headings)
    cells = [(row.number, {name: clean(row.cells[at]) for name, at in places.items() if at < len(row.cells)}) for row in rows]
    return Filled(cells, tuple(_unread(headings, set(places.values()), rows)))


def _headings(row: Row) -> list[str]:
    return [clean(cell) for cell in row.cells]


def _unread(headings: list[str], read_places: set[int], rows: list[Row]) -> list[str]:
    """Columns that hold something under a heading of their own, or under none."""
    width = max(len(headings), *(len(row.cells) for row in rows))
    filled = [at for at in range(width) if at not in read_places and any(at < len(row.cells) and clean(row.cells[at]) for row in rows)]
    return [f"“{headings[at] if at < len(headings) and headings[at] else '（没有表头）'}”（{letters(at)} 列）" for at in filled]
