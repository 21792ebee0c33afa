"""Figures told apart: every dimension shares out the same whole, wherever the rows are taken from, and each says where from."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.acts import breakdown, closing, dimensions, facts
from scoring.rules.indicators import Figures
from scoring.rules.periods import free, parse
from scoring.rules.readings import total
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.random_month import random_month
from tickets.models import Channel
from units.models import Unit, UnitKind

pytestmark = pytest.mark.django_db
AFTER = moment("2022-04-03 09:00")
QUARTER = parse("2022Q1")
OF_EVERY_TICKET = ("category", "category2", "category3", "channel", "channel_group", "level", "type", "area", "enterprise", "tourism")


@pytest.fixture(autouse=True)
def _district(db: None) -> None:
    cases.district()
    cases.calendar()


@pytest.mark.parametrize("figures", ["assessed", "raw"])
def test_the_parts_of_every_dimension_sum_to_the_whole(figures: Figures) -> None:
    random_month(3, exclusions=40)
    closing.close("2022Q1", None, AFTER)
    whole = facts.whole(QUARTER, figures)
    for name in ("unit", "kind", "category1", "month"):
        found = breakdown.counted(QUARTER, AFTER, by=[name], figures=figures)
        assert total(found.groups.values()) == whole, name
    ledgers = {"bonus", "deduction"}
    for name in OF_EVERY_TICKET:
        found = breakdown.counted(QUARTER, AFTER, by=[name, "unit"], figures=figures)
        assert total(found.groups.values()) == {code: pair for code, pair in whole.items() if code not in ledgers}, name
    assert facts.whole(QUARTER) != facts.whole(QUARTER, "raw")


@pytest.mark.parametrize("by", [("unit",), ("category2", "area"), ("kind", "enterprise"), ("month", "unit")])
def test_live_figures_are_those_that_are_frozen(by: tuple[str, ...]) -> None:
    random_month(4, exclusions=40)
    live = breakdown.counted(QUARTER, AFTER, by=by)
    closing.close("2022Q1", None, AFTER)
    frozen = breakdown.counted(QUARTER, AFTER, by=by)
    assert live.groups == frozen.groups
    assert (live.words, frozen.words) == ("直接计数", "已关账")


def test_months_that_were_never_counted_are_counted_live_and_named(unit: Unit) -> None:
    for at in ("2022-01-05 10:00", "2022-02-05 10:00", "2022-03-05 10:00"):
        held(unit, at)
    closing.close("2022-01", None, AFTER)
    closing.trial("2022-02", AFTER)
    found = breakdown.counted(QUARTER, AFTER, codes=["volume"])
    assert (found.whole, found.basis) == ({"volume": (3, 3)}, "mixed")
    assert found.notes == ("2022-03 没有关账，也没有试算，直接从工单计数。",)
    by_month = breakdown.counted(QUARTER, AFTER, by=["month"], codes=["volume"])
    assert {key: pairs["volume"] for key, pairs in by_month.groups.items()} == {(f"2022-0{n}",): (1, 1) for n in (1, 2, 3)}


def test_a_period_in_the_future_holds_nothing_and_says_so(unit: Unit) -> None:
    found = breakdown.counted(parse("2022Q2"), moment("2022-03-31 12:00"))
    assert (found.groups, found.words) == ({}, "尚未开始")
    assert found.notes == ("2022-04、2022-05、2022-06 尚未开始，没有计入。",)
    week = breakdown.counted(parse("2022-W20", with_weeks=True), moment("2022-03-31 12:00"))
    assert (week.groups, week.words, week.notes) == ({}, "尚未开始", ("2022-W20 尚未开始，没有计入。",))


def test_a_week_is_counted_live(unit: Unit) -> None:
    held(unit, "2022-01-30 23:59")
    held(unit, "2022-01-31 00:00")
    held(unit, "2022-02-06 23:59")
    closing.close("2022-01", None, AFTER)
    found = breakdown.counted(parse("2022-W05", with_weeks=True), AFTER, codes=["volume"])
    assert (found.whole, found.basis) == ({"volume": (2, 2)}, "live")


def test_figures_are_narrowed_by_any_dimension(unit: Unit) -> None:
    street = build.unit("兴隆街道", kind=UnitKind.objects.create(code="street", label="街道"))
    section = build.unit("住建局房管科", parent=unit, is_ranked=False)
    net = Channel.objects.create(label="网站", group="网络端")
    heat, hot_water = cases.category("城建/供热"), cases.category("城建/供热/热水")
    held(unit, "2022-01-05 10:00", category=hot_water, channel=net, is_enterprise=True)
    held(section, "2022-01-05 10:00", category=heat, area="振兴街道")
    held(street, "2022-01-05 10:00", category=cases.category("教育"))
    closing.close("2022-01", None, AFTER)
    wanted: list[tuple[dict[str, object], int]] = [
        ({"unit": unit}, 2),
        ({"unit": [section.pk, street.pk]}, 2),
        ({"kind": "department"}, 2),
        ({"category": heat}, 2),
        ({"category": hot_water.pk}, 1),
        ({"category1": heat.root_id}, 2),
        ({"channel": net}, 1),
        ({"channel_group": "网络端"}, 1),
        ({"area": "振兴街道", "unit": unit}, 1),
        ({"enterprise": True}, 1),
        ({"enterprise": False, "kind": "street"}, 1),
        ({"channel": None}, 2),
    ]
    for at in (None, date(2022, 1, 5)):
        period = parse("2022-01") if at is None else free(at, at)
        for only, volume in wanted:
            found = breakdown.counted(period, AFTER, only=only, codes=["volume"])
            assert found.whole["volume"] == (volume, volume), (only, period)


def test_second_level_categories_take_in_what_lies_below_and_stop_where_there_is_none(unit: Unit) -> None:
    for path in ("城建/供热/热水", "城建/供热", "教育"):
        held(unit, "2022-01-05 10:00", category=cases.category(path))
    held(unit, "2022-01-05 10:00")
    closing.close("2022-01", None, AFTER)
    found = breakdown.counted(parse("2022-01"), AFTER, by=["unit", "category2"], codes=["volume"])
    named = dimensions.labels("category2", [key[1] for key in found.groups])
    assert {named[key[1]]: pairs["volume"][0] for key, pairs in found.groups.items()} == {"城建 › 供热": 2, "教育": 1, "未归类": 1}


def test_what_cannot_be_told_apart_is_refused_in_words() -> None:
    with pytest.raises(ValidationError, match="不能按“colour”分列或筛选，可用的是：unit（单位）"):
        breakdown.counted(QUARTER, AFTER, by=["colour"])
    with pytest.raises(ValidationError, match="没有指标“luck”"):
        breakdown.counted(QUARTER, AFTER, codes=["luck"])
    with pytest.raises(ValidationError, match="月份由期间决定"):
        breakdown.counted(QUARTER, AFTER, only={"month": "2022-01", "area": "振兴街道"})


def test_the_queries_do_not_grow_with_the_rows(unit: Unit) -> None:
    asked = []
    for seed in (1, 2):
        random_month(seed)
        closing.trial("2022-01", AFTER)
        with CaptureQueriesContext(connection) as queries:
            breakdown.counted(parse("2022-01"), AFTER, by=["unit", "category2"])
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14


def test_groups_have_names(unit: Unit) -> None:
    assert dimensions.labels("unit", [unit.pk, None]) == {unit.pk: "住建局", None: "未派单位"}
    assert dimensions.labels("enterprise", [True, False]) == {True: "涉企", False: "非涉企"}
    assert dimensions.labels("return_count", [3]) == {3: "3 次"}
    assert dimensions.labels("order_level", ["office"]) == {"office": "OA督办"}
    assert dimensions.labels("area", ["", "振兴街道"]) == {"": "未填", "振兴街道": "振兴街道"}
