"""Every change of what the district has set is on record: by whom, when, from what to what, in Chinese."""

import re
from datetime import date

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from units.acts import audit, calendar, settings
from units.models import CalendarDay, Setting, Unit, User
from units.rules.district import District


def _told(entry: audit.Entry) -> tuple[str, str, list[tuple[str, str, str]]]:
    return entry.kind, entry.action, [(each.label, each.old, each.new) for each in entry.differences]


def test_a_unit_changed_in_the_back_office_is_told_with_both_names_and_the_person(client: Client, administrator: User, unit: Unit) -> None:
    client.force_login(administrator)
    names = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    answer = client.post(
        f"/admin/units/unit/{unit.pk}/change/", {"name": "城建局", "kind": unit.kind_id, "order": 1, "is_ranked": "on", **names}
    )
    assert answer.status_code == 302
    newest = audit.page().entries[0]
    assert newest.by == administrator
    assert _told(newest) == ("承办单位", "更改", [("名称", "住建局", "城建局")])


def test_a_setting_and_a_day_leave_their_old_value(db: None) -> None:
    settings.store(District())
    day = CalendarDay.objects.create(day=date(2027, 1, 4), is_workday=True, label="")
    settings.store(District(reserve_workdays=2))
    day.is_workday, day.label = False, "元旦调休"
    calendar.change(day)
    told = [_told(entry) for entry in audit.page().entries[:2]]
    assert told == [
        ("工作日历", "更改", [("工作日", "是", "否"), ("说明", "", "元旦调休")]),
        ("参数", "更改", [("值", "1", "2")]),
    ]


def test_a_setting_is_told_by_its_name_and_its_values_in_words(db: None) -> None:
    settings.store(District())
    settings.store(District(extension_most_days=7, notices_out="all", hand_on_needs_hand=True))
    told = {entry.name: [(each.old, each.new) for each in entry.differences] for entry in audit.page().entries[:3]}
    assert told == {
        "每次最多延期（工作日）": [(str(District().extension_most_days), "7")],
        "外发提醒范围": [("只发紧要的", "全部外发")],
        "下派答复须分管负责人签发": [("否", "是")],
    }


def test_moments_are_told_by_the_offices_clock(db: None) -> None:
    User.objects.create_user("zhang", name="张三", role="leader", date_joined=build.moment("2022-01-05 09:30"))
    told = {each.label: each.new for each in audit.page().entries[0].differences}
    assert "2022-01-05 09:30" in told.values() and told["角色"] == "区领导"


def test_a_password_and_a_phone_are_never_shown(handler: User) -> None:
    handler.set_password("a-new-secret-9000")
    handler.phone = "13800000001"
    handler.save()
    words = str(audit.page().entries)
    assert not re.search(r"13800|密码|\\$|None", words.replace("by=None", ""))


def test_the_page_is_for_administrators_and_asks_once_however_long_it_is(
    client: Client, administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        build.unit(f"单位{number}")
    with django_assert_num_queries(1):
        first = audit.page()
    assert len(first.entries) == audit.SIZE and first.older is not None
    assert len(audit.page(before=first.older).entries) >= 10
    client.force_login(administrator)
    shown = client.get("/audit/").content.decode()
    assert "承办单位" in shown and "更早的" in shown and "Created" not in shown


def test_only_one_kind_or_one_person_may_be_asked_for(administrator: User, unit: Unit) -> None:
    kinds = {label: pk for pk, label in audit.kinds()}
    assert {entry.kind for entry in audit.page(kind=kinds["人员"]).entries} == {"人员"}
    assert audit.page(by=administrator.pk).entries == []
    assert Setting.objects.count() == 0
