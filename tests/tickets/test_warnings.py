"""Warnings before a limit runs out and when it has: to the right people, once for each limit."""

from typing import Any

import pytest

from tests import build
from tickets.acts import dispatching, extensions, warnings
from tickets.models import Assignment, HandOn, Ticket
from units.acts import settings
from units.models import Notice, Unit, User
from units.rules.district import District
from units.rules.roles import Role

at = build.moment
CITY = at("2022-01-13 00:00")  # the unit's limit: Tuesday 01-11 17:00


def address(page: str, number: str) -> str:
    return f"/{page}/{number}/"


def told(to: User) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("pk").values_list("words", flat=True))


def test_a_working_day_before_the_limit_the_units_people_are_told_once(unit: Unit, handler: User, principal: User, stranger: User) -> None:
    build.handling(unit, number="1", city_due_at=CITY)
    assert warnings.warn(at("2022-01-10 16:59"), address) == 0
    assert warnings.warn(at("2022-01-10 17:00"), address) == 2
    assert warnings.warn(at("2022-01-10 17:10"), address) == 0
    assert told(handler) == told(principal) == ["工单 1 单位时限将到：还剩 1 个工作日"]
    assert told(stranger) == []
    notice = Notice.objects.filter(to=handler).get()
    assert (notice.url, notice.about) == ("/inbox_ticket/1/", "路灯不亮")


def test_a_weekend_does_not_run(unit: Unit, handler: User) -> None:
    """Due on a Monday at 17:00: one working day before is Friday 17:00, however long the weekend."""
    build.handling(unit, number="1", city_due_at=at("2022-01-12 00:00"))
    assert warnings.warn(at("2022-01-07 16:59"), address) == 0
    assert warnings.warn(at("2022-01-08 09:00"), address) == 1


def test_and_once_more_when_it_has_run_out(unit: Unit, handler: User) -> None:
    build.handling(unit, number="1", city_due_at=CITY)
    for moment in ("2022-01-11 09:00", "2022-01-11 17:10", "2022-01-11 17:20", "2022-01-12 09:00"):
        warnings.warn(at(moment), address)
    assert told(handler) == ["工单 1 单位时限将到：还剩 8 小时", "工单 1 单位时限已过：超 10 分"]
    assert list(Notice.objects.order_by("pk").values_list("is_urgent", flat=True)) == [True, True]


def test_a_limit_that_was_extended_is_warned_of_anew(unit: Unit, handler: User) -> None:
    ticket = build.handling(unit, number="1", city_due_at=CITY)
    warnings.warn(at("2022-01-11 09:00"), address)
    ask = extensions.Ask(ticket, at("2022-01-11 10:00"), 2, "需要外购配件。", at("2022-01-11 09:30"))
    extensions.ask_many([ask], None)
    request = ticket.extensionrequests.select_related("ticket").get()
    extensions.grant_many([extensions.Verdict(request, at("2022-01-11 11:00"))], None)
    assert warnings.warn(at("2022-01-11 12:00"), address) == 0
    assert warnings.warn(at("2022-01-13 09:00"), address) == 1
    assert told(handler)[-1] == "工单 1 单位时限将到：还剩 8 小时"


def test_assists_and_sections_are_told_of_their_own_limits(unit: Unit, handler: User) -> None:
    helping, section = build.unit("城管局"), build.unit("物业科", parent=unit)
    people = [build.person("协办人", Role.HANDLER, helping), build.person("科员", Role.HANDLER, section)]
    ticket = build.ticket("1", city_due_at=CITY)
    dispatching.dispatch(ticket, to=unit, by=None, at=at("2022-01-05 10:00"), assists=[helping])
    Assignment.objects.update(signed_at=at("2022-01-05 11:00"), status="handling")
    lead = build.lead(ticket)
    HandOn.objects.create(ticket=ticket, assignment=lead, unit=section, due_at=at("2022-01-10 17:00"), at=at("2022-01-05 12:00"))
    warnings.warn(at("2022-01-10 09:00"), address)
    assert [told(each) for each in people] == [[], ["工单 1 下派时限将到：还剩 8 小时"]]
    warnings.warn(at("2022-01-11 09:00"), address)
    assert told(people[0]) == ["工单 1 协办时限将到：还剩 8 小时"]
    assert Notice.objects.get(to=people[0]).url == "/assist_ticket/1/"


def test_who_has_not_signed_in_time_is_told(unit: Unit, handler: User) -> None:
    ticket = build.dispatched(unit, number="1", city_due_at=CITY)
    due = build.lead(ticket).sign_due_at
    assert due == at("2022-01-06 09:50")
    assert warnings.warn(at("2022-01-06 09:50"), address) == 0
    assert warnings.warn(at("2022-01-06 10:00"), address) == 1
    assert told(handler) == ["工单 1 签收时限已过：超 10 分"]


@pytest.mark.parametrize("status", ["tracking", "suspended", "replied", "completed"])
def test_a_clock_that_stands_warns_nobody(unit: Unit, handler: User, status: str) -> None:
    build.handling(unit, number="1", city_due_at=CITY)
    Ticket.objects.update(status=status)
    Assignment.objects.update(status=status)
    assert warnings.warn(at("2022-01-11 09:00"), address) == 0


def test_a_district_may_warn_earlier(unit: Unit, handler: User) -> None:
    settings.store(District(warn_before_workdays=3))
    build.handling(unit, number="1", city_due_at=CITY)
    assert warnings.warn(at("2022-01-06 17:00"), address) == 1


def test_the_number_of_queries_does_not_grow_with_the_tickets(unit: Unit, handler: User, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        build.handling(unit, number=str(number), city_due_at=CITY)
    with django_assert_max_num_queries(14):
        assert warnings.warn(at("2022-01-11 09:00"), address) == 20
