"""The method editor in a browser: rows come and go without losing what was typed, with and without scripts; faults stand beside the
fields; nothing that axe calls grave."""

import pytest
from playwright.sync_api import Page, expect

from scoring.models import Method
from tests.browser.conftest import Open, grave
from tests.scoring import cases
from units.models import User

TYPED = {"name": "月度办法", "code": "monthly", "valid_from": "2024-01-01"}


def type_a_method(page: Page) -> None:
    page.get_by_role("link", name="评分办法").click()
    page.get_by_role("link", name="新建办法").click()
    for key, words in TYPED.items():
        page.locator(f"[name=head-{key}]").fill(words)
    page.get_by_label("新分项的计分方式").select_option("share")
    page.get_by_role("button", name="添加分项").click()
    expect(page.locator("[name=components-0-code]")).to_be_focused()
    expect(page.locator("[name=head-name]")).to_have_value("月度办法")
    page.locator("[name=components-0-code]").fill("satisfaction")
    page.locator("[name=components-0-indicator]").select_option("satisfaction")
    page.locator("[name=components-0-points]").fill("90")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no_scripts"])
def test_a_method_is_typed_mended_and_saved(opened: Open, administrator: User, scripts: bool) -> None:
    cases.district()
    page = opened(administrator, java_script_enabled=scripts)
    type_a_method(page)
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("各分项分值合计 90，与满分 100 不符")).to_be_visible()
    if scripts:
        assert grave(page) == []
    page.locator("[name=components-0-points]").fill("100")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("已保存 月度办法 1 版")).to_be_visible()
    expect(page.get_by_role("heading", name="月度办法")).to_be_visible()
    assert Method.objects.get().body["components"][0]["points"] == 100
    if scripts:
        assert grave(page) == []
