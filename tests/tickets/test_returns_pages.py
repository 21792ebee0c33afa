"""The pages of returns: the district's desk, the unit's slip, the principal's hand, the lists and files beside them."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests import build
from tickets.acts import return_lists, return_rulings, story
from tickets.models import Phrase, Reason, ReturnRequest, StockText, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def slip(unit: Unit, other: Unit) -> ReturnRequest:
    """Asked today, in the window, signed."""
    at = timezone.now() - timedelta(hours=8)
    return build.slip(build.handling(unit, at=at, number="T1"), at + timedelta(hours=3), proposed=other)


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def late_slip(unit: Unit, number: str) -> ReturnRequest:
    at = timezone.now() - timedelta(days=20)
    return build.slip(build.handling(unit, at=at, number=number, title="供水水压不足"), at + timedelta(days=10))


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


ASKED = {"text": "该路灯由市政部门管护，不在本单位管护范围。", "clause": "《城市道路照明设施管理规定》第四条"}


@pytest.fixture
def reason(db: None) -> Reason:
    return Reason.objects.create(act="return", label="职能不符", needs_clause=True)


def test_a_unit_writes_its_principal_signs_and_the_desk_has_it(
    client: Client, handler: User, principal: User, dispatcher: User, unit: Unit, other: Unit, reason: Reason
) -> None:
    build.handling(unit, at=timezone.now() - timedelta(hours=5), number="T1")
    client.force_login(handler)
    assert "退件窗口到" in read(client, "/inbox/T1/return/")
    answer = client.post("/inbox/T1/return/", {**ASKED, "kind": reason.pk, "proposed": other.pk})
    assert answer.headers["Location"] == "/inbox/T1/return/"
    assert "待主要负责人签批" in read(client, "/inbox/T1/return/")
    assert "待签批" in read(client, "/returns/of-unit/")
    client.force_login(principal)
    assert "路灯不亮" in read(client, "/returns/sign/T1/")
    client.post("/returns/sign/", {"slip": ReturnRequest.objects.get().pk, "words": "同意退件"})
    assert ReturnRequest.objects.get().is_signed
    client.force_login(dispatcher)
    assert "同意退件" in read(client, "/returns/T1/")


def test_a_unit_is_offered_neither_itself_nor_its_sections(client: Client, handler: User, unit: Unit, other: Unit, reason: Reason) -> None:
    section = build.unit("市政科", parent=unit)
    build.handling(unit, at=timezone.now() - timedelta(hours=5), number="T1")
    client.force_login(handler)
    offered = read(client, "/inbox/T1/return/").split('name="proposed" ')[1].split("</select>")[0]
    assert f'value="{other.pk}"' in offered
    assert f'value="{unit.pk}"' not in offered and f'value="{section.pk}"' not in offered
    answer = client.post("/inbox/T1/return/", {**ASKED, "kind": reason.pk, "proposed": section.pk})
    assert "本单位的科室用“下派”" in answer.content.decode() and not ReturnRequest.objects.exists()


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


def test_a_banned_phrase_is_refused_on_the_server_too_and_the_signed_paper_stays_chosen(
    client: Client, handler: User, unit: Unit, reason: Reason, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    Phrase.objects.create(words="不归我单位管理", place="return")
    ticket = build.handling(unit, number="T1")
    client.force_login(handler)
    paper = SimpleUploadedFile("签批.pdf", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "application/pdf")
    sent = {"kind": reason.pk, "clause": "第四条", "text": "该事项不归我 单位管理，请退回。", "files": paper}
    answer = client.post("/inbox/T1/return/", sent)
    assert "有禁用表述" in answer.content.decode() and not ReturnRequest.objects.exists()
    kept = ticket.attachments.get(seq=None)
    assert f'name="kept" value="{kept.pk}" checked>签批.pdf' in answer.content.decode()
    client.post("/inbox/T1/return/", {"kind": reason.pk, **ASKED, "kept": kept.pk})
    assert ReturnRequest.objects.get().is_signed  # the signed paper is attached
    assert ticket.attachments.get().return_request == ReturnRequest.objects.get()


def test_a_slip_to_be_mended_comes_back_filled_with_what_is_asked(
    client: Client, handler: User, dispatcher: User, slip: ReturnRequest
) -> None:
    return_rulings.mend_many([return_rulings.Ruling(slip, timezone.now(), "请写明第几条第几款")], dispatcher)
    client.force_login(handler)
    page = read(client, "/inbox/T1/return/")
    assert "请写明第几条第几款" in page and slip.reason in page
    client.post("/inbox/T1/return/", {**ASKED, "kind": slip.kind_id})
    slip.refresh_from_db()
    assert (slip.decision, slip.is_signed, slip.clause) == (Decision.WAITING, False, ASKED["clause"])


def test_a_unit_withdraws_and_may_ask_again(client: Client, handler: User, slip: ReturnRequest) -> None:
    client.force_login(handler)
    client.post("/inbox/T1/return/withdraw/")
    slip.refresh_from_db()
    assert slip.decision == Decision.WITHDRAWN
    assert "提交退件单" in read(client, "/inbox/T1/return/")


def test_the_sheet_to_sign_is_masked_and_says_who_printed_it(client: Client, handler: User, unit: Unit) -> None:
    build.handling(unit, number="T1", text="请回电13912345678。")
    client.force_login(handler)
    page = read(client, "/returns/T1/print/")
    assert "139****5678" in page and "13912345678" not in page
    assert "签名（盖章）" in page and "承办人 于 " in page


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
