"""A unit's own pages of returns: the slip, the principal's hand, the paper to sign."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests import build
from tests.tickets.returning import read, slip_of_today
from tickets.acts import return_rulings
from tickets.models import Phrase, Reason, ReturnRequest
from tickets.models.applications import Decision
from units.models import Unit, User


@pytest.fixture
def other(db: None) -> Unit:
    return build.unit("城管局")


@pytest.fixture
def slip(unit: Unit, other: Unit) -> ReturnRequest:
    return slip_of_today(unit, other)


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
