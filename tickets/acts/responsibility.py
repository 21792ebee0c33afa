"""The responsibility list (确责清单): who leads and who assists by category and area; as a table, and as .xlsx out and in.

The file that goes out is the form that comes in: one row for each line, told apart by category, area and matter. What the
file does not name stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from tickets.acts.own_forms import write_form
from tickets.models import Category, Responsibility
from units.models import Unit

HEADINGS = ("类别", "属地", "事项", "主办单位", "协办单位", "依据")
WIDTHS = (36, 14, 30, 20, 30, 40)
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
    return write_form("确责清单", HEADINGS, WIDTHS, [_cells(line) for line in rows()])


def _cells(line: Responsibility) -> tuple[str, ...]:
    assists = BETWEEN.join(unit.name for unit in line.assists.all())
    return (line.category.path, line.area, line.matter, line.lead.name, assists, line.basis)


def store(entries: Sequence[Entry]) -> Difference:
    """Adds and updates lines, all or none; says what changed."""
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
    with transaction.atomic():  # line by line, for the audit log reads each
        for entry in found.added:
            _write(Responsibility(order=_last() + 1), entry)
        for line, entry in changed:
            _write(line, entry)
    return found


def _changes(line: Responsibility, entry: Entry) -> list[tuple[str, str, str]]:
    """(what, before, after) of everything in which the line and the entry differ; assists in any order are the same."""
    before, after = (line.lead.name, line.basis), (entry.lead.name, entry.basis)
    changes = [(what, old, new) for what, old, new in zip((HEADINGS[3], HEADINGS[5]), before, after, strict=True) if old != new]
    if {unit.pk for unit in line.assists.all()} != {unit.pk for unit in entry.assists}:
        old, new = (BETWEEN.join(unit.name for unit in units) for units in (line.assists.all(), entry.assists))
        changes.append((HEADINGS[4], old, new))
    return changes


def put(entry: Entry, line: Responsibility | None = None) -> Responsibility:
    """Adds one line, or gives `line` all of the entry's values. ValidationError: lead_assists, twice."""
    check(entry)
    same = Responsibility.objects.filter(category=entry.category, area=entry.area, matter=entry.matter)
    twice = ValidationError(f"“{entry.words}”已经在清单里，请修改那一行，或写明不同的属地或事项。", code="twice")
    if any(other != line for other in same):
        raise twice
    try:
        with transaction.atomic():
            return _write(line or Responsibility(order=_last() + 1), entry)
    except IntegrityError:  # somebody else has just added it
        raise twice from None


def _write(line: Responsibility, entry: Entry) -> Responsibility:
    line.category, line.area, line.matter, line.lead, line.basis = entry.category, entry.area, entry.matter, entry.lead, entry.basis
    line.save()
    line.assists.set(entry.assists)
    return line


def _last() -> int:
    return Responsibility.objects.aggregate(last=Max("order"))["last"] or 0


def check(entry: Entry) -> None:
    """ValidationError lead_assists where a unit stands on both sides."""
    if entry.lead in entry.assists:
        raise ValidationError(f"“{entry.lead}”已是主办，不能同时协办。", code="lead_assists")


def drop(line: Responsibility) -> None:
    line.delete()
