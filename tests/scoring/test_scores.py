"""Standings and scores: what a month shows of a longer method period, when a score is final, what moves it again."""

import pytest

from scoring.acts import closing, facts, scores
from scoring.models import Score
from scoring.rules.periods import parse
from tests.scoring import cases
from tests.scoring.cases import held, moment, points
from units.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scored_district")]
FEBRUARY = moment("2022-02-03 09:00")
MARCH = moment("2022-03-03 09:00")
APRIL = moment("2022-04-03 09:00")


def test_a_month_inside_a_quarter_has_a_standing_and_the_last_closing_makes_it_final(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    held(unit, "2022-02-05 10:00", due="2022-02-10 10:00", replied="2022-02-12 10:00", completed="2022-02-12 11:00")
    for number in range(60):
        points(unit, f"2022-0{number % 3 + 1}-07", 2)
    closing.close("2022-01", None, FEBRUARY)
    january = scores.board(parse("2022-01"))
    assert (january.is_final, str(january[0].total), january[0].rank) == (False, "10.40", 1)  # 20 events of 0.02
    closing.close("2022-02", None, MARCH)
    assert str(scores.board(parse("2022-01"))[0].total) == "10.40"
    assert scores.board(parse("2022Q1")).words == "试算（2022-01 已关账、2022-02 已关账、2022-03 未计算）"
    closing.close("2022-03", None, APRIL)
    quarter = scores.board(parse("2022Q1"))
    assert (quarter.is_final, quarter.words, quarter.as_of) == (True, "定稿", APRIL)
    assert str(quarter[0].total) == "9.00"  # 3 unsampled in full, 4 × 1/2, 3, and the cap of the quarter: 60 × 0.02 → 1.00
    assert quarter[0].component("bonus").note == "按 1.00 封顶"


def test_the_standing_is_final_with_the_last_month_and_a_trial_again_when_any_month_is_reopened(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    closing.close("2022Q1", None, APRIL)
    labels = ("2022-01", "2022-02", "2022-03", "2022Q1")
    assert [scores.board(parse(label)).is_final for label in labels] == [False, False, True, True]
    assert scores.board(parse("2022-03")).words == "定稿"
    closing.reopen("2022-01", None, APRIL, "补录")
    assert [scores.board(parse(label)).is_final for label in labels] == [False, False, False, False]


def test_a_month_counted_again_moves_the_standings_of_the_later_months_that_include_it(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    closing.close("2022Q1", None, APRIL)
    points(unit, "2022-01-31", 20, recorded=APRIL)
    closing.reopen("2022-01", None, APRIL, "漏记加分")
    closing.close("2022-01", None, APRIL)
    totals = {label: str(scores.board(parse(label))[0].total) for label in ("2022-01", "2022-02", "2022-03", "2022Q1")}
    assert totals == {"2022-01": "10.20", "2022-02": "10.20", "2022-03": "10.20", "2022Q1": "10.20"}


@pytest.mark.parametrize("has_been_tried", [False, True])
def test_a_month_passed_over_because_it_was_empty_cannot_move_a_final_score_afterwards(unit: Unit, has_been_tried: bool) -> None:
    if has_been_tried:
        closing.trial("2022-01", moment("2022-01-31 02:00"))
    held(unit, "2022-02-05 10:00", replied="2022-02-06 10:00", completed="2022-02-06 11:00")
    closing.close("2022-02", None, MARCH)
    closing.close("2022-03", None, APRIL)
    before = list(Score.objects.filter(period="2022Q1").values("pk", "total", "volume", "is_final"))
    assert [one["is_final"] for one in before] == [True]
    held(unit, "2022-01-20 10:00", recorded="2022-04-10 10:00")
    assert closing.trial_open_months(moment("2022-04-11 02:00")) == ["2022-04"]
    assert list(Score.objects.filter(period="2022Q1").values("pk", "total", "volume", "is_final")) == before
    assert facts.whole(parse("2022-04"))["volume"] == (1, 1)  # late, so it counts in the next month


def test_a_month_that_has_not_been_counted_gets_no_standing_from_an_earlier_one(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, FEBRUARY)
    assert set(Score.objects.values_list("period", flat=True)) == {"2022-01", "2022Q1"}


def test_a_period_that_is_not_the_methods_own_is_never_final(unit: Unit) -> None:
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    closing.close("2022-01", None, FEBRUARY)
    half = scores.board(parse("2022H1"))
    assert [(row.unit, row.rank, str(row.total), row.is_final) for row in half] == [(unit, 1, "10.00", False)]


def test_a_district_without_a_method_has_facts_and_an_empty_board(unit: Unit) -> None:
    held(unit, "2021-01-05 10:00")
    cases.district(starts_on="2021-01-01")
    closing.close("2021-01", None, FEBRUARY)
    assert facts.whole(parse("2021-01"))["volume"] == (1, 1)
    assert len(scores.board(parse("2021-01"))) == 0
