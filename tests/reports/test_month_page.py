"""The leader's page: its figures are the facts, every number opens the tickets it counted, one screen costs a fixed number of queries."""

import re
import tomllib
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from reports.acts.month import ground
from reports.acts.month.page import Page, lay
from scoring.acts import closing, facts, methods
from scoring.models import OutsideFigure
from scoring.rules.periods import parse
from tests import build
from tests.reports import quarter
from tests.scoring.closed import counted_anew_before_facts_are_read
from tickets.acts import redo, replies, reviewing, signing
from tickets.models import Ticket
from units.models import Unit, UnitKind, User

pytestmark = pytest.mark.django_db
NOW = build.moment("2022-05-06 10:00")


@pytest.fixture
def reader(client: Client, leader: User) -> Client:
    client.force_login(leader)
    return client


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def laid(label: str, user: User, **asked: str) -> Page:
    page = lay(label, asked.get("against", "previous"), user, NOW)  # type: ignore[arg-type]
    assert page is not None
    return page


def numbers_and_addresses(html: str) -> list[tuple[str, str]]:
    return [(number, unescape(url)) for url, number in re.findall(r'href="(/figures/[^"]+)"[^>]*>(?:<b>)?(\d+)<', html)]


def test_before_anything_is_counted_it_says_what_will_stand_here(reader: Client) -> None:
    assert "还没有任何月份的数字" in text(reader, "/month/")


def test_a_month_that_is_counted_anew_while_the_page_is_laid_out_keeps_its_categories() -> None:
    quarter.lay()
    period = parse("2022-03")
    undisturbed = ground.load(period, "previous", is_trial=False)
    with counted_anew_before_facts_are_read("2022-03", NOW):
        found = ground.load(period, "previous", is_trial=False)
    assert (found.by_category, found.counted.by_month) == (undisturbed.by_category, undisturbed.counted.by_month)
    assert sum(found.volume(category, [period]) for category in found.by_category) == 4


def test_the_newest_closed_month_is_shown_and_trials_are_marked(reader: Client, leader: User) -> None:
    quarter.lay()
    build.completed(build.unit(quarter.HEALTH), build.moment("2022-04-07 09:30"), number="4010001")
    closing.trial("2022-04", build.moment("2022-04-20 02:00"))
    html = text(reader, "/month/")
    assert "<h1>2022年3月 办理情况</h1>" in html
    assert "已关账" in html
    trial = text(reader, "/month/?period=2022-04")
    assert "试算" in trial
    assert 'class="spark is-trial"' in trial


def test_cards_say_what_the_facts_say(leader: User) -> None:
    quarter.lay()
    page = laid("2022Q1", leader)
    cards = {card.label: card for card in page.cards}
    assert {label: card.value + card.unit for label, card in cards.items()} == {
        "承办件数": "9件",
        "占全市比重": "45.00%",
        "办结率": "100.00%",
        "按时反馈率": "88.89%",
        "满意率": "87.50%",
        "优秀率": "75.00%",
    }
    assert facts.whole(parse("2022Q1"))["on_time_feedback"] == (9, 8)
    assert page.rank is not None
    assert page.rank.value == 1


def test_without_the_citys_total_overdue_takes_the_place_of_the_share(leader: User) -> None:
    quarter.lay()
    OutsideFigure.objects.all().delete()
    assert [card.label for card in laid("2022Q1", leader).cards][1] == "超期件数"


def test_a_month_is_compared_with_the_one_before_or_with_last_years(leader: User) -> None:
    quarter.lay()
    page = laid("2022-02", leader)
    assert page.cards[0].change_label == "环比"
    assert (page.cards[0].value, page.cards[0].total_label, page.cards[0].total) == ("2", "1—2月", "5")
    assert (page.cards[0].arrow, page.cards[0].change, page.cards[0].change_tone) == ("down", "33.33%", "")
    assert laid("2022-02", leader, against="year_before").cards[0].change == "无可比"


def test_every_number_opens_as_many_tickets_as_it_says(reader: Client) -> None:
    """Cards, year so far, rankings, heat map, what is hot: the page of figures counts the same."""
    quarter.lay()
    for address in ("/month/?period=2022-03", "/month/?period=2022Q1"):
        found = numbers_and_addresses(text(reader, address))
        assert len(found) >= 9
        for number, url in found:
            opened = reader.get(url).context
            assert str(opened["size"].rows) == number, url


def test_a_rate_opens_its_base_and_prints_the_same(reader: Client, leader: User) -> None:
    quarter.lay()
    for card in laid("2022Q1", leader).cards:
        if card.label != "占全市比重":
            assert f"<b>{card.value}</b>" in text(reader, card.url), card.label


