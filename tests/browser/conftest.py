"""What the browser tests share: a browser for each person, pages that are opened without the log-in, what goes wrong on a page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from tests import build
from units.models import User

Open = Callable[..., Page]
Enter = Callable[[User, str], Page]
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
GRAVE = {"serious", "critical"}


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """A browser of its own for each person: opened(user, viewport=…) is logged in by the form and where that leads."""
    contexts: list[BrowserContext] = []

    def go(user: User, **look: object) -> Page:
        look = {"viewport": DESK, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **look}
        contexts.append(browser.new_context(**look))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.goto(live_server.url)
        log_in(page, user)
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def enter(live_server: LiveServer, client: Client, page: Page) -> Enter:
    """Opens an address as somebody who is logged in already."""

    def go(user: User, address: str) -> Page:
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page.goto(f"{live_server.url}{address}")
        return page

    return go


def log_in(page: Page, user: User) -> None:
    """Types and sends the form of the log-in, which is open."""
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(build.PASSWORD)
    page.get_by_role("button", name="登录").click()


def grave(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found if each["impact"] in GRAVE]


@contextmanager
def watched(page: Page) -> Iterator[list[str]]:
    """What goes wrong on `page`: errors of scripts, refusals by the Content-Security-Policy, answers that are none."""
    faults: list[str] = []

    def answered(response: Response) -> None:
        if response.status >= 400:
            faults.append(f"{response.status} {response.url}")

    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", answered)
    yield faults
