"""What if: the same changes nothing, a ticket left out is as if it had never come, another method says who rises, nothing is stored."""

from random import Random
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scoring.acts import closing, methods, scores, what_if
from scoring.models import Closing, CountedAssignment, CountedCallback, Fact, Method, Score
from scoring.rules.indicators import STANDARD
from scoring.rules.left_out import LeftOut, read_left_out
from scoring.rules.methods import MethodBody
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import METHOD, called, held, moment
from tests.scoring.random_month import ROWS, forget, random_month
from tickets.models import Exclusion
from units.models import Unit

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")
QUARTER = parse("2022Q1")
# Whole months are closed each time: a smaller example is not looked for.
OF_MONTHS = settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
MONTHLY = {**METHOD, "code": "monthly", "period": "month", "unsampled": "left_out_renormalised"}
COUNTS = [
    {"kind": "share", "code": "solved", "indicator": "solved", "points": 10},
    {"kind": "each", "code": "late", "indicator": "overdue", "points": "0.5", "sign": "-"},
    {"kind": "each", "code": "sent", "indicator": "hand_overs", "points": "0.01", "sign": "-"},
    {"kind": "ledger", "code": "bonus", "ledger": "bonus", "sign": "+"},
]


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


def figures(rows: tuple[scores.Row, ...]) -> list[tuple[object, ...]]:
    return [(row.unit.pk, row.rank, row.group, row.volume, row.total, row.note, row.components) for row in rows]


@OF_MONTHS
@given(seed=st.integers(0, 10**6), label=st.sampled_from(["2022-01", "2022-02", "2022-03", "2022Q1"]))
def test_the_same_method_and_nothing_left_out_change_nothing(seed: int, label: str) -> None:
    forget()
    cases.method()
    random_month(seed, exclusions=20)
    closing.close("2022Q1", None, APRIL)
    found = what_if.sandbox(parse(label))
    assert found.is_unchanged
    assert {line.words for line in found.lines} <= {"名次不变", "不排名"}
    same = what_if.sandbox(parse(label), method=methods.body_of(Method.objects.get()))
    assert (same.is_unchanged, same.is_other_method) == (True, False)


@OF_MONTHS
@given(seed=st.integers(0, 10**6))
def test_a_ticket_left_out_of_everything_is_as_if_it_had_never_come(seed: int) -> None:
    forget()
    cases.method(components=[*METHOD["components"][:3], *COUNTS[1:]])
    random_month(seed, exclusions=20)
    closing.close("2022Q1", None, APRIL)
    counted = sorted(set(CountedAssignment.objects.values_list("ticket", "ticket__number")))
    gone = dict(Random(seed).sample(counted, 12))
    found = what_if.sandbox(QUARTER, left_out=[LeftOut(number) for number in gone.values()])
    for model in (Fact, Closing, Score):
        model._default_manager.all().delete()
    for rows in ROWS:
        rows._default_manager.filter(ticket__in=gone).delete()
    closing.close("2022Q1", None, APRIL)
    expected = {row.unit.pk: row for row in scores.board(QUARTER)}
    for line in found.lines:
        assert line.after is not None
        told = expected[line.unit.pk]
        assert (line.after.rank, line.after.total, line.after.volume) == (told.rank, told.total, told.volume)
        assert [part.points for part in line.after.components] == [part.points for part in told.components]


def quarter(unit: Unit, other: Unit) -> None:
    """住建局 answers three of four in time and is graded twice, 教育局 both of two; each has one ticket in March."""
    cases.method()
    for number in range(4):
        day = f"2022-01-1{number}"
        row = held(unit, f"{day} 10:00", replied=f"{day} 15:00" if number else None, completed=f"{day} 16:00" if number else None)
        if number in (1, 2):
            called(row, f"{day} 18:00", "dissatisfied" if number == 1 else "satisfied")
    for day in ("2022-02-10", "2022-03-10"):
        held(other, f"{day} 10:00", replied=f"{day} 15:00", completed=f"{day} 16:00")
    held(unit, "2022-03-11 10:00", replied="2022-03-11 12:00", completed="2022-03-11 13:00")
    closing.close("2022Q1", None, APRIL)


def told(found: what_if.Sandbox) -> list[tuple[str, str, str, str]]:
    return [
        (line.unit.name, line.words, str(line.before and line.before.total), str(line.after and line.after.total)) for line in found.lines
    ]


def test_leaving_a_ticket_out_of_one_indicator_moves_that_component_alone(unit: Unit) -> None:
    quarter(unit, build_other())
    bad = CountedAssignment.objects.get(is_completed=False).ticket.number
    graded = CountedCallback.objects.get(result_grade="dissatisfied").ticket.number
    before = [("教育局", "10.00"), ("住建局", "7.10")]  # 3 × 1/2 + 4 × 4/5 + 3 × 4/5
    assert [(row.unit.name, str(row.total)) for row in scores.board(QUARTER)] == before
    found = what_if.sandbox(QUARTER, left_out=read_left_out(f"{bad} 办结率\n{graded} 满意率", STANDARD).tickets)
    assert told(found) == [("教育局", "名次不变", "10.00", "10.00"), ("住建局", "名次不变", "7.10", "9.20")]  # 3 + 4 × 4/5 + 3
    assert [(effect.left_out.number, effect.units, effect.labels) for effect in found.effects] == [
        (bad, ("住建局",), ("办结率",)),
        (graded, ("住建局",), ("满意率",)),
    ]
    assert str(found.lines[1].difference) == "2.10"


