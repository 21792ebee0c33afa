"""The responsibility list (确责清单): who leads and who assists by category and area; as a table, and as .xlsx out and in.

The file that goes out is the form that comes in: one row for each line, told apart by category, area and matter. What the
file does not name stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from tickets.acts.exporting import MADE, OPTIONS
from tickets.models import Category, Responsibility
from units.models import Unit

HEADINGS = ("类别", "属地", "事项", "主办单位", "协办单位", "依据")
WIDTHS = (36, 14, 30, 20, 30, 40)
SHEET = "确责清单"
BETWEEN = "、"


@dataclass(frozen=True)
class Entry:
    """One line as a file or a form gives it."""

    category: Category
    area: str
    matter: str
    lead: Unit
    assists: tuple[Unit, ...] = ()
    basis: str = ""

    @property
    def key(self) -> tuple[int, str, str]:
        return (self.category.pk, self.area, self.matter)

    @property
    def words(self) -> str:
        return " · ".join(part for part in (str(self.category), self.area, self.matter) if part)


@dataclass
class Difference:
    """What a file changed: lines added, lines updated with (what, before, after), lines as they were, lines it did not name."""

    added: list[Entry] = field(default_factory=list)
    updated: list[tuple[Entry, list[tuple[str, str, str]]]] = field(default_factory=list)
    unchanged: int = 0
    unnamed: int = 0

    @property
    def words(self) -> str:
        return f"新增 {len(self.added)} 更新 {len(self.updated)} 未变 {self.unchanged}，文件里没有的 {self.unnamed} 行保留"


def rows() -> QuerySet[Responsibility]:
    """The list with all that a table shows of it. Two queries."""
    return Responsibility.objects.select_related("category", "lead").prefetch_related("assists").order_by("order", "pk")


def write_xlsx() -> bytes:
    """The whole list as the file that comes in again."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {**OPTIONS, "in_memory": True}) as book:
        book.set_properties({"created": MADE})
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet(SHEET)
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, heading, bold)
        for number, line in enumerate(rows(), start=1):
            for column, words in enumerate(_cells(line)):
                sheet.write_string(number, column, words)
    return out.getvalue()


def _cells(line: Responsibility) -> tuple[str, ...]:
    assists = BETWEEN.join(unit.name for unit in line.assists.all())
    return (line.category.path, line.area, line.matter, line.lead.name, assists, line.basis)


def store(entries: Sequence[Entry]) -> Difference:
    """Adds and updates lines, all or none; says what changed. Eight queries whatever their number."""
    known = {(line.category_id, line.area, line.matter): line for line in rows()}
    found = Difference(unnamed=len(set(known) - {entry.key for entry in entries}))
    changed: list[tuple[Responsibility, Entry]] = []
    for entry in entries:
        line = known.get(entry.key)
        if line is None:
            found.added.append(entry)
        elif changes := _changes(line, entry):
            found.updated.append((entry, changes))
            changed.append((line, entry))
        else:
            found.unchanged += 1
    with transaction.atomic():
        last = Responsibility.objects.aggregate(last=Max("order"))["last"] or 0
        made = [
            Responsibility(category=one.category, area=one.area, matter=one.matter, lead=one.lead, basis=one.basis, order=order)
            for order, one in enumerate(found.added, start=last + 1)
        ]
        Responsibility.objects.bulk_create(made, batch_size=500)
        for line, entry in changed:
            line.lead, line.basis = entry.lead, entry.basis
        Responsibility.objects.bulk_update([line for line, _ in changed], ["lead", "basis"], batch_size=500)
        _give_assists([*zip(made, found.added, strict=True), *changed])
    return found


def _changes(line: Responsibility, entry: Entry) -> list[tuple[str, str, str]]:
    """(what, before, after) of everything in which the line and the entry differ; assists in any order are the same."""
    before, after = (line.lead.name, line.basis), (entry.lead.name, entry.basis)
    changes = [(what, old, new) for what, old, new in zip((HEADINGS[3], HEADINGS[5]), before, after, strict=True) if old != new]
    if {unit.pk for unit in line.assists.all()} != {unit.pk for unit in entry.assists}:
        old, new = (BETWEEN.join(unit.name for unit in units) for units in (line.assists.all(), entry.assists))
        changes.append((HEADINGS[4], old, new))
    return changes


def _give_assists(pairs: Sequence[tuple[Responsibility, Entry]]) -> None:
    through = Responsibility.assists.through
    through._default_manager.filter(responsibility__in=[line.pk for line, _ in pairs]).delete()
    through._default_manager.bulk_create(
        [through(responsibility_id=line.pk, unit_id=unit.pk) for line, entry in pairs for unit in entry.assists], batch_size=500
    )


def put(entry: Entry, line: Responsibility | None = None) -> Responsibility:
    """Adds one line, or gives `line` all of the entry's values. ValidationError: lead_assists, twice."""
    check(entry)
    same = Responsibility.objects.filter(category=entry.category, area=entry.area, matter=entry.matter)
    if any(other != line for other in same):
        raise ValidationError(f"“{entry.words}”已经在清单里，请修改那一行，或写明不同的属地或事项。", code="twice")
    if line is None:
        last = Responsibility.objects.aggregate(last=Max("order"))["last"] or 0
        line = Responsibility(order=last + 1)
    line.category, line.area, line.matter, line.lead, line.basis = entry.category, entry.area, entry.matter, entry.lead, entry.basis
    with transaction.atomic():
        line.save()
        line.assists.set(entry.assists)
    return line


def check(entry: Entry) -> None:
    """ValidationError lead_assists where a unit stands on both sides."""
    if entry.lead in entry.assists:
        raise ValidationError(f"“{entry.lead}”已是主办，不能同时协办。", code="lead_assists")


def drop(line: Responsibility) -> None:
    line.delete()
