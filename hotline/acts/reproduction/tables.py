"""Our side of a printed table of units, of the tickets that it names and of whom it praises: from the frozen rows, by the engine."""

from collections.abc import Mapping
from decimal import Decimal

from hotline.rules.comparing_tables import NOBODY, Row, row_key
from hotline.rules.praising import praised
from hotline.rules.profiles.published import Published
from scoring.acts import facts, methods
from scoring.acts.scores import Board
from scoring.acts.scores import Row as ScoreRow
from scoring.acts.sources import DATES, day_of
from scoring.models import CountedAssignment, OutsideFigure
from scoring.rules.indicators import Counts
from scoring.rules.periods import Period, local_date
from scoring.rules.points import half_up, percent
from scoring.rules.readings import Reading, read
from tickets.models.ticket import Urgency
from units.models import Unit

# The tables of panjin-2024h1's units.csv, and what its score column is called in profile.toml.
COUNTY, BEST, WORST, SCORE = "county", "best", "worst", "score"
PRAISED = "praised."  # outside figures of the month before: praised.人社局


def unit_rows(period: Period, columns: Mapping[str, str]) -> dict[str, Row]:
    """Unit → column of units.csv → what we count; its group is the unit's kind. Only units that had tickets."""
    counted, credits = facts.table(period), methods.credits_at(period)
    rows: dict[str, Row] = {}
    for unit in Unit.objects.filter(is_ranked=True).select_related("kind").order_by("order", "pk"):
        counts = counted.get(unit.pk, {})
        if counts.get("volume", (0, 0))[1]:
            rows[unit.name] = {"group": unit.kind.code} | {
                column: printed_as(read(code, counts, credits.get(code))) for column, code in columns.items()
            }
    return rows


def board_rows(period: Period, published: Published, best: Board, groups: Board) -> dict[str, Row]:
    """Table and unit → what we print there: the board of the groups with one serial, the first and, from below, the last of `best`.
    As many of those as the method names."""
    counted, credits = facts.table(period), methods.credits_at(period)
    ranked = [row for row in best if row.rank is not None]
    body = methods.body_of(best.method) if best.method else None
    most, least = (body.best, body.worst) if body else (0, 0)
    tables = {COUNTY: [row for row in groups if row.rank is not None], BEST: ranked[:most], WORST: ranked[::-1][:least]}
    return {
        row_key(table, row.unit.name): _board_row(table, serial, row, counted.get(row.unit.pk, {}), published.columns, credits)
        for table, rows in tables.items()
        for serial, row in enumerate(rows, 1)
    }


def _board_row(
    table: str, serial: int, row: ScoreRow, counts: Counts, columns: Mapping[str, str], credits: Mapping[str, Mapping[str, Decimal]]
) -> Row:
    cells = {column: printed_as(read(code, counts, credits.get(code))) for column, code in columns.items() if code != SCORE}
    scores = {column: str(row.total) for column, code in columns.items() if code == SCORE}
    return {"table": table, "group": row.group, "rank": str(serial)} | cells | scores


def printed_as(reading: Reading) -> str:
    """A count as it is, a rate in per cent, a mean in two decimals; nothing for 0/0."""
    if reading.shape == "count":
        return f"{reading.hits.normalize():f}"
    if reading.value is None:
        return NOBODY
    return str(half_up(reading.value, 2) if reading.shape == "mean" else percent(reading.value))


def named_tickets(period: Period, published: Published) -> dict[str, Row]:
    """Number → what the frozen rows say of the overdue tickets that the bulletin names."""
    numbers = [line["number"] for line in published.cases]
    months = [month.label for month in period.months()]
    found = CountedAssignment.objects.filter(closing__label__in=months, in_due=True, is_overdue=True, ticket__number__in=numbers)
    rows: dict[str, Row] = {}
    for row in found.select_related("ticket", "unit").order_by("pk"):
        assert row.first_due_at is not None and row.unit is not None
        rows[row.ticket.number] = {
            "number": row.ticket.number,
            "unit": row.unit.name,
            "received_on": local_date(row.ticket.arrived_at).isoformat(),
            "due_on": day_of(DATES["assignment"]["in_due"], row.first_due_at).isoformat(),
            "replied_on": local_date(row.first_replied_at).isoformat() if row.first_replied_at else "",
            "urgent": "0" if row.ticket.urgency == Urgency.NORMAL else "1",
        }
    return rows


def praise_rows(period: Period, published: Published) -> dict[str, Row]:
    """Unit → why it is praised, by the profile's limits and whom the month before praised (outside figures)."""
    before = OutsideFigure.objects.filter(period=period.previous().label, code__startswith=PRAISED).values_list("code", flat=True)
    counted, credits = facts.table(period), methods.credits_at(period)
    units = Unit.objects.filter(is_ranked=True, pk__in=[pk for pk in counted if pk is not None])
    rates = {unit.name: _rates(counted[unit.pk], published.praise, credits) for unit in units}
    labels = {unit.label: unit.name for unit in units}
    earlier = {labels[code.removeprefix(PRAISED)] for code in before if code.removeprefix(PRAISED) in labels}
    return {unit: {"unit": unit, "kind": kind} for unit, kind in praised(rates, published.praise, earlier).items()}


def _rates(counts: Counts, codes: Mapping[str, Decimal], credits: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal | None]:
    readings = {code: read(code, counts, credits.get(code)) for code in codes}
    return {code: None if reading.value is None else percent(reading.value) for code, reading in readings.items()}