def test_the_word_of_an_exclusion_leaves_out_what_the_exclusion_would(unit: Unit) -> None:
    quarter(unit, build_other())
    graded = CountedCallback.objects.get(result_grade="dissatisfied").ticket.number
    bad = CountedAssignment.objects.get(is_completed=False).ticket.number
    aspects = dict(Exclusion.Aspect.choices)
    found = what_if.sandbox(QUARTER, left_out=read_left_out(f"{graded} 结果满意", STANDARD, aspects).tickets)
    assert [(effect.units, effect.labels) for effect in found.effects] == [(("住建局",), ("满意率",))]
    with pytest.raises(ValidationError, match="没有计入2022年1月至2022年3月的评星"):
        what_if.sandbox(QUARTER, left_out=read_left_out(f"{bad} 评星", STANDARD, aspects).tickets)


def test_another_method_says_who_rises_and_who_falls(unit: Unit) -> None:
    quarter(unit, build_other())
    most = {
        **METHOD,
        "code": "busy",
        "full_mark": 0,
        "components": [{"kind": "each", "code": "n", "indicator": "volume", "points": 1, "sign": "+"}],
    }
    found = what_if.sandbox(QUARTER, method=method_of(most))
    assert told(found) == [("住建局", "升 1 位", "7.10", "5.00"), ("教育局", "降 1 位", "10.00", "2.00")]
    assert (found.rising, found.falling, found.is_other_method, found.is_unchanged) == (1, 1, True, False)


def test_a_method_of_other_groups_or_least_volumes_names_who_is_ranked_elsewhere_or_no_more(unit: Unit) -> None:
    quarter(unit, build_other())
    groups = [{"label": "部门", "kinds": [unit.kind.code]}]
    regrouped = what_if.sandbox(QUARTER, method=method_of({**METHOD, "groups": groups}))
    assert {line.words for line in regrouped.lines} == {"改在另一组"}
    few = what_if.sandbox(QUARTER, method=method_of({**METHOD, "least_volume": 3}))
    assert told(few) == [("住建局", "升 1 位", "7.10", "7.10"), ("教育局", "不再排名", "10.00", "None")]
    nobody = what_if.sandbox(QUARTER, method=method_of({**METHOD, "groups": [{"label": "街道", "kinds": ["nobody"]}]}))
    assert [(line.words, line.after) for line in nobody.lines] == [("不再排名", None), ("不再排名", None)]


def test_a_monthly_method_counts_the_month_alone_where_the_printed_board_counts_the_quarter_so_far(unit: Unit) -> None:
    quarter(unit, build_other())
    found = what_if.sandbox(parse("2022-03"), method=method_of(MONTHLY))
    assert [month.label for month in found.months] == ["2022-03"]
    assert [(line.before.volume, line.after.volume) for line in found.lines if line.before and line.after] == [(5, 1), (2, 1)]


def test_what_cannot_be_tried_is_told_in_words(unit: Unit) -> None:
    quarter(unit, build_other())
    number = CountedAssignment.objects.filter(is_completed=False).get().ticket.number
    late = held(unit, "2022-04-02 10:00").ticket.number
    closing.trial("2022-04", APRIL)
    refused = [
        (parse("2022-04"), {}, "2022-04（试算）还没有关账，数字还会变，请选已关账的月份，或先关账。"),
        (parse("2022-05"), {}, "2022-04（试算）、2022-05（未计算）还没有关账，数字还会变，请选已关账的月份，或先关账。"),
        (parse("2021-03"), {}, "2021年3月没有在执行的评分办法，请选一个评分办法，或贴上一个。"),
        (QUARTER, {"against": "x"}, "本期没有评分办法“x”，有效的是：test（测试办法）。"),
        (QUARTER, {"left_out": [LeftOut("9", (), 4)]}, "第 4 行：没有编号为 9 的工单，请核对。"),
        (QUARTER, {"left_out": [LeftOut(late, (), 1)]}, f"第 1 行：工单 {late} 没有计入2022年1月至2022年3月，请核对编号和月份。"),
        (
            QUARTER,
            {"left_out": [LeftOut(number, ("satisfaction",), 1)]},
            f"第 1 行：工单 {number} 没有计入2022年1月至2022年3月的满意率，请核对指标。",
        ),
    ]
    for period, asked, words in refused:
        with pytest.raises(ValidationError) as refusal:
            what_if.sandbox(period, **asked)  # type: ignore[arg-type]
        assert refusal.value.messages == [words]


def test_nothing_is_stored_and_the_queries_do_not_grow_with_the_tickets_left_out(unit: Unit) -> None:
    quarter(unit, build_other())
    stored = {model: list(model._default_manager.order_by("pk").values()) for model in (Closing, Fact, Method, Score)}
    asked = []
    for number in (1, 4):
        numbers = CountedAssignment.objects.order_by("pk").values_list("ticket__number", flat=True)[:number]
        left_out = [LeftOut(one) for one in numbers]
        with CaptureQueriesContext(
            connection,
        ) as made:
            what_if.sandbox(QUARTER, method=method_of(MONTHLY), left_out=left_out)
        asked.append(len(made))
    assert asked[0] == asked[1] <= 24
    assert stored == {model: list(model._default_manager.order_by("pk").values()) for model in stored}


def method_of(body: dict[str, Any]) -> MethodBody:
    return methods.for_tickets(body, "评分办法")


def build_other() -> Unit:
    return build.unit("教育局")
