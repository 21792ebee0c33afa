"""What is recorded after its month was closed: counted once, in the next closing, or in its own month where that is closed anew."""

import pytest

from scoring.acts import closing, scores
from scoring.models import Closing
from scoring.rules.periods import parse
from tests.scoring.cases import called, held, moment, points
from tests.scoring.closed import figures
from units.models import Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_district")]
FEBRUARY = moment("2022-02-03 09:00")
MARCH = moment("2022-03-03 09:00")
APRIL = moment("2022-04-03 09:00")


def test_a_late_record_counts_once_in_the_next_closing(unit: Unit) -> None:
    one = held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00", recorded="2022-02-10 10:00")
    called(one, "2022-01-25 10:00", recorded="2022-02-10 10:00")
    points(unit, "2022-01-31", 2, recorded=moment("2022-02-10 10:00"))
    closing.close("2022-02", None, MARCH)
    closing.close("2022-03", None, APRIL)
    assert figures("2022-01")["volume"] == (1, 1)
    assert figures("2022-01").get("bonus") is None
    late = figures("2022-02")
    assert (late["volume"], late["due"], late["satisfaction.satisfied"], late["bonus"]) == ((1, 1), (1, 1), (1, 1), (1, 2))
    assert figures("2022-03") == {}


def test_a_late_record_that_fell_due_in_the_open_month_is_due_there(unit: Unit) -> None:
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-30 10:00", due="2022-02-08 17:00", recorded="2022-02-10 10:00")
    closing.close("2022-02", None, MARCH)
    assert (figures("2022-02")["volume"], figures("2022-02")["due"]) == ((1, 1), (1, 1))


def test_a_reopened_month_takes_in_what_came_late_but_not_what_a_later_month_has_counted(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00", recorded="2022-02-10 10:00")
    closing.close("2022-02", None, MARCH)
    held(unit, "2022-01-21 10:00", recorded="2022-03-10 10:00")
    reopened = closing.reopen("2022-01", supervisor, MARCH, "漏录一件")
    assert (reopened.state, reopened.reopened_by, reopened.reopened_why) == ("reopened", supervisor, "漏录一件")
    assert figures("2022-01")["volume"] == (1, 1)  # as printed, until it is counted again
    assert closing.close("2022-01", None, APRIL).words == "已关账"
    assert (figures("2022-01")["volume"], figures("2022-02")["volume"]) == ((2, 2), (1, 1))


def test_a_late_record_stays_with_its_month_when_both_months_are_counted_again_one_after_the_other(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00", recorded="2022-02-10 10:00")
    closing.close("2022-02", None, MARCH)
    for label, at in (("2022-01", "2022-03-04 10:00"), ("2022-02", "2022-03-05 10:00")):
        closing.reopen(label, None, moment(at), "复核")
        closing.close(label, None, moment(at))
        assert (figures("2022-01")["volume"], figures("2022-02")["volume"]) == ((1, 1), (1, 1))


def test_a_month_closed_anew_takes_what_the_trials_of_later_months_had_counted_as_late(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-20 10:00", recorded="2022-02-10 10:00")
    held(unit, "2022-02-05 10:00")
    closing.trial("2022-02", moment("2022-02-11 02:00"))
    closing.trial("2022-03", MARCH)
    closing.reopen("2022-01", None, MARCH, "补录一件")
    closing.close("2022-01", None, MARCH)
    assert [figures(label).get("volume") for label in ("2022-01", "2022-02", "2022-03")] == [(2, 2), (1, 1), None]
    assert figures("2022Q1")["volume"] == (3, 3)
    assert [row.volume for row in scores.board(parse("2022Q1"))] == [3]
    assert list(Closing.objects.values_list("state", flat=True)) == ["closed", "trial", "trial"]


def due_in(*labels: str) -> list[int]:
    return [figures(label).get("due", (0, 0))[0] for label in labels]


def _moved_after_closing(unit: Unit, to: str) -> None:
    """January has counted a limit that was moved away from it afterwards."""
    row = held(unit, "2022-01-20 10:00", due="2022-01-28 17:00")
    closing.close("2022-01", None, FEBRUARY)
    row.due_at = row.first_due_at = moment(to)
    row.save()


def test_a_limit_that_a_month_closed_anew_leaves_is_due_in_the_open_month_to_which_it_moved(unit: Unit) -> None:
    _moved_after_closing(unit, "2022-02-10 17:00")
    closing.trial("2022-02", moment("2022-02-12 02:00"))
    assert due_in("2022-01", "2022-02") == [1, 0], "counted once, where it was counted first"
    closing.reopen("2022-01", None, MARCH, "复核")
    closing.close("2022-01", None, MARCH)
    assert due_in("2022-01", "2022-02") == [0, 1]


def test_a_limit_that_a_month_closed_anew_leaves_to_a_closed_month_counts_in_the_next_open_one(unit: Unit) -> None:
    """The month to which it moved stays as it was printed: what comes to it now comes late, as everything else would."""
    _moved_after_closing(unit, "2022-02-10 17:00")
    closing.close("2022-02", None, MARCH)
    closing.trial("2022-03", moment("2022-03-05 02:00"))
    assert due_in("2022-01", "2022-02", "2022-03") == [1, 0, 0]
    closing.reopen("2022-01", None, moment("2022-03-06 09:00"), "复核")
    closing.close("2022-01", None, moment("2022-03-06 10:00"))
    assert due_in("2022-01", "2022-02", "2022-03") == [0, 0, 1]
    closing.close("2022-03", None, APRIL)
    closing.trial("2022-04", moment("2022-04-10 02:00"))
    assert due_in("2022-01", "2022-02", "2022-03", "2022-04") == [0, 0, 1, 0]


def test_a_closed_month_takes_a_limit_that_moved_to_it_when_it_is_closed_anew_too(unit: Unit) -> None:
    _moved_after_closing(unit, "2022-02-10 17:00")
    closing.close("2022-02", None, MARCH)
    for label in ("2022-01", "2022-02"):
        closing.reopen(label, None, MARCH, "复核")
        closing.close(label, None, MARCH)
    closing.close("2022-03", None, APRIL)
    assert due_in("2022-01", "2022-02", "2022-03") == [0, 1, 0]
