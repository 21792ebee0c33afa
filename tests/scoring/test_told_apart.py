"""分项统计: figures by each dimension, the whole as a whole, compared on the same basis; as the API says them; each opens its tickets."""

import csv
import io
from datetime import date
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.acts import closing, told_apart
from scoring.rules.periods import free, parse
from scoring.rules.printing import words as printed
from tests import build
from tests.scoring import cases
from tests.scoring.apart import CODES, asked, moves, page, shown
from tests.scoring.cases import called, held, moment
from tests.scoring.random_month import random_month
from tickets.models import Channel, Level, TicketType
from units.models import Unit, User
from units.rules.roles import Role

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")


@pytest.fixture
def house(unit: Unit) -> Unit:
    """February: 省级 two, 市级 one. March: 省级 four, of which three are content, of a section one; 市级 one, not content; none one."""
    cases.district()
    cases.calendar()
    section, other = build.unit("市政科", parent=unit, is_ranked=False), build.unit("教育局")
    province, city = Level.objects.create(label="省级", order=1), Level.objects.create(label="市级", order=2)
    for day, before in ((7, province), (8, province), (9, city)):
        held(unit, f"2022-02-{day:02} 10:00", level=before)
    of_province = ((section, province, "satisfied"), (unit, province, "satisfied"), (unit, province, "satisfied"))
    march = (*of_province, (unit, province, "dissatisfied"), (unit, city, "dissatisfied"), (other, None, ""))
    for number, (to, level, grade) in enumerate(march):
        row = held(to, f"2022-03-{10 + number} 10:00", level=level, is_enterprise=level is city, area="兴隆街道" if level else "")
        if grade:
            called(row, f"2022-03-{10 + number} 18:00", grade)
    for month in ("2022-02", "2022-03"):
        closing.close(month, None, APRIL)
    return unit


def test_the_whole_is_counted_as_a_whole_and_never_the_sum_of_rates(house: Unit, leader: User) -> None:
    found = told_apart.lay(asked(), leader, APRIL)
    assert list(shown(found).items()) == [
        ("省级", ("4", "75.00%")),
        ("市级", ("1", "0.00%")),
        ("未填", ("1", "未抽访")),
        ("合计", ("6", "60.00%")),
    ]
    assert found.basis == "已关账"


def test_each_figure_is_compared_on_the_same_basis_which_is_printed(house: Unit, leader: User) -> None:
    found = told_apart.lay(asked(), leader, APRIL)
    assert moves(found) == {
        "省级": ("环比 +100.00%", "同比 无可比"),
        "市级": ("环比 持平", "同比 无可比"),
        "未填": ("环比 无可比", "同比 无可比"),
        "合计": ("环比 +100.00%", "同比 无可比"),
    }
    assert found.rows[0].cells[0].compared[0].basis == "2022年3月（已关账，4 件），比2022年2月（已关账，2 件）"
    assert found.sides == ("环比对2022年2月（已关账）", "同比对2021年3月（没有数据）")


def test_what_was_only_in_the_month_before_stands_there_with_nought(house: Unit, leader: User) -> None:
    found = told_apart.lay(asked(period=parse("2022-04"), codes=("volume",)), leader, APRIL)
    assert shown(found) == {"省级": ("0",), "市级": ("0",), "未填": ("0",), "合计": ("0",)}
    assert moves(found)["省级"][0] == "环比 -100.00%"


def test_dates_are_counted_live_and_have_no_neighbours(house: Unit, leader: User) -> None:
    found = told_apart.lay(asked(period=free(date(2022, 3, 11), date(2022, 3, 14))), leader, APRIL)
    assert (shown(found)["合计"], found.is_live, found.sides) == (("4", "50.00%"), True, ())
    assert all(not cell.compared for row in found.rows for cell in row.cells)


def test_a_unit_has_what_counts_for_it_and_conditions_narrow_together(house: Unit, leader: User) -> None:
    assert shown(told_apart.lay(asked(unit=house), leader, APRIL))["合计"] == ("5", "60.00%")
    assert shown(told_apart.lay(asked(unit=house, kind=house.kind.code), leader, APRIL))["合计"] == ("5", "60.00%")
    assert shown(told_apart.lay(asked("enterprise", area="兴隆街道"), leader, APRIL)) == {
        "非涉企": ("4", "75.00%"),
        "涉企": ("1", "0.00%"),
        "合计": ("5", "60.00%"),
    }
    assert shown(told_apart.lay(asked("level", area=None), leader, APRIL))["合计"] == ("1", "未抽访")


