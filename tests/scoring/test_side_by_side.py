"""Units compared: each figure beside the district's own, wrong choices answered in words, page and file alike."""

import csv
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing, facts
from scoring.acts.side_by_side import SideBySide, lay
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from units.models import Unit, User

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")
QUARTER = parse("2022Q1")


@pytest.fixture
def house(unit: Unit) -> list[Unit]:
    """住建局 with six tickets, one of them late, one citizen dissatisfied of three; 教育局 with four; 财政局 with two, never called."""
    cases.district()
    cases.calendar()
    cases.method()
    units = [unit, build.unit("教育局"), build.unit("财政局")]
    for to, count in zip(units, (6, 4, 2), strict=True):
        for number in range(count):
            day = f"2022-02-{10 + number}"
            is_late = to == unit and number == 0
            row = held(to, f"{day} 10:00", replied=None if is_late else f"{day} 15:00", completed=None if is_late else f"{day} 16:00")
            if to.name != "财政局" and number % 2 == 0:
                called(row, f"{day} 18:00", "dissatisfied" if to == unit and number == 2 else "satisfied")
    closing.close("2022Q1", None, APRIL)
    return units


def cells(found: SideBySide) -> dict[str, list[str]]:
    """Indicator → the district's figure, then each unit's with its distance."""
    printed = {line.whole.label: line for line in found.lines}
    wanted = ("承办件数", "满意率", "按时反馈率", "超期件数")
    return {
        label: [
            f"{printed[label].whole.hits}/{printed[label].whole.base}",
            *(f"{one.reading.hits}/{one.reading.base} {one.words}".strip() for one in printed[label].units),
        ]
        for label in wanted
    }


def test_each_units_figure_stands_beside_the_districts(house: list[Unit]) -> None:
    assert cells(lay(QUARTER, house)) == {
        "承办件数": ["12/12", "6/6 占 50.00%", "4/4 占 33.33%", "2/2 占 16.67%"],
        "满意率": ["4/5", "2/3 -13.33 个百分点", "2/2 +20.00 个百分点", "0/0"],
        "按时反馈率": ["11/12", "5/6 -8.34 个百分点", "4/4 +8.33 个百分点", "2/2 +8.33 个百分点"],
        "超期件数": ["1/12", "1/6 占 100.00%", "0/4 占 0.00%", "0/2 占 0.00%"],
    }
    assert [(str(one.total), one.rank) for one in lay(QUARTER, house).standings] == [("7.83", 3), ("10.00", 1), ("10.00", 2)]


def test_the_district_is_the_whole_and_not_the_sum_of_the_chosen(house: list[Unit]) -> None:
    found = lay(QUARTER, house[:2])
    whole = facts.whole(QUARTER)
    assert (found.lines[0].whole.base, int(found.lines[0].whole.hits)) == whole["volume"]


def test_every_number_of_a_unit_opens_as_many_tickets_as_it_says(client: Client, leader: User, house: list[Unit]) -> None:
    client.force_login(leader)
    html = client.get("/compare/", {"period": "2022Q1", "unit": [str(one.pk) for one in house]}).content.decode()
    found = [(number, unescape(url)) for url, number in re.findall(r'href="(/figures/[^"]+)"[^>]*>(\d+)<', html)]
    assert len(found) >= 12
    for number, url in found:
        assert str(client.get(url).context["size"].rows) == number, url


