"""What every hand does in the real page: walk by the rail and the list, answer a question, choose a file, read that it is done."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.tickets.test_contacts import PNG


def to_desk(page: Page, label: str) -> None:
    """By the rail."""
    link = page.get_by_role("navigation", name="工作台").get_by_role("link", name=re.compile(f"^{label}"))
    address = link.get_attribute("href")
    link.click()
    page.wait_for_url(f"**{address}")


def to_ticket(page: Page, desk: str, title: str) -> None:
    """By the rail and the desk's list."""
    to_desk(page, desk)
    open_row(page, title)


def to_tab(page: Page, label: str) -> None:
    page.get_by_role("link", name=label).click()
    page.wait_for_url("**/?tab=*")


def open_row(page: Page, title: str) -> None:
    """The first of a list is open already; what is done before the page has followed would be lost with it."""
    before = page.url
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("h2.ticket-title")).to_have_text(title)


def way(page: Page, label: str) -> None:
    """One of the ways beside the reply."""
    page.get_by_role("region", name="答复", exact=True).get_by_role("link", name=re.compile(f"^{label}")).click()


def told(page: Page, words: str) -> None:
    """The page says that it is done."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def yes(page: Page) -> None:
    """Answers the question before what cannot be undone."""
    page.locator("#confirm").get_by_role("button", name="确定").click()


def choose_picture(form: Locator, folder: Path) -> None:
    """By the file chooser of the form's attachments."""
    photo = folder / "现场.png"
    photo.write_bytes(PNG)
    with form.page.expect_file_chooser() as chooser:
        form.get_by_label("附件", exact=True).last.click()  # the record of a contact has one too, before the reply's
    chooser.value.set_files(photo)