def test_people_of_a_unit_read_their_units_figures_alone(house: Unit, handler: User) -> None:
    assert shown(told_apart.lay(asked(), handler, APRIL)) == {"省级": ("4", "75.00%"), "市级": ("1", "0.00%"), "合计": ("5", "60.00%")}
    assert shown(told_apart.lay(asked("unit"), handler, APRIL)) == {house.label: ("5", "60.00%"), "合计": ("5", "60.00%")}
    with pytest.raises(ValidationError, match="只能查看本单位的数字"):
        told_apart.lay(asked(unit=Unit.objects.get(name="教育局")), handler, APRIL)


def test_a_sections_people_read_its_own_work_and_not_the_unit_above_it(house: Unit) -> None:
    person = build.person("科员", Role.HANDLER, Unit.objects.get(name="市政科"))
    found = told_apart.lay(asked("unit"), person, APRIL)
    assert shown(found) == {"市政科": ("1", "100.00%"), "合计": ("1", "100.00%")}


def test_what_has_no_such_dimension_is_refused(house: Unit, leader: User) -> None:
    with pytest.raises(ValidationError, match="“加分”不分交办层级"):
        told_apart.lay(asked(codes=("volume", "bonus")), leader, APRIL)


@pytest.mark.parametrize("by", told_apart.OFFERED)
@pytest.mark.parametrize("words", [{"period": "2022-01"}, {"from": "2022-01-01", "to": "2022-01-31"}])
def test_every_figure_opens_as_many_tickets_as_it_counts(client: Client, leader: User, words: dict[str, str], by: str) -> None:
    cases.district()
    cases.calendar()
    random_month(3, exclusions=40)
    closing.close("2022-01", None, APRIL)
    client.force_login(leader)
    answer = client.get(f"/breakdown/?{urlencode({**words, 'by': by, 'indicator': ['volume', 'satisfaction']}, doseq=True)}")
    found, base = answer.context["found"], answer.context["base"]
    openable = [row for row in (*found.rows[:3], *found.rows[-1:], found.whole) if row.asks is not None]
    assert len(openable) > 1
    for row in openable:
        for cell in row.cells:
            opened = client.get(f"{base}&{urlencode({**row.asks, 'indicator': cell.reading.code})}").context["opened"]
            assert (opened.reading, opened.sizes["base"].rows) == (cell.reading, cell.reading.base), row.label
            assert bool(opened.lines) == bool(cell.reading.base)


def test_page_and_api_say_the_same_numbers(client: Client, leader: User, house: Unit) -> None:
    level = Level.objects.get(label="省级")
    client.force_login(leader)
    for words in ({"period": "2022-03"}, {"from": "2022-03-01", "to": "2022-03-31"}):
        found = client.get(f"/breakdown/?{urlencode(words)}").context["found"]
        of_level = client.get(f"/api/v1/indicators/figures/?{urlencode({**words, 'level': level.pk})}").json()
        figures = {one["code"]: (one["base"], one["hits"], one["words"]) for one in of_level["whole"]}
        for cell in found.rows[0].cells:
            assert figures[cell.reading.code] == (cell.reading.base, cell.reading.hits, printed(cell.reading))
        whole = {one["code"]: one["words"] for one in client.get(f"/api/v1/indicators/figures/?{urlencode(words)}").json()["whole"]}
        assert [whole[cell.reading.code] for cell in found.whole.cells] == [printed(cell.reading) for cell in found.whole.cells]


def test_the_page_and_its_file_print_the_same(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, period="2022-03", indicator=CODES)
    assert "75.00%" in html and "3/4" in html and "60.00%" in html and "同比对2021年3月（没有数据）" in html
    answer = client.get(f"/breakdown/file/csv/?{urlencode({'period': '2022-03', 'indicator': CODES}, doseq=True)}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1] == [
        *("交办层级", "承办件数", "承办件数环比（%）", "承办件数同比（%）"),
        *("满意率分母", "满意率分子", "满意率", "满意率环比（百分点）", "满意率同比（百分点）"),
    ]
    assert rows[2] == ["省级", "4", "100.00", "", "4", "3", "75.00%", "", ""]
    assert rows[5][:2] == ["合计", "6"]
    assert rows[6] == ["2022年3月，考核口径，已关账。"]
    assert client.get("/breakdown/file/xlsx/?period=2022-03").content[:2] == b"PK"


