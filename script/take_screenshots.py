"""Opens the demo in Chromium as a small office screen and keeps two pages as docs/screenshots/*.png."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.services.binaries import CHROMIUM, find  # noqa: E402

FOLDER = ROOT / "docs" / "screenshots"
PASSWORD = "hotline-demo"  # noqa: S105  the demo prints it on its log-in page
SCREEN = {"width": 1366, "height": 768}


def desk(page: Page) -> None:
    """The dispatcher's queue as it stands after the log-in."""
    page.wait_for_selector(".desk-dispatch")


def bulletin(page: Page) -> None:
    """The published quarter with one score and its arithmetic opened."""
    page.get_by_role("link", name="通报", exact=True).click()
    page.get_by_role("link", name="2022年一季度").first.click()
    page.locator("#paper").get_by_role("link", name="10.96", exact=True).first.click()
    page.wait_for_selector("#inspector .formula")


PICTURES: tuple[tuple[str, str, Callable[[Page], None]], ...] = (
    ("dispatch", "paidan", desk),
    ("bulletin", "lingdao", bulletin),
)


def main(address: str) -> None:
    """Take every picture, each in a browser session of its own."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = find(CHROMIUM)
    environment: dict[str, str | float | bool] = {**os.environ}
    if chromium.library_path:
        environment["LD_LIBRARY_PATH"] = chromium.library_path
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.path), env=environment)
        for name, username, go in PICTURES:
            _take(browser, address, name, username, go)
        browser.close()


def _take(browser: Browser, address: str, name: str, username: str, go: Callable[[Page], None]) -> None:
    page = browser.new_context(viewport=SCREEN, locale="zh-CN", timezone_id="Asia/Shanghai").new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)
    go(page)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(sys.argv[1])
