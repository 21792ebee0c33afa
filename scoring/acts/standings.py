"""The board of all units as a page shows it, and one unit's score added up part by part."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from scoring.acts import catalogue, facts, mergers, methods, scores
from scoring.models import CountedLedger, Fact, LedgerEntry, Method
from scoring.rules.component_words import words_of
from scoring.rules.components import Component, Mean, Share
from scoring.rules.explaining import explain, graded, spread_of
from scoring.rules.indicators import STANDARD, Catalogue
from scoring.rules.methods import MethodBody
from scoring.rules.periods import Period
from scoring.rules.points import Part, half_up, percent
from scoring.rules.printing import division_of, figure_of, points_of, trimmed
from scoring.rules.ranking import ties_words
from scoring.rules.rounding import MODE_WORDS, as_decimal
from units.acts.scoping import units_of
from units.models import Unit, User

EXACT = 4  # decimals of a part that has not been rounded yet
LISTED = 5  # events of a ledger beside its sum


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
    """A summand: `value` × `factor` = `points`, in words; `rule`: how the component is scored. `told`: the sum with its numbers put in,
    `grades`: how its answers became one number; `definition` of its indicator. `cell`: its figure, which opens its rows.
    `events` of a ledger: the newest, each with its paper and who approved it; `more_events` that are not told."""

    part: Part
    value: str
    factor: str
    points: str
    rule: str
    told: str = ""
    grades: str = ""
    definition: str = ""
    cell: Cell | None = None
    events: tuple[str, ...] = ()

    @property
    def more_events(self) -> int:
        return int(self.part.base) - len(self.events) if self.events else 0


@dataclass(frozen=True)
class Sum:
    """A unit's score: its terms, their exact sum, and the total that is printed; `rounding` in words, `has_extra`: something is
    added or taken beside the full mark."""

    line: BoardRow
    terms: tuple[Term, ...]
    exact: str
    decimals: int
    rounding: str
    full_mark: Decimal
    has_extra: bool
    formula: str
    group: str = ""


@dataclass(frozen=True)
class Standings:
    """`methods`: all that hold, of which the board shows one. `since` is the first month that the standing counts when it is more than
    the period: the method's own period so far. `mergers`: units that were merged in that time, whose figures stand apart."""

    board: scores.Board
    body: MethodBody | None
    labels: tuple[str, ...]
    rows: Sequence[BoardRow]
    since: Period | None
    chosen: Sum | None
    methods: tuple[Method, ...] = ()
    mergers: tuple[str, ...] = ()

    @property
    def has_bands(self) -> bool:
        return self.body is not None and bool(self.body.bands)

    @property
    def ties_note(self) -> str:
        """How equal totals are ranked; empty where no two of a table are equal."""
        totals = [(line.row.group, line.row.total) for line in self.rows if line.row.rank is not None]
        return ties_words(self.body) if self.body and len(set(totals)) < len(totals) else ""


def look(period: Period, user: User, unit: int | None = None, method: str = "") -> Standings:
    """All ranks, for everybody; the rows and the sum of a unit only for those who may see its tickets. `method`: the code of one of
    those in force, else the principal one. ValidationError unknown_method."""
    held = methods.in_force(period)
    found = methods.pick(held, method)
    board = scores.board(period, found[0]) if found else scores.board(period)
    body = found[1] if found else None
    seen = set(units_of(user).values_list("pk", flat=True))
    known = catalogue.current() if found else STANDARD
    rows = [_row(row, row.unit.pk in seen, row.unit.pk == user.unit_id, known) for row in board]
    wanted = unit if unit is not None else user.unit_id
    may_open = [line for line in rows if line.is_open]
    chosen = next((line for line in may_open if line.row.unit.pk == wanted), next(iter(may_open), None))
    labels = tuple(one.label for one in body.components) if body else ()
    total = _explained(_sum(chosen, body), body, period, known) if chosen and body else None
    since = body.counted_since(period) if body else None
    merged = mergers.within(replace(period, starts_on=since.starts_on) if since else period)
    return Standings(board, body, labels, rows, since, total, tuple(one for one, _ in held), merged)


def _row(row: scores.Row, is_open: bool, is_own: bool, known: Catalogue) -> BoardRow:
    return BoardRow(row, tuple(_cell(part, is_open, known) for part in row.components), is_own, is_open)


def _cell(part: Part, is_open: bool, known: Catalogue) -> Cell:
    """The ledgers that methods name and the district's own indicators open their rows too."""
    has_rows = bool(part.base) if part.kind == "ledger" else part.share is not None or part.shape == "count"
    return Cell(part, figure_of(part), division_of(part), is_open and has_rows and part.indicator in known.codes)