def test_dates_are_said_to_be_counted_at_that_moment(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, **{"from": "2022-03-11", "to": "2022-03-14"})
    assert "现算，未关账" in html and "自选日期没有同比、环比" in html and "2022-03-11至2022-03-14 分项统计" in html


NINE = ["volume", "completion", "overdue", "redo", "solved", "low_star", "mean_star", "return_rate", "redo_rate"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"period": "2022-13"}, "期间：期间“2022-13”看不懂"),
        ({"period": "2999-01"}, "还没有到"),
        ({"period": "2022-03", "from": "2022-03-01"}, "期间和起止日期只能用一种"),
        ({"from": "2022-03-15", "to": "2022-03-01"}, "起止日期颠倒"),
        ({"by": "luck"}, "分项："),
        ({"level": "9999"}, "交办层级："),
        ({"luck": "1"}, "没有“luck”这个条件"),
        ({"indicator": "luck"}, "指标："),
        ({"indicator": ["bonus", "volume"]}, "“加分”不分交办层级"),
        ({"indicator": NINE}, "一次至多看 8 个指标"),
    ],
)
def test_a_wrong_question_is_told_above_the_form(client: Client, leader: User, house: Unit, words: dict[str, object], told: str) -> None:
    html = page(client, leader, 400, **words)
    assert told in html and "选期间、指标和条件" in html
    assert client.get(f"/breakdown/file/csv/?{urlencode(words, doseq=True)}").headers["Location"].startswith("/breakdown/?")


def test_another_units_figures_are_no_choice(client: Client, stranger: User, house: Unit) -> None:
    assert "单位：" in page(client, stranger, 400, period="2022-03", unit=house.pk)
    assert house.name not in page(client, stranger, period="2022-03")


def test_before_anything_is_counted_the_page_offers_dates(client: Client, leader: User, unit: Unit) -> None:
    cases.district()
    held(unit, "2022-03-10 10:00")
    assert "还没有任何月份的数字" in page(client, leader)
    assert "合计" in page(client, leader, **{"from": "2022-03-01", "to": "2022-03-31"})


def test_a_month_that_nobody_has_counted_opens_what_was_counted_live(client: Client, leader: User, house: Unit) -> None:
    held(house, "2022-01-10 10:00")
    client.force_login(leader)
    answer = client.get("/breakdown/?period=2022-01&indicator=volume")
    reading = answer.context["found"].whole.cells[0].reading
    assert reading.base == 1
    assert client.get(answer.context["base"]).context["opened"].reading == reading


def test_a_period_partly_counted_live_cannot_be_opened_and_says_so(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, period="2022Q1", indicator="volume")
    assert "2022-01 没有关账，也没有试算，直接从工单计数。" in html and "数字不能逐件打开" in html
    assert 'class="figure"' not in html


def test_its_queries_do_not_grow_with_rows_or_values(client: Client, leader: User, house: Unit) -> None:
    def queries(words: str) -> int:
        client.get(f"/breakdown/?{words}")
        with CaptureQueriesContext(connection) as asked_for:
            assert client.get(f"/breakdown/?{words}").status_code == 200
        return len(asked_for)

    def more(numbers: range) -> None:
        for number in numbers:
            channel = Channel.objects.create(label=f"渠道{number}")
            kind, level = TicketType.objects.create(label=f"类型{number}"), Level.objects.create(label=f"层级{number}")
            row = held(build.unit(f"单位{number}"), "2022-03-12 10:00", channel=channel, ticket_type=kind, level=level)
            called(row, "2022-03-12 18:00", "satisfied")
        closing.reopen("2022-03", None, APRIL, "补录")
        closing.close("2022-03", None, APRIL)

    client.force_login(leader)
    more(range(1))
    questions = ("period=2022-03&by=level", "period=2022-03&by=channel", "period=2022-03&by=unit", "from=2022-03-01&to=2022-03-31&by=type")
    before = [queries(words) for words in questions]
    more(range(1, 13))
    assert [queries(words) for words in questions] == before
    assert max(before) < 80
