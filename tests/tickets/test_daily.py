"""每日清单: what presses today by unit, for whom, and as words that hold nothing of a citizen's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests import build
from tickets.acts import daily
from tickets.models import Assignment, Category, Identity, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User

# A Thursday.
NOW = build.moment("2022-01-06 09:00")
PAGE, TEXT = "/daily/", "/daily/text/"


def put(number: str, unit: Unit, status: Status = Status.HANDLING, due: str = "2022-02-01 17:00", **values: Any) -> Ticket:
    """A ticket with the limit that the case needs."""
    made = build.handling(unit, number=number) if status != Status.DISPATCHED else build.dispatched(unit, number=number)
    Ticket.objects.filter(pk=made.pk).update(status=status, due_at=build.moment(due), **values)
    return Ticket.objects.get(pk=made.pk)


def numbers(user: User, key: str) -> list[str]:
    part = next(part for part in daily.PARTS if part.key == key)
    return sorted(daily.rows(user, part, NOW).values_list("number", flat=True))


@pytest.mark.parametrize(
    ("status", "due", "promised", "lists"),
    [
        (Status.HANDLING, "2022-01-06 08:59", None, {"late"}),
        (Status.HANDLING, "2022-01-06 17:00", None, {""}),
        (Status.HANDLING, "2022-01-07 00:00", None, {""}),  # 24:00 of today
        (Status.HANDLING, "2022-01-07 17:00", None, {"near"}),
        (Status.HANDLING, "2022-01-10 17:00", None, set()),
        (Status.DISPATCHED, "2022-01-10 17:00", None, {"sign"}),
        (Status.DISPATCHED, "2022-01-05 17:00", None, {"sign", "late"}),
        (Status.TRACKING, "2022-01-01 17:00", "2022-01-06", {"promise"}),
        (Status.TRACKING, "2022-01-01 17:00", "2022-01-07", set()),
        (Status.SUSPENDED, "2022-01-01 17:00", None, set()),
        (Status.REPLIED, "2022-01-01 17:00", None, set()),
    ],
)
def test_a_ticket_stands_on_the_lists_of_its_limits(
    unit: Unit, dispatcher: User, status: Status, due: str, promised: str | None, lists: set[str]
) -> None:
    put("1", unit, status, due, promised_on=promised)
    assert {part.key for part in daily.PARTS if numbers(dispatcher, part.key)} == lists


def test_before_a_holiday_the_next_working_day_is_near(unit: Unit, dispatcher: User) -> None:
    """2022-01-28 is a Friday, the 29th and 30th were make-up working days, the festival began on the 31st."""
    put("1", unit, due="2022-01-29 17:00")
    part = next(part for part in daily.PARTS if part.key == "near")
    assert daily.rows(dispatcher, part, build.moment("2022-01-28 09:00")).count() == 1


def test_counts_stand_unit_by_unit_in_the_profiles_order(unit: Unit, dispatcher: User, supervisor: User) -> None:
    other, idle = build.unit("城管局"), build.unit("水务局")
    put("1", unit, due="2022-01-05 17:00")
    put("2", unit, due="2022-01-06 17:00")
    put("3", other, Status.DISPATCHED, "2022-01-06 17:00")
    put("4", idle)
    for reader in (dispatcher, supervisor):
        assert [(line.label, line.counts) for line in daily.by_unit(reader, NOW)] == [
            ("住建局", (1, 1, 0, 0, 0)),
            ("城管局", (0, 1, 1, 0, 0)),
        ]


def test_people_of_a_unit_have_what_their_subtree_leads(unit: Unit, handler: User, principal: User) -> None:
    child = build.unit("物业科", parent=unit)
    put("child", child, due="2022-01-05 17:00")
    put("theirs", build.unit("城管局"), due="2022-01-05 17:00")
    for reader in (handler, principal):
        assert numbers(reader, "late") == ["child"]
        assert [line.label for line in daily.by_unit(reader, NOW)] == ["物业科"]


NAME, PHONE, LANDLINE, ADDRESS, FIRM = "欧阳明月", "13987654321", "0427-2812345", "光明里 9 号楼 4 单元 702", "宏达物业"


def test_the_words_hold_number_category_and_limit_and_nothing_of_the_citizen(unit: Unit, dispatcher: User) -> None:
    lamps = Category.objects.create(name="路灯", path="城市管理/路灯", depth=2)
    for number, status, due in (
        ("220105093000000001", Status.HANDLING, "2022-01-05 17:00"),
        ("220105093000000002", Status.HANDLING, "2022-01-07 00:00"),
        ("220105093000000003", Status.DISPATCHED, "2022-01-20 17:00"),
        ("220105093000000004", Status.HANDLING, "2022-01-07 17:00"),
        ("220105093000000005", Status.TRACKING, "2022-01-07 17:00"),
    ):
        said = f"{NAME} {PHONE} {LANDLINE} 住{ADDRESS} 反映{FIRM}"
        made = put(
            number, unit, status, due, promised_on="2022-01-06", category=lamps, title=said, text=said, enterprise=FIRM, area=ADDRESS
        )
        Identity.objects.create(ticket=made, name=NAME, phone=PHONE, address=ADDRESS)
    Ticket.objects.filter(number__endswith="2").update(category=None, category_text=f"{NAME}来电")
    text = daily.text(dispatcher, NOW)
    assert not [secret for secret in (NAME, PHONE, LANDLINE, ADDRESS, FIRM, "欧阳", "139", "反映", "来电") if secret in text]
    assert text.splitlines()[:5] == [
        "【示例区12345】每日清单 2022-01-06 09:00",
        "超期 1 件、今日到期 1 件、未签收 1 件、即将到期 1 件、承诺到期 1 件。",
        "",
        "一、超期 1 件",
        "〔住建局〕1 件",
    ]
    assert "  220105093000000001　路灯　时限 01-05 17:00" in text
    assert "  220105093000000002　待归类　时限 01-06 24:00" in text
    assert "  220105093000000005　路灯　承诺 01-06" in text


def test_the_words_of_one_unit_name_no_other(unit: Unit, dispatcher: User) -> None:
    put("1", unit, due="2022-01-05 17:00")
    put("2", build.unit("城管局"), due="2022-01-05 17:00")
    text = daily.text(dispatcher, NOW, unit.pk)
    assert "住建局" in text and "城管局" not in text and "超期 1 件" in text


def test_the_words_say_how_many_they_leave_out(unit: Unit, dispatcher: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daily, "MOST_LINES", 2)
    for number in range(5):
        put(str(number), unit, due="2022-01-05 17:00")
    assert "……另有 3 件" in daily.text(dispatcher, NOW)


@pytest.mark.parametrize("count", [1, 6])
def test_words_and_counts_take_as_many_queries_for_many(
    unit: Unit, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        put(f"a{number}", build.unit(f"{number}局"), due="2022-01-05 17:00")
        put(f"b{number}", build.unit(f"{number}局"), Status.DISPATCHED, "2022-01-06 17:00")
    daily.text(dispatcher, NOW)
    with django_assert_max_num_queries(1):
        assert len(daily.by_unit(dispatcher, NOW)) == count
    with django_assert_max_num_queries(6):
        daily.text(dispatcher, NOW)


def overdue_page(client: Client, reader: User, path: str = f"{PAGE}?tab=late") -> str:
    client.force_login(reader)
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_lists_counts_and_leads_to_each_units_tickets(client: Client, unit: Unit, dispatcher: User) -> None:
    put("1", unit, due="2022-01-05 17:00", title="路灯 13812345678")
    put("2", build.unit("城管局"), due="2022-01-05 17:00")
    shown = overdue_page(client, dispatcher)
    assert f'href="{PAGE}?unit={unit.pk}&amp;tab=late"' in shown and "138****5678" in shown and "13812345678" not in shown
    one = overdue_page(client, dispatcher, f"{PAGE}?tab=late&unit={unit.pk}")
    assert "/tickets/1/" in one and "/tickets/2/" not in one
    assert f"/lists/daily.xlsx?tab=late&amp;unit={unit.pk}" in one


def test_checked_tickets_are_urged_together_and_the_list_is_shown_again(client: Client, unit: Unit, supervisor: User) -> None:
    for number in ("1", "2", "3"):
        put(number, unit, due="2022-01-05 17:00")
    client.force_login(supervisor)
    sent = {"ticket": ["1", "3"], "words": "请今日反馈", "next": f"{PAGE}?tab=late"}
    answer = client.post("/daily/urge/", sent, follow=True)
    assert answer.redirect_chain[-1][0] == f"{PAGE}?tab=late" and "已催办 2 件" in answer.content.decode()
    assert {ticket.number: ticket.urge_count for ticket in Ticket.objects.all()} == {"1": 1, "2": 0, "3": 1}
    assert "没有勾选" in client.post("/daily/urge/", {"next": PAGE}, follow=True).content.decode()


@pytest.mark.parametrize(("words", "said"), [("请今日反馈", "工单 3 现在是“已撤单”"), ("催" * 501, "最多 500 个字")])
def test_a_refused_urge_keeps_list_ticks_and_words(client: Client, unit: Unit, supervisor: User, words: str, said: str) -> None:
    for number in ("1", "2", "3"):
        put(number, unit, due="2022-01-05 17:00")
    Ticket.objects.filter(number="3").update(status=Status.VOIDED)
    client.force_login(supervisor)
    sent = {"ticket": ["1", "3"], "words": words, "next": f"{PAGE}?tab=late"}
    shown = client.post("/daily/urge/?tab=late", sent).content.decode()
    assert said in shown and f'value="{words}"' in shown
    assert re.findall(r'name="ticket" value="(\d)" checked', shown) == ["1"] and 'name="ticket" value="2"' in shown
    assert 'action="/daily/urge/?tab=late"' in shown
    assert {ticket.number: ticket.urge_count for ticket in Ticket.objects.all()} == {"1": 0, "2": 0, "3": 0}


def test_a_unit_reads_its_list_and_urges_nobody(client: Client, unit: Unit, handler: User) -> None:
    put("1", unit, due="2022-01-05 17:00")
    shown = overdue_page(client, handler)
    assert "/tickets/1/" in shown and "催办勾选的" not in shown
    assert client.post("/daily/urge/", {"ticket": ["1"]}).status_code == 403
    assert Ticket.objects.get().urge_count == 0


def test_the_words_stand_in_a_field_to_be_copied(client: Client, unit: Unit, dispatcher: User, handler: User) -> None:
    put("1", unit, due="2022-01-05 17:00")
    put("2", build.unit("城管局"), due="2022-01-05 17:00")
    shown = overdue_page(client, dispatcher, f"{TEXT}?unit={unit.pk}")
    assert "<textarea" in shown and "〔住建局〕1 件" in shown and "城管局" not in shown
    assert "城管局" not in overdue_page(client, handler, TEXT)


@pytest.mark.parametrize("count", [1, 8])
def test_the_page_takes_as_many_queries_for_many(
    client: Client, unit: Unit, dispatcher: User, count: int, settings: Settings, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        put(str(number), build.unit(f"{number}局"), due="2022-01-05 17:00")
    overdue_page(client, dispatcher)
    for tab in ("late", "sign", "promise"):
        with django_assert_max_num_queries(8):
            assert client.get(f"{PAGE}?tab={tab}").status_code == 200


def test_pages_follow_each_other_by_the_limit_to_sign(client: Client, unit: Unit, dispatcher: User) -> None:
    for number in range(60):
        made = build.dispatched(unit, number=f"n{number:02}")
        Assignment.objects.filter(ticket=made).update(sign_due_at=NOW + timedelta(minutes=60 - number))
    first = overdue_page(client, dispatcher, f"{PAGE}?tab=sign")
    assert "/tickets/n59/" in first and "/tickets/n09/" not in first
    after = Ticket.objects.get(number="n10").pk
    second = overdue_page(client, dispatcher, f"{PAGE}?tab=sign&after={after}")
    assert "/tickets/n09/" in second and "/tickets/n00/" in second and "/tickets/n59/" not in second
