"""The district's pages of returns: its desk, its rulings, the lists and files beside them."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests import build
from tests.tickets.returning import late_slip, read, slip_of_today
from tickets.acts import return_lists, return_rulings, story
from tickets.models import Phrase, ReturnRequest, StockText, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def slip(unit: Unit, other: Unit) -> ReturnRequest:
    return slip_of_today(unit, other)


def test_the_desk_groups_late_slips_apart_and_counts_its_tabs(client: Client, dispatcher: User, unit: Unit, slip: ReturnRequest) -> None:
    late_slip(unit, "T2")
    build.slip(build.handling(unit, number="T3", title="没签的"), build.moment("2022-01-05 15:00"), is_signed=False)
    client.force_login(dispatcher)
    page = read(client, "/returns/")
    assert "窗口内申请 1 件" in page and "超过窗口 1 件" in page and "列入通报" in page
    assert "没签的" not in page
    counts = return_lists.counts(timezone.now())
    assert (counts.waiting, counts.late, counts.many, counts.done) == (2, 1, 0, 0)
    assert "供水水压不足" in read(client, "/returns/?tab=late") and "路灯不亮" not in read(client, "/returns/?tab=late")


def test_the_slip_shows_its_form_checks_and_advice(client: Client, dispatcher: User, slip: ReturnRequest) -> None:
    Phrase.objects.create(words="不在本单位管护范围", place="return", better="管护单位是〔部门〕")
    StockText.objects.create(use="return", title="补条款", text="请写明条款。")
    client.force_login(dispatcher)
    page = read(client, "/returns/T1/")
    for words in ("24 小时内", "签批齐全", "条款具体", "禁用表述 1 处", "第 1 次退件", "同意退件并改派", "已写明应办单位", "补条款"):
        assert words in page, words
    assert '<mark class="is-banned"' in page


@pytest.mark.parametrize(
    ("sent", "status", "decision"),
    [
        ({"ruling": "accept", "way": "unit", "unit": "other"}, Status.DISPATCHED, Decision.ACCEPTED),
        ({"ruling": "accept", "way": "queue"}, Status.ARRIVED, Decision.ACCEPTED),
        ({"ruling": "accept", "way": "city"}, Status.ARRIVED, Decision.ACCEPTED),
        ({"ruling": "refuse", "words": "在管护范围内"}, Status.HANDLING, Decision.REFUSED),
        ({"act": "mend", "words": "请写明条款"}, Status.HANDLING, Decision.MENDING),
        ({"ruling": "adjudicate", "meeting_at": "2099-07-12T14:30", "convener": "other", "attendees": "own"}, "handling", "adjudicating"),
    ],
)
def test_each_decision_can_be_sent_without_scripts(
    client: Client, dispatcher: User, unit: Unit, other: Unit, slip: ReturnRequest, sent: dict[str, str], status: str, decision: str
) -> None:
    units = {"other": str(other.pk), "own": str(unit.pk)}
    client.force_login(dispatcher)
    typed = {name: units.get(value, value) for name, value in sent.items()}
    answer = client.post("/returns/T1/", {"seq": Ticket.objects.get(number="T1").seq, **typed})
    assert answer.status_code == 302, answer.content.decode()
    slip.refresh_from_db()
    assert (Ticket.objects.get(number="T1").status, slip.decision) == (status, decision)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"ruling": "refuse"}, "不同意退件要写明理由"),
        ({"act": "mend"}, "要求补正要写明缺什么"),
        ({}, "请先选一个决定"),
        ({"ruling": "accept", "way": "unit"}, "请选择改派给哪个单位"),
        ({"ruling": "adjudicate"}, "要写明时间和召集单位"),
        ({"ruling": "refuse", "words": "晚了一步", "seq": "1"}, "您的操作没有执行"),
    ],
)
def test_what_is_missing_is_said_on_the_page(
    client: Client, dispatcher: User, slip: ReturnRequest, sent: dict[str, str], words: str
) -> None:
    client.force_login(dispatcher)
    answer = client.post("/returns/T1/", {"seq": Ticket.objects.get(number="T1").seq, **sent})
    assert answer.status_code == 200 and words in answer.content.decode()
    slip.refresh_from_db()
    assert slip.decision == Decision.WAITING


def test_the_green_message_masks_a_number_in_the_title(client: Client, dispatcher: User, slip: ReturnRequest) -> None:
    Ticket.objects.update(title="请回电 13812345678")
    client.force_login(dispatcher)
    sent = {"ruling": "refuse", "words": "职责明确", "seq": slip.ticket.seq}
    said = client.post("/returns/T1/", sent, follow=True).content.decode()
    assert "不同意退件：请回电 138****5678（T1）" in said and "13812345678" not in said


def test_checked_slips_are_decided_together(client: Client, dispatcher: User, unit: Unit, other: Unit, slip: ReturnRequest) -> None:
    second = late_slip(unit, "T2")
    client.force_login(dispatcher)
    client.post("/returns/checked/", {"act": "accept", "slip": [slip.pk, second.pk]})
    assert not ReturnRequest.objects.filter(decision=Decision.ACCEPTED).exists()  # the second one proposes nobody
    client.post("/returns/checked/", {"act": "accept", "slip": [slip.pk]})
    client.post("/returns/checked/", {"act": "refuse", "slip": [second.pk], "words": "超窗"})
    assert dict(ReturnRequest.objects.values_list("ticket__number", "decision")) == {"T1": "accepted", "T2": "refused"}
    assert Ticket.objects.get(number="T1").lead_unit == other


def test_a_refused_decision_on_several_keeps_ticks_and_words(client: Client, dispatcher: User, unit: Unit, slip: ReturnRequest) -> None:
    bare = late_slip(unit, "T2")  # names no unit that it could go to
    client.force_login(dispatcher)
    shown = client.post("/returns/checked/", {"slip": [slip.pk, bare.pk], "act": "accept", "words": "按建议派"}).content.decode()
    assert "没有写建议承办单位" in shown and ">按建议派</textarea>" in shown
    assert all(f'name="slip" value="{pk}" checked' in shown for pk in (slip.pk, bare.pk))
    assert not ReturnRequest.objects.exclude(decision="").exists()
    assert "没有勾选退件单" in client.post("/returns/checked/", {"act": "accept"}, follow=True).content.decode()


def test_the_histogram_counts_tickets_and_each_bar_opens_its_list(client: Client, supervisor: User, unit: Unit) -> None:
    for number, times in enumerate((2, 3, 3, 5)):
        made = build.closed(unit, number=f"H{number}", title=f"退了{times}次的{number}")
        Ticket.objects.filter(pk=made.pk).update(return_count=times)
    assert return_lists.histogram() == (return_lists.Bar(3, 2), return_lists.Bar(5, 1))
    client.force_login(supervisor)
    page = read(client, "/returns/many/")
    assert 'href="/returns/many/?times=3"' in page and "退了2次的0" not in page
    assert page.index("退了5次的3") < page.index("退了3次的2")
    assert "退了5次的3" not in read(client, "/returns/many/?times=3")


def test_the_desk_offers_neither_the_returning_unit_nor_its_sections(
    client: Client, dispatcher: User, unit: Unit, other: Unit, slip: ReturnRequest
) -> None:
    section = build.unit("市政科", parent=unit)
    client.force_login(dispatcher)
    offered = read(client, "/returns/T1/").split('name="unit" ')[2].split("</select>")[0]
    assert f'value="{other.pk}" selected' in offered
    assert f'value="{unit.pk}"' not in offered and f'value="{section.pk}"' not in offered
    sent = {"ruling": "accept", "way": "unit", "unit": section.pk, "seq": slip.ticket.seq}
    assert "用“下派”" in client.post("/returns/T1/", sent).content.decode()
    slip.refresh_from_db()
    assert slip.decision == Decision.WAITING


def test_the_city_gets_a_list_and_sends_a_ticket_back(client: Client, dispatcher: User, slip: ReturnRequest) -> None:
    ReturnRequest.objects.filter(pk=slip.pk).update(clause="=HYPERLINK(1)")
    slip = ReturnRequest.objects.select_related("ticket").get(pk=slip.pk)
    return_rulings.accept_many([return_rulings.Ruling(slip, timezone.now(), "超出我区范围", to_city=True)], dispatcher)
    client.force_login(dispatcher)
    assert "路灯不亮" in read(client, "/returns/city/")
    sheet = load_workbook(io.BytesIO(client.get("/returns/city.xlsx").content)).worksheets[0]
    assert [cell.value for cell in sheet[2]][:6] == ["T1", "路灯不亮", "住建局", "职能不符", slip.reason, "=HYPERLINK(1)"]
    assert sheet["F2"].data_type == "s"
    client.post("/returns/T1/from-city/")
    assert Ticket.objects.get(number="T1").city_return_at is None
    assert "没有退回市平台的工单" in read(client, "/returns/city/")


def test_the_time_line_tells_the_return_as_a_story(dispatcher: User, other: Unit, slip: ReturnRequest) -> None:
    return_rulings.accept_many([return_rulings.Ruling(slip, timezone.now(), "职能属城管局", other)], dispatcher)
    told = story.read(Ticket.objects.select_related("channel").get(number="T1"), dispatcher, timezone.now())
    lines = {moment.strong: (moment.words, moment.more, moment.proof) for moment in told.moments}
    assert lines["申请退件（第 1 次）"] == ("住建局　职能不符，建议 城管局", slip.reason, "窗口内")
    assert lines["签批退件"][1] == "同意退件"
    assert lines["同意退件"][:2] == ("派**（派单员），改派 城管局", "职能属城管局")


def test_pages_ask_the_same_number_of_queries_whatever_their_rows(
    client: Client, dispatcher: User, handler: User, principal: User, unit: Unit, other: Unit, slip: ReturnRequest
) -> None:
    pages = [(dispatcher, "/returns/T1/"), (dispatcher, "/returns/many/"), (handler, "/returns/of-unit/"), (principal, "/returns/sign/")]
    at = timezone.now() - timedelta(hours=8)
    build.slip(build.handling(unit, at=at, number="U0"), at + timedelta(hours=3), is_signed=False)
    few = [_queries(client, *page) for page in pages]
    for number in range(4):
        build.slip(build.handling(unit, at=at, number=f"X{number}"), at + timedelta(hours=3), proposed=other)
        build.slip(build.handling(unit, at=at, number=f"U{number + 1}"), at + timedelta(hours=3), is_signed=False)
        Ticket.objects.filter(number=f"X{number}").update(return_count=3 + number)
    assert [_queries(client, *page) for page in pages] == few


@pytest.mark.parametrize("address", ["/returns/", "/returns/T1/", "/returns/?tab=late", "/returns/?unit={}", "/returns/T1/?kind={}"])
def test_the_desk_asks_no_more_than_its_limit_with_a_slip_open(
    client: Client, dispatcher: User, unit: Unit, other: Unit, slip: ReturnRequest, address: str
) -> None:
    """12 queries, also where something was decided today, which is listed too."""
    done = late_slip(unit, "T0")
    return_rulings.refuse_many([return_rulings.Ruling(done, timezone.now(), "在管护范围内")], dispatcher)
    late_slip(unit, "T2")
    assert _queries(client, dispatcher, address.format(unit.pk if "unit" in address else slip.kind_id)) <= 12


def _queries(client: Client, user: User, address: str) -> int:
    client.force_login(user)
    read(client, address)  # settings and days are in the cache now
    with CaptureQueriesContext(connection) as captured:
        read(client, address)
    return len(captured)