def _explained(total: Sum, body: MethodBody, period: Period, known: Catalogue) -> Sum:
    """With each component's sum in words. Two queries where answers have grades, two where there are points by hand."""
    row = total.line.row
    by_code, cells = {one.code: one for one in body.components_in(row.group)}, {cell.part.code: cell for cell in total.line.cells}
    told, counts = explain(body, row.group, row.components), _grades(row.unit, body, period, known)
    events = _events(row.unit, [term.part.indicator for term in total.terms if term.part.kind == "ledger" and term.part.base], body, period)
    terms = tuple(
        replace(
            term,
            told=told[term.part.code],
            grades=graded(body, by_code[term.part.code], counts),
            definition=known.definition_of(term.part.indicator),
            cell=cells[term.part.code],
            events=events.get(term.part.indicator, ()),
        )
        for term in total.terms
    )
    return replace(total, terms=terms, group=row.group)


def _grades(unit: Unit, body: MethodBody, period: Period, known: Catalogue) -> dict[str, tuple[int, int]]:
    """The unit's counts of the answers that have grades, over the months of its standing."""
    codes = [code for one in body.components if one.indicator in known.families for code in known.grades_of(one.indicator)]
    if not codes:
        return {}
    labels = [month.label for month in scores.months_so_far(body, period)]
    found = Fact.objects.filter(closing__label__in=labels, unit__in=facts.counted_for(unit), indicator__in=codes)
    return {code: (base, hits) for code, base, hits in facts.summed(found, ("indicator",), body.figures)}


def _events(unit: Unit, ledgers: Sequence[str], body: MethodBody, period: Period) -> dict[str, tuple[str, ...]]:
    """Ledger → its newest events of the standing's months in words."""
    if not ledgers:
        return {}
    told: dict[str, list[str]] = {}
    for row in newest_events(unit, ledgers, [month.label for month in scores.months_so_far(body, period)]):
        told.setdefault(row.ledger, []).append(_event_words(row.row))
    return {ledger: tuple(lines) for ledger, lines in told.items()}


def newest_events(unit: Unit, ledgers: Sequence[str], labels: Sequence[str]) -> QuerySet[CountedLedger]:
    """At most LISTED counted events of each ledger in the months `labels`, newest first: one query however many there are."""
    newest = [F("row__happened_on").desc(), F("row_id").desc()]
    place = Window(RowNumber(), partition_by=[F("ledger")], order_by=newest)
    found = CountedLedger.objects.filter(closing__label__in=labels, unit__in=facts.counted_for(unit), ledger__in=ledgers)
    return found.annotate(place=place).filter(place__lte=LISTED).select_related("row").order_by(*newest)


def _event_words(entry: LedgerEntry) -> str:
    """2022-01-20 市级表扬 0.02 分（表扬登记 3 号，王主任批准）."""
    proof = [entry.document] if entry.document else []
    proof += [f"{entry.approver}批准"] if entry.approver else []
    return f"{entry.happened_on} {entry.reason} {entry.points} 分" + (f"（{'，'.join(proof)}）" if proof else "")


def _sum(line: BoardRow, body: MethodBody) -> Sum:
    parts, group = line.row.components, line.row.group
    by_code = {one.code: one for one in body.components_in(group)}
    # What was left out has been spread over the rest: the factor says so.
    full, kept = spread_of(body, group, parts)
    spread = f"×{trimmed(as_decimal(full))}/{trimmed(as_decimal(kept))}" if full != kept else ""
    terms = tuple(_term(part, by_code[part.code], spread, body) for part in parts if part.code in by_code)
    exact = sum((half_up(part.points, _places(body)) for part in parts if part.points is not None), Decimal(0))
    formula = " ".join(_summand(part, _factor(by_code.get(part.code)), spread, body) for part in parts if part.points is not None)
    return Sum(
        line,
        terms,
        str(half_up(exact, EXACT)),
        body.decimals,
        MODE_WORDS[body.rounding_mode],
        body.full_mark_in(group),
        any(one.is_extra for one in by_code.values()),
        formula.removeprefix("+ "),
    )


def _places(body: MethodBody) -> int:
    return body.component_decimals if body.rounding == "components" else EXACT


def _factor(component: Component | None) -> str:
    """What the figure is multiplied by; empty for the kinds that do more than multiply."""
    if isinstance(component, Share) and component.of == "hits" and component.sign > 0:
        return str(component.points)
    return trimmed(as_decimal(component.per)) if isinstance(component, Mean) else ""


def _term(part: Part, component: Component, spread: str, body: MethodBody) -> Term:
    points = "—" if part.points is None else str(half_up(part.points, _places(body)))
    factor, rule = _factor(component), words_of(component, part.shape)
    if part.kind == "ledger":
        return Term(part, str(points_of(part.hits)), "", points, rule)
    return Term(part, figure_of(part), f"{factor}{spread}" if factor and part.points is not None else factor, points, rule)


def _summand(part: Part, factor: str, spread: str, body: MethodBody) -> str:
    """+ 3×53/54, − 0.10, + 4×5/5×10/7 where another part was left out."""
    assert part.points is not None
    if not factor or part.share is None:
        is_taken = part.points < 0 or part.indicator == "deduction"
        return f"{'−' if is_taken else '+'} {abs(half_up(part.points, 2))}"
    if body.share_decimals is not None and part.shape == "rate":
        return f"+ {factor}×{percent(part.share, body.share_decimals)}%{spread}"
    return f"+ {factor}×{division_of(part)}{spread}"
