"""The small scripts in a real browser, on a page that holds only what each of them needs."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, Request, Route, expect

from hotline.settings import BASE_DIR

ADDRESS = "http://hotline.test/"
SCRIPTS = ("confirm", "once", "menu", "keys")

PAGE = """
<table data-keys-list><tbody>
  <tr><td><a class="row-link" href="#one">甲</a></td></tr>
  <tr aria-current="true"><td><a class="row-link" href="#two">乙</a></td></tr>
  <tr><td><a class="row-link" href="#three">丙</a></td></tr>
</tbody></table>
<form method="post" action="/plain"><button name="act" value="sign" data-key="s" data-key-label="签收">签收</button></form>
<form method="post" action="/asked" data-confirm="派单给 住建局 等 12 件"><input name="words">
  <input type="radio" name="unit" value="a" data-key="1"><input type="radio" name="unit" value="b" data-key="2">
  <button name="act" value="go" data-key="Enter" data-key-label="派单">派单</button></form>
<input type="search" data-key="/" aria-label="搜索">
<details class="menu"><summary>我的</summary><div class="menu-list"><a href="#">设置</a></div></details>
"""


@pytest.fixture
def sent(page: Page) -> list[str]:
    """The page is open; what it sends by POST is answered late and listed here with its fields."""
    posts: list[str] = []
    scripts = "".join(f'<script src="/js/{name}.js" defer></script>' for name in SCRIPTS)
    body = f"<!doctype html><html lang='zh-CN'><title>t</title><body>{PAGE}{render_to_string('parts/_dialogs.html')}{scripts}</body></html>"

    def answer(route: Route, request: Request) -> None:
        name = Path(request.url.split("#")[0]).name
        if request.method == "POST":
            posts.append(f"{name} {request.post_data}")
            route.fulfill(status=204)  # the browser stays on the page, as it does while a slow answer is awaited
        elif name.endswith(".js"):
            route.fulfill(path=BASE_DIR / "static/js" / name)
        else:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

    page.route(f"{ADDRESS}**", answer)
    page.goto(ADDRESS)
    return posts


def test_a_form_is_sent_once_with_its_buttons_own_value(page: Page, sent: list[str]) -> None:
    sign = page.get_by_role("button", name="签收")
    sign.evaluate("button => { button.click(); button.click(); }")
    expect(sign).to_have_attribute("aria-disabled", "true")
    sign.click(force=True)
    assert sent == ["plain act=sign"]


def test_what_cannot_be_undone_is_asked_first_and_said(page: Page, sent: list[str]) -> None:
    page.get_by_role("button", name="派单").click()
    expect(page.locator("#confirm")).to_contain_text("派单给 住建局 等 12 件")
    page.get_by_role("button", name="取消").click()
    expect(page.locator("#confirm")).to_be_hidden()
    assert sent == []


def test_the_answer_yes_sends_the_form_as_it_was(page: Page, sent: list[str]) -> None:
    page.get_by_role("button", name="派单").click()
    with page.expect_response("**/asked"):
        page.get_by_role("button", name="确定").click()
    assert sent == ["asked words=&act=go"]


def test_j_and_k_go_to_the_next_and_previous_row(page: Page, sent: list[str]) -> None:
    page.keyboard.press("j")
    expect(page).to_have_url(f"{ADDRESS}#three")
    page.keyboard.press("k")
    expect(page).to_have_url(f"{ADDRESS}#one")


def test_digits_choose_and_enter_presses_the_primary_button(page: Page, sent: list[str]) -> None:
    page.keyboard.press("2")
    expect(page.locator('[value="b"]')).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_visible()
    assert sent == []


def test_a_key_that_is_held_down_walks_the_list_and_decides_nothing(page: Page, sent: list[str]) -> None:
    page.keyboard.down("Enter")
    expect(page.locator("#confirm")).to_be_visible()
    for _ in range(5):
        page.keyboard.down("Enter")  # the same key again: the browser calls it a repeat
    expect(page.locator("#confirm")).to_be_visible()
    assert sent == []
    page.keyboard.up("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm")).to_be_hidden()
    page.keyboard.down("j")
    page.keyboard.down("j")
    page.keyboard.up("j")
    expect(page).to_have_url(f"{ADDRESS}#three")


def test_keys_are_letters_while_somebody_types(page: Page, sent: list[str]) -> None:
    page.keyboard.press("/")
    expect(page.get_by_label("搜索")).to_be_focused()
    page.keyboard.type("sj1")
    expect(page.get_by_label("搜索")).to_have_value("sj1")
    expect(page).to_have_url(ADDRESS)
    assert sent == []


def test_the_help_lists_the_pages_keys_and_can_switch_them_off(page: Page, sent: list[str]) -> None:
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_contain_text("签收")
    page.get_by_label("关闭单键操作").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page).to_have_url(ADDRESS)


def test_escape_closes_a_menu(page: Page, sent: list[str]) -> None:
    page.locator("summary").click()
    expect(page.locator("details")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details")).not_to_have_attribute("open", "")
