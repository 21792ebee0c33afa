"""On a phone and on the desk no page of the supervisor's and the administrator's scrolls sideways; wide tables scroll by themselves."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from reports.acts import publish
from tests import build
from tests.reports import quarter
from units.models import User
from units.rules.roles import Role

PAGES = {
    Role.SUPERVISOR: ("bulletins/", "closings/", "month/?period=2022Q1", "scores/?period=2022Q1", "ledger/", "outside/", "indicators/"),
    Role.ADMINISTRATOR: ("calendar/?month=2022-01", "imports/"),
}


@pytest.mark.parametrize("role", list(PAGES))
def test_no_page_is_wider_than_the_window(page: Page, live_server: LiveServer, settings: Settings, tmp_path: Path, role: Role) -> None:
    settings.MEDIA_ROOT = tmp_path
    publish.publish(quarter.bulletin(), None, build.moment("2022-04-29 09:30"))
    log_in(page, live_server.url, build.person("试用", role))
    wide = []
    for path in PAGES[role]:
        for width in (1366, 390):
            page.set_viewport_size({"width": width, "height": 844})
            page.goto(f"{live_server.url}/{path}")
            found = page.evaluate("document.documentElement.scrollWidth")
            wide += [(path, width, found)] if found > width else []
    assert wide == []


def log_in(page: Page, address: str, user: User) -> None:
    page.goto(f"{address}/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(build.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "login" not in url)
