"""The back office: for administrators alone, in Chinese, under the strict policy, and without a key of anybody in it."""

import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from scoring.models import LedgerEntry
from tests import build
from tickets.models import Category
from units.acts import second_factor, settings
from units.models import JobRun, Setting, Unit, UnitName, User
from units.rules.district import District
from units.rules.roles import Role

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|\sstyle=|<style|\son[a-z]+=", re.IGNORECASE)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_enters_even_as_staff_and_superuser(client: Client, unit: Unit, role: Role) -> None:
    user = build.person("某人", role, unit)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(user)
    for page in ("admin:index", "admin:units_user_changelist", "admin:units_setting_changelist"):
        assert client.get(reverse(page)).status_code == 302


def test_an_administrator_enters_without_being_staff(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.get(reverse("admin:index")).content.decode()
    for label in ("承办单位", "人员", "参数", "办理时限", "诉求类别", "受理渠道", "加减分"):
        assert label in page
    for foreign in ("TOTP", "knox", "axes", "otp_static", "用户组"):
        assert foreign not in page


def test_a_stranger_comes_to_our_own_log_in(db: None, client: Client) -> None:
    assert client.get(reverse("admin:index"), follow=True).request["PATH_INFO"] == "/login/"


def test_the_second_factor_guards_the_back_office(client: Client, administrator: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client.force_login(administrator)
    assert client.get(reverse("admin:index")).headers["Location"].startswith("/second-factor/")


def test_the_back_office_wears_the_houses_look(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    page = client.get(reverse("admin:index")).content.decode()
    assert "css/admin.css" in page and 'class="top"' in page and "12345 后台管理" in page
    assert "theme.js" not in page and "dark_mode.css" not in page


def test_jobs_are_called_by_their_chinese_names(client: Client, administrator: User) -> None:
    for kind in ("import", "demo-day"):
        JobRun.objects.create(kind=kind, argument={"as_of": "2026-11-20T07:25:00+00:00"})
    client.force_login(administrator)
    page = reverse("admin:units_jobrun_changelist")
    shown = client.get(page).content.decode()
    assert "导入工单" in shown and "生成演示当天" in shown and ">demo-day<" not in shown
    assert client.get(page, {"kind": "import"}).context["cl"].result_count == 1
    one = client.get(reverse("admin:units_jobrun_change", args=[JobRun.objects.earliest("pk").pk])).content.decode()
    assert "导入工单" in one and "+00:00" not in one


def test_lists_of_the_back_office_show_chinese_names_and_no_codes(client: Client, administrator: User, unit: Unit) -> None:
    settings.store(District())
    LedgerEntry.objects.create(ledger="bonus", unit=unit, happened_on="2022-01-20", hundredths=2, reason="表扬")
    client.force_login(administrator)
    for page, name, code in (
        ("units_setting", "每次最多延期", "extension_most_days"),
        ("units_unitkind", "区直部门", "department"),
        ("scoring_ledgerentry", "加分", "bonus"),
    ):
        rows = client.get(reverse(f"admin:{page}_changelist")).content.decode().partition('id="result_list"')[2].partition("</table>")[0]
        words = re.sub(r"<[^>]*>", " ", rows)
        assert name in words and code not in words, page
    kept = client.get(reverse("admin:units_setting_change", args=["extension_most_days"])).content.decode()
    assert "区县配置文件里的写法" in kept and "extension_most_days" in kept


def test_every_page_obeys_the_strict_policy(client: Client, administrator: User, unit: Unit) -> None:
    client.force_login(administrator)
    settings.store(District())
    for model, site in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        if site.has_add_permission(client.get(pages[0]).wsgi_request):
            pages.append(reverse(f"{name}_add"))
        if row := model._default_manager.first():
            pages.append(reverse(f"{name}_change", args=[row.pk]))
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert not INLINE.search(answer.content.decode()), page


def test_a_unit_gets_another_name(client: Client, administrator: User, unit: Unit) -> None:
    client.force_login(administrator)
    fields = {"name": unit.name, "short_name": "", "kind": unit.kind_id, "parent": "", "order": 1, "successor": "", "closed_on": ""}
    inline = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-name": "住房和城乡建设局"}
    client.post(reverse("admin:units_unit_change", args=[unit.pk]), {**fields, **inline})
    assert UnitName.objects.get(unit=unit).name == "住房和城乡建设局"


def test_a_value_of_the_district_is_checked_as_a_profiles_is(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    settings.store(District())
    page = reverse("admin:units_setting_change", args=["month_starts_on"])
    assert "应在 1 到 28 之间" in client.post(page, {"value": "31"}).content.decode()
    assert client.post(page, {"value": "26"}).status_code == 302
    assert settings.values().month_starts_on == 26


@pytest.mark.parametrize(
    ("key", "typed", "stored", "words"),
    [
        ("district_name", "甲区", "甲区", "甲区"),
        ("return_signature", "paper", "paper", "附签批件"),
        ("invalid_reached", ["refused", "anonymous"], ["refused", "anonymous"], "拒访、匿名无法回访"),
        ("hand_on_needs_hand", "on", True, "是"),
        ("office_closes", "17:30", "17:30:00", "17:30:00"),
        ("daily_cutoff", "", "", ""),
        ("starts_on", "2022-01-01", "2022-01-01", "2022-01-01"),
    ],
)
def test_a_value_is_typed_in_a_field_that_fits_it_and_read_in_words(
    client: Client, administrator: User, key: str, typed: object, stored: object, words: str
) -> None:
    client.force_login(administrator)
    settings.store(District())
    answer = client.post(reverse("admin:units_setting_change", args=[key]), {"value": typed})
    assert answer.status_code == 302, answer.content.decode()
    assert Setting.objects.get(key=key).value == stored
    shown = client.get(reverse("admin:units_setting_changelist")).content.decode()
    assert words in shown and "&quot;" not in shown


def test_a_person_is_made_switched_off_and_never_deleted(client: Client, administrator: User, unit: Unit) -> None:
    client.force_login(administrator)
    password = {"usable_password": "true", "password1": build.PASSWORD, "password2": build.PASSWORD}
    new = {"username": "zhang", "name": "张三", "role": "handler", **password}
    page = reverse("admin:units_user_add")
    assert "必须指定所属单位" in client.post(page, new).content.decode()
    assert client.post(page, {**new, "unit": unit.pk}).status_code == 302
    person = User.objects.get(username="zhang")
    assert client.get(reverse("admin:units_user_delete", args=[person.pk])).status_code == 403
    change = {"username": "zhang", "name": "张三", "role": "handler", "unit": unit.pk}
    client.post(reverse("admin:units_user_change", args=[person.pk]), change)
    assert not User.objects.get(username="zhang").is_active


def test_a_lost_phone_and_a_lock_are_undone_here(client: Client, administrator: User, leader: User) -> None:
    for _ in range(5):
        client.post("/login/", {"username": leader.username, "password": "not-the-one"})
    device = second_factor.waiting_device(leader)
    device.confirmed = True
    device.save()
    client.force_login(administrator)
    for action in ("unlock", "forget_devices"):
        client.post(reverse("admin:units_user_changelist"), {"action": action, "_selected_action": leader.pk})
    assert not second_factor.has_device(leader)
    client.logout()
    assert client.post("/login/", {"username": leader.username, "password": build.PASSWORD}).status_code == 302


def test_a_new_category_knows_its_place(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    top = Category.objects.create(name="城乡建设", path="城乡建设", depth=1)
    client.post(reverse("admin:tickets_category_add"), {"name": "供热", "parent": top.pk, "order": 1})
    made = Category.objects.get(name="供热")
    assert (made.path, made.root, made.depth) == ("城乡建设/供热", top, 2)
