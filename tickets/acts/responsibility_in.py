"""Reading the responsibility list from an .xlsx of the house's own form: every fault by its row, all or nothing."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.core.files import File

from tickets.acts.own_forms import Cells, Fault, Form, read_form
from tickets.acts.responsibility import HEADINGS, Difference, Entry, store
from tickets.acts.uploads import on_disk
from tickets.acts.vocabulary import Vocabulary
from tickets.models import Category
from units.models import Unit

NEEDED = (HEADINGS[0], HEADINGS[3])
# As the columns of tickets.models.routing.Responsibility.
LONGEST = {"属地": 100, "事项": 200, "依据": 300}
MOST_BYTES = 20 * 1024**2
_STEPS = re.compile(r"[/›>]")
_SEVERAL = re.compile(r"[、,，;；|\n]+")


@dataclass(frozen=True)
class _Reader:
    words: Vocabulary

    def read(self, cells: Cells) -> Entry:
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
    with on_disk(file, MOST_BYTES) as path:
        return store(read(path))


def read(path: Path) -> list[Entry]:
    """The first sheet's lines. ValidationError: those of `read_form`."""
    form = Form(HEADINGS, NEEDED, _Reader(Vocabulary.load()).read, lambda entry: entry.key, "类别、属地、事项")
    return [entry for _, entry in read_form(path, form)]
