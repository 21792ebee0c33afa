"""Behind a figure stand its tickets, latest first."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.acts import closing, facts, figures
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, exclude, held, moment, points
from units.models import Unit

pytestmark = pytest.mark.django_db
JANUARY = parse("2022-01")
AFTER = moment("2022-02-03 09:00")


@pytest.fixture
def closed(unit: Unit) -> Unit:
    cases.district()
    heating = cases.category("城建/供热")
    done = held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00", category=heating)
    held(unit, "2022-01-07 10:00")
    held(build.unit("教育局"), "2022-01-08 10:00")
    called(done, "2022-01-09 10:00", stars=4)
    points(unit, "2022-01-10", 2)
    points(unit, "2022-01-11", 10)
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    return unit


@pytest.mark.parametrize(
    ("code", "part", "dates"),
    [
        ("volume", "base", ["01-07", "01-05"]),
        ("completion", "hits", ["01-10"]),
        ("satisfaction", "hits", ["01-09"]),
        ("low_star", "hits", ["01-09"]),
        ("satisfaction.dissatisfied", "hits", []),
        ("bonus", "hits", ["01-11", "01-10"]),
    ],
)
def test_a_figure_opens_its_rows_latest_first(closed: Unit, code: str, part: str, dates: list[str]) -> None:
    rows = figures.rows(JANUARY, code, part, closed)
    assert [f"{row.moment:%m-%d}" for row in rows] == dates


def test_a_rates_rows_are_the_grades_that_the_periods_method_gives_credit(closed: Unit) -> None:
    one = held(closed, "2022-02-05 10:00", replied="2022-02-06 10:00")
    for hour, grade in enumerate(("satisfied", "basically", "dissatisfied"), start=9):
        called(one, f"2022-02-09 {hour:02}:00", grade)
    part = {"kind": "share", "code": "satisfaction", "indicator": "satisfaction", "points": 10}
    closing.close("2022-02", None, moment("2022-03-03 09:00"))
    february = parse("2022-02")
    assert [row.result_grade for row in figures.rows(february, "satisfaction", "hits")] == ["satisfied"]
    cases.method(components=[{**part, "credits": {"satisfied": 1, "basically": "0.6"}}])
    assert {row.result_grade for row in figures.rows(february, "satisfaction", "hits")} == {"satisfied", "basically"}
    assert [row.result_grade for row in figures.rows(february, "satisfaction", "rest")] == ["dissatisfied"]


def test_a_row_shows_the_ticket_and_its_unit_without_a_query_for_each(closed: Unit) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown = [(row.ticket.title, row.unit.name, row.row.due_at) for row in figures.rows(JANUARY, "volume")]
    assert (len(shown), len(queries)) == (3, 3)  # which indicators there are, and the rows


def test_a_figure_of_a_category_opens_that_categorys_rows(closed: Unit) -> None:
    root = cases.category("城建")
    assert figures.rows(JANUARY, "volume", category=root).count() == 1


def test_rows_are_paged_by_their_key(closed: Unit) -> None:
    rows = figures.rows(JANUARY, "volume")
    first = rows[0]
    rest = rows.filter(moment__lte=first.moment).exclude(pk=first.pk)
    assert [row.pk for row in rest] == [row.pk for row in rows[1:]]


@pytest.mark.parametrize(("code", "part", "error"), [("joy", "base", "unknown_indicator"), ("volume", "side", "unknown_part")])
def test_an_unknown_figure_is_refused_in_words(code: str, part: str, error: str) -> None:
    with pytest.raises(ValidationError) as caught:
        figures.rows(JANUARY, code, part)
    assert caught.value.code == error


def test_what_is_excluded_is_opened_apart_and_the_raw_figure_has_it_in(unit: Unit) -> None:
    cases.district()
    rows = [held(unit, f"2022-01-0{day} 10:00", replied="2022-02-01 10:00") for day in (4, 5, 6)]
    exclude(rows[0], "feedback")
    closing.close("2022-01", None, AFTER)
    period = parse("2022-01")
    parts = {part: figures.rows(period, "overdue", part, unit).count() for part in ("base", "hits", "rest", "excluded")}
    assert parts == {"base": 2, "hits": 2, "rest": 0, "excluded": 1}
    assert figures.rows(period, "overdue", "hits", unit, figures="raw").count() == 3
    assert facts.table(period)[unit.pk]["overdue"] == (2, 2)
    assert facts.table(period, figures="raw")[unit.pk]["overdue"] == (3, 3)
    # The ticket is left out of one thing only.
    assert facts.table(period)[unit.pk]["volume"] == (3, 3)
    assert figures.rows(period, "first_dispatch_accuracy", "excluded").count() == 0


@pytest.mark.parametrize(
    "values", [{"decision": "refused"}, {"decided_at": AFTER + timedelta(days=1)}, {"overturned_at": AFTER - timedelta(days=1)}]
)
def test_only_decisions_in_force_when_the_month_is_counted_exclude(unit: Unit, values: dict[str, object]) -> None:
    cases.district()
    exclude(held(unit, "2022-01-04 10:00"), "volume", **values)
    closing.close("2022-01", None, AFTER)
    assert facts.table(parse("2022-01"))[unit.pk]["volume"] == (1, 1)
