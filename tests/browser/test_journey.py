"""The house in a real browser: every role's way in, every page without an error, one ticket from hand to hand, a figure opened."""

import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from playwright.sync_api import expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from hotline.desks import DESKS
from reports.acts import publish
from tests import build
from tests.browser import walk
from tests.browser.conftest import PHONE, Open, grave, log_in, watched
from tests.reports import quarter
from tests.scope.table import TABLE
from tests.test_scope import routes, values
from tickets.acts import history
from tickets.models import Callback, Reply, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

__all__ = ["values"]  # the fixture of the scope's tests: somebody's data behind every route
TEXT = "已与诉求人电话联系，现场更换灯泡 3 只，诉求人表示认可。"
SIGN = re.compile("^签收( S)?$")  # the one of the open ticket, not that of the checked ones


@pytest.mark.only_sqlite
def test_no_page_has_an_error_or_a_grave_fault_of_accessibility(
    opened: Open, live_server: LiveServer, values: dict[str, object], unit: Unit
) -> None:
    visited, wrong = set[str](), list[tuple[str, str]]()
    for user, pages in walk.by_role(unit, values):
        visited.update(route.name for route, _ in pages)
        page = opened(user)
        for route, address in pages:
            with watched(page) as faults:
                page.goto(f"{live_server.url}{address}")
            found = [] if route.name == "api_docs" else grave(page)  # its page is Swagger's own
            wrong += [(route.name, fault) for fault in (*faults, *found)]
        page.context.close()
    assert {desk.page for desks in DESKS.values() for desk in desks} - visited == {"admin:index"}
    assert wrong == []


def test_every_role_lands_on_its_desk_and_sees_no_other(opened: Open, live_server: LiveServer, unit: Unit) -> None:
    for role in Role:
        page = opened(build.person("某人", role, unit))
        desk = DESKS[role][0]
        if role != Role.CLIENT:
            rail = page.get_by_role("navigation", name="工作台")
            expect(rail.locator('[aria-current="page"]')).to_contain_text(desk.label)
            expect(rail.get_by_role("link")).to_have_count(len(DESKS[role]))
        foreign = next(name for name in ("dispatch_desk", "inbox") if role not in TABLE[name])
        answer = page.goto(f"{live_server.url}{_address(foreign)}")
        assert answer is not None and answer.status == 403, role
        page.context.close()


def _address(name: str) -> str:
    return next(route.address({}) for route in routes() if route.name == name)


def test_a_ticket_goes_from_hand_to_hand(opened: Open, dispatcher: User, handler: User, callback_agent: User) -> None:
    """The dispatcher by keyboard, the unit on a phone, the review by keyboard, the call without any script."""
    build.ticket("1", timezone.now())
    desk = opened(dispatcher)
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("已派单给 住建局")

    phone = opened(handler, viewport=PHONE, is_mobile=True, has_touch=True)
    phone.get_by_role("link", name="待签收").tap()
    phone.get_by_role("link", name="路灯不亮").tap()
    phone.get_by_role("button", name=SIGN).tap()
    phone.get_by_label("答复内容", exact=True).fill(TEXT)
    phone.get_by_role("button", name="提交办结答复").tap()
    expect(phone.locator(".note.success")).to_contain_text("等待区平台审核")

    desk.get_by_role("link", name="答复审核").click()
    expect(desk.get_by_text(TEXT).first).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status").first).to_contain_text("已通过")

    call = opened(callback_agent, java_script_enabled=False)
    call.get_by_role("link", name="路灯不亮").click()
    call.get_by_role("radiogroup", name="结果评价").get_by_text("满意", exact=True).click()
    call.get_by_role("button", name="记录回访").click()
    expect(call.locator(".note.success")).to_contain_text("回访已记录")
    assert (Reply.objects.get().text, Callback.objects.get().result_grade) == (TEXT, "satisfied")
    assert Ticket.objects.get().status == Status.CLOSED
    assert history.verify().fault is None


def test_a_unit_signs_and_replies_without_any_script(opened: Open, handler: User, unit: Unit) -> None:
    build.dispatched(unit, timezone.now(), number="1")
    page = opened(handler, java_script_enabled=False)
    page.get_by_role("link", name="待签收").click()
    page.get_by_role("button", name=SIGN).click()
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    page.get_by_role("button", name=re.compile("^提交")).click()
    expect(page.locator(".note.success")).to_contain_text("等待区平台审核")
    assert Ticket.objects.get().status == Status.REPLIED


def test_a_dispatcher_whose_session_has_ended_logs_in_and_is_back_at_the_same_ticket(
    opened: Open, live_server: LiveServer, dispatcher: User, unit: Unit
) -> None:
    for number in "12":
        build.ticket(number, timezone.now(), title=f"第 {number} 件")
    page = opened(dispatcher)
    page.get_by_role("link", name="第 2 件").click()
    page.wait_for_url("**/dispatch/2/")
    page.context.clear_cookies(name=django_settings.SESSION_COOKIE_NAME)
    page.reload()
    log_in(page, dispatcher)
    expect(page.locator("h2.ticket-title")).to_have_text("第 2 件")


@pytest.fixture
def bulletin(settings: Settings, tmp_path: Path, live_server: LiveServer) -> str:
    """The address of a published bulletin of nine tickets."""
    settings.MEDIA_ROOT = tmp_path
    made = quarter.bulletin()
    publish.publish(made, None, build.moment("2022-04-29 09:30"))
    return f"{live_server.url}/bulletins/{made.pk}/"


def test_the_leader_opens_a_figure_and_sees_as_many_tickets_as_it_says(opened: Open, leader: User, bulletin: str) -> None:
    page = opened(leader)
    page.goto(bulletin)
    page.locator("#paper").get_by_role("link", name="9", exact=True).first.click()
    expect(page.locator("#inspector .value")).to_have_text("9")
    page.locator("#inspector .base-hits a.figure").first.click()
    expect(page.locator("main a[href^='/tickets/']")).to_have_count(9)


def test_every_card_of_the_month_opens_as_many_tickets_as_it_says(
    opened: Open, live_server: LiveServer, leader: User, bulletin: str
) -> None:
    page = opened(leader)
    for label, count in (("承办件数", 4), ("超期件数", 1)):
        page.goto(f"{live_server.url}/month/?period=2022-03")
        card = page.get_by_role("region", name=label)
        expect(card.locator(".card-value")).to_contain_text(str(count))
        card.locator(".card-value a").click()
        expect(page.locator("main tbody tr")).to_have_count(count)
