"""What the inbox says beforehand: conditions beneath the buttons, limits, standing clocks, what was done with the citizen."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from scoring.models import Closing, Method, Score
from tests import build
from tests.tickets.test_inbox_pages import counts, due, page
from tickets.acts import contacts, suspensions
from tickets.models import Reason, SuspensionRequest, Ticket
from units.models import Unit, User


def ways(client: Client, user: User, number: str = "1") -> dict[str, str]:
    client.force_login(user)
    return {button.door.label: button.way.condition for button in client.get(f"/inbox/{number}/").context["buttons"]}


def fresh(unit: Unit, dispatched_before: timedelta, left: timedelta, **values: object) -> Ticket:
    """In hand, given to the unit so long ago, its limit so far off."""
    now = timezone.now()
    ticket = build.handling(unit, now - dispatched_before - timedelta(minutes=20), number="1", **values)
    ticket.assignments.update(due_at=now + left)
    return due(ticket, now + left)


@pytest.mark.parametrize(
    ("dispatched_before", "left", "values", "expected"),
    [
        (
            timedelta(hours=4),
            timedelta(days=3),
            {},
            {"退件": "窗口还剩 19 时 59 分", "延期": "可申请 1 次", "下派": "提前 1 个工作日", "挂起": "前可申请"},
        ),
        (timedelta(hours=25), timedelta(days=3), {}, {"退件": "窗口已过，将记为超期退件"}),
        (timedelta(days=3), timedelta(hours=-1), {}, {"延期": "前申请，现在已过", "挂起": "已过，不能再申请挂起"}),
        (timedelta(hours=4), timedelta(days=3), {"urgency": "urgent"}, {"延期": "紧急件不得延期"}),
    ],
)
def test_each_button_says_its_condition_beforehand(
    client: Client,
    handler: User,
    unit: Unit,
    dispatched_before: timedelta,
    left: timedelta,
    values: dict[str, object],
    expected: dict[str, str],
) -> None:
    fresh(unit, dispatched_before, left, **values)
    told = ways(client, handler)
    for label, words in expected.items():
        assert words in told[label]


def test_three_limits_stand_side_by_side(client: Client, handler: User, unit: Unit) -> None:
    fresh(unit, timedelta(hours=4), timedelta(days=3))
    text = page(client, handler, "/inbox/1/")
    assert all(words in text for words in ("单位时限", "市平台时限", "退件窗口", "剩 19 时 59 分"))
    # Rows of the list say 剩, everything inside the ticket 还剩.
    limits = text.partition('<div class="limits">')[2].partition('<div class="pane-body')[0]
    assert limits.count("<span>还剩</span>") == 3 and "<span>剩</span>" not in limits
    assert text.count("<span>剩</span>") == 1


def suspended(unit: Unit, handler: User) -> Ticket:
    """Two working days were left when the clock was stopped."""
    ticket = build.handling(unit, number="1")
    at, until = build.moment("2022-01-06 10:00"), build.moment("2022-01-10 10:00")
    ticket.assignments.update(due_at=until)
    kind = Reason.objects.create(act="suspension", label="等天气")
    ticket.refresh_from_db()
    ask = suspensions.Ask(ticket, at, date(2022, 1, 20), "等待气温回升后才能施工。", kind)
    suspensions.ask_many([ask], handler)
    ticket.refresh_from_db()
    suspensions.grant_many([suspensions.Verdict(SuspensionRequest.objects.select_related("ticket").get(), at)], None)
    return ticket


def test_a_suspended_ticket_stands_apart_with_a_standing_clock(client: Client, handler: User, unit: Unit) -> None:
    suspended(unit, handler)
    assert counts(client, handler)["挂起"] == 1 and counts(client, handler)["已超期"] == 0
    text = page(client, handler, "/inbox/1/?tab=still")
    assert "已停止计时，停时还剩 2 个工作日" in text and "退件窗口" not in text and "提交" not in text.split('class="pane-act')[-1]
    assert client.get("/inbox/?tab=still").context["work"].rows[0].left is None


def test_progress_follows_what_was_done_with_the_citizen(client: Client, handler: User, unit: Unit) -> None:
    for number, kind in (("1", ""), ("2", "phone"), ("3", "visit")):
        ticket = build.handling(unit, number=number)
        if kind:
            contacts.record(contacts.Touch(ticket, build.moment("2022-01-05 12:00"), "约定明日到场", kind), by=handler, now=timezone.now())
    client.force_login(handler)
    assert {row.ticket.number: row.progress for row in client.get("/inbox/").context["work"].rows} == {
        "1": "未联系",  # for longer than the district's hours of a first contact
        "2": "已联系",
        "3": "已核实",
    }


def test_a_principal_signs_slips_and_asks_for_nothing(client: Client, principal: User, unit: Unit) -> None:
    fresh(unit, timedelta(hours=4), timedelta(days=3))
    assert ways(client, principal) == {}


def test_the_principals_button_leads_to_where_a_slip_is_signed(client: Client, principal: User, unit: Unit) -> None:
    ticket = fresh(unit, timedelta(hours=4), timedelta(days=3))
    build.slip(ticket, timezone.now(), is_signed=False)
    shown = page(client, principal, "/inbox/1/")
    [button] = client.get("/inbox/1/").context["buttons"]
    assert (button.door.label, button.url) == ("签批退件", "/returns/sign/1/") and 'href="/returns/sign/1/"' in shown
    assert "同意退件，签批" in page(client, principal, button.url)


def test_a_reply_says_beforehand_that_a_slip_still_waits(client: Client, handler: User, unit: Unit) -> None:
    ticket = fresh(unit, timedelta(hours=4), timedelta(days=3))
    assert "申请还没有审批" not in page(client, handler, "/inbox/1/")
    build.slip(ticket, timezone.now(), is_signed=False)
    assert "退件申请还没有审批。现在提交答复" in page(client, handler, "/inbox/1/")


def test_what_does_not_fit_a_phone_stands_behind_more(client: Client, handler: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    text = page(client, handler, "/inbox/?tab=track")
    behind = text.split("tabs-rest")[1].split("</details>")[0]
    assert "跟踪" in behind.split("</summary>")[0], "the tab that is here gives its name to the menu"
    assert all(label in behind for label in ("退回重办", "协办", "挂起")) and "待签收" not in behind


def test_the_units_own_standing_stands_beside_the_tabs(client: Client, handler: User, unit: Unit) -> None:
    assert "单位得分" in page(client, handler)
    counted = {"kind": "share", "base": 4, "hits": "3", "share": "0.75", "points": "1", "note": ""}
    shares = [{"code": "satisfaction", "label": "满意率", "indicator": "satisfaction", **counted}]
    Closing.objects.create(label="2022-01", starts_on=date(2022, 1, 1), ends_on=date(2022, 1, 31), as_of=timezone.now(), state="closed")
    method = Method.objects.create(code="x", version="1", name="x", valid_from=date(2022, 1, 1), body={})
    month = {"period": "2022-01", "starts_on": date(2022, 1, 1), "ends_on": date(2022, 1, 31)}
    Score.objects.create(method=method, unit=unit, rank=2, components=shares, **month)
    build.forget()  # the standing is kept for some seconds
    text = page(client, handler)
    assert "75.00%" in text and "全区第 2 名" in text and "/scores/?period=2022-01" in text


def test_the_page_costs_the_same_whatever_the_list(
    client: Client, handler: User, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Session, user, units; list, views, all counts; the ticket with its story and what lies at hand. The standing is kept."""
    for number in range(4):
        build.handling(unit, number=f"{number}")
    client.force_login(handler)
    client.get("/inbox/0/")
    with django_assert_num_queries(11):
        assert client.get("/inbox/0/").status_code == 200
    for number in range(4, 40):
        build.handling(unit, number=f"{number}")
    client.get("/inbox/0/")  # what is remembered for some seconds has run out meanwhile
    with django_assert_num_queries(11):
        assert client.get("/inbox/0/").status_code == 200


@pytest.mark.parametrize("has", ["a slip", "a hand-on"])
def test_a_ticket_with_a_slip_or_a_hand_on_costs_one_query_more(
    client: Client, handler: User, unit: Unit, django_assert_num_queries: DjangoAssertNumQueries, has: str
) -> None:
    ticket = fresh(unit, timedelta(hours=4), timedelta(days=3))
    if has == "a slip":
        build.slip(ticket, timezone.now())
    else:
        build.handed_on(ticket, build.unit("道路科", parent=unit), timezone.now())
    client.force_login(handler)
    client.get("/inbox/1/")
    with django_assert_num_queries(12):
        assert client.get("/inbox/1/").status_code == 200
