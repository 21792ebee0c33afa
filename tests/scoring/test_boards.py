"""Several methods at once, bands, groups with points of their own and ledgers of any name, on the board, its page and the interface."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing, entries, methods, scores
from scoring.models import Score
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tickets.models import Assignment
from units.models import Unit, UnitKind, User

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")
SHARES = [{"kind": "share", "code": code, "indicator": code, "points": 50} for code in ("completion", "on_time_feedback")]
BANDED = {
    "code": "banded",
    "name": "等次办法",
    "full_mark": 100,
    "decimals": 1,
    "components": SHARES,
    "bands": [{"label": "A", "at_least": 90}, {"label": "B"}],
    "best": 1,
    "best_label": "先进",
    "worst": 1,
}


@pytest.fixture
def quarter(unit: Unit) -> Unit:
    """住建局 has two tickets, one of them late; 教育局 has one in time."""
    cases.district()
    held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00", completed="2022-01-06 11:00")
    held(unit, "2022-02-05 10:00", due="2022-02-10 10:00", replied="2022-02-12 10:00", completed="2022-02-12 11:00")
    held(build.unit("教育局"), "2022-03-05 10:00", replied="2022-03-06 10:00", completed="2022-03-06 11:00")
    return unit


def test_every_method_in_force_scores_and_each_score_names_its_own(quarter: Unit) -> None:
    principal, banded = cases.method(), cases.method(**BANDED)
    closing.close("2022Q1", None, APRIL)
    period = parse("2022Q1")
    assert scores.board(period).method == principal
    board = scores.board(period, code="banded")
    assert [(row.unit.name, row.rank, str(row.total), row.band, row.note) for row in board] == [
        ("教育局", 1, "100.0", "A", "先进第1"),
        (quarter.name, 2, "75.0", "B", "较差第1"),
    ]
    assert set(Score.objects.filter(period="2022Q1").values_list("method", flat=True)) == {principal.pk, banded.pk}
    with pytest.raises(ValidationError, match=r"没有评分办法“other”，有效的是：test（测试办法）、banded（等次办法）"):
        scores.board(period, code="other")


def test_the_page_lets_its_reader_choose_the_method(
    client: Client, leader: User, quarter: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    cases.method()
    cases.method(**BANDED)
    closing.close("2022Q1", None, APRIL)
    client.force_login(leader)
    principal = client.get("/scores/?period=2022Q1").content.decode()
    assert "测试办法 1 版" in principal and "method=banded" in principal
    assert "等次</th>" not in principal
    with django_assert_max_num_queries(20):
        banded = client.get("/scores/?period=2022Q1&method=banded").content.decode()
    assert "等次</th>" in banded and "先进第1" in banded
    assert f"method=banded&amp;unit={quarter.pk}" in banded
    refused = client.get("/scores/?period=2022Q1&method=other")
    assert (refused.status_code, "没有评分办法“other”" in refused.content.decode()) == (400, True)


def test_the_interface_tells_the_band_of_the_method_that_is_asked_for(client: Client, leader: User, quarter: Unit) -> None:
    cases.method()
    cases.method(**BANDED)
    closing.close("2022Q1", None, APRIL)
    client.force_login(leader)
    answer = client.get("/api/v1/scores/?period=2022Q1&method=banded").json()
    assert (answer["method"]["code"], [row["band"] for row in answer["results"]]) == ("banded", ["A", "B"])
    assert client.get("/api/v1/scores/?period=2022Q1").json()["method"]["code"] == "test"
    assert client.get("/api/v1/scores/?period=2022Q1&method=other").status_code == 400


def test_a_group_is_scored_by_its_own_points_and_its_sum_says_so(client: Client, leader: User, quarter: Unit) -> None:
    UnitKind.objects.get_or_create(code="subdistrict", defaults={"label": "街道"})
    school = Unit.objects.get(name="教育局")
    school.kind = UnitKind.objects.get(code="subdistrict")
    school.save()
    groups = [
        {"label": "部门", "kinds": ["department"]},
        {"label": "街道", "kinds": ["subdistrict"], "full_mark": 60, "points": {"completion": 10}},
    ]
    cases.method(**{**BANDED, "groups": groups})
    closing.close("2022Q1", None, APRIL)
    board = scores.board(parse("2022Q1"))
    assert [(row.group, row.unit.name, row.rank, str(row.total)) for row in board] == [
        ("部门", quarter.name, 1, "75.0"),
        ("街道", "教育局", 1, "60.0"),
    ]
    client.force_login(leader)
    html = client.get(f"/scores/?period=2022Q1&unit={school.pk}").content.decode()
    assert "满分 60 分" in html
    assert "10×1/1 + 50×1/1" in html


def test_a_method_with_indicators_of_its_own_is_only_for_tables(quarter: Unit) -> None:
    share = {"kind": "share", "code": "review", "indicator": "review", "points": 10}
    with pytest.raises(ValidationError, match="市级评议是自行声明的指标，系统不能从工单计数") as caught:
        cases.method(indicators=[{"code": "review", "label": "市级评议"}], components=[share])
    assert caught.value.code == "only_by_table"


def test_events_are_entered_in_any_ledger_that_a_method_names_and_in_no_other(quarter: Unit, supervisor: User) -> None:
    innovation = {"kind": "ledger", "code": "innovation", "label": "创新奖", "ledger": "innovation", "sign": "+", "cap": 5}
    cases.method(**{**BANDED, "components": [*SHARES, innovation]})

    def event(ledger: str) -> entries.Event:
        return entries.Event(ledger, quarter, APRIL.date(), Decimal("2.50"), "首创一窗受理")

    entries.record(event("innovation"), supervisor, APRIL)
    with pytest.raises(ValidationError, match="没有账目“gifts”，可用的是：加分、减分、创新奖"):
        entries.record(event("gifts"), supervisor, APRIL)


def test_a_methods_own_ledger_counts_in_its_score(quarter: Unit) -> None:
    innovation = {"kind": "ledger", "code": "innovation", "label": "创新奖", "ledger": "innovation", "sign": "+", "cap": 5}
    cases.method(**{**BANDED, "components": [*SHARES, innovation]})
    cases.points(quarter, "2022-03-01", 250, ledger="innovation")
    cases.points(quarter, "2022-03-02", 300, ledger="innovation")
    closing.close("2022Q1", None, APRIL)
    [row] = [row for row in scores.board(parse("2022Q1")) if row.unit == quarter]
    assert (str(row.total), row.component("innovation").note) == ("80.0", "按 5 封顶")
    assert methods.in_force(parse("2022Q1"))[0][1].components[2].label == "创新奖"


@pytest.mark.parametrize(("figures", "total"), [("assessed", "100.0"), ("raw", "75.0")])
def test_a_method_scores_what_is_left_after_exclusions_or_all(quarter: Unit, figures: str, total: str) -> None:
    late = Assignment.objects.get(unit=quarter, on_time=False)
    cases.exclude(late, "feedback")
    cases.method(**{**BANDED, "figures": figures})
    closing.close("2022Q1", None, APRIL)
    assert [str(row.total) for row in scores.board(parse("2022Q1")) if row.unit == quarter] == [total]
