"""Rankings by group (分组排名): the board told apart by the method's groups, or by kinds of units where it has none; as page and file."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.acts.standings import BoardRow, Standings
from scoring.acts.tables import Cell, Percent, Table
from scoring.rules.distinctions import Distinction, distinction
from scoring.rules.points import Part, half_up, percent
from units.models import Unit

NOBODY = "未分组"


@dataclass(frozen=True)
class Line:
    """`place` is the unit's among those of its section, which is its rank unless a method without groups is told apart by kinds;
    None for those listed apart."""

    line: BoardRow
    place: int | None
    mark: Distinction


@dataclass(frozen=True)
class Section:
    """`label` empty: all units stand in one table. `apart` are those without a rank, each with why."""

    label: str
    ranked: tuple[Line, ...]
    apart: tuple[Line, ...]

    @property
    def count(self) -> int:
        return len(self.ranked) + len(self.apart)

    @property
    def marked(self) -> tuple[Line, ...]:
        """The best and the worst, as the method names them."""
        return tuple(line for line in self.ranked if line.mark.words)


@dataclass(frozen=True)
class Ranking:
    """`groups` may be asked for: label → how many units; `chosen` is the one that is shown, empty for all; `unknown` was asked for and
    there is none of that name."""

    sections: tuple[Section, ...]
    groups: dict[str, int]
    chosen: str
    is_by_kind: bool
    unknown: str = ""

    @property
    def has_places(self) -> bool:
        """Whether places differ from ranks: the method ranks all in one table, and one kind of them is looked at."""
        return self.is_by_kind and bool(self.chosen)

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)

    @property
    def apart(self) -> int:
        return sum(len(section.apart) for section in self.sections)


def rankings(found: Standings, group: str = "") -> Ranking:
    """A group that there is not shows all. At most one query."""
    is_by_kind = not any(line.row.group for line in found.rows)
    labels = _kinds(found.rows) if is_by_kind else {line.row.unit.pk: line.row.group for line in found.rows}
    groups: dict[str, int] = {}
    for label in labels.values():
        groups[label] = groups.get(label, 0) + 1
    chosen = group if group in groups else ""
    # Without groups of its own the method ranks all together: kinds are looked at one by one, never side by side as if ranked so.
    shown = [chosen] if chosen else [""] if is_by_kind else list(groups)
    sections = [_section(found, label, [line for line in found.rows if label in ("", labels[line.row.unit.pk])]) for label in shown]
    return Ranking(tuple(sections), groups, chosen, is_by_kind, "" if chosen else group)


def _kinds(rows: Sequence[BoardRow]) -> dict[int, str]:
    units = Unit.objects.filter(pk__in=[line.row.unit.pk for line in rows]).select_related("kind").order_by("kind__order", "order", "pk")
    return {unit.pk: unit.kind.ranking or NOBODY for unit in units}


def _section(found: Standings, label: str, lines: Sequence[BoardRow]) -> Section:
    ranks = sorted(line.row.rank for line in lines if line.row.rank is not None)
    if found.body is not None and found.body.ties == "dense":
        ranks = sorted(set(ranks))
    made = [
        Line(line, None if line.row.rank is None else ranks.index(line.row.rank) + 1, distinction(line.row.note, found.body))
        for line in lines
    ]
    return Section(label, tuple(one for one in made if one.place is not None), tuple(one for one in made if one.place is None))


def table(found: Standings, ranking: Ranking, label: str) -> Table:
    """The ranking as the page shows it, components with their figures and their points."""
    places = ("组内名次",) if ranking.has_places else ()
    bands = ("等次",) if found.has_bands else ()
    parts = [head for name in found.labels for head in (name, f"{name}得分")]
    heads = ("组别", "名次", *places, "单位", "件数", *parts, "总分", *bands, "评定", "说明")
    rows = []
    for section in ranking.sections:
        for one in (*section.ranked, *section.apart):
            row, named = one.line.row, section.label or "全部"
            figures = [cell for part in row.components for cell in (figure_cell(part), _points(part))]
            between = (one.place,) if places else ()
            after = (row.band,) if bands else ()
            rows.append((named, row.rank, *between, row.unit.name, row.volume, *figures, row.total, *after, one.mark.words, one.mark.rest))
    return Table(label, heads, tuple(rows), _notes(found))


def figure_cell(part: Part) -> Cell:
    """The figure behind a component as a cell; its note where there is none."""
    if part.kind == "ledger":
        return None if part.points is None else abs(half_up(part.points, 2))
    if part.shape == "count":
        return part.hits
    if part.share is None:
        return part.note or None
    return Percent(percent(part.share)) if part.shape == "rate" else half_up(part.share, 2)


def _points(part: Part) -> Cell:
    return None if part.points is None else half_up(part.points, 4)


def _notes(found: Standings) -> tuple[str, ...]:
    method = found.board.method
    by = f"评分办法：{method.name} {method.version} 版；{found.board.words}。" if method else "没有有效的评分办法。"
    return tuple(filter(None, (by, found.ties_note)))
