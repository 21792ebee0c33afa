"""Closing, reopening, trials: what is frozen, what is refused, where a late record counts."""

import pytest
from django.core.exceptions import ValidationError

from scoring.acts import closing, sequence
from scoring.models import Closing, CountedAssignment, Fact, Score
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment, points
from tests.scoring.closed import figures
from tickets.acts import replies, reviewing
from units.models import Unit, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_district")]
FEBRUARY = moment("2022-02-03 09:00")
MARCH = moment("2022-03-03 09:00")
APRIL = moment("2022-04-03 09:00")


def everything() -> tuple[list[object], ...]:
    """All that a closing wrote, but for keys."""
    counted = CountedAssignment.objects.order_by("row").values_list("closing__label", "row", "in_dispatched", "in_due", "is_completed")
    stored = Fact.objects.order_by("closing", "unit", "category", "indicator").values_list("unit", "indicator", "base", "hits")
    scored = Score.objects.order_by("period", "unit").values_list("period", "unit", "rank", "total", "is_final")
    return list(counted), list(stored), list(scored), list(Closing.objects.order_by("label").values())


def test_a_closed_month_has_its_facts_and_says_so_once(unit: Unit, supervisor: User) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    outcome = closing.close("2022-01", supervisor, FEBRUARY)
    assert (outcome.words, [one.label for one in outcome.closed]) == ("已关账", ["2022-01"])
    stored = Closing.objects.get()
    assert (stored.state, stored.as_of, stored.closed_at, stored.closed_by) == ("closed", FEBRUARY, FEBRUARY, supervisor)
    assert figures("2022-01")["completion"] == (1, 1)


def test_closing_twice_equals_closing_once(unit: Unit) -> None:
    one = held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    called(one, "2022-01-08 10:00")
    points(unit, "2022-01-09", 2)
    closing.close("2022-01", None, FEBRUARY)
    before = everything()
    assert closing.close("2022-01", None, MARCH).words == "未变"
    assert everything() == before


@pytest.mark.parametrize(
    ("label", "at", "code", "words"),
    [
        ("2022-01", "2022-01-31 23:59", "not_over", "2022-01 到 2022-01-31 才结束，2022-02-01 起方可关账"),
        ("2022-05", "2022-02-03 09:00", "not_over", "现在可看试算"),
        ("2022Q1", "2022-02-03 09:00", "not_over", "2022Q1 尚未结束：2022-02 到 2022-02-28 才结束"),
        ("2021-12", "2022-02-03 09:00", "history", "2021-12 早于本系统起用日期 2022-01-01，属历史数据，可以查询，不关账"),
        ("2021Q4", "2022-02-03 09:00", "history", "2021Q4 早于本系统起用日期"),
        ("2022-1", "2022-02-03 09:00", "bad_period", "请写成 2022-01（月）"),
    ],
)
def test_a_period_that_cannot_be_closed_is_refused_in_words(unit: Unit, label: str, at: str, code: str, words: str) -> None:
    held(unit, "2022-01-05 10:00")
    with pytest.raises(ValidationError) as caught:
        closing.close(label, None, moment(at))
    assert caught.value.code == code
    assert words in caught.value.messages[0]
    assert not Closing.objects.exists()


@pytest.mark.parametrize("late", ["dispatched", "due", "called", "points"])
def test_a_month_is_refused_while_an_earlier_one_that_holds_rows_is_open(unit: Unit, late: str) -> None:
    one = held(
        unit,
        "2021-12-30 10:00" if late != "dispatched" else "2022-01-30 10:00",
        due="2022-01-04 17:00" if late == "due" else "2021-12-31 10:00",
    )
    if late == "called":
        called(one, "2022-01-20 10:00")
    if late == "points":
        points(unit, "2022-01-31", 2)
    with pytest.raises(ValidationError) as caught:
        closing.close("2022-02", None, MARCH)
    assert caught.value.messages == ["2022-01 有数据而尚未关账，请先关 2022-01，再关 2022-02。"]
    closing.close("2022-01", None, MARCH)
    assert closing.close("2022-02", None, MARCH).words == "已关账"


def test_the_month_to_close_next_is_the_first_open_one_that_is_over_and_holds_rows(unit: Unit) -> None:
    assert sequence.next_to_close(APRIL) is None
    held(unit, "2022-02-05 10:00")
    held(unit, "2022-04-01 10:00")
    assert str(sequence.next_to_close(APRIL)) == "2022-02"
    closing.close("2022-02", None, APRIL)
    assert sequence.next_to_close(APRIL) is None
    assert str(sequence.next_to_close(moment("2022-05-01 00:00"))) == "2022-04"


def test_months_without_rows_and_months_of_history_need_not_be_closed(unit: Unit) -> None:
    held(unit, "2021-11-05 10:00")
    held(unit, "2022-03-05 10:00")
    assert closing.close("2022-03", None, APRIL).words == "已关账"


