"""The roster of units: kinds, tree, other names, mergers. Nobody is deleted; a unit that the file leaves out stays as it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from hotline.acts.rosters.changes import Outcome
from tickets.acts.own_forms import Cells, Form, read_form, refuse_row, write_form
from units.models import Unit, UnitKind, UnitName

HEADINGS = ("名称", "简称", "类型", "上级单位", "参加排名", "别名", "撤销日期", "承接单位")
WIDTHS = (30, 16, 14, 30, 10, 40, 14, 30)
NEEDED = ("名称", "类型")
YES, NO = ("是", ""), ("否",)
DEEPEST = 3
_SEVERAL = re.compile(r"[、，,;；|\n]+")


@dataclass(frozen=True)
class Line:
    """One unit as the file has it; `parent` and `successor` are names."""

    name: str
    short_name: str
    kind: UnitKind
    parent: str
    is_ranked: bool
    aliases: tuple[str, ...]
    closed_on: date | None
    successor: str


def as_xlsx() -> bytes:
    """Every unit, in the form that comes back in."""
    rows = Unit.objects.filter(is_unlisted=False).select_related("kind", "parent", "successor").prefetch_related("names")
    return write_form("单位", HEADINGS, WIDTHS, [_cells(unit) for unit in rows.order_by("order", "pk")])


def _cells(unit: Unit) -> tuple[str, ...]:
    aliases = "、".join(sorted(other.name for other in unit.names.all()))
    day = unit.closed_on.isoformat() if unit.closed_on else ""
    parent, successor = unit.parent.name if unit.parent else "", unit.successor.name if unit.successor else ""
    return (unit.name, unit.short_name, unit.kind.label, parent, "是" if unit.is_ranked else "否", aliases, day, successor)


def bring_in(path: Path) -> Outcome:
    """Adds and changes what the file says. ValidationError with one message for each faulty row, and nothing is stored."""
    kinds = {kind.label: kind for kind in UnitKind.objects.all()}
    held = {unit.name: unit for unit in Unit.objects.select_related("kind", "parent", "successor").prefetch_related("names")}
    form = Form(HEADINGS, NEEDED, lambda cells: _line(cells, kinds), lambda line: line.name, "名称", lambda rows: _across(rows, held))
    lines = read_form(path, form)
    with transaction.atomic():
        return _store([line for _, line in lines], held)


def _line(cells: Cells, kinds: dict[str, UnitKind]) -> Line:
    name, kind = cells["名称"], kinds.get(cells["类型"])
    day = _day(cells["撤销日期"])
    refuse_row(_faults(cells, kinds, day))
    assert kind is not None
    successor = cells["承接单位"]
    return Line(name, cells["简称"], kind, cells["上级单位"], cells["参加排名"] in YES, _aliases(cells), day, successor)


def _faults(cells: Cells, kinds: dict[str, UnitKind], day: date | None) -> Iterator[str]:
    if not cells["名称"]:
        yield "“名称”是空的，请补上。"
    if cells["类型"] not in kinds:
        yield f"没有单位类型“{cells['类型']}”，可用的是：{'、'.join(kinds)}。"
    if cells["参加排名"] not in (*YES, *NO):
        yield f"“参加排名”只写“是”或“否”，现为“{cells['参加排名']}”。"
    if cells["撤销日期"] and day is None:
        yield f"“撤销日期”应写成 2023-10-07，现为“{cells['撤销日期']}”。"
    if cells["承接单位"] and not cells["撤销日期"]:
        yield "填了“承接单位”，还要填“撤销日期”。"
    for heading, longest in (("名称", 80), ("简称", 40)):
        if len(cells[heading]) > longest:
            yield f"“{heading}”超过 {longest} 个字，请缩短。"


def _aliases(cells: Cells) -> tuple[str, ...]:
    names = (part.strip() for part in _SEVERAL.split(cells["别名"]))
    return tuple(dict.fromkeys(name for name in names if name and name != cells["名称"]))


def _day(text: str) -> date | None:
    """None also for what is no day."""
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        return None


def _across(rows: Sequence[tuple[int, Cells]], held: dict[str, Unit]) -> Iterator[tuple[int, str]]:
    """What no single row can know: names that mean two units, parents and successors that are nowhere, circles."""
    parents = {unit.name: unit.parent.name if unit.parent else "" for unit in held.values()}
    parents |= {cells["名称"]: cells["上级单位"] for _, cells in rows}
    owners = {alias.name: unit.name for unit in held.values() for alias in unit.names.all()} | {name: name for name in held}
    for number, cells in rows:
        own = cells["名称"]
        for heading in ("上级单位", "承接单位"):
            other = cells[heading]
            if other and other not in parents:
                yield number, f"“{heading}”里的“{other}”不在表里也不在系统里，请写单位全称。"
            if other and other == own:
                yield number, f"“{heading}”不能是自己。"
        if _depth(own, parents) > DEEPEST:
            yield number, f"上级单位绕成了圈，或超过 {DEEPEST} 级。"
        for name in (own, *_aliases(cells)):
            if owners.setdefault(name, own) != own:
                yield number, f"“{name}”已是“{owners[name]}”的名称或别名，一个名称只能指一个单位。"


def _depth(name: str, parents: dict[str, str]) -> int:
    depth = 1
    while parents.get(name) and depth <= DEEPEST:
        name, depth = parents[name], depth + 1
    return depth


def _store(lines: Sequence[Line], held: dict[str, Unit]) -> Outcome:
    """Row by row, for the audit log reads each; a district has at most some hundred units."""
    before = {name: _cells(unit) for name, unit in held.items()}
    last = max((unit.order for unit in held.values()), default=0)
    for place, line in enumerate(lines, start=1):
        unit = held.get(line.name) or Unit(name=line.name, order=last + place)
        changed = unit.pk is None or _plain(unit) != (line.short_name, line.kind.pk, line.is_ranked, line.closed_on)
        unit.short_name, unit.kind, unit.is_ranked, unit.closed_on = line.short_name, line.kind, line.is_ranked, line.closed_on
        if changed:
            unit.save()
        held[line.name] = unit
    for line in lines:
        _link(line, held)
    after = {unit.name: _cells(unit) for unit in Unit.objects.select_related("kind", "parent", "successor").prefetch_related("names")}
    changes = [_words(line.name, before[line.name], after[line.name]) for line in lines if line.name in before]
    said = tuple(words for words in changes if words)
    added = len(lines) - len(changes)
    return Outcome(added, len(said), len(changes) - len(said), said)


def _plain(unit: Unit) -> tuple[object, ...]:
    return (unit.short_name, unit.kind_id, unit.is_ranked, unit.closed_on)


def _link(line: Line, held: dict[str, Unit]) -> None:
    """Parent, successor and other names, once all units are there. A name that the file leaves out is taken off."""
    unit, parent, successor = held[line.name], held.get(line.parent), held.get(line.successor)
    if (unit.parent_id, unit.successor_id) != (parent.pk if parent else None, successor.pk if successor else None):
        unit.parent, unit.successor = parent, successor
        unit.save(update_fields=["parent", "successor"])
    known = {other.name: other for other in UnitName.objects.filter(unit=unit)}
    for name in line.aliases:
        if name not in known:
            UnitName.objects.create(unit=unit, name=name)
    for name, other in known.items():
        if name not in line.aliases:
            other.delete()


def _words(name: str, old: tuple[str, ...], new: tuple[str, ...]) -> str:
    pairs = zip(HEADINGS, old, new, strict=True)
    said = [f"{heading} {was or '（空）'} → {now or '（空）'}" for heading, was, now in pairs if was != now]
    return f"{name}：{'；'.join(said)}" if said else ""
