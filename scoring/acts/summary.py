"""Figures as lines of text, for the terminal: counts with their rates, and a board."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.acts import scores
from scoring.rules.indicators import Counts, codes
from scoring.rules.points import half_up, percent
from scoring.rules.readings import Reading, read


def of_reading(reading: Reading) -> str:
    """满意率 98.15%（53/54）, 承办件数 420 件, 加分 1.26, or the name of 0/0."""
    if reading.shape == "count":
        return f"{reading.label} {reading.hits} 件"
    if reading.shape == "points":
        return f"{reading.label} {half_up(reading.hits / 100, 2)}（{reading.base} 项）"
    if reading.value is None:
        return f"{reading.label} {reading.empty}"
    value = f"{percent(reading.value)}%" if reading.shape == "rate" else f"{half_up(reading.value, 2)}"
    return f"{reading.label} {value}（{_plain(reading.hits)}/{reading.base}）"


def of_counts(counts: Counts, credits: Mapping[str, Decimal] | None = None) -> Iterator[str]:
    """One line for each indicator, an answer's grades behind their family's line."""
    for code in codes():
        yield of_reading(read(code, counts, credits))


def of_board(board: scores.Board) -> Iterator[str]:
    """A heading, then one line for each unit."""
    if board.method is None:
        yield f"{board.period.label}：没有有效的评分办法，只有计数，没有得分。"
        return
    yield f"{board.period.label} 得分，{board.method.name} {board.method.version} 版，{board.words}"
    group = ""
    for row in board:
        if row.group != group:
            group = row.group
            yield f"〔{group}〕"
        parts = "  ".join(f"{part.label} {_part(part.points)}" for part in row.components)
        place = f"{row.rank:>3}" if row.rank is not None else "  —"
        total = str(row.total) if row.total is not None else "—"
        yield f"{place} {row.unit.name}  {total}  {parts}  {row.note}".rstrip()


def _part(points: Decimal | None) -> str:
    return "—" if points is None else str(half_up(points, 4))


def _plain(hits: Decimal) -> str:
    """41 for 41, 40.6 where a grade is worth a part."""
    return f"{hits.normalize():f}" if hits else "0"
