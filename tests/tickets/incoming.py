"""Reading one row at a time, for the tests of what rows become."""

from datetime import date, datetime, time

from tests.tickets.sheets import CITY_HEADING, city_row
from tickets.acts.reading import known_layouts
from tickets.rules.cells import Cell
from tickets.rules.deadlines import SHANGHAI
from tickets.rules.headings import Heading, Row, find_heading
from tickets.rules.incoming import IncomingTicket
from tickets.rules.rows import RowReader


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def read(headings: list[str], cells: list[object], name: str = "") -> object:
    heading = find_heading([Row(1, list(headings))], known_layouts(), name)
    assert isinstance(heading, Heading), heading
    known: list[Cell] = [cell if isinstance(cell, str | int | float | datetime | date | time) else None for cell in cells]
    return RowReader(heading).read(Row(2, known))


def ticket(**changes: object) -> IncomingTicket:
    """A row of the 28 columns and of those in `changes`."""
    extra = [heading for heading in changes if heading not in CITY_HEADING]
    record = read([*CITY_HEADING, *extra], [*city_row(**changes), *(changes[heading] for heading in extra)])
    assert isinstance(record, IncomingTicket), record
    return record
