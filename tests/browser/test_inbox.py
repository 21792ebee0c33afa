"""The inbox in a real browser: keys, the reply, the text that survives an ended session, and the whole of it on a phone."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests import build
from tests.browser.conftest import Enter
from tests.tickets.test_contacts import PNG
from tickets.models import Callback, Identity, Phrase, Reply, StockText, Ticket
from tickets.rules.workflow import Status
from units.models import RevealLog, Unit, User

TEXT = "已于今日上午与诉求人电话联系，现场更换灯泡 3 只，诉求人表示认可。"


def three(unit: Unit) -> None:
    """Two in hand, due one after the other, and one to sign."""
    for number, days in (("1", 2), ("2", 3)):
        ticket = build.handling(unit, number=number, title=f"第 {number} 件")
        Ticket.objects.filter(pk=ticket.pk).update(due_at=timezone.now() + timedelta(days=days))
    build.dispatched(unit, number="3", title="第 3 件")


def test_the_key_signs_and_the_reply_is_sent_by_its_button(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    page = enter(handler, "/inbox/?tab=sign")
    page.keyboard.press("s")
    expect(page.locator(".note.success")).to_contain_text("已签收 3")
    page.keyboard.press("e")
    expect(page.get_by_label("答复内容", exact=True)).to_be_focused()
    page.keyboard.type(TEXT)
    expect(page.locator("[data-counts]")).to_have_text(f"{len(TEXT)} 字")
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".note.success")).to_contain_text("3 的办结答复已提交")
    assert Reply.objects.get().text == TEXT


def test_rows_open_without_leaving_the_page_and_the_address_follows(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    page = enter(handler, "/inbox/")
    page.evaluate("window.stays = true")
    page.keyboard.press("j")
    expect(page.locator("h2.ticket-title")).to_have_text("第 2 件")
    expect(page).to_have_url(re.compile(r"/inbox/2/$"))
    assert page.evaluate("window.stays")


def test_the_promised_date_is_there_for_a_staged_reply_alone(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    page = enter(handler, "/inbox/1/")
    expect(page.get_by_label("承诺日期")).to_be_hidden()
    page.get_by_text("阶段性答复", exact=True).click()
    expect(page.get_by_text("列入“承诺不兑现”")).to_be_visible()
    page.get_by_label("承诺日期").fill((timezone.localdate() + timedelta(days=5)).isoformat())
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    page.get_by_role("button", name="提交阶段性答复").click()
    expect(page.locator(".note.success")).to_be_visible()
    assert Reply.objects.get().kind == "staged"


def test_what_was_typed_survives_the_end_of_the_session(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    page = enter(handler, "/inbox/1/")
    page.get_by_label("答复内容", exact=True).click()
    page.keyboard.type(TEXT)
    Session.objects.all().delete()
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.get_by_label("答复内容", exact=True)).to_have_count(0)
    enter(handler, "/inbox/1/")
    expect(page.get_by_label("答复内容", exact=True)).to_have_value(TEXT)
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".note.success")).to_be_visible()
    enter(handler, "/inbox/1/")
    kept = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft'))")
    assert kept == [], "what was sent is forgotten"


def test_a_fault_stands_beside_the_text_which_has_the_focus(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    page = enter(handler, "/inbox/1/")
    page.get_by_label("答复内容", exact=True).fill("已办。")
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".field .fault, .is-faulty .fault").first).to_contain_text("至少 10 个字")
    expect(page.get_by_label("答复内容", exact=True)).to_be_focused()
    expect(page.get_by_label("答复内容", exact=True)).to_have_value("已办。")


def test_all_of_a_page_are_checked_and_signed(enter: Enter, handler: User, unit: Unit) -> None:
    for number in "12":
        build.dispatched(unit, number=number)
    page = enter(handler, "/inbox/?tab=sign")
    page.get_by_label("勾选本页全部").check()
    page.get_by_role("button", name="签收勾选的").click()
    expect(page.locator(".note.success")).to_contain_text("已签收 2 件")
    assert set(Ticket.objects.values_list("status", flat=True)) == {Status.HANDLING}


def test_on_a_phone_the_list_leads_to_the_ticket_and_on_to_the_next(enter: Enter, handler: User, unit: Unit, page: Page) -> None:
    three(unit)
    page.set_viewport_size({"width": 390, "height": 844})
    enter(handler, "/inbox/")
    expect(page.locator("h2.ticket-title")).to_be_hidden()
    page.get_by_role("link", name="第 1 件").click()
    expect(page.locator("h2.ticket-title")).to_have_text("第 1 件")
    expect(page.get_by_text("第 1 件 / 共 2 件")).to_be_visible()
    expect(page.locator(".pane-list")).to_be_hidden()
    page.get_by_role("link", name="下一件").click()
    expect(page.locator("h2.ticket-title")).to_have_text("第 2 件")
    expect(page.get_by_role("button", name="提交办结答复")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator("h2.ticket-title")).to_have_text("第 1 件")


def test_the_citizen_is_opened_in_place(enter: Enter, handler: User, unit: Unit) -> None:
    Identity.objects.create(ticket=build.handling(unit, number="1"), name="王小明", phone="13812345678")
    page = enter(handler, "/inbox/1/")
    expect(page.locator("#identity")).to_contain_text("138****5678")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("#identity")).to_contain_text("13812345678")
    expect(page).to_have_url(re.compile(r"/inbox/1/$"))


def test_answers_are_there_only_for_a_citizen_who_was_reached(enter: Enter, callback_agent: User, unit: Unit) -> None:
    build.completed(unit, number="1")
    page = enter(callback_agent, "/callbacks/1/")
    group = page.get_by_role("radiogroup", name="结果评价")
    group.get_by_text("满意", exact=True).click()
    expect(page.get_by_label("满意，直接归档")).to_be_visible()
    page.get_by_text("无人接听", exact=True).click()
    expect(group).to_be_hidden()
    expect(page.get_by_label("满意，直接归档")).to_be_hidden()
    page.get_by_role("button", name="记录回访").click()
    expect(page.locator(".note.success")).to_be_visible()
    assert Callback.objects.get().result_grade == ""


def test_a_banned_phrase_is_told_while_typing_and_walked_to_when_sent(enter: Enter, handler: User, unit: Unit) -> None:
    three(unit)
    Phrase.objects.create(words="不是我局职能", better="由某局负责")
    page = enter(handler, "/inbox/1/")
    text = page.get_by_label("答复内容", exact=True)
    text.fill("经核实，此事不是我局职能，请诉求人向其他部门反映。")
    expect(page.get_by_text("先改 1 处禁用表述才能提交")).to_be_visible()
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".is-faulty .fault").first).to_contain_text("禁用表述")
    expect(text).to_be_focused()
    page.get_by_role("button", name="替换").click()
    expect(text).to_have_value("经核实，此事由某局负责，请诉求人向其他部门反映。")
    expect(page.get_by_text("处禁用表述才能提交")).to_be_hidden()
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".note.success")).to_be_visible()


def test_l_opens_the_contact_which_is_put_into_the_reply(enter: Enter, handler: User, unit: Unit) -> None:
    ticket = build.handling(unit, number="1")
    page = enter(handler, "/inbox/1/")
    page.keyboard.press("l")
    page.get_by_label("联系情况").fill("约定明日上午到场")
    page.get_by_role("button", name="登记联系").click()
    expect(page.locator(".note.success")).to_contain_text("联系已登记")
    expect(page.locator(".timeline")).to_contain_text("电话联系")
    page.get_by_text("插入联系记录", exact=True).click()
    page.get_by_role("button", name="约定明日上午到场").click()
    expect(page.get_by_label("答复内容", exact=True)).to_have_value(re.compile(r"与您电话联系，约定明日上午到场。$"))
    assert ticket.contacts.count() == 1


def test_what_is_put_in_is_kept_as_a_draft_too(enter: Enter, handler: User, unit: Unit) -> None:
    StockText.objects.create(use="reply", title="已核实", text="您好！我单位已到现场核实。")
    build.handling(unit, number="1")
    page = enter(handler, "/inbox/1/")
    page.get_by_text("常用语", exact=True).click()
    page.get_by_role("button", name="已核实").click()
    page.reload()
    expect(page.get_by_label("答复内容", exact=True)).to_have_value("您好！我单位已到现场核实。")


def test_a_photo_goes_with_the_reply(enter: Enter, handler: User, unit: Unit, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    build.handling(unit, number="1")
    page = enter(handler, "/inbox/1/")
    page.get_by_label("附件", exact=True).last.set_input_files({"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_label("答复内容", exact=True).fill("已办。")
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.get_by_label("现场.png")).to_be_checked()
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".note.success")).to_be_visible()
    assert Reply.objects.get().attachments.get().name == "现场.png"


def test_files_are_added_one_after_the_other_and_taken_out_again(
    enter: Enter, handler: User, unit: Unit, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    build.handling(unit, number="1")
    page = enter(handler, "/inbox/1/")
    field = page.get_by_label("附件", exact=True).last
    for name in ("错.png", "对.png"):
        field.set_input_files({"name": name, "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="移除 错.png").click()
    expect(field).to_be_focused()
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    page.get_by_role("button", name="提交办结答复").click()
    expect(page.locator(".note.success")).to_be_visible()
    assert [file.name for file in Reply.objects.get().attachments.all()] == ["对.png"]


def test_on_a_phone_the_bar_says_the_conditions_and_the_rest_is_behind_more(enter: Enter, handler: User, unit: Unit, page: Page) -> None:
    three(unit)
    page.set_viewport_size({"width": 390, "height": 844})
    enter(handler, "/inbox/")
    expect(page.get_by_role("link", name="挂起")).to_be_hidden()
    page.get_by_role("navigation", name="收件箱").get_by_text("更多", exact=True).click()
    page.get_by_role("link", name="挂起").click()
    expect(page).to_have_url(re.compile(r"tab=still$"))
    enter(handler, "/inbox/1/")
    expect(page.get_by_role("link", name="退件 已过窗口")).to_be_in_viewport()
    expect(page.get_by_role("link", name="延期 已过时间")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_one_tap_logs_dials_and_opens_the_record(enter: Enter, handler: User, unit: Unit, page: Page) -> None:
    Identity.objects.create(ticket=build.handling(unit, number="1"), name="王某", phone="13812345678")
    page.set_viewport_size({"width": 390, "height": 844})
    enter(handler, "/inbox/1/")
    # No telephone answers in the browser of a test.
    with page.expect_event("requestfailed", lambda request: request.url == "tel:13812345678"):
        page.get_by_role("button", name="拨打并记录").click()
    expect(page.get_by_label("联系情况")).to_be_visible()
    assert [log.reason for log in RevealLog.objects.all()] == ["办理联系"]


def test_the_sheet_is_one_page_of_a4(enter: Enter, handler: User, unit: Unit) -> None:
    build.handling(unit, number="1", text="兴工街路灯三天不亮，请尽快修复。" * 6)
    page = enter(handler, "/tickets/1/print/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_text("领导批示")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1366])
def test_the_inbox_has_no_serious_fault_of_access(enter: Enter, handler: User, unit: Unit, page: Page, width: int) -> None:
    build.handling(unit, number="1")
    page.set_viewport_size({"width": width, "height": 800})
    enter(handler, "/inbox/1/")
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
