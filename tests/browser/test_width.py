"""On a phone and on the desk no page scrolls sideways; wide tables scroll by themselves."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from reports.acts import publish
from tests import build
from tests.browser import walk
from tests.browser.conftest import Enter, Open
from tests.reports import quarter
from tests.test_scope import values
from units.models import Unit
from units.rules.roles import Role

pytestmark = pytest.mark.only_sqlite
__all__ = ["values"]  # the fixture of the scope's tests: somebody's data behind every route
# Pages that show more with a period in their address.
PAGES = {
    Role.SUPERVISOR: ("/month/?period=2022Q1", "/scores/?period=2022Q1"),
    Role.ADMINISTRATOR: ("/calendar/?month=2022-01",),
}
SWAGGERS_OWN = {"api_docs"}


def test_no_page_of_the_map_is_wider_than_the_window(opened: Open, live_server: LiveServer, values: dict[str, object], unit: Unit) -> None:
    wide = []
    for user, pages in walk.by_role(unit, values):
        page = opened(user)
        for route, address in pages:
            found = too_wide(page, f"{live_server.url}{address}")
            wide += [(route.name, *each) for each in found if route.name not in SWAGGERS_OWN]
        page.context.close()
    assert wide == []


@pytest.mark.parametrize("role", list(PAGES))
def test_no_page_of_a_period_is_wider_than_the_window(
    enter: Enter, live_server: LiveServer, settings: Settings, tmp_path: Path, role: Role
) -> None:
    settings.MEDIA_ROOT = tmp_path
    publish.publish(quarter.bulletin(), None, build.moment("2022-04-29 09:30"))
    for address in PAGES[role]:
        page = enter(build.person("试用", role), address)
        assert too_wide(page, f"{live_server.url}{address}") == []


def too_wide(page: Page, address: str) -> list[tuple[int, int]]:
    """Window and page width where the page is the wider one; what makes it so is to be seen at that width."""
    page.goto(address)
    found = []
    for width in (1366, 390):
        page.set_viewport_size({"width": width, "height": 844})
        drawn = page.evaluate("document.documentElement.scrollWidth")
        found += [(width, drawn)] if drawn > width else []
    return found
