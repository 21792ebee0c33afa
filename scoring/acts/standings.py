"""The board of all units as a page shows it, and one unit's score added up part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from scoring.acts import methods, scores
from scoring.rules.components import Share
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import Part, half_up, percent
from scoring.rules.printing import points_of
from units.acts.scoping import units_of
from units.models import User

EXACT = 4  # decimals of a part that has not been rounded yet


@dataclass(frozen=True)
class Cell:
    """A component of a unit's line: what is printed, and the division behind it; `is_open`: its reader may see the rows."""

    part: Part
    words: str
    division: str
    is_open: bool


@dataclass(frozen=True)
class BoardRow:
    row: scores.Row
    cells: tuple[Cell, ...]
    is_own: bool
    is_open: bool


@dataclass(frozen=True)
class Term:
    """A summand: `value` × `factor` = `points`, in words; `note` such as 按 1.00 封顶."""

    part: Part
    value: str
    factor: str
    points: str


@dataclass(frozen=True)
class Sum:
    """A unit's score: its terms, their exact sum, and the total that is printed."""

    line: BoardRow
    terms: tuple[Term, ...]
    exact: str
    decimals: int
    full_mark: Decimal
    formula: str


@dataclass(frozen=True)
class Standings:
    """`since` is the first month that the standing counts when it is more than the period: the method's own period so far."""

    board: scores.Board
    body: MethodBody | None
    labels: tuple[str, ...]
    rows: Sequence[BoardRow]
    since: Period | None
    chosen: Sum | None


def look(period: Period, user: User, unit: int | None = None) -> Standings:
    """All ranks, for everybody; the rows and the sum of a unit only for those who may see its tickets."""
    board = scores.board(period)
    body = methods.body_of(board.method) if board.method else None
    seen = set(units_of(user).values_list("pk", flat=True))
    rows = [_row(row, row.unit.pk in seen, row.unit.pk == user.unit_id) for row in board]
    wanted = unit if unit is not None else user.unit_id
    may_open = [line for line in rows if line.is_open]
    chosen = next((line for line in may_open if line.row.unit.pk == wanted), next(iter(may_open), None))
    labels = tuple(one.label for one in body.components) if body else ()
    total = _sum(chosen, body) if chosen and body else None
    return Standings(board, body, labels, rows, _since(period, body), total)


def _since(period: Period, body: MethodBody | None) -> Period | None:
    """A month inside a longer method period stands for that period so far (scoring.acts.scores.write)."""
    if body is None or period.kind != "month" or body.period == "month":
        return None
    first = body.period_of(period).months()[0]
    return None if first.label == period.label else first


def _row(row: scores.Row, is_open: bool, is_own: bool) -> BoardRow:
    return BoardRow(row, tuple(_cell(part, is_open) for part in row.components), is_own, is_open)


def _cell(part: Part, is_open: bool) -> Cell:
    if part.kind == "ledger":
        words = "—" if part.points is None else f"{abs(half_up(part.points, 2))}"
        return Cell(part, words, f"{part.base} 项" if part.base else "", is_open and bool(part.base))
    if part.share is None:
        return Cell(part, part.note or "—", "", False)
    hits = f"{part.hits.normalize():f}" if part.hits else "0"
    return Cell(part, f"{percent(part.share)}%", f"{hits}/{part.base}", is_open)


def _sum(line: BoardRow, body: MethodBody) -> Sum:
    weights = {one.code: one.points for one in body.components if isinstance(one, Share)}
    shares = [part for part in line.row.components if part.kind == "share" and part.points is not None]
    kept = sum((weights.get(part.code, Decimal(0)) for part in shares), Decimal(0))
    # What was left out has been spread over the rest (scoring.rules.points): the factor says so.
    spread = f"×{body.full_mark}/{kept}" if shares and kept != body.full_mark else ""
    terms = tuple(_term(part, weights.get(part.code), spread, body) for part in line.row.components)
    places = body.decimals if body.rounding == "components" else EXACT
    exact = sum((half_up(part.points, places) for part in line.row.components if part.points is not None), Decimal(0))
    formula = " ".join(_summand(part, weights.get(part.code), spread, body) for part in line.row.components if part.points is not None)
    return Sum(line, terms, str(half_up(exact, EXACT)), body.decimals, body.full_mark, formula.removeprefix("+ "))


def _term(part: Part, weight: Decimal | None, spread: str, body: MethodBody) -> Term:
    places = body.decimals if body.rounding == "components" else EXACT
    points = "—" if part.points is None else str(half_up(part.points, places))
    if weight is None:
        return Term(part, str(points_of(part.hits)), "", points)
    value = part.note if part.share is None else f"{percent(part.share)}%"
    return Term(part, value, f"{weight}{spread if part.points is not None else ''}", points)


def _summand(part: Part, weight: Decimal | None, spread: str, body: MethodBody) -> str:
    """+ 3×53/54, − 0.10, + 4×5/5×10/7 where another part was left out."""
    assert part.points is not None
    if weight is None or part.share is None:
        return f"{'−' if part.points < 0 or part.indicator == 'deduction' else '+'} {abs(half_up(part.points, 2))}"
    if body.share_decimals is not None:
        return f"+ {weight}×{percent(part.share, body.share_decimals)}%{spread}"
    hits = f"{part.hits.normalize():f}" if part.hits else "0"
    return f"+ {weight}×{hits}/{part.base}{spread}"
