"""What the supervisor enters by hand, bonus and deduction and outside figures: refusals stand beside their field."""

import re

import pytest
from django.test import Client

from scoring.models import LedgerEntry, OutsideFigure
from tests.scoring.pages import page
from units.models import Unit, User

pytestmark = pytest.mark.django_db

EVENT = {
    "ledger": "bonus",
    "happened_on": "2022-01-20",
    "points": "0.02",
    "reason": "诉求人致电表扬",
    "document": "表扬登记 3 号",
    "approver": "王主任",
}


def test_a_bonus_is_recorded_with_who_and_why(client: Client, supervisor: User, unit: Unit) -> None:
    client.force_login(supervisor)
    assert client.post("/ledger/", {**EVENT, "unit": unit.pk}).headers["Location"] == "/ledger/"
    entry = LedgerEntry.objects.get()
    assert (entry.hundredths, entry.by, entry.unit) == (2, supervisor, unit)
    assert (entry.document, entry.approver) == ("表扬登记 3 号", "王主任")
    html = page(client, supervisor, "/ledger/")
    assert "诉求人致电表扬" in html and "王主任" in html


def test_an_event_without_a_paper_needs_no_approver(client: Client, supervisor: User, unit: Unit) -> None:
    client.force_login(supervisor)
    client.post("/ledger/", {**EVENT, "unit": unit.pk, "document": "", "approver": ""})
    assert LedgerEntry.objects.get().approver == ""


POINTS = "分值应在 0.01 到 100 之间，最多两位小数，请改正。"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"points": "0"}, POINTS),
        ({"points": "-1"}, POINTS),
        ({"points": "100.01"}, POINTS),
        ({"points": "12345678"}, POINTS),
        ({"points": "0.005"}, POINTS),
        ({"points": "123456.789"}, POINTS),
        ({"points": "一分"}, "分值应为数字"),
        ({"happened_on": "2999-01-01"}, "还没有到"),
        ({"happened_on": "2022-02-30"}, "2022-01-20 的样子"),
        ({"ticket_number": "nowhere"}, "没有编号为 nowhere 的工单"),
        ({"unit": ""}, "请填写"),
        ({"approver": ""}, "写了依据文件，就要写明批准人"),
    ],
)
def test_a_wrong_event_is_refused_beside_its_field(client: Client, supervisor: User, unit: Unit, fault: dict[str, str], words: str) -> None:
    client.force_login(supervisor)
    answer = client.post("/ledger/", {**EVENT, "unit": unit.pk, **fault})
    html = answer.content.decode()
    assert html.count(words) == 1 and "确认总共" not in html and "大于或等于" not in html
    assert LedgerEntry.objects.count() == 0


def test_an_outside_figure_that_is_too_long_is_told_its_bounds(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)
    for value in ("12345678901", "0.12345", "12345678901.123456"):
        html = client.post("/outside/", {**OUTSIDE, "value": value}).content.decode()
        assert html.count("数值的整数部分最多 10 位，小数最多 4 位，请核对。") == 1 and "确认总共" not in html
    assert not OutsideFigure.objects.exists()


OUTSIDE = {"period": "2022Q1", "code": "city_volume", "label": "全市有效诉求", "value": "6962", "source": "市热线中心统计"}


def test_an_outside_figure_is_entered_once_and_replaced_by_its_name(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)
    for value in ("6961", "6962"):
        assert client.post("/outside/", {**OUTSIDE, "period": "2022q1", "value": value}).status_code == 302
    assert list(OutsideFigure.objects.values("period", "code", "value")) == [{"period": "2022Q1", "code": "city_volume", "value": 6962}]
    assert "6962" in page(client, supervisor, "/outside/")


def test_outside_figures_are_chosen_and_listed_by_chinese_names(client: Client, supervisor: User) -> None:
    client.force_login(supervisor)
    given = {**OUTSIDE, "code": "", "other": "city_visits", "label": "全市走访件数"}
    assert client.post("/outside/", given).status_code == 302
    shown = page(client, supervisor, "/outside/")
    assert "2022年第1季度" in shown
    assert ">全市走访件数</option>" in shown and ">全市排名</option>" in shown
    assert not re.search(r">[^<]*(city_|district_|2022Q1</td>)[^<]*<", shown.partition("已录入")[2])


def test_the_codes_of_indicators_are_shown_to_who_asks_for_them(client: Client, supervisor: User) -> None:
    assert ">on_time_feedback<" not in page(client, supervisor, "/indicators/")
    assert ">on_time_feedback<" in page(client, supervisor, "/indicators/?codes=1")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"period": "一季度"}, "看不懂"),
        ({"code": "", "other": "全市"}, "小写英文"),
        ({"code": "", "other": "volume"}, "本系统自己计算"),
        ({"code": ""}, "取一个引用名"),
        ({"code": "city_visits"}, "从列表里选"),
        ({"value": "很多"}, "请填数字"),
        ({"source": ""}, "必填"),
    ],
)
def test_a_wrong_outside_figure_is_refused_beside_its_field(client: Client, supervisor: User, fault: dict[str, str], words: str) -> None:
    client.force_login(supervisor)
    assert words in client.post("/outside/", {**OUTSIDE, **fault}).content.decode()
    assert OutsideFigure.objects.count() == 0
