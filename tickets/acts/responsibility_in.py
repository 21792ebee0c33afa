"""Reading the responsibility list from an .xlsx of the house's own form: every fault by its row, all or nothing."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError
from django.core.files import File

from tickets.acts.reading import open_workbook
from tickets.acts.responsibility import HEADINGS, Difference, Entry, store
from tickets.acts.vocabulary import Vocabulary
from tickets.models import Category
from tickets.rules.cells import clean
from tickets.rules.headings import Row
from units.models import Unit

NEEDED = (HEADINGS[0], HEADINGS[3])
# As the columns of tickets.models.routing.Responsibility.
LONGEST = {"属地": 100, "事项": 200, "依据": 300}
MOST_BYTES = 20 * 1024**2
MOST_ROWS = 20_000
MOST_FAULTS = 20
_STEPS = re.compile(r"[/›>]")
_SEVERAL = re.compile(r"[、,，;；|\n]+")


class Fault(Exception):
    """What is wrong with a row and what to do about it, in Chinese."""


@dataclass(frozen=True)
class _Reader:
    places: dict[str, int]
    words: Vocabulary

    def read(self, row: Row) -> Entry:
        cells = {heading: self._cell(row, heading) for heading in HEADINGS}
        lead, assists = self._units(cells["主办单位"], "主办单位"), self._units(cells["协办单位"], "协办单位")
        if len(lead) != 1:
            raise Fault("“主办单位”要写一个单位；其余的写在“协办单位”里。" if lead else "“主办单位”是空的，请补上。")
        if lead[0] in assists:
            raise Fault(f"“{lead[0]}”既是主办又是协办，请删去一处。")
        for heading, longest in LONGEST.items():
            if len(cells[heading]) > longest:
                raise Fault(f"“{heading}”超过 {longest} 个字，请缩短。")
        category = self._category(cells["类别"])
        return Entry(category, cells["属地"], cells["事项"], lead[0], tuple(dict.fromkeys(assists)), cells["依据"])

    def _cell(self, row: Row, heading: str) -> str:
        place = self.places.get(heading)
        return clean(row.cells[place]) if place is not None and place < len(row.cells) else ""

    def _category(self, text: str) -> Category:
        levels = tuple(level.strip() for level in _STEPS.split(text) if level.strip())
        if not levels:
            raise Fault("“类别”是空的，请写类别的全称，例如“城建/路灯”。")
        found = self.words.category(levels)
        if found is None or (len(levels) > 1 and found.depth != len(levels)):
            raise Fault(f"类别“{text}”不在类别表里，请写全称，例如“城建/路灯”。")
        return found

    def _units(self, text: str, heading: str) -> list[Unit]:
        found = []
        for name in (part.strip() for part in _SEVERAL.split(text) if part.strip()):
            unit = self.words.unit(name)
            if unit is None or unit.is_unlisted:
                raise Fault(f"“{heading}”里的“{name}”不是已知的单位，请写单位全称、简称或别名。")
            if unit.closed_on is not None:
                raise Fault(f"“{name}”已撤销，请改写为{f'承接单位“{unit.successor}”' if unit.successor else '承接的单位'}。")
            found.append(unit)
        return found


def bring_in(file: "File[bytes]") -> Difference:
    """Reads an upload and stores its lines. ValidationError too_big, or one message for each faulty row; then nothing is stored."""
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(f"文件超过 {MOST_BYTES // 1024**2} MB，不像是确责清单。请检查后重新选择。", code="too_big")
    with NamedTemporaryFile(suffix=".xlsx") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
        kept.flush()
        return store(read(Path(kept.name)))


def read(path: Path) -> list[Entry]:
    """The first sheet's lines. ValidationError: those of `open_workbook`, no_heading, empty, too_many, faulty_rows."""
    with closing(open_workbook(path)) as sheets:
        sheet = next(sheets, None)
        rows = [row for _, row in zip(range(MOST_ROWS + 2), sheet.rows, strict=False)] if sheet else []
    reader = _Reader(_places(rows[:1]), Vocabulary.load())
    if len(rows) == 1:
        raise ValidationError("表头下面没有内容。请先导出清单，照样填写后再导入。", code="empty")
    if len(rows) > MOST_ROWS + 1:
        raise ValidationError(f"一次最多导入 {MOST_ROWS} 行，请分成几个文件。", code="too_many")
    entries: dict[tuple[int, str, str], int] = {}
    found, faults = [], []
    for row in rows[1:]:
        try:
            entry = reader.read(row)
        except Fault as fault:
            faults.append(f"第 {row.number} 行：{fault}")
            continue
        if entry.key in entries:
            faults.append(f"第 {row.number} 行：与第 {entries[entry.key]} 行的类别、属地、事项相同，请删去一行。")
        entries.setdefault(entry.key, row.number)
        found.append(entry)
    if faults:
        more = [f"还有 {len(faults) - MOST_FAULTS} 行有问题。"] if len(faults) > MOST_FAULTS else []
        shown = [*faults[:MOST_FAULTS], *more, "清单没有改动，请改好后重新导入。"]
        raise ValidationError([ValidationError(words, code="faulty_rows") for words in shown])
    return found


def _places(first: Sequence[Row]) -> dict[str, int]:
    """In which column each heading stands."""
    cells = [clean(cell) for cell in first[0].cells] if first else []
    places = {heading: cells.index(heading) for heading in HEADINGS if heading in cells}
    missing = [heading for heading in NEEDED if heading not in places]
    if missing:
        words = f"第一行应是表头，缺少：{'、'.join(missing)}。请先导出清单，照它的表头填写。"
        raise ValidationError(words, code="no_heading")
    return places
