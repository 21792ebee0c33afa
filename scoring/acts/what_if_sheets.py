"""A what-if as a table for a file: each unit's places, totals and components, printed and tried."""

from decimal import Decimal

from scoring.acts.tables import Cell, Table
from scoring.acts.what_if import Line, Sandbox
from scoring.rules.points import Part, half_up

HEADS = ("分组", "单位", "现名次", "试算名次", "升降", "现总分", "试算总分", "总分差")


def table(found: Sandbox) -> Table:
    """In the order of the page; each component of the method after stands with its points before and after."""
    heads = [word for label in found.labels for word in (f"{label}（现）", f"{label}（试算）")]
    rows = tuple((*_head(line), *_parts(line, found)) for line in found.lines)
    return Table(f"假设试算-{found.period.label}", (*HEADS, *heads, "说明"), rows, notes(found))


def notes(found: Sandbox) -> tuple[str, ...]:
    """What was tried."""
    body, printed = found.body, found.before.method
    told = [f"试算办法：{body.name} {body.version} 版" + ("" if found.is_other_method else "（在执行的办法，不改）")]
    told.append(f"对照：{printed.name} {printed.version} 版的{found.before.words}得分" if printed else "对照：本期没有在执行的办法")
    told += [f"剔除 {one.left_out.number}：{one.words}" for one in found.effects]
    return (*told, "仅为试算，没有保存，不改变任何得分。")


def _head(line: Line) -> tuple[Cell, ...]:
    before, after = line.before, line.after
    group = (after or before).group if after or before else ""  # type: ignore[union-attr]
    ranks = (before.rank if before else None, after.rank if after else None)
    totals = (before.total if before else None, after.total if after else None)
    return (group, line.unit.name, *ranks, line.words, *totals, line.difference)


def _parts(line: Line, found: Sandbox) -> tuple[Cell, ...]:
    places, by_code = found.body.component_decimals, {part.code: (part, was) for part, was in line.parts}
    cells: list[Cell] = []
    for component in found.body.components:
        part, was = by_code.get(component.code, (None, None))
        cells += [_points(was, places), _points(part, places)]
    return (*cells, line.after.note if line.after else "不在试算办法的任何一组")


def _points(part: Part | None, places: int) -> Decimal | None:
    return None if part is None or part.points is None else half_up(part.points, places)
