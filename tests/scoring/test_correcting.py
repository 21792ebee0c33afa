"""A closed month that is counted again leaves the difference to what it printed: figures, standings, or that there is none."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from scoring.acts import closing, differences, recounting
from scoring.models import Closing, Correction
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, exclude, held, moment
from tickets.models import Assignment
from units.models import Unit, User

pytestmark = pytest.mark.django_db
FEBRUARY = moment("2022-02-03 09:00")
MARCH = moment("2022-03-03 09:00")
APRIL = moment("2022-04-03 09:00")


@pytest.fixture(autouse=True)
def _district(db: None) -> Iterator[None]:
    cases.district()
    cases.calendar()
    cases.method(period="month")
    yield


@pytest.fixture
def row(unit: Unit) -> Assignment:
    """住建局 has one ticket with a good callback, 教育局 another."""
    other = held(build.unit("教育局"), "2022-01-06 10:00", replied="2022-01-07 10:00", completed="2022-01-07 11:00")
    called(other, "2022-01-09 10:00")
    one = held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    called(one, "2022-01-08 10:00")
    closing.close("2022-01", None, FEBRUARY)
    return one


def moved(found: differences.Difference) -> dict[str, tuple[int, int | Decimal]]:
    return {line.label: line.moved for line in found.whole}


def test_a_month_closed_for_the_first_time_has_no_correction(row: Assignment) -> None:
    assert not Correction.objects.exists()


def test_what_was_printed_is_kept_when_the_month_is_reopened_whatever_its_trials_say_meanwhile(row: Assignment, supervisor: User) -> None:
    closing.reopen("2022-01", supervisor, MARCH, "补录回访")
    called(row, "2022-01-20 10:00", "dissatisfied", 1)
    closing.trial("2022-01", MARCH)
    kept = Correction.objects.get()
    assert (kept.is_open, kept.why, kept.opened_by, kept.words) == (True, "补录回访", supervisor, "待重新关账")
    assert differences.difference(kept).lines == ()
    closing.close("2022-01", supervisor, APRIL)
    found = differences.difference(Correction.objects.get())
    assert (found.correction.closed_at, found.correction.closed_by, found.correction.is_different) == (APRIL, supervisor, True)
    assert moved(found)["结果评价·不满意"] == (1, 1)
    assert {line.unit for line in found.lines} == {"住建局"}


def test_a_correction_is_of_the_moment_at_which_the_month_takes_its_place_not_of_the_order(row: Assignment) -> None:
    closing.reopen("2022-01", None, MARCH, "补录回访")
    closing.close("2022-01", None, APRIL, clock=lambda: APRIL + timedelta(minutes=7))
    assert Correction.objects.get().closed_at == APRIL + timedelta(minutes=7)
    assert Closing.objects.get().closed_at == APRIL


def test_the_standings_that_moved_are_told_before_and_after(row: Assignment, unit: Unit) -> None:
    closing.reopen("2022-01", None, MARCH, "补录回访")
    called(row, "2022-01-20 10:00", "dissatisfied", 1)
    closing.close("2022-01", None, APRIL)
    found = {one.row.unit.name: one for one in differences.difference(Correction.objects.get()).standings}
    assert [str(found["住建局"].totals[n]) for n in (0, 1)] == ["10.00", "8.50"]
    ranks = {name: (one.row.before_rank, one.row.after_rank) for name, one in found.items()}
    assert ranks["住建局"] != ranks["教育局"]
    assert ranks["住建局"][1] == 2


def test_a_month_closed_again_without_a_difference_says_so(row: Assignment) -> None:
    closing.reopen("2022-01", None, MARCH, "复核")
    closing.close("2022-01", None, APRIL)
    kept = Correction.objects.get()
    assert (kept.is_different, kept.words) == (False, "与原数字一致，没有差异")
    assert not kept.figures.exists()
    assert not kept.scores.exists()
    assert differences.figures_table(kept).rows == ()


def test_a_recount_keeps_its_difference_and_the_reason(row: Assignment, supervisor: User) -> None:
    exclude(row, "satisfaction", decided_at=moment("2022-01-20 10:00"))
    recounting.recount("2022-01", "2022", supervisor, MARCH, "补登剔除")
    kept = Correction.objects.get()
    assert (kept.why, kept.opened_at, kept.closed_at, kept.closed_by) == ("补登剔除", MARCH, MARCH, supervisor)
    found = differences.difference(kept)
    assert moved(found)["结果评价·满意"] == (-1, -1)
    assert [line.excluded for line in found.lines if line.label == "结果评价·满意"] == [((0, 0), (1, 1))]


def test_a_second_reopening_compares_with_what_was_printed_last(row: Assignment) -> None:
    for at, again in ((MARCH, APRIL), (moment("2022-05-03 09:00"), moment("2022-06-03 09:00"))):
        closing.reopen("2022-01", None, at, "补录")
        called(row, f"2022-01-{at.month + 10} 10:00", "dissatisfied", 1)
        closing.close("2022-01", None, again)
    newest, first = (moved(differences.difference(one)) for one in Correction.objects.all())
    assert newest["结果评价·不满意"] == first["结果评价·不满意"] == (1, 1)


def test_only_one_of_two_who_reopen_keeps_a_correction(row: Assignment) -> None:
    closing.reopen("2022-01", None, MARCH, "补录")
    with pytest.raises(ValidationError, match="没有关账，不用重开"):
        closing.reopen("2022-01", None, MARCH, "再补录")
    assert Correction.objects.count() == 1


def test_the_files_hold_every_line_before_and_after(row: Assignment) -> None:
    closing.reopen("2022-01", None, MARCH, "补录回访")
    called(row, "2022-01-20 10:00", "dissatisfied", 1)
    closing.close("2022-01", None, APRIL)
    kept = Correction.objects.get()
    figures, scores = differences.figures_table(kept), differences.scores_table(kept)
    assert ("住建局", "未归类", "结果评价·不满意", 1, 0, 2, 1) in [line[:7] for line in figures.rows]
    assert all(len(line) == len(table.heads) for table in (figures, scores) for line in table.rows)
    assert figures.notes == ("更正原因：补录回访", kept.words)
    assert len(figures.rows) == kept.figures_changed
    assert len(scores.rows) == kept.scores_changed