def test_a_quarter_closes_what_is_open_of_it_all_or_nothing(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    held(unit, "2022-03-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    assert [one.label for one in closing.close("2022Q1", None, APRIL).closed] == ["2022-02", "2022-03"]
    assert closing.close("2022Q1", None, APRIL).words == "未变"
    held(unit, "2022-05-05 10:00")
    with pytest.raises(ValidationError, match="请先关 2022-05"):
        closing.close("2022Q3", None, moment("2022-10-01 00:00"))
    assert Closing.objects.count() == 3


def test_work_on_a_ticket_of_a_closed_month_does_not_move_its_figures(unit: Unit) -> None:
    ticket = build.handling(unit, moment("2022-01-05 09:30"))
    closing.close("2022-01", None, FEBRUARY)
    before = figures("2022-01")
    assert before["completion"] == (1, 0)
    replies.reply(replies.Answer(ticket, build.ANSWER, MARCH), by=None)
    reviewing.accept(ticket, by=None, at=MARCH)
    closing.close("2022-01", None, MARCH)
    assert figures("2022-01") == before


def test_status_counts_as_of_the_closing_or_of_the_periods_end_as_the_district_says(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-02-02 11:00")
    closing.close("2022-01", None, FEBRUARY)
    assert figures("2022-01")["completion"] == (1, 1)
    closing.reopen("2022-01", None, FEBRUARY, "口径改为月末")
    cases.district(closing_as_of="period_end")
    closing.close("2022-01", None, FEBRUARY)
    assert figures("2022-01")["completion"] == (1, 0)
    closing.reopen("2022-01", None, FEBRUARY, "再看一次")
    closing.trial("2022-01", FEBRUARY)
    assert figures("2022-01")["completion"] == (1, 0)


@pytest.mark.parametrize("reason", ["returned", "transferred", "voided"])
def test_what_happens_after_the_periods_end_does_not_change_a_month_that_is_counted_as_of_it(unit: Unit, reason: str) -> None:
    cases.district(closing_as_of="period_end")
    held(unit, "2022-01-05 10:00", due="2022-01-10 10:00", end_reason=reason, ended_at=moment("2022-01-31 23:59"))
    held(unit, "2022-01-06 10:00", due="2022-01-11 10:00", end_reason=reason, ended_at=moment("2022-02-01 09:00"))
    held(unit, "2022-01-07 10:00", replied="2022-01-08 10:00", redo_count=1, redone="2022-01-31 20:00")
    held(unit, "2022-01-08 10:00", replied="2022-02-02 10:00", redo_count=1, redone="2022-02-01 09:00")
    closing.close("2022-01", None, FEBRUARY)
    found = figures("2022-01")
    assert (found["volume"], found["redo"], found["handling_workdays"]) == ((3, 3), (3, 1), (1, 0))
    assert found["overdue"] == ((4, 2) if reason == "voided" else (4, 3))
    closing.reopen("2022-01", None, FEBRUARY, "口径改为关账时")
    cases.district()
    closing.close("2022-01", None, FEBRUARY)
    assert (figures("2022-01")["volume"], figures("2022-01")["redo"]) == ((2, 2), (2, 2))


def test_a_longer_period_leaves_its_months_of_history_alone(unit: Unit) -> None:
    cases.district(starts_on="2022-02-01")
    held(unit, "2022-01-05 10:00")
    assert [one.label for one in closing.close("2022Q1", None, APRIL).closed] == ["2022-02", "2022-03"]


@pytest.mark.parametrize(("why", "code"), [("  ", "reason_missing"), ("补录", "not_closed")])
def test_reopening_asks_for_a_reason_and_a_closed_month(unit: Unit, why: str, code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        closing.reopen("2022-01", None, FEBRUARY, why)
    assert caught.value.code == code


def test_a_limit_at_midnight_belongs_to_the_day_that_it_ends(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", due="2022-02-01 00:00")  # 01-31 24:00
    held(unit, "2022-01-05 10:00", due="2022-01-01 00:00")  # 12-31 24:00
    closing.close("2022-01", None, FEBRUARY)
    assert figures("2022-01")["due"] == (1, 1)


def test_a_statistical_month_may_start_on_another_day(unit: Unit) -> None:
    cases.district(month_starts_on=26, starts_on="2021-12-26")
    for at in ("2021-12-26 08:00", "2022-01-25 23:59", "2022-01-26 00:00"):
        held(unit, at)
    closing.close("2022-01", None, FEBRUARY)
    assert figures("2022-01")["volume"] == (2, 2)
    assert (str(Closing.objects.get().starts_on), str(Closing.objects.get().ends_on)) == ("2021-12-26", "2022-01-25")


def test_a_trial_counts_the_open_month_as_it_stands_and_is_replaced_by_the_closing(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", due="2022-01-10 17:00")
    held(unit, "2022-01-12 10:00", due="2022-01-20 17:00")  # its limit still runs
    tried = closing.trial("2022-01", moment("2022-01-15 02:00"))
    assert tried is not None
    assert (tried.state, figures("2022-01")["volume"], figures("2022-01")["due"]) == ("trial", (2, 2), (1, 1))
    closing.close("2022-01", None, FEBRUARY)
    assert figures("2022-01")["due"] == (2, 2)
    assert CountedAssignment.objects.count() == 2


def test_a_trial_never_touches_a_closed_month(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    held(unit, "2022-01-06 10:00", recorded="2022-02-10 10:00")
    assert closing.trial("2022-01", MARCH) is None
    assert figures("2022-01")["volume"] == (1, 1)


def test_the_nightly_trial_takes_every_open_month_that_holds_rows(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", due="2022-01-06 10:00")
    held(unit, "2022-02-05 10:00", due="2022-02-06 10:00")
    closing.close("2022-01", None, FEBRUARY)
    assert closing.trial_open_months(moment("2022-04-02 02:00")) == ["2022-02", "2022-04"]
