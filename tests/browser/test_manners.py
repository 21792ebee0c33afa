"""What goes wrong in a real day: two people at one ticket, a second press, the back button, a session that has ended, a browser
without scripts, a phone."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as house
from django.db.models import Model
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import build
from tests.browser import hands, people
from tests.browser.conftest import PHONE, Open, grave, log_in
from tickets.acts import history
from tickets.models import Assignment, Callback, Contact, ExtensionRequest, Reason, Reply, ReturnRequest, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User
from units.rules.roles import Role

TITLE = "路灯不亮"
TEXT = "已与诉求人电话联系，现场更换灯泡 3 只，诉求人表示认可。"
Ready = Callable[[Page], Locator]


def today(state: Callable[..., Ticket], *to: Unit, number: str = "1", **values: object) -> Ticket:
    """In `state` since a while, with a city's limit in a month."""
    now = timezone.now()
    return state(*to, at=now - timedelta(hours=3), number=number, city_due_at=now + timedelta(days=30), **values)


def waiting(number: str = "1") -> Ticket:
    now = timezone.now()
    return build.ticket(number, now - timedelta(minutes=20), title=f"{TITLE}{number}", city_due_at=now + timedelta(days=30))


# Two at one ticket.


def test_the_second_of_two_dispatchers_sees_the_first_and_reads_who_won(opened: Open, dispatcher: User, unit: Unit) -> None:
    build.unit("城管局")
    waiting()
    other = User.objects.create_user("second", password=build.PASSWORD, name="李明", role=Role.DISPATCHER)
    first, second = opened(dispatcher), opened(other)
    for desk in (first, second):
        hands.to_ticket(desk, "派单台", f"{TITLE}1")
    expect(second.get_by_text("派** 也在看这件")).to_be_visible()
    first.reload()
    expect(first.get_by_text("李** 也在看这件")).to_be_visible()
    first.locator(".option-name", has_text="城管局").click()
    second.locator(".option-name", has_text="住建局").click()
    first.get_by_role("button", name="派单给 城管局").click()
    hands.told(first, "已派单给 城管局")
    second.get_by_role("button", name="派单给 住建局").click()
    expect(second.get_by_text(re.compile(r"已由 派\*\*.* 于 \d\d-\d\d \d\d:\d\d 派单")).first).to_be_visible()
    expect(second.get_by_text("主办 城管局")).to_be_visible()
    assert Assignment.objects.get().unit.name == "城管局"


def test_the_second_of_two_reviewers_reads_that_the_reply_was_judged(opened: Open, dispatcher: User, unit: Unit) -> None:
    today(build.replied, unit, reply_after=timedelta(hours=2, minutes=30))
    other = User.objects.create_user("second", password=build.PASSWORD, name="李明", role=Role.DISPATCHER)
    first, second = opened(dispatcher), opened(other)
    hands.to_ticket(second, "答复审核", TITLE)
    people.send_back(first, TITLE, "没有写明更换几只，请补充。")
    second.get_by_role("button", name=re.compile("^通过，")).click()
    expect(second.get_by_text(re.compile(r"已由 派\*\*.* 于 .* 退回修改")).first).to_be_visible()
    assert Ticket.objects.get().status == Status.HANDLING


# Pressed twice, and gone back to.


def ready_to_dispatch(page: Page) -> Locator:
    hands.to_ticket(page, "派单台", f"{TITLE}1")
    page.locator(".option-name", has_text="住建局").click()
    return page.get_by_role("button", name=re.compile("^派单")).first


def ready_to_reply(page: Page) -> Locator:
    hands.to_ticket(page, "收件箱", TITLE)
    page.get_by_label("答复内容", exact=True).fill(TEXT)
    return page.get_by_role("button", name=people.SEND)


def ready_to_return(page: Page) -> Locator:
    people.fill_return(page, TITLE, "城管局")
    return page.get_by_role("button", name="提交退件单")


def ready_to_call(page: Page) -> Locator:
    hands.to_ticket(page, "回访", TITLE)
    page.get_by_role("radiogroup", name="结果评价").get_by_text("基本满意", exact=True).click()
    return page.get_by_role("button", name="记录回访")


PRESSES = (
    (Role.DISPATCHER, ready_to_dispatch, Assignment, Status.DISPATCHED),
    (Role.HANDLER, ready_to_reply, Reply, Status.REPLIED),
    (Role.HANDLER, ready_to_return, ReturnRequest, Status.HANDLING),
    (Role.CALLBACK, ready_to_call, Callback, Status.COMPLETED),
)


def prepare(ready: Ready, unit: Unit) -> None:
    build.unit("城管局")
    Reason.objects.create(act=Reason.Act.RETURN, label="职能不符", needs_clause=True)
    if ready is ready_to_dispatch:
        waiting()
    elif ready is ready_to_call:
        today(build.completed, unit, reply_after=timedelta(hours=1))
    else:
        today(build.handling, unit)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
