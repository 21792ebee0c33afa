"""units.csv of a profile: the handling units in their order, with kinds, parents, other names and successors."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hotline.rules.profiles.sheets import NO, YES, Line, Sheet

UNLISTED = "unlisted"
# A unit, its section or community, and that one's own parts (units.models.UnitQuerySet.subtree).
DEEPEST = 3


@dataclass(frozen=True)
class UnitLine:
    """`parent` and `successor` are names of other lines, or empty."""

    name: str
    short_name: str
    kind: str
    parent: str
    is_ranked: bool
    is_unlisted: bool
    aliases: tuple[str, ...]
    closed_on: date | None
    successor: str

    @property
    def names(self) -> tuple[str, ...]:
        """Everything by which a file may call it."""
        return tuple(dict.fromkeys(name for name in (self.name, self.short_name, *self.aliases) if name))


def read_units(path: Path, kinds: Collection[str], faults: list[str]) -> tuple[UnitLine, ...]:
    """The units of `path`; kinds are the codes of profile.toml's [[unit_kinds]]."""
    sheet = Sheet(path, faults)
    lines = sheet.read(("name", "kind"), ("short_name", "parent", "ranked", "aliases", "closed_on", "successor"))
    units = [_unit(sheet, line, kinds) for line in lines]
    _check_names(sheet, lines, units)
    _check_links(sheet, lines, units)
    unlisted = [line for line, unit in zip(lines, units, strict=True) if unit.is_unlisted]
    if lines and len(unlisted) != 1:
        faults.append(f"{sheet.name}：应恰有一个单位的 ranked 写 {UNLISTED}（未列明单位），现有 {len(unlisted)} 个。")
    return tuple(units)


def _unit(sheet: Sheet, line: Line, kinds: Collection[str]) -> UnitLine:
    if not line["name"]:
        sheet.fault(line, "缺少单位名称（name）。")
    ranked = sheet.choice(line, "ranked", (YES, NO, UNLISTED)) if line["ranked"] else YES
    if line["closed_on"] == "" and line["successor"]:
        sheet.fault(line, "填了承接单位（successor），还要填撤销日期（closed_on）。")
    return UnitLine(
        name=line["name"],
        short_name=line["short_name"],
        kind=sheet.choice(line, "kind", tuple(kinds)),
        parent=line["parent"],
        is_ranked=ranked == YES,
        is_unlisted=ranked == UNLISTED,
        aliases=tuple(alias.strip() for alias in line["aliases"].split("、") if alias.strip()),
        closed_on=sheet.day(line, "closed_on"),
        successor=line["successor"],
    )


def _check_names(sheet: Sheet, lines: list[Line], units: list[UnitLine]) -> None:
    """No word may mean two units: a file would be read wrongly without anybody noticing."""
    owners: dict[str, tuple[str, Line]] = {}
    for line, unit in zip(lines, units, strict=True):
        for name in unit.names:
            if name in owners and (owners[name][0] != unit.name or name == unit.name):
                owner, place = owners[name]
                sheet.fault(line, f"“{name}”已是 {place.place} “{owner}”的名称或别名，一个名称只能指一个单位。")
            owners.setdefault(name, (unit.name, line))


def _check_links(sheet: Sheet, lines: list[Line], units: list[UnitLine]) -> None:
    by_name = {unit.name: unit for unit in units}
    for line, unit in zip(lines, units, strict=True):
        for column, other in (("parent", unit.parent), ("successor", unit.successor)):
            if other and other not in by_name:
                sheet.fault(line, f"{column} “{other}”不在本表中，请先列出它，或改成表中的名称（name 一列）。")
            elif other == unit.name:
                sheet.fault(line, f"{column} 不能是自己。")
        if _depth(unit, by_name) > DEEPEST:
            sheet.fault(line, f"上级单位（parent）绕成了圈，或超过 {DEEPEST} 级。")


def _depth(unit: UnitLine, by_name: dict[str, UnitLine]) -> int:
    depth = 1
    while unit.parent in by_name and depth <= DEEPEST:
        unit, depth = by_name[unit.parent], depth + 1
    return depth