@pytest.mark.parametrize(
    ("choose", "period", "words"),
    [
        ([], "2022Q1", "请选 2 至 8 个单位，再点对比。"),
        ([0], "2022Q1", "现在选了 1 个，请再加几个。"),
        ([0, 0], "2022Q1", "现在选了 1 个，请再加几个。"),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8], "2022Q1", "现在选了 9 个，请去掉几个。"),
        ([0, 99999], "2022Q1", "没有编号为“99999”的单位，请从名单里选。"),
        ([0, "住建局"], "2022Q1", "没有编号为“住建局”的单位，请从名单里选。"),
        ([0, "9" * 20], "2022Q1", "没有编号为“99999999999999999999”的单位"),
        ([0, 1], "heute", "期间“heute”看不懂"),
        ([0, 1], "2022-W05", "周只能直接计数"),
    ],
)
def test_a_wrong_choice_is_answered_in_words(
    client: Client, leader: User, house: list[Unit], choose: list[int | str], period: str, words: str
) -> None:
    client.force_login(leader)
    units = [*house, *(build.unit(f"第{number}局") for number in range(6))]
    ids = [units[one].pk if isinstance(one, int) and one < len(units) else one for one in choose]
    query = urlencode({"period": period, "unit": ids, "go": 1}, doseq=True)
    answer = client.get(f"/compare/?{query}")
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert client.get(f"/compare/file/csv/?{query}").headers["Location"] == f"/compare/?{query}"


def test_before_anything_is_chosen_there_is_only_the_form(client: Client, leader: User, house: list[Unit]) -> None:
    client.force_login(leader)
    html = client.get("/compare/?period=2022Q1").content.decode()
    assert 'role="alert"' not in html
    assert html.count('type="checkbox" name="unit"') == 3
    assert '<option value="2022Q1" selected>' in html


def test_a_section_is_compared_by_its_own_work(house: list[Unit]) -> None:
    section = build.unit("市政科", parent=house[0], is_ranked=False)
    held(section, "2022-03-10 10:00")
    closing.reopen("2022-03", None, APRIL, "补录")
    closing.close("2022-03", None, APRIL)
    found = lay(QUARTER, [house[0], section])
    assert [int(one.reading.hits) for one in found.lines[0].units] == [6, 1]


def test_the_file_holds_the_figures_and_the_distances(client: Client, leader: User, house: list[Unit]) -> None:
    client.force_login(leader)
    query = urlencode({"period": "2022Q1", "unit": [one.pk for one in house[:2]]}, doseq=True)
    lines = list(csv.reader(io.StringIO(client.get(f"/compare/file/csv/?{query}").content.decode("utf-8-sig"))))
    assert lines[1] == ["指标", "全区", "住建局", "住建局与全区", "教育局", "教育局与全区"]
    assert lines[2] == ["总分", "", "7.83", "", "10.00", ""]
    assert ["满意率", "80.00%", "66.67%", "-13.33", "100.00%", "20.00"] in lines
    assert ["承办件数", "12", "6", "50.00%", "4", "33.33%"] in lines
    assert client.get(f"/compare/file/xlsx/?{query}").content.startswith(b"PK")


def test_a_total_that_counts_more_months_than_the_rates_beside_it_says_so(client: Client, leader: User, house: list[Unit]) -> None:
    heads = {label: lay(parse(label), house).total_head for label in ("2022-01", "2022-03", "2022Q1")}
    assert heads == {"2022-01": "总分", "2022-03": "累计总分（2022年1月至3月）", "2022Q1": "总分"}
    client.force_login(leader)
    query = urlencode({"period": "2022-03", "unit": [one.pk for one in house]}, doseq=True)
    assert '<th scope="row">累计总分（2022年1月至3月）</th>' in client.get(f"/compare/?{query}").content.decode()
    assert client.get(f"/compare/file/csv/?{query}").content.decode("utf-8-sig").splitlines()[2].startswith("累计总分（2022年1月至3月）,")


def test_eight_units_cost_what_two_do(
    client: Client, leader: User, house: list[Unit], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(leader)
    units = [*house, *(build.unit(f"第{number}局") for number in range(5))]
    for count in (2, 8):
        query = urlencode({"period": "2022Q1", "unit": [one.pk for one in units[:count]]}, doseq=True)
        client.get(f"/compare/?{query}")
        with django_assert_max_num_queries(17):
            assert client.get(f"/compare/?{query}").status_code == 200
