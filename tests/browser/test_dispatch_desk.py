"""The dispatcher's desk in a real browser: keys, the units' search, several at once, and the same desk without scripts."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import build
from tickets.models import Assignment, Category, Identity, Responsibility, SavedView, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, UnitName, User

UNITS = ("住建局", "城管局", "教育局", "卫生健康局", "市场监管局", "公安分局")


@pytest.fixture
def queue(live_server: LiveServer, unit: Unit, dispatcher: User) -> str:
    """Four tickets, six units; the address of the desk."""
    for name in UNITS:
        build.unit(name)
    UnitName.objects.create(unit=build.unit("卫生健康局"), name="卫健局")
    for number in range(1, 5):
        build.ticket(str(number), build.moment(f"2022-01-05 0{number}:00"), title=f"路灯{number}号不亮")
    return f"{live_server.url}/dispatch/"


def log_in(page: Page, queue: str, user: User) -> None:
    page.goto(queue)
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(build.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/dispatch/")


def title(page: Page, number: int) -> None:
    expect(page.locator(".ticket-title")).to_have_text(f"路灯{number}号不亮")


def test_j_and_k_walk_and_enter_dispatches_to_the_chosen_unit(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    title(page, 1)
    page.keyboard.press("j")
    title(page, 2)
    page.keyboard.press("j")
    title(page, 3)
    page.keyboard.press("k")
    title(page, 2)
    expect(page).to_have_url(re.compile(r"/dispatch/2/$"))
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="派单给 城管局")).to_be_visible()
    page.keyboard.press("Enter")
    title(page, 3)
    expect(page.get_by_role("status").first).to_contain_text("已派单给 城管局：路灯2号不亮")
    assert Assignment.objects.get().unit.name == "城管局"


def test_words_that_were_typed_are_there_again_after_a_walk_through_the_list(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    title(page, 1)
    page.get_by_label("派单意见").fill("请先到现场。")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    title(page, 2)
    expect(page.get_by_label("派单意见")).to_have_value("")
    page.keyboard.press("k")
    title(page, 1)
    expect(page.get_by_label("派单意见")).to_have_value("请先到现场。")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    title(page, 2)
    kept = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('draft'))")
    assert kept == [] and Assignment.objects.get().note == "请先到现场。"


def test_a_refused_bulk_dispatch_asks_nothing_and_keeps_its_ticks(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    for number in "24":
        page.get_by_label(f"勾选 {number}", exact=True).check()
    page.get_by_role("button", name="派勾选的 2 件").click()
    expect(page.get_by_text("请选择主办单位。")).to_be_visible()
    expect(page.locator("#confirm")).to_be_hidden()
    expect(page.get_by_role("button", name="派勾选的 2 件")).to_be_visible()


def test_a_unit_is_found_by_any_of_its_names_and_takes_the_first_key(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    page.keyboard.press("f")
    page.keyboard.type("卫健")
    expect(page.locator(".receiver:visible")).to_have_count(1)
    expect(page.locator(".receiver:visible .kbd")).to_have_text("1")
    page.keyboard.press("Enter")  # chooses, does not send
    expect(page.get_by_role("button", name="派单给 卫生健康局")).to_be_visible()
    assert not Assignment.objects.exists()


def test_a_lead_does_not_assist_itself(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    page.get_by_label("协办 住建局").check()
    page.keyboard.press("1")
    expect(page.get_by_label("协办 住建局")).not_to_be_checked()


def test_a_proposed_unit_stands_first_and_is_chosen_when_it_is_sure(page: Page, queue: str, dispatcher: User) -> None:
    lamps = Category.objects.create(name="路灯", path="路灯", depth=1)
    line = Responsibility.objects.create(category=lamps, lead=build.unit("市场监管局"), matter="路灯维修")
    Ticket.objects.update(category=lamps)
    log_in(page, queue, dispatcher)
    expect(page.locator(".is-proposed .option-why")).to_have_text("确责清单 路灯维修 · 主办")
    expect(page.get_by_role("button", name="派单给 市场监管局")).to_be_visible()
    page.keyboard.press("Enter")
    title(page, 2)
    assert Assignment.objects.get().unit == line.lead


def test_assists_are_chips_that_a_key_adds_and_a_press_removes(page: Page, queue: str, dispatcher: User) -> None:
    lamps = Category.objects.create(name="路灯", path="路灯", depth=1)
    line = Responsibility.objects.create(category=lamps, lead=build.unit("市场监管局"))
    line.assists.set([build.unit("教育局")])
    Ticket.objects.update(category=lamps)
    log_in(page, queue, dispatcher)
    page.keyboard.press("1")
    page.keyboard.press("a")
    page.keyboard.type("城管")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="加协办 教育局").click()
    chips = page.locator("[data-assist-chips]")
    expect(chips).to_contain_text("城管局")
    page.get_by_role("button", name="去掉协办 城管局").click()
    expect(chips).not_to_contain_text("城管局")
    page.keyboard.press("Enter")
    title(page, 2)
    assert set(Assignment.objects.values_list("unit__name", "is_lead")) == {("市场监管局", True), ("教育局", False)}


def test_a_double_is_merged_by_a_key_after_a_question(page: Page, queue: str, dispatcher: User) -> None:
    Ticket.objects.update(area="老城")
    log_in(page, queue, dispatcher)
    page.keyboard.press("m")
    expect(page.locator("#confirm")).to_contain_text("把 1 并入")
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("status").first).to_contain_text("已把 1 件并入")
    assert Ticket.objects.get(number="1").group_lead is not None


def test_every_saved_view_is_in_sight_beside_the_desks_own_tabs(page: Page, queue: str, dispatcher: User) -> None:
    for name in ("城市管理类诉求", "供热供暖", "物业小区"):
        SavedView.objects.create(by=dispatcher, desk="dispatch_desk", name=name, query="urgency=urgent")
    page.set_viewport_size({"width": 1366, "height": 768})
    log_in(page, queue, dispatcher)
    pane = page.locator(".pane-list").bounding_box()
    assert pane is not None and page.locator(".pane-list .tab").count() == 8
    for tab in page.locator(".pane-list .tab").all():
        box = tab.bounding_box()
        assert box is not None and pane["x"] <= box["x"] and box["x"] + box["width"] <= pane["x"] + pane["width"], tab.inner_text()


def test_a_filtered_list_is_kept_as_a_tab_and_dropped(page: Page, queue: str, dispatcher: User) -> None:
    Ticket.objects.filter(number="3").update(urgency="urgent")
    log_in(page, queue, dispatcher)
    page.get_by_label("紧急程度").select_option("urgent")
    title(page, 3)
    page.get_by_text("存为视图").first.click()
    page.get_by_label("视图名称").fill("急件")
    page.get_by_role("button", name="存为视图").click()
    expect(page.get_by_role("link", name="急件 1")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="待派单").first.click()
    title(page, 1)
    page.get_by_role("link", name="急件 1").click()
    title(page, 3)
    page.get_by_role("button", name="删除视图").click()
    expect(page.get_by_role("link", name="急件 1")).to_have_count(0)


def test_checked_tickets_go_together_after_a_question(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    page.get_by_label("勾选 3").check()
    page.get_by_label("勾选 4").check()
    page.keyboard.press("j")  # what was checked stays checked
    title(page, 2)
    page.keyboard.press("1")
    page.get_by_role("button", name="派勾选的 2 件").click()
    expect(page.locator("#confirm")).to_contain_text("派单给 住建局 等 2 件")
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("status").first).to_contain_text("已派单给 住建局 等 2 件")
    assert set(Ticket.objects.filter(status=Status.DISPATCHED).values_list("number", flat=True)) == {"3", "4"}


def test_the_identity_opens_in_its_place_with_a_reason(page: Page, queue: str, dispatcher: User) -> None:
    Identity.objects.create(ticket=Ticket.objects.get(number="1"), name="王小明", phone="13812345678")
    log_in(page, queue, dispatcher)
    page.locator("#identity").get_by_role("link", name="查看").click()
    page.get_by_label("查看事由").fill("核实地址")
    page.get_by_role("button", name="查看并留痕").click()
    expect(page.locator("#identity")).to_contain_text("本次查看已留痕")
    title(page, 1)


def test_without_scripts_the_same_desk_dispatches(browser: Browser, queue: str, dispatcher: User) -> None:
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    log_in(page, queue, dispatcher)
    page.get_by_role("link", name="路灯2号不亮").click()
    title(page, 2)
    page.locator(".option-name", has_text="教育局").click()
    page.get_by_role("button", name="派单", exact=False).first.click()
    title(page, 3)
    context.close()
    assert Assignment.objects.get().unit.name == "教育局"


def test_nothing_is_kept_of_a_citizens_words_in_the_browser(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    page.keyboard.press("j")
    title(page, 2)
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert "路灯" not in kept
    page.go_back()
    title(page, 1)


def test_at_1366_by_768_nothing_scrolls_sideways(page: Page, queue: str, dispatcher: User) -> None:
    log_in(page, queue, dispatcher)
    for path in ("dispatch/", "review/", "reporting/", "imports/", "tickets/1/"):
        page.goto(queue.replace("dispatch/", path))
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)


def test_the_pages_keep_to_the_rules_of_accessibility(page: Page, queue: str, unit: Unit, dispatcher: User) -> None:
    build.replied(unit, number="5")
    build.completed(unit, number="6")
    build.handling(unit, number="7", is_conflict=True, conflict_words="市平台显示未受理")
    log_in(page, queue, dispatcher)
    for path in (
        "dispatch/",
        "dispatch/?tab=classify",
        "dispatch/?tab=conflict",
        "responsibility/",
        "responsibility/line/",
        "review/",
        "reporting/",
        "imports/",
        "tickets/6/",
    ):
        page.goto(queue.replace("dispatch/", path))
        found = Axe().run(page).response["violations"]
        assert [(path, each["id"], each["nodes"][0]["html"]) for each in found] == []
