"""Returns in a real browser: the wording is checked while a slip is typed, the principal signs, the dispatcher decides by keys."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests import build
from tests.browser.conftest import Enter, grave
from tickets.models import Phrase, Reason, ReturnRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.workflow import Status
from units.models import Unit, User


def test_a_return_walks_from_the_unit_over_its_principal_to_the_desk(
    enter: Enter, handler: User, principal: User, dispatcher: User, unit: Unit
) -> None:
    other = build.unit("城管局")
    build.unit("盘锦市城市管理综合行政执法局兴隆台分局市政设施管理服务中心")
    Phrase.objects.create(words="不归我单位管理", place="return", better="由城管局管护")
    Reason.objects.create(act="return", label="职能不符", needs_clause=True)
    build.handling(unit, at=timezone.now() - timedelta(hours=5), number="T1")

    page = enter(handler, "/inbox/T1/return/")
    page.get_by_label("退件事由").select_option(label="职能不符")
    text = page.get_by_label("退件理由")
    text.fill("该路灯不归我 单位管理，请退回区平台。")
    expect(page.get_by_text("属禁用表述")).to_be_visible()
    page.get_by_role("button", name="替换").click()
    expect(text).to_have_value("该路灯由城管局管护，请退回区平台。")
    expect(page.get_by_text("属禁用表述")).to_have_count(0)
    page.get_by_label("法律依据及条款").fill("《城市道路照明设施管理规定》第四条")
    page.get_by_label("建议承办单位").select_option(label="城管局")
    assert grave(page) == []
    page.get_by_role("button", name="提交退件单").click()
    expect(page.locator(".note.success")).to_contain_text("退件单已提交")

    page = enter(principal, "/returns/sign/")
    assert grave(page) == []
    page.get_by_label("签批意见").fill("同意退件")
    page.get_by_role("button", name="同意退件，签批").click()
    expect(page.locator(".note.success")).to_contain_text("已签批退件单 1 张")

    page = enter(dispatcher, "/returns/")
    expect(page.locator("[data-says-ruling]")).to_have_text("同意退件")  # the rule's advice stands chosen
    assert grave(page) == []
    page.keyboard.press("3")
    expect(page.get_by_label("召集单位")).to_be_visible()
    assert page.evaluate("[...document.querySelectorAll('.pane-body')].every(part => part.scrollWidth <= part.clientWidth)")
    expect(page.locator("[data-says-ruling]")).to_have_text("提交联席研判")
    page.keyboard.press("1")
    expect(page.get_by_label("召集单位")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".note.success")).to_contain_text("已同意退件")
    assert ReturnRequest.objects.get().decision == Decision.ACCEPTED
    ticket = Ticket.objects.get(number="T1")
    assert (ticket.status, ticket.lead_unit) == (Status.DISPATCHED, other)


def test_signing_several_asks_how_many_and_asks_nothing_while_none_is_ticked(enter: Enter, principal: User, unit: Unit) -> None:
    build.slip(build.handling(unit, at=timezone.now() - timedelta(hours=5), number="T1"), timezone.now(), is_signed=False)
    page = enter(principal, "/returns/sign/")
    page.get_by_role("button", name="签批勾选的").click()
    expect(page.get_by_text("没有勾选待签批的退件单")).to_be_visible()
    expect(page.locator("#confirm")).to_be_hidden()
    page.get_by_label("勾选 T1").check()
    page.get_by_role("button", name="签批勾选的").click()
    expect(page.locator("#confirm")).to_contain_text("签批 1 张退件单")
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".note.success")).to_contain_text("已签批退件单 1 张")
    assert ReturnRequest.objects.get().is_signed
