"""Notices of hard cases: to the unit that is ordered, to who decides, to who asked; each matter once, and the past is no news."""

from datetime import timedelta
from typing import Any

import pytest

from tests import build
from tickets.acts import case_notices, exclusions, hard_cases, supervising
from tickets.acts.exclusions import Overturning, Verdict
from tickets.acts.supervising import Order, Result
from tickets.models import Assignment, Ticket
from units.models import Notice, Unit, User

pytestmark = pytest.mark.django_db
NOW = build.moment("2022-01-12 10:00")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def tell(after: timedelta = timedelta()) -> int:
    return case_notices.tell(NOW + after, lambda page, pk: f"/{page}/{pk}/")


def told(to: User) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("pk").values_list("words", flat=True))


def ordered(ticket: Ticket, by: User | None, **values: Any) -> None:
    part = Assignment.objects.select_related("ticket").get(pk=ticket.lead_id or 0)
    said = {"level": "leader", "reason": "多次超期仍未办结", "ordered_at": NOW, "due_at": NOW + DAY, **values}
    supervising.order(Order(part, **said), by, NOW)


def test_an_order_tells_the_unit_at_once_and_both_when_it_has_run_out(
    unit: Unit, handler: User, principal: User, supervisor: User, stranger: User
) -> None:
    ordered(build.handling(unit, number="1"), supervisor)
    assert (tell(), tell(HOUR)) == (2, 0)
    assert told(handler) == told(principal) == ["工单 1 被领导牵头督办，请在 01-13 10:00 前办理"]
    assert Notice.objects.filter(to=handler, is_urgent=True, about="路灯不亮", url__startswith="/supervision_order/").exists()
    assert tell(DAY + HOUR) == 3
    assert told(handler)[-1] == told(supervisor)[-1] == "工单 1 的领导牵头督办已过办理时限 01-13 10:00，还没有登记结果"
    assert (tell(DAY + 2 * HOUR), told(stranger)) == (0, [])


def test_an_order_with_a_result_does_not_run_out(unit: Unit, handler: User, supervisor: User) -> None:
    ordered(build.handling(unit, number="1"), supervisor)
    [row] = hard_cases.orders_for(supervisor)
    supervising.record_result_many([Result(row, "solved", NOW + HOUR)], supervisor, NOW + HOUR)
    assert (tell(2 * HOUR), tell(2 * DAY)) == (0, 0)


def test_orders_of_the_past_that_a_file_brings_are_no_news(unit: Unit, handler: User, supervisor: User) -> None:
    ordered(build.handling(unit, number="1"), supervisor, ordered_at=NOW - 2 * DAY, due_at=None)
    assert tell() == 0


def test_who_decides_hears_of_an_exclusion_and_who_asked_of_the_decision(
    unit: Unit, handler: User, principal: User, supervisor: User, dispatcher: User
) -> None:
    row = build.exclusion(build.closed(unit, number="1"), NOW, by=handler)
    assert tell() == 1
    assert told(supervisor) == ["工单 1 有剔除申请（结果满意）待审批"]
    exclusions.decide_many([Verdict(row, True, NOW + HOUR)], supervisor, NOW + HOUR)
    assert tell(HOUR) == 2
    assert told(handler) == told(principal) == ["工单 1 的剔除申请（结果满意）已同意"]
    [row] = hard_cases.exclusions_for(supervisor)
    exclusions.overturn_many([Overturning(row, NOW + 2 * HOUR, "市平台不予认可")], supervisor, NOW + 2 * HOUR)
    assert tell(2 * HOUR) == 2
    assert told(handler)[-1] == "工单 1 的剔除申请（结果满意）被市平台改判，重新计入考核"
    assert (told(dispatcher), len(told(supervisor))) == ([], 1)
    # What only an office's phone should ring for: not that somebody asked, nor that it was granted.
    assert list(Notice.objects.order_by("pk").values_list("is_urgent", flat=True)) == [False] * 3 + [True] * 2


def test_what_the_supervisor_entered_from_paper_is_no_news_to_him(unit: Unit, handler: User, supervisor: User) -> None:
    row = build.exclusion(build.closed(unit, number="1"), NOW, by=supervisor)
    assert tell() == 0
    exclusions.decide_many([Verdict(row, False, NOW, "依据不足")], supervisor, NOW)
    assert (tell(), told(handler), told(supervisor)) == (1, ["工单 1 的剔除申请（结果满意）未获同意"], [])


def test_the_number_of_queries_does_not_grow(unit: Unit, handler: User, supervisor: User, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        ordered(build.handling(unit, number=f"A{number}"), supervisor)
        build.exclusion(build.closed(unit, number=f"B{number}"), NOW, by=handler)
    with django_assert_max_num_queries(9):
        assert tell() == 24
