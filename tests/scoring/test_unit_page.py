"""A unit's page: its months, its standing, what moved and on what basis; every number opens as many tickets as it says."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing, unit_page, versions
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from units.models import Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")


@pytest.fixture
def house(unit: Unit) -> Unit:
    """A quarter: 住建局 with a section and twelve tickets a month, 教育局 with one."""
    cases.district()
    cases.calendar()
    cases.method()
    section = build.unit("市政科", parent=unit, is_ranked=False)
    for number in range(36):
        day, is_late = f"2022-0{number // 12 + 1}-{number % 12 + 5:02}", number % 12 == 0
        done = None if is_late else f"{day} 15:00"
        row = held(section if number == 7 else unit, f"{day} 10:00", replied=done, completed=done)
        if number % 3 == 1:
            called(row, f"{day} 18:00", "dissatisfied" if number % 12 == 1 else "satisfied")
    for month in (1, 2, 3):
        held(build.unit("教育局"), f"2022-0{month}-10 10:00", replied=f"2022-0{month}-10 15:00", completed=f"2022-0{month}-10 16:00")
    closing.close("2022Q1", None, APRIL)
    return unit


def page(client: Client, user: User, unit: Unit, period: str = "2022-03", status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(f"/units/{unit.pk}/?period={period}")
    assert answer.status_code == status
    return str(answer.content.decode())


def loaded(unit: Unit, period: str = "2022-03") -> unit_page.UnitPage:
    found = unit_page.load(unit, period, User(role=Role.LEADER))
    assert found is not None
    return found


def test_its_months_stand_with_figures_total_and_rank(house: Unit) -> None:
    found = loaded(house)
    assert [month.period.label for month in found.months] == ["2022-01", "2022-02", "2022-03"]
    assert [month.volume for month in found.months] == [12, 12, 12]
    assert found.heads == ("承办件数", "办结率", "按时反馈率", "满意率", "超期件数", "不满意件")
    assert [str(month.total) for month in found.months] == [str(found.months[0].total)] * 3
    assert found.standing is not None
    assert found.standing.words == "第 2 名（全区 2 家）"
    assert found.since is not None and found.since.label == "2022-01"  # a quarter's method: the months stand for the quarter so far


def test_every_number_opens_as_many_tickets_as_it_says(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, house)
    found = [(number, unescape(url)) for url, number in re.findall(r'href="(/figures/[^"]+)"[^>]*>(?:<b>)?(\d+)<', html)]
    assert len(found) >= 12
    for number, url in found:
        assert str(client.get(url).context["size"].rows) == number, url


def test_what_moved_is_printed_with_its_basis_and_rates_in_percentage_points(client: Client, leader: User, house: Unit) -> None:
    held(house, "2022-04-05 10:00", replied="2022-04-05 15:00", completed="2022-04-05 16:00")
    closing.close("2022-04", None, moment("2022-05-06 09:00"))
    html = page(client, leader, house, "2022-04")
    completion = next(one for one in loaded(house, "2022-04").compared if one.now.code == "completion")
    assert completion.previous.words == "环比 +8.33 个百分点"
    assert completion.previous.basis == "2022年4月（已关账，1/1），比2022年3月（已关账，11/12）"
    assert completion.year.change == "无可比"
    assert "上期 2022年3月（已关账）" in html and "去年同期 2021年4月（未计算）" in html
    assert "8.33 个百分点" in html


def test_a_total_is_compared_with_one_of_the_same_method_over_the_same_longer_period(house: Unit) -> None:
    for month in ("04", "05"):
        held(house, f"2022-{month}-05 10:00")
    closing.trial("2022-04", moment("2022-05-02 09:00"))
    closing.trial("2022-05", moment("2022-06-02 09:00"))
    compared = {month: loaded(house, f"2022-{month}").before for month in ("02", "03", "04", "05")}
    assert {month: one.score.period for month, one in compared.items() if one} == {"02": "2022-01", "03": "2022-02", "05": "2022-04"}
    versions.save({**cases.METHOD, "version": "2", "valid_from": "2022-04-01"})
    closing.trial("2022-05", moment("2022-06-02 09:00"))
    assert loaded(house, "2022Q2").standing is not None
    assert loaded(house, "2022Q2").before is None, "the second quarter goes by another version"


def test_what_went_wrong_is_listed_and_counted(client: Client, leader: User, house: Unit) -> None:
    found = {one.code: one for one in loaded(house).wrong}
    assert {code: (one.count, len(one.lines)) for code, one in found.items()} == {"dissatisfied": (1, 1), "overdue": (1, 1)}
    assert found["overdue"].lines[0].number in page(client, leader, house)


def test_a_unit_that_took_another_over_is_compared_with_both(house: Unit) -> None:
    gone = build.unit("市政处", closed_on=date(2022, 3, 31), successor=house)
    held(gone, "2022-03-08 10:00", replied="2022-03-08 15:00")
    held(house, "2022-04-05 10:00")
    closing.reopen("2022-03", None, APRIL, "补录")
    closing.close("2022-03", None, APRIL)
    closing.trial("2022-04", moment("2022-04-20 09:00"))
    found = loaded(house, "2022-04")
    assert found.compared[0].previous.basis == "2022年4月（试算，1 件），比2022年3月（已关账，13 件）"
    assert found.notes == ("含 市政处（2022-03-31 撤销，并入 住建局）。",)


def test_people_of_a_unit_see_their_own_and_what_lies_below(client: Client, handler: User, stranger: User, house: Unit) -> None:
    assert "住建局" in page(client, handler, house)
    assert "市政科" in page(client, handler, Unit.objects.get(name="市政科"))
    assert "住建局" not in page(client, stranger, house, status=404)
    assert client.get(f"/units/{house.pk}/file/csv/").status_code == 404


def test_a_section_without_a_rank_says_so_and_shows_its_counts(client: Client, leader: User, house: Unit) -> None:
    section = Unit.objects.get(name="市政科")
    assert loaded(section, "2022-01").months[0].volume == 1
    assert "本期没有得分" in page(client, leader, section, "2022-01")


def test_before_anything_is_counted_and_for_no_period_it_says_so(client: Client, leader: User, unit: Unit) -> None:
    assert "还没有得分" in page(client, leader, unit, "")
    cases.district()
    held(unit, "2022-01-10 10:00")
    closing.trial("2022-01", moment("2022-01-20 09:00"))
    assert "期间“heute”看不懂" in page(client, leader, unit, "heute", 400)
    assert "未计算" in page(client, leader, unit, "2021-06")


def test_the_file_holds_the_months_and_the_basis(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    lines = list(csv.reader(io.StringIO(client.get(f"/units/{house.pk}/file/csv/?period=2022-03").content.decode("utf-8-sig"))))
    assert lines[1][:5] == ["期间", "状态", "承办件数", "办结率", "按时反馈率"]
    assert lines[4][:5] == ["2022-03", "已关账", "12", "91.67%", "91.67%"]
    assert "承办件数 环比 持平：2022年3月（已关账，12 件），比2022年2月（已关账，12 件）。" in [line[0] for line in lines]
    assert client.get(f"/units/{house.pk}/file/xlsx/").content.startswith(b"PK")
    assert client.get(f"/units/{house.pk}/file/pdf/").status_code == 404


def test_it_costs_the_same_for_one_ticket_a_month_and_for_twelve(
    client: Client, leader: User, house: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, leader, house)
    for one in (house, Unit.objects.get(name="教育局")):
        with django_assert_max_num_queries(20):
            page_of = client.get(f"/units/{one.pk}/?period=2022-03")
        assert page_of.status_code == 200