def test_units_are_ranked_with_the_score_of_the_board_and_their_move(leader: User) -> None:
    quarter.lay()
    [ranking] = laid("2022-03", leader).rankings
    assert [(row.place, row.unit.name, row.volume, str(row.total)) for row in ranking.rows] == [
        (1, quarter.HEALTH, 1, "10.04"),
        (2, quarter.STREET, 1, "9.00"),
        (3, quarter.COMPANY, 2, "8.00"),
    ]
    assert [row.moved for row in ranking.rows] == [0, 0, None]


def test_a_place_has_moved_only_against_one_of_the_same_basis(reader: Client, leader: User) -> None:
    quarter.lay()
    build.completed(build.unit(quarter.HEALTH), build.moment("2022-04-07 09:30"), number="4010001")
    build.completed(build.unit(quarter.HEALTH), build.moment("2022-05-05 09:30"), number="4010002")
    closing.trial("2022-04", build.moment("2022-05-06 02:00"))
    closing.trial("2022-05", build.moment("2022-05-06 02:00"))
    [march], [april], [may] = (laid(label, leader).rankings for label in ("2022-03", "2022-04", "2022-05"))
    assert [one.is_compared for one in (march, april, may)] == [True, False, True]
    assert {row.moved for row in april.rows} == {None}, "the month before stands for the whole quarter before"
    assert [row.moved for row in may.rows if row.unit.name == quarter.HEALTH] == [0]
    html = text(reader, "/month/?period=2022-04")
    assert "没有同一口径的上期名次可比" in html
    assert ">新</span>" not in html


def test_a_score_that_counts_more_months_than_the_page_is_headed_so(reader: Client) -> None:
    quarter.lay()
    assert ">累计得分</th>" in text(reader, "/month/?period=2022-03")
    assert ">得分</th>" in text(reader, "/month/?period=2022Q1")


def test_kinds_of_units_share_a_ranking_as_the_profile_says(leader: User) -> None:
    quarter.lay(is_closed=False)
    for order, (code, label, group) in enumerate(
        (("department", "区直部门", "区直和垂管"), ("street", "街道", ""), ("vertical", "垂管单位", "区直和垂管"))
    ):
        kind, _ = UnitKind.objects.update_or_create(code=code, defaults={"label": label, "group": group, "order": order})
        Unit.objects.filter(name={"street": quarter.STREET, "vertical": quarter.COMPANY}.get(code, quarter.HEALTH)).update(kind=kind)
    closing.close(quarter.PERIOD, None, quarter.CLOSED_AT)
    rankings = {ranking.label: [row.unit.name for row in ranking.rows] for ranking in laid("2022Q1", leader).rankings}
    assert rankings == {"区直和垂管": [quarter.HEALTH, quarter.COMPANY], "街道": [quarter.STREET]}
    body = {
        **tomllib.loads((quarter.PROFILE / "method.toml").read_text()),
        "groups": [{"label": "全部", "kinds": ["department", "vertical"]}],
    }
    closing.reopen("2022-03", None, quarter.CLOSED_AT, "改分组")
    methods.adopt(body)
    closing.close(quarter.PERIOD, None, quarter.CLOSED_AT)
    assert [ranking.label for ranking in laid("2022Q1", leader).rankings] == ["全部"]


@pytest.mark.parametrize("digits", ["9" * 5000, "9" * 19, "9" * 20, "²", "一"])
@pytest.mark.parametrize(
    "address",
    ["/month/stuck/?after=", "/month/stuck/?before=", "/scores/?unit=", "/figures/?unit=", "/figures/?after=", "/figures/?category="],
)
def test_an_id_that_no_row_can_have_is_no_error_of_ours(reader: Client, address: str, digits: str) -> None:
    quarter.lay()
    assert reader.get(address + digits).status_code in (200, 400, 404)


def test_nothing_is_called_new_where_nothing_was_counted_before(leader: User) -> None:
    quarter.lay()
    hot = laid("2022Q1", leader).hot
    assert [(one.words, one.is_surge) for one in hot] == []
    for number in range(12):
        build.completed(build.unit(quarter.HEALTH), build.moment("2022-04-07 09:30"), number=f"4030{number:02}")
    closing.trial("2022-04", build.moment("2022-04-20 02:00"))
    assert [(one.label, one.value, one.words, one.is_surge) for one in laid("2022-04", leader).hot] == [("未归类", 12, "+200.0%", True)]
    [alone] = laid("2022-04", leader, against="year_before").hot
    assert (alone.words, alone.is_surge) == ("无可比", False)


def test_more_than_six_units_leave_a_gap_before_the_last(leader: User) -> None:
    quarter.lay(is_closed=False)
    for number in range(5):
        build.completed(build.unit(f"单位{number}"), build.moment("2022-03-10 09:30"), number=f"4020{number}")
    closing.close(quarter.PERIOD, None, quarter.CLOSED_AT)
    [ranking] = laid("2022Q1", leader).rankings
    assert (ranking.count, [row.place for row in ranking.rows]) == (8, [1, 2, 3, 4, 5, 8])
    assert [row.is_gap for row in ranking.rows] == [False] * 4 + [True, False]


