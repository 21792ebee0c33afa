"""Figures as lines of text, for the terminal: counts with their rates, and a board."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from scoring.acts import scores
from scoring.rules.indicators import STANDARD, Catalogue, Counts
from scoring.rules.points import half_up
from scoring.rules.printing import plain, words
from scoring.rules.readings import Reading, read

Credits = Mapping[str, Mapping[str, Decimal]]  # indicator → grade → worth


def of_reading(reading: Reading) -> str:
    """满意率 98.15%（53/54）, 承办件数 420 件, 加分 1.26, or the name of 0/0."""
    if reading.shape == "count":
        return f"{reading.label} {words(reading)} 件"
    if reading.shape == "points":
        return f"{reading.label} {words(reading)}（{reading.base} 项）"
    if reading.value is None:
        return f"{reading.label} {reading.empty}"
    return f"{reading.label} {words(reading)}（{plain(reading.hits)}/{reading.base}）"


def of_counts(counts: Counts, credits: Credits, known: Catalogue = STANDARD) -> Iterator[str]:
    """One line for each indicator, an answer's grades behind their family's line; `credits` are those of the period's method."""
    for code in known.codes:
        yield of_reading(read(code, counts, credits.get(code), known))


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
