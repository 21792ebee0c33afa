"""Pages of figures and of the board: figures open their rows, everybody reads what is theirs."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from scoring.acts import closing, facts
from scoring.models import LedgerEntry
from scoring.rules.indicators import BY_CODE, FAMILIES
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import called, held, moment
from tests.scoring.pages import page
from units.models import Unit, User

pytestmark = pytest.mark.django_db
APRIL = moment("2022-04-03 09:00")


@pytest.fixture
def house(unit: Unit) -> Unit:
    """A quarter of two units: 住建局 has sixty tickets and a section below it, 教育局 has three."""
    cases.district()
    cases.calendar()
    cases.method()
    roads = cases.category("城市管理类")
    section = build.unit("市政科", parent=unit, is_ranked=False)
    for number in range(60):
        day, is_late = f"2022-01-{number % 27 + 1:02}", number % 10 == 0
        replied = None if is_late else f"{day} 15:00"
        row = held(section if number == 7 else unit, f"{day} 10:00", replied=replied, completed=replied, category=roads)
        if number % 4 == 1:
            called(row, f"2022-01-{number % 27 + 2:02} 12:00", "dissatisfied" if number == 1 else "satisfied", 3 if number == 1 else 5)
    other = build.unit("教育局")
    for day in ("2022-01-10", "2022-02-10", "2022-03-10"):
        held(other, f"{day} 10:00", replied=f"{day} 15:00", completed=f"{day} 16:00")
    cases.points(unit, "2022-01-20", 2)
    closing.close("2022Q1", None, APRIL)
    return unit


def opened(client: Client, user: User, **asked: object) -> tuple[int, int, int]:
    """base, hits, rest as the page counts them"""
    client.force_login(user)
    sizes = client.get(f"/figures/?{urlencode(asked)}").context["opened"].sizes
    return tuple(sizes[part].rows for part in ("base", "hits", "rest"))


# Figures and their rows


def test_rows_behind_every_figure_are_as_many_as_the_facts_say(client: Client, leader: User, house: Unit) -> None:
    for label in ("2022-01", "2022Q1"):
        whole = facts.whole(parse(label))
        for code, indicator in BY_CODE.items():
            base, hits = whole.get(code, (0, 0))
            counted = opened(client, leader, period=label, indicator=code)
            if indicator.adds:
                assert counted[0] == base, code
            else:
                assert counted == (base, hits, base - hits), code


def test_a_family_opens_the_callbacks_that_were_graded(client: Client, leader: User, house: Unit) -> None:
    assert opened(client, leader, period="2022-01", indicator="satisfaction") == (15, 14, 1)
    html = page(client, leader, "/figures/", period="2022-01", indicator="satisfaction", part="rest")
    assert "93.33" in html
    assert "14 ÷ 15 ＝ 93.3333%" in html
    assert html.count("不满意") > 1


def test_a_unit_takes_in_the_sections_that_count_for_it(client: Client, leader: User, house: Unit) -> None:
    assert opened(client, leader, period="2022-01", indicator="volume", unit=house.pk)[0] == 60
    assert facts.table(parse("2022-01"))[house.pk]["volume"] == (60, 60)


def test_a_category_and_the_unclassified_are_told_apart(client: Client, leader: User, house: Unit) -> None:
    roads = cases.category("城市管理类")
    assert opened(client, leader, period="2022Q1", indicator="volume", category=roads.pk)[0] == 60
    assert opened(client, leader, period="2022Q1", indicator="volume", category="none")[0] == 3
    assert "未归类" in page(client, leader, "/figures/", period="2022Q1", indicator="volume", category="none")


def test_since_lengthens_the_period_backwards(client: Client, leader: User, house: Unit) -> None:
    assert opened(client, leader, period="2022-03", indicator="volume")[0] == 1
    assert opened(client, leader, period="2022-03", since="2022-02", indicator="volume")[0] == 2
    assert "晚于" in page(client, leader, "/figures/", 400, period="2022-01", since="2022-02", indicator="volume")


def test_pages_of_rows_follow_each_other_without_a_gap(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    first = client.get("/figures/?period=2022Q1&indicator=volume")
    assert len(first.context["opened"].lines) == 50
    second = client.get(first.context["next_url"])
    assert len(second.context["opened"].lines) == 13
    assert second.context["next_url"] == ""
    numbers = [line.number for answer in (first, second) for line in answer.context["opened"].lines]
    assert len(set(numbers)) == 63
    back = client.get(second.context["previous_url"])
    assert [line.number for line in back.context["opened"].lines] == numbers[:50]


def test_the_ledger_lists_its_events(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, "/figures/", period="2022-01", indicator="bonus")
    assert "市级表扬" in html
    assert "0.02" in html


def test_points_are_explained_with_their_paper_and_who_approved_it(client: Client, leader: User, house: Unit) -> None:
    LedgerEntry.objects.update(document="市表扬〔2022〕1 号", approver="李书记")
    html = page(client, leader, "/figures/", period="2022-01", indicator="bonus")
    assert "市表扬〔2022〕1 号" in html and "李书记" in html
    assert "（市表扬〔2022〕1 号，李书记批准）" in page(client, leader, "/scores/", period="2022Q1", unit=house.pk)


def test_later_work_does_not_move_a_closed_months_rows(client: Client, leader: User, house: Unit) -> None:
    before = opened(client, leader, period="2022-01", indicator="completion")
    held(house, "2022-01-05 10:00", completed="2022-01-06 10:00", recorded="2022-05-01 10:00")
    assert opened(client, leader, period="2022-01", indicator="completion") == before


@pytest.mark.parametrize(
    "asked", [{"period": "2022-13"}, {"indicator": "luck"}, {"part": "half"}, {"category": "9999"}, {"unit": "9999"}, {"category": "bonus"}]
)
def test_what_cannot_be_asked_is_refused_in_words(client: Client, leader: User, house: Unit, asked: dict[str, str]) -> None:
    html = page(client, leader, "/figures/", 400, **{"period": "2022-01", "indicator": "volume", **asked})
    assert "没有这个数字可看" in html


def test_dates_open_the_tickets_as_they_are_now(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    answer = client.get("/figures/?from=2022-01-05&to=2022-01-20&indicator=volume")
    html = answer.content.decode()
    assert "现算，未关账" in html and "直接从工单计数" in html and "2022-01-05至2022-01-20" in html
    before = answer.context["opened"].sizes["base"].rows
    held(house, "2022-01-20 23:59")
    held(house, "2022-01-21 00:00")
    assert client.get("/figures/?from=2022-01-05&to=2022-01-20").context["opened"].sizes["base"].rows == before + 1


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"luck": "1"}, "没有“luck”这个条件，可以用的是：period（期间）"),
        ({"form": "2022-01-05"}, "没有“form”这个条件"),
        ({"period": "2022-01", "from": "2022-01-05"}, "起：期间和起止日期只能用一种"),
        ({"to": "2022-01-05"}, "起：写了止日，还要写明从哪天起"),
        ({"from": "2022-01-20", "to": "2022-01-05"}, "起止日期颠倒：2022-01-20 晚于 2022-01-05"),
        ({"from": "2022-02-30"}, "起：日期应为 2022-01-20 的样子"),
        ({"from": "2999-01-01"}, "还没有到"),
        ({"from": "0001-01-01", "to": "0001-01-02"}, "起止日期应在 1900 年到 9000 年之间"),
        ({"from": "2020-01-01", "to": "2022-01-01"}, "起止日期至多 366 天"),
        ({"from": "2022-01-05", "to": "2022-01-20", "since": "2022-01"}, "起始期间：起始期间只用于月"),
        ({"level": "9999"}, "交办层级："),
        ({"period": "2022-01", "indicator": "bonus", "area": "兴隆街道"}, "加分不分属地"),
    ],
)
def test_a_wrong_question_for_rows_is_named(client: Client, leader: User, house: Unit, asked: dict[str, str], words: str) -> None:
    assert words in page(client, leader, "/figures/", 400, **asked)


def test_a_refused_heat_map_is_not_headed_as_the_board(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, "/heat/", 400, period="2022-13")
    assert '<h1 class="sr-only">没有这个数字</h1>' in html


def test_an_empty_ledger_form_names_what_is_missing(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)
    html = client.post("/ledger/", {"reason": ""}).content.decode()
    assert [f"请填写{label}。" in html for label in ("账目", "单位", "发生日期", "分值", "事由", "依据文件")] == [True] * 5 + [False]


def test_the_ledger_has_no_categories(client: Client, leader: User, house: Unit) -> None:
    html = page(client, leader, "/figures/", 400, period="2022-01", indicator="bonus", category=cases.category("城市管理类").pk)
    assert "加分不分类别" in html


def test_people_of_a_unit_see_their_own_rows_alone(client: Client, handler: User, stranger: User, house: Unit) -> None:
    assert opened(client, handler, period="2022-01", indicator="volume") == (60, 60, 0)
    assert opened(client, stranger, period="2022-01", indicator="volume") == (1, 1, 0)
    assert "只能查看本单位的办件" in page(client, stranger, "/figures/", 404, period="2022-01", indicator="volume", unit=house.pk)


def test_before_anything_is_counted_the_page_says_so(client: Client, leader: User) -> None:
    assert "还没有任何月份的数字" in page(client, leader, "/figures/", 400)
    assert "还没有得分" in page(client, leader, "/scores/")


def test_a_figure_costs_the_same_for_three_rows_and_for_sixty(
    client: Client, leader: User, house: Unit, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(client, leader, "/indicators/")
    for asked in ({"period": "2022-03"}, {"period": "2022-01"}, {"period": "2022-01", "unit": house.pk}):
        with django_assert_max_num_queries(17):
            answer = client.get(f"/figures/?{urlencode({'indicator': 'completion', **asked})}")
        assert answer.status_code == 200


def test_every_indicator_is_defined_on_the_page(client: Client, handler: User) -> None:
    html = page(client, handler, "/indicators/")
    for code in (*BY_CODE, *FAMILIES):
        assert f'id="{code}"' in html
    assert BY_CODE["completion"].definition in html
    assert 'href="/figures/?indicator=completion"' in html


def test_who_writes_a_method_reads_the_definitions_without_links_to_what_stays_shut(client: Client, administrator: User) -> None:
    html = page(client, administrator, "/indicators/")
    assert BY_CODE["completion"].definition in html
    assert 'href="/figures/' not in html and 'href="/breakdown/' not in html


# The board


def test_the_board_shows_every_rank_and_opens_its_own_units_rows_alone(client: Client, principal: User, leader: User, house: Unit) -> None:
    own = page(client, principal, "/scores/", period="2022Q1")
    assert "定稿" in own
    assert "教育局" in own
    other = Unit.objects.get(name="教育局")
    assert f"unit={house.pk}" in own
    assert f"unit={other.pk}" not in own
    assert "本单位" in own
    assert f"unit={other.pk}" in page(client, leader, "/scores/", period="2022Q1")


def test_a_units_sum_is_its_parts(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    total = client.get(f"/scores/?period=2022Q1&unit={house.pk}").context["found"].chosen
    assert total.formula == "3×14/15 + 4×54/60 + 3×54/60 + 0.02 − 0.00"
    assert total.exact == "9.1200"
    assert str(total.line.row.total) == "9.12"


def test_the_board_tells_how_equal_totals_are_ranked_where_there_are_some(client: Client, leader: User, unit: Unit) -> None:
    cases.district()
    cases.calendar()
    cases.method(unsampled="left_out_renormalised")
    days = {unit: "10:00", build.unit("教育局"): "11:00", build.unit("财政局"): "12:00"}
    for to, hour in days.items():
        is_late = to.name == "财政局"
        held(to, f"2022-01-10 {hour}", replied=None if is_late else "2022-01-10 15:00", completed=None if is_late else "2022-01-10 16:00")
    closing.close("2022Q1", None, APRIL)
    client.force_login(leader)
    shown = client.get("/scores/?period=2022Q1")
    assert [(line.row.rank, str(line.row.total)) for line in shown.context["found"].rows] == [(1, "10.00"), (2, "10.00"), (3, "0.00")]
    assert "总分相同的，按单位名册的顺序排列，名次顺次编号。" in shown.content.decode()


def test_no_rule_of_ties_is_told_where_all_totals_differ(client: Client, leader: User, house: Unit) -> None:
    assert "总分相同的" not in page(client, leader, "/scores/", period="2022Q1")


def test_what_was_not_sampled_is_spread_over_the_rest_and_said_so(client: Client, leader: User, unit: Unit) -> None:
    cases.district()
    cases.calendar()
    cases.method(unsampled="left_out_renormalised")
    held(unit, "2022-01-10 10:00", replied="2022-01-10 15:00", completed="2022-01-10 16:00")
    closing.close("2022Q1", None, APRIL)
    client.force_login(leader)
    total = client.get(f"/scores/?period=2022Q1&unit={unit.pk}").context["found"].chosen
    assert total.formula == "4×1/1×10/7 + 3×1/1×10/7 + 0.00 − 0.00"
    assert total.exact == "10.0000"


def test_a_month_inside_a_quarter_stands_for_the_quarter_so_far_and_its_links_too(client: Client, leader: User, house: Unit) -> None:
    client.force_login(leader)
    found = client.get(f"/scores/?period=2022-02&unit={house.pk}").context["found"]
    assert found.since.label == "2022-01"
    feedback = found.chosen.line.cells[1].part
    assert opened(client, leader, period="2022-02", since="2022-01", indicator="on_time_feedback", unit=house.pk)[:2] == (
        feedback.base,
        feedback.hits,
    )


def test_a_sum_tells_each_component_with_its_numbers_its_definition_and_its_rows(client: Client, principal: User, house: Unit) -> None:
    html = page(client, principal, "/scores/", period="2022Q1")
    assert "4 × 90%（54 ÷ 60） ＝ 3.6 分" in html
    assert "满意 14 × 1 ＋ 不满意 1 × 0 ＝ 14" in html.replace("基本满意 0 × 0 ＋ ", "")
    assert BY_CODE["completion"].definition in html
    assert f"indicator=completion&amp;part=base&amp;unit={house.pk}" in html or "indicator=completion&part=base" in html


def test_a_ledger_that_only_a_method_names_opens_its_events(client: Client, principal: User, unit: Unit) -> None:
    cases.district()
    cases.calendar()
    ledger = {"kind": "ledger", "code": "criticism", "label": "通报批评", "ledger": "criticism", "sign": "-"}
    cases.method(components=[*cases.METHOD["components"], ledger])
    held(unit, "2022-01-05 10:00", replied="2022-01-05 15:00", completed="2022-01-05 16:00")
    cases.points(unit, "2022-01-20", 150, "criticism")
    closing.close("2022Q1", None, APRIL)
    html = page(client, principal, "/scores/", period="2022Q1")
    assert "登记 1 项，合计 1.50 分，减去 ＝ -1.5 分" in html
    client.force_login(principal)
    address = next(part for part in html.split('href="') if part.startswith("/figures/") and "criticism" in part).partition('"')[0]
    rows = client.get(address.replace("&amp;", "&"))
    assert rows.status_code == 200
    assert [line.cells[1:3] for line in rows.context["opened"].lines] == [("通报批评", "1.50")]