def test_what_is_stuck_is_counted_and_listed(reader: Client, leader: User) -> None:
    quarter.lay()
    unit = build.unit(quarter.HEALTH)
    build.handling(unit, number="late", title="路面塌陷")
    promised = build.handling(unit, number="promise")
    answer = replies.Answer(promised, build.ANSWER, build.ARRIVED.replace(day=6), "staged", build.ARRIVED.date().replace(day=20))
    replies.reply(answer, by=None)
    reviewing.accept(promised, by=None, at=build.ARRIVED.replace(day=7))
    again = build.completed(unit, number="again")
    for day in (10, 12):
        redo.redo_many([redo.Redo(again, build.ARRIVED.replace(day=day), "未解决")], None)
        if day == 10:
            replies.reply(replies.Answer(_signed(again, day), build.ANSWER, build.ARRIVED.replace(day=day + 1)), by=None)
            reviewing.accept(again, by=None, at=build.ARRIVED.replace(day=day + 1, hour=12))
    page = laid("2022Q1", leader)
    assert {count.label: count.value for count in page.counts} == {"尚存不满意": 1, "已超期": 2, "承诺逾期": 1, "多次重办": 1}
    assert {one.ticket.number for one in page.stuck} == {"late", "promise", "again"}
    assert "路面塌陷" in text(reader, "/month/stuck/?kind=overdue")
    assert ">promise<" in text(reader, "/month/stuck/?kind=promise")
    assert ">again<" in text(reader, "/month/stuck/?kind=redone")


def _signed(ticket: Ticket, day: int) -> Ticket:
    signing.sign(ticket, by=None, at=build.ARRIVED.replace(day=day, hour=12))
    return ticket


def test_the_page_asks_a_fixed_number_of_times_whatever_it_shows(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    quarter.lay()
    text(reader, "/month/")  # settings are in the cache from here on
    steering = 2 if connection.vendor == "postgresql" else 0  # how the months are to be read (tickets.acts.planner)
    for address in ("/month/?period=2022-03", "/month/?period=2022Q1", "/month/?period=2022-03&against=year_before"):
        with django_assert_max_num_queries(17 + steering):
            text(reader, address)


@pytest.mark.parametrize("address", ["/month/?period=2022-13", "/month/?period=%00", "/month/?period=next"])
def test_a_period_that_is_none_is_refused_in_words(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 400
    assert "没有这个期间" in answer.content.decode()


def test_a_period_that_was_never_counted_shows_no_figures(reader: Client) -> None:
    quarter.lay()
    html = text(reader, "/month/?period=2021-05")
    for words in ("未计算", "无可比", "本期没有得分"):
        assert words in html
    assert ">试算<" not in html


def test_a_published_period_leads_to_its_bulletin(reader: Client) -> None:
    bulletin = quarter.bulletin()
    assert f'href="/bulletins/{bulletin.pk}/"' in text(reader, "/month/?period=2022Q1")
    assert "看本期通报" not in text(reader, "/month/?period=2022-03")


def test_another_offices_figure_is_compared_with_where_months_are_missing_and_marked(reader: Client, leader: User) -> None:
    quarter.lay()
    told = {"period": "2021-03", "label": "办结率", "source": "2021 年 3 月通报"}
    OutsideFigure.objects.create(code="completion", value="96.50", **told)
    card = next(card for card in laid("2022-03", leader, against="year_before").cards if card.label == "办结率")
    assert (card.arrow, card.change, card.change_tone, card.is_outside) == ("up", "3.50 个百分点", "better", True)
    assert card.change_title == "2022年3月（已关账，4/4），比2021年3月（外部数据 96.5，来源：2021 年 3 月通报）"
    html = text(reader, "/month/?period=2022-03&against=year_before")
    assert 'class="outside-mark">外部</span>' in html
    assert "与2021年3月（未计算）比" in html


def test_the_basis_of_the_changes_is_printed(reader: Client) -> None:
    quarter.lay()
    html = text(reader, "/month/?period=2022-03")
    assert "与2022年2月（已关账）比" in html
    assert 'title="2022年3月（已关账，4 件），比2022年2月（已关账，2 件）"' in html
    opened = text(reader, "/figures/?period=2022-03&indicator=volume")
    assert "2022年3月（已关账，4 件），比2022年2月（已关账，2 件）" in opened
    assert "同比" not in opened  # nothing is known of the year before
    rate = text(reader, "/figures/?period=2022-03&indicator=on_time_feedback")
    assert "环比" in rate and "25.00 个百分点" in rate
