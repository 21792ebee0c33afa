"""Dirt of real exports is put into sample rows, and each row says what the import should make of it."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.tickets.test_samples import NOW, UNITS, samples
from tickets import rules
from tickets.acts.exporting import SHEET, write_rows
from tickets.rules.dirt import PLAIN, REFUSED, Dirt, DirtyRow, Outcome, expected, soil
from tickets.rules.headings import Heading, Row, find_heading
from tickets.rules.incoming import Refusal
from tickets.rules.layouts import load_layout
from tickets.rules.rows import read_rows
from tickets.rules.samples.sheet import COLUMN, HEADINGS, Cell, row

LAYOUT = Path(rules.__file__).parents[1] / "layouts" / "city28.toml"
NAMES = {unit.name: ("卫健委",) for unit in UNITS}


@pytest.fixture(scope="module")
def clean() -> list[list[Cell]]:
    return [row(ticket) for ticket in samples(3_000, months=(date(2026, 3, 1), date(2026, 8, 1)))]


@pytest.fixture(scope="module")
def dirty(clean: list[list[Cell]]) -> list[DirtyRow]:
    return list(soil(clean, 7, NAMES))


def with_dirt(rows: list[DirtyRow], kind: Dirt) -> list[DirtyRow]:
    return [dirty_row for dirty_row in rows if kind in dirty_row.dirt]


def values(rows: list[DirtyRow], kind: Dirt, heading: str) -> list[Cell]:
    found = with_dirt(rows, kind)
    assert found, f"no row carries {kind}"
    return [dirty_row.cells[COLUMN[heading]] for dirty_row in found]


def test_a_clean_row_has_the_28_columns_of_the_city(clean: list[list[Cell]]) -> None:
    assert len(HEADINGS) == 28
    assert {len(cells) for cells in clean} == {28}
    assert all(isinstance(cell, str) for cells in clean for cell in cells)


def test_every_kind_of_dirt_occurs(dirty: list[DirtyRow]) -> None:
    assert {kind for dirty_row in dirty for kind in dirty_row.dirt} == set(Dirt)


def test_the_outcomes_add_up_to_the_rows_that_hold_anything(clean: list[list[Cell]], dirty: list[DirtyRow]) -> None:
    counts = expected(dirty)
    held = [dirty_row for dirty_row in dirty if any(str(cell or "").strip() for cell in dirty_row.cells)]
    assert sum(counts.values()) == len(held)
    assert counts[Outcome.ADDED] + counts[Outcome.REFUSED] == len(clean)
    assert counts[Outcome.UNCHANGED] == len(with_dirt(dirty, Dirt.TWICE)) / 2


@pytest.mark.parametrize("kind", list(PLAIN))
def test_a_row_with_plain_dirt_is_still_added(dirty: list[DirtyRow], kind: Dirt) -> None:
    assert {dirty_row.outcome for dirty_row in with_dirt(dirty, kind)} == {Outcome.ADDED}


@pytest.mark.parametrize("kind", list(REFUSED))
def test_a_row_that_cannot_be_read_is_refused(dirty: list[DirtyRow], kind: Dirt) -> None:
    assert {dirty_row.outcome for dirty_row in with_dirt(dirty, kind)} == {Outcome.REFUSED}


def test_of_one_number_twice_the_last_row_counts(dirty: list[DirtyRow]) -> None:
    seen: dict[Cell, list[Outcome]] = {}
    for dirty_row in with_dirt(dirty, Dirt.TWICE):
        seen.setdefault(dirty_row.cells[0], []).append(dirty_row.outcome)
    assert {tuple(outcomes) for outcomes in seen.values()} == {(Outcome.UNCHANGED, Outcome.ADDED)}


def test_numbers_are_spoilt_as_spreadsheets_spoil_them(dirty: list[DirtyRow]) -> None:
    assert all("E+17" in str(value) for value in values(dirty, Dirt.E_NOTATION, "工单编号"))
    assert all(isinstance(value, float) and value > 1e15 for value in values(dirty, Dirt.NUMBER_CELL, "工单编号"))


def test_dates_stand_in_every_form(dirty: list[DirtyRow]) -> None:
    assert all(str(value)[-4] == "." for value in values(dirty, Dirt.MILLISECONDS, "受理时间"))
    assert all("/" in str(value) for value in values(dirty, Dirt.SLASHES, "受理时间"))
    assert all(len(str(value)) == 10 for value in values(dirty, Dirt.DATE_ONLY, "受理时间"))
    assert all(isinstance(value, datetime) for value in values(dirty, Dirt.DATE_CELL, "受理时间"))
    assert all("-02-30" in str(value) for value in values(dirty, Dirt.NO_SUCH_DATE, "受理时间"))


def test_completed_before_arrival_is_told_from_completed_before_it_was_sent_on(dirty: list[DirtyRow]) -> None:
    for arrived, done in zip(
        values(dirty, Dirt.DONE_BEFORE_ARRIVAL, "受理时间"), values(dirty, Dirt.DONE_BEFORE_ARRIVAL, "办结时间"), strict=True
    ):
        assert str(done) < str(arrived)
    for dirty_row in with_dirt(dirty, Dirt.EARLY_COMPLETION):
        arrived, sent, done = (str(dirty_row.cells[COLUMN[heading]]) for heading in ("受理时间", "转办时间", "办结时间"))
        assert arrived < done < sent


def test_the_import_reads_every_row_as_the_dirt_foretells(dirty: list[DirtyRow]) -> None:
    rows = [Row(1, HEADINGS), *(Row(number, dirty_row.cells) for number, dirty_row in enumerate(dirty, start=2))]
    heading = find_heading(rows, [load_layout(LAYOUT.read_text("utf-8"))])
    assert isinstance(heading, Heading)
    assert heading.unknown == ()
    read = {row.number: record for row, record in read_rows(heading, iter(rows))}
    assert len(read) == sum(expected(dirty).values())
    for number, dirty_row in enumerate(dirty, start=2):
        assert isinstance(read.get(number), Refusal) == (dirty_row.outcome is Outcome.REFUSED), dirty_row


def test_the_same_seed_spoils_the_same_rows(clean: list[list[Cell]], dirty: list[DirtyRow]) -> None:
    assert list(soil(clean, 7, NAMES)) == dirty
    assert list(soil(clean, 8, NAMES)) != dirty


def test_a_file_holds_what_was_written_and_is_the_same_again(tmp_path: Path, dirty: list[DirtyRow]) -> None:
    paths = [tmp_path / "one.xlsx", tmp_path / "two.xlsx"]
    some = dirty[:400]
    for path in paths:
        assert write_rows(path, (dirty_row.cells for dirty_row in some), title="热线工单导出") == len(some)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    rows = list(openpyxl.load_workbook(paths[0])[SHEET].iter_rows(values_only=True))
    assert rows[0][0] == "热线工单导出"
    assert rows[1] == HEADINGS
    kinds = Counter(type(cells[COLUMN["受理时间"]]) for cells in rows[2:])
    assert kinds[datetime] == len(with_dirt(some, Dirt.DATE_CELL))
    read = [cells[COLUMN["主要内容"]] or "" for cells in rows[2:]]
    assert read == [dirty_row.cells[COLUMN["主要内容"]] or "" for dirty_row in some]


def test_text_that_begins_with_an_equals_sign_stays_text(tmp_path: Path, clean: list[list[Cell]]) -> None:
    cells = list(clean[0])
    cells[COLUMN["主要内容"]] = "=1+1"
    write_rows(tmp_path / "one.xlsx", [cells])
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")[SHEET]
    assert sheet.cell(2, COLUMN["主要内容"] + 1).data_type == "s"


def test_samples_end_at_the_moment_they_are_asked_for() -> None:
    assert all(ticket.arrived_at <= NOW for ticket in samples(50))
