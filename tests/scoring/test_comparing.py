"""同比 and 环比: on one basis, which is printed; other offices' figures where months are missing; mergers added and named."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from scoring.acts import closing, series
from scoring.acts.comparing import compare
from scoring.acts.mergers import predecessors, within
from scoring.models import OutsideFigure
from scoring.rules.periods import free, parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from units.models import Unit

pytestmark = pytest.mark.django_db
AFTER = moment("2022-04-03 09:00")
MARCH = parse("2022-03")


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district(starts_on="2021-01-01")
    cases.calendar()


def test_a_count_moves_in_per_cent_and_a_rate_in_percentage_points(unit: Unit) -> None:
    for n, grade in enumerate(["satisfied", "satisfied", "dissatisfied", "satisfied"]):
        called(held(unit, f"2022-02-0{n + 1} 10:00"), f"2022-02-1{n} 10:00", grade)
    for n, grade in enumerate(["satisfied", "dissatisfied", "dissatisfied"]):
        called(held(unit, f"2022-03-0{n + 1} 10:00"), f"2022-03-1{n} 10:00", grade)
    closing.close("2022Q1", None, AFTER)
    volume = compare("volume", MARCH, AFTER, "previous")
    assert (volume.difference, volume.words) == (Decimal("-25.00"), "环比 -25.00%")
    assert volume.basis == "2022年3月（已关账，3 件），比2022年2月（已关账，4 件）"
    rate = compare("satisfaction", MARCH, AFTER, "previous")
    assert (rate.difference, rate.words) == (Decimal("-41.67"), "环比 -41.67 个百分点")
    assert rate.basis == "2022年3月（已关账，1/3），比2022年2月（已关账，3/4）"


def test_both_sides_give_the_grades_the_credits_of_the_later_period(unit: Unit) -> None:
    credits = {"satisfied": 1, "basically": "0.6", "dissatisfied": 0}
    parts = [{**cases.METHOD["components"][0], "credits": credits, "points": 10}]
    cases.method(valid_from="2022-03-01", period="month", components=parts)
    for at in ("2022-02-05", "2022-03-05"):
        called(held(unit, f"{at} 10:00"), f"{at} 12:00", "basically")
    found = compare("satisfaction", MARCH, AFTER, "previous")
    assert (found.ours.hits, found.theirs and found.theirs.hits) == (Decimal("0.6"), Decimal("0.6"))
    assert found.words == "环比 持平"


def test_where_months_are_missing_another_offices_figure_is_used_and_named(unit: Unit) -> None:
    held(unit, "2022-03-05 10:00")
    OutsideFigure.objects.create(period="2021-03", code="volume", label="承办件数", value=4, source="2021 年 3 月通报")
    found = compare("volume", MARCH, AFTER)
    assert (found.difference, found.theirs) == (Decimal("-75.00"), None)
    assert found.basis == "2022年3月（直接计数，1 件），比2021年3月（外部数据 4，来源：2021 年 3 月通报）"
    held(unit, "2021-03-05 10:00")
    assert compare("volume", MARCH, AFTER).words == "同比 持平"  # our own count, since there is one


def test_a_history_that_is_not_whole_gives_way_to_the_figure_that_was_published(unit: Unit) -> None:
    cases.district(starts_on="2022-01-01")
    held(unit, "2021-03-05 10:00")
    held(unit, "2022-03-05 10:00")
    OutsideFigure.objects.create(period="2021-03", code="volume", label="承办件数", value=4, source="2021 年 3 月通报")
    assert compare("volume", MARCH, AFTER).difference == Decimal("-75.00")
    # It is the district's, so that a unit has nothing to be compared with.
    of_unit = compare("volume", MARCH, AFTER, only={"unit": unit})
    assert (of_unit.words, of_unit.basis.partition("，比")[2]) == ("同比 无可比", "2021年3月（早于起用日期 2022-01-01，不作比较）")


def test_nothing_to_compare_with_is_said(unit: Unit) -> None:
    held(unit, "2022-03-05 10:00")
    found = compare("volume", MARCH, AFTER)
    assert (found.difference, found.words) == (None, "同比 无可比")
    assert "2021年3月没有数据，也没有登记外部数据，无法同比。" in found.notes


@pytest.mark.parametrize(
    ("code", "change", "note"),
    [
        ("volume", "无可比", "2022年2月为 0，无法环比。"),
        ("overdue", "持平", None),
        ("completion", "无可比", "2022年2月分母为 0（无到期件），无法环比。"),
        ("satisfaction", "无可比", "2022年2月分母为 0（未抽访），无法环比。"),
        ("bonus", "持平", None),
    ],
)
def test_of_a_month_that_was_counted_nothing_is_a_nought_and_said_to_be(unit: Unit, code: str, change: str, note: str | None) -> None:
    called(held(unit, "2022-01-05 10:00", replied="2022-01-06 10:00"), "2022-01-07 10:00")
    called(held(unit, "2022-03-05 10:00", replied="2022-03-06 10:00"), "2022-03-07 10:00")
    closing.close("2022Q1", None, AFTER)
    found = compare(code, MARCH, AFTER, "previous")
    assert (found.change, found.notes) == (change, (note,) if note else ())
    of_series = series.load(series.months_for(MARCH), [code]).compare(code, MARCH, "previous")
    assert (of_series.change, of_series.notes) == (change, (note,) if note else ())


def test_a_unit_that_took_others_over_is_compared_with_what_they_had(unit: Unit) -> None:
    held(unit, "2022-02-05 10:00")
    roads = build.unit("市政处", closed_on=date(2022, 3, 10), successor=unit)
    parks = build.unit("绿化队", closed_on=date(2022, 1, 31), successor=roads)
    held(roads, "2022-02-06 10:00")
    held(parks, "2022-01-06 10:00")
    held(roads, "2022-03-06 10:00")
    held(unit, "2022-03-12 10:00")
    found = compare("volume", MARCH, AFTER, "previous", only={"unit": unit})
    assert (found.ours.base, found.theirs and found.theirs.base) == (2, 2)
    assert found.notes[:2] == ("含 市政处（2022-03-10 撤销，并入 住建局）。", "含 绿化队（2022-01-31 撤销，并入 市政处）。")
    assert predecessors(unit) == [roads, parks]
    assert within(MARCH) == ("市政处 于 2022-03-10 撤销，并入 住建局；此前的办件仍以原名计。",)
    assert within(MARCH, [parks.pk]) == ()


def test_units_that_took_each_other_over_are_no_endless_way(unit: Unit) -> None:
    other = build.unit("城管局", successor=unit)
    unit.successor = other
    unit.save()
    assert predecessors(unit) == [other]


def test_what_cannot_be_compared_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="没有指标“happiness”"):
        compare("happiness", MARCH, AFTER)
    with pytest.raises(ValidationError, match="自选日期没有同比、环比"):
        compare("volume", free(date(2022, 1, 1), date(2022, 1, 9)), AFTER)