@pytest.mark.parametrize(("role", "ready", "rows", "status"), PRESSES, ids=["dispatch", "reply", "return", "call"])
def test_a_button_pressed_twice_acts_once_and_the_way_back_shows_what_is(
    opened: Open, unit: Unit, scripts: bool, role: Role, ready: Ready, rows: type[Model], status: str
) -> None:
    prepare(ready, unit)
    page = opened(build.person("某人", role, unit if role == Role.HANDLER else None), java_script_enabled=scripts)
    button = ready(page)
    before = rows._default_manager.count()
    words = button.inner_text().split()[0]
    button.dblclick()
    expect(page.locator(".note.success, .fault, .note.red, .note.error").first).to_be_visible()
    assert rows._default_manager.count() == before + 1
    page.go_back()
    expect(page.get_by_role("button", name=words)).to_have_count(0)
    assert rows._default_manager.count() == before + 1
    assert Ticket.objects.get(number="1").status == status
    assert history.verify().fault is None


# A session that has ended.


@pytest.mark.parametrize("lost", [{}, {"name": house.SESSION_COOKIE_NAME}], ids=["all_cookies", "its_cookie"])
def test_a_reply_outlives_its_session(opened: Open, handler: User, unit: Unit, lost: dict[str, str]) -> None:
    today(build.handling, unit)
    page = opened(handler)
    hands.to_ticket(page, "收件箱", TITLE)
    page.get_by_label("答复内容", exact=True).press_sequentially(TEXT)
    page.context.clear_cookies(**lost)
    page.get_by_role("button", name=people.SEND).click()
    assert not Reply.objects.exists()
    back_inside(page, handler)
    expect(page).to_have_url(re.compile(r"/inbox/1/"))
    expect(page.get_by_label("答复内容", exact=True)).to_have_value(TEXT)
    page.get_by_role("button", name=people.SEND).click()
    hands.told(page, "的办结答复已提交")


def test_a_press_that_came_too_late_leads_back_to_its_desk(opened: Open, dispatcher: User, unit: Unit) -> None:
    """The address that it was sent to opens by POST alone."""
    today(build.replied, unit, reply_after=timedelta(hours=2, minutes=30))
    page = opened(dispatcher)
    hands.to_desk(page, "答复审核")
    page.get_by_label("勾选 1").check()
    page.context.clear_cookies(name=house.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="通过勾选").click()
    hands.yes(page)
    back_inside(page, dispatcher)
    expect(page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()
    assert Ticket.objects.get().status == Status.REPLIED


def back_inside(page: Page, user: User) -> None:
    """By the page that says that the session has ended and that nothing was saved."""
    expect(page.get_by_role("heading", name="登录已过期")).to_be_visible()
    page.get_by_role("link", name="重新登录").click()
    log_in(page, user)
    page.wait_for_url(lambda url: "/login/" not in url)


# Without scripts, and on a phone.


def test_the_day_in_short_without_any_script(
    opened: Open, dispatcher: User, handler: User, unit: Unit, settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    today(build.dispatched, unit)
    desk, page = (opened(user, java_script_enabled=False) for user in (dispatcher, handler))
    people.sign(page, TITLE)
    people.write_contact(page, TITLE, tmp_path)
    people.ask_extension(page, TITLE)
    people.grant_extension(desk, TITLE)
    people.reply(page, TITLE, TEXT)
    people.accept_reply(desk, TITLE)
    people.report_field_by_field(desk, "1")
    ticket = Ticket.objects.get()
    assert ticket.status == Status.COMPLETED and ticket.reported_at is not None
    assert Contact.objects.get().attachments.count() == 1
    assert ExtensionRequest.objects.get().decision == "accepted"


def test_a_return_without_any_script(opened: Open, dispatcher: User, handler: User, principal: User, unit: Unit) -> None:
    build.unit("城管局")
    Reason.objects.create(act=Reason.Act.RETURN, label="职能不符", needs_clause=True)
    today(build.handling, unit)
    desk, page, hand = (opened(user, java_script_enabled=False) for user in (dispatcher, handler, principal))
    people.ask_return(page, TITLE, "城管局")
    people.sign_return(hand, TITLE)
    people.accept_return_into_queue(desk, TITLE)
    assert Ticket.objects.get().status == Status.ARRIVED


def test_a_handler_signs_reaches_the_citizen_and_replies_on_a_phone(
    opened: Open, handler: User, unit: Unit, settings: Settings, tmp_path: Path, live_server: LiveServer
) -> None:
    settings.MEDIA_ROOT = tmp_path
    today(build.dispatched, unit)
    phone = opened(handler, viewport=PHONE, is_mobile=True, has_touch=True)
    for act in (people.sign, lambda page, title: people.write_contact(page, title, tmp_path)):
        act(phone, TITLE)
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert grave(phone) == []
    people.reply(phone, TITLE, TEXT)
    assert Ticket.objects.get().status == Status.REPLIED
