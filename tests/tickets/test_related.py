"""What is shown beside a ticket as belonging to it, and to whom."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import related, urging
from tickets.models import Category, Identity, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db

OIL = "兴工街铺设路面时沥青喷洒至停放车辆，现场未见围挡和提示标志，要求清洗车辆并赔偿。"
DAY = timedelta(days=1)


def known(ticket: Ticket, phone_hash: str) -> Ticket:
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", phone_hash=phone_hash)
    return ticket


def opened(number: str) -> Ticket:
    return Ticket.objects.select_related("identity").get(number=number)


def told(number: str, reader: User) -> list[tuple[str, str]]:
    return [(each.ticket.number, each.relation) for each in related.related(opened(number), reader).shown]


def test_what_reads_alike_stands_before_the_same_citizens_and_the_newest_first(dispatcher: User) -> None:
    known(build.ticket("1", text=OIL, area="新工街道"), "a")
    known(build.ticket("2", build.ARRIVED - 300 * DAY, title="停车收费", text="咨询停车收费标准"), "a")
    known(build.ticket("3", build.ARRIVED - 200 * DAY, title="供暖", text="暖气不热"), "a")
    known(build.ticket("4", build.ARRIVED - DAY, text=OIL.replace("要求清洗车辆并", "请"), area="新工街道"), "b")
    build.ticket("5", build.ARRIVED - DAY, title="占道", text="门前占道经营", area="新工街道")
    assert [number for number, _ in told("1", dispatcher)] == ["4", "3", "2"]
    first = related.related(opened("1"), dispatcher).shown[0]
    assert first.relation == f"疑似重复 {first.share}%" and first.share >= 80
    assert told("1", dispatcher)[1:] == [("3", "同诉求人"), ("2", "同诉求人")]


@pytest.mark.parametrize(
    ("days", "area", "has_category", "is_found"),
    [(1, "新工街道", False, True), (1, "", True, True), (59, "新工街道", True, True), (61, "新工街道", True, False), (1, "", False, False)],
)
def test_compared_is_what_is_near_in_time_and_of_one_kind_or_place(
    dispatcher: User, days: int, area: str, has_category: bool, is_found: bool
) -> None:
    roads = Category.objects.create(name="道路", path="道路", depth=1)
    build.ticket("1", text=OIL, area="新工街道", category=roads)
    build.ticket("2", build.ARRIVED - days * DAY, text=OIL, area=area, category=roads if has_category else None)
    assert bool(told("1", dispatcher)) is is_found


def test_a_citizen_without_a_phone_is_nobodys_double(dispatcher: User) -> None:
    for number, text in (("1", OIL), ("2", "暖气不热")):
        known(build.ticket(number, text=text), "")
    build.ticket("3")
    assert told("1", dispatcher) == [] and told("3", dispatcher) == []


def test_handled_together_comes_first_and_cannot_be_merged_again(dispatcher: User) -> None:
    lead = build.ticket("1", text=OIL, area="新工街道")
    build.ticket("2", text="别的事", group_lead=lead)
    build.ticket("3", text=OIL, area="新工街道")
    shown = related.related(opened("1"), dispatcher).shown
    assert [(each.ticket.number, each.relation, each.can_merge) for each in shown] == [
        ("2", "已并案", False),
        ("3", "疑似重复 100%", True),
    ]
    assert told("2", dispatcher)[0] == ("1", "已并案")


def test_what_is_finished_cannot_be_merged(dispatcher: User, unit: Unit) -> None:
    build.closed(unit, number="2", text=OIL, area="新工街道")
    build.ticket("1", text=OIL, area="新工街道")
    assert [each.can_merge for each in related.related(opened("1"), dispatcher).shown] == [False]


def test_a_unit_is_told_of_its_own_tickets_alone_and_not_who_asked_twice(handler: User, unit: Unit) -> None:
    known(build.handling(unit, number="1", text=OIL, area="新工街道"), "a")
    known(build.handling(build.unit("城管局"), number="2", text=OIL, area="新工街道"), "b")
    known(build.handling(unit, number="3", title="供暖", text="暖气不热"), "a")
    known(build.handling(unit, number="4", text=OIL, area="新工街道"), "a")
    assert told("1", handler) == [("4", "疑似重复 100%")]


@pytest.mark.parametrize("count", [3, 30])
def test_one_query_whatever_there_is(dispatcher: User, count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(count):
        known(build.ticket(str(number), build.ARRIVED - number * DAY, text=OIL, area="新工街道"), "a")
    ticket = opened("0")
    with django_assert_num_queries(1):
        found = related.related(ticket, dispatcher)
    assert (found.total, len(found.shown)) == (count - 1, min(count - 1, related.MOST_SHOWN))


def test_who_calls_again_is_seen_from_both_tickets(dispatcher: User, unit: Unit) -> None:
    first = build.handling(unit, number="1", title="水管漏水", text="主管道漏水三天")
    build.ticket("2", build.ARRIVED + DAY, title="再次来电", text="仍未修好", extras={"被催办工单": "1"})
    urging.urge(urging.Press(first, build.ARRIVED + DAY, number="2", source="citizen"), by=None)
    assert told("1", dispatcher) == [("2", "催办")]
    assert told("2", dispatcher) == [("1", "催办")]
    assert related.related(opened("2"), dispatcher).may_merge
