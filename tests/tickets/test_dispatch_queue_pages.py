"""The queue of the dispatcher's desk: its order, tabs, counts, filters, tags and pages, and what it asks of the database."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.queueing import DESK, category, page, waiting
from tickets.acts import paging
from tickets.acts.ending import end_parts
from tickets.models import Assignment, Channel, Responsibility, Ticket
from tickets.rules.workflow import Status
from units.models import Unit, User


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def test_the_queue_goes_by_the_time_left_to_dispatch(desk: Client, unit: Unit) -> None:
    for number, minutes in [("1", 50), ("2", -12), ("3", 6)]:
        waiting(number, minutes)
    shown = page(desk)
    assert shown.index("工单2号</a>") < shown.index("工单3号</a>") < shown.index("工单1号</a>")
    assert '超时 <b class="red">1</b>' in shown
    assert '<span class="words">12 分</span>' in shown


def test_tabs_and_counts_are_true(desk: Client, unit: Unit) -> None:
    known = category("城建/路灯")
    waiting("1", category=known)
    waiting("2")
    waiting("3", is_direct=True, category=known)
    build.handling(unit, number="4", is_conflict=True, category=known)
    shown = page(desk)
    for label, count in [("待派单", 2), ("待归类", 1), ("冲突", 1)]:
        assert f'{label} <span class="count' in shown
        assert int(shown.split(f'{label} <span class="count')[1].split(">")[1].split("<")[0]) == count
    assert "/dispatch/3/" not in shown


def under_the_list(shown: str) -> str:
    """What stands below it, as it is read: 3 件 · 超时 1 · 30 分内 1"""
    return " ".join(re.sub("<[^>]*>", "", shown.split('<div class="pane-foot">')[1].split("</div>")[0]).split()).split(" 今日")[0]


def test_the_figures_below_the_list_are_those_of_its_tab_and_filters(desk: Client, unit: Unit) -> None:
    web = Channel.objects.create(label="网站", group="网络端")
    for number, minutes in [("1", -12), ("2", 6), ("3", 50)]:
        waiting(number, minutes)
    waiting("4", 9, urge_count=1)
    waiting("5", -9, urge_count=1, channel=web)
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "5 件 · 超时 2 · 30 分内 2"),
        ({"tab": "urged"}, "2 件 · 超时 1 · 30 分内 1"),
        ({"tab": "back"}, "0 件 · 超时 0 · 30 分内 0"),
        ({"channel": web.pk}, "筛出 1 件 · 超时 1 · 30 分内 0"),
        ({"channel": web.pk, "tab": "urged"}, "筛出 1 件 · 超时 1 · 30 分内 0"),
        ({"urgency": "urgent"}, "筛出 0 件 · 超时 0 · 30 分内 0"),
    ]
    for query, expected in cases:
        assert under_the_list(page(desk, **query)).startswith(expected), query


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, {"1", "2", "3"}),
        ({"channel": "网站"}, {"2"}),
        ({"urgency": "urgent"}, {"3"}),
        ({"category": "城建"}, {"1"}),
        ({"channel": "网站", "urgency": "urgent"}, set()),
        ({"channel": "999999", "urgency": "nonsense"}, {"1", "2", "3"}),
    ],
)
def test_filters_stand_in_the_address(desk: Client, query: dict[str, str], expected: set[str]) -> None:
    web = Channel.objects.create(label="网站", group="网络端")
    leaf = category("城建/路灯")
    waiting("1", category=leaf)
    waiting("2", channel=web)
    waiting("3", urgency="urgent")
    ids: dict[str, Any] = {"网站": web.pk, "城建": leaf.root_id}
    shown = page(desk, **{name: ids.get(value, value) for name, value in query.items()})
    assert {number for number in "123" if f"/dispatch/{number}/" in shown} == expected


def test_what_is_due_within_the_half_hour_is_counted_in_the_foot(desk: Client, unit: Unit) -> None:
    for number, minutes in (("1", -5), ("2", 10), ("3", 29), ("4", 45)):
        waiting(number, minutes)
    assert desk.get("/dispatch/").context["due_soon"] == 2


@pytest.mark.parametrize("query", ["", "?urgency=normal&sort=area"])
@pytest.mark.parametrize("rows", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_queue(
    desk: Client, unit: Unit, rows: int, query: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    leaf = category("城建/路灯")
    for number in range(rows):
        waiting(f"9{number}", number, category=leaf)
        Responsibility.objects.create(category=leaf, matter=str(number), lead=unit)
    build.forget()
    page(desk, DESK + query)  # settings, calendar, units and short lists are now in the cache, for ten seconds from here
    with django_assert_max_num_queries(12):
        page(desk, DESK + query)


def test_pages_follow_each_other_without_gap_or_double(desk: Client) -> None:
    for number in range(120):
        waiting(f"{number:03}", number // 3)
    seen: list[str] = []
    path = DESK
    while path:
        shown = page(desk, path)
        seen += [part.split('"')[0] for part in shown.split('name="ticket" value="')[1:]]
        path = shown.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in shown else ""
    assert seen == [f"{number:03}" for number in range(120)]
    before = shown.split('rel="prev" href="')[1].split('"')[0]
    assert page(desk, before).count('name="ticket"') == paging.SIZE


def test_a_ticket_that_came_back_has_its_tab_and_tag_and_a_clock_of_its_own(desk: Client, unit: Unit) -> None:
    waiting("1")
    ticket = build.dispatched(unit, number="2")
    end_parts([(ticket, build.ARRIVED)], Assignment.End.RETURNED)
    Ticket.objects.filter(number="2").update(status=Status.ARRIVED, lead=None, lead_unit=None, due_at=None, return_count=1)
    shown = page(desk, tab="back")
    assert "/dispatch/2/" in shown and "/dispatch/1/" not in shown
    assert '<span class="tag amber">退</span>' in shown
    assert "已来不及给单位留提前量" in shown  # the city's limit has passed: it says so before sending
    desk.post("/dispatch/2/", {"unit": build.unit("城管局").pk})
    assert build.lead(Ticket.objects.get(number="2")).unit.name == "城管局"


def test_urged_tickets_have_their_tab_and_tag(desk: Client) -> None:
    waiting("1", urge_count=1)
    waiting("2", urgency="critical")
    shown = page(desk, tab="urged")
    assert "/dispatch/1/" in shown and "/dispatch/2/" not in shown
    assert '<span class="tag amber">催</span>' in shown
    assert '<span class="tag red">特</span>' in page(desk)


def test_the_queue_says_for_whom_each_ticket_is_and_the_open_one_why(desk: Client, unit: Unit) -> None:
    leaf, other = category("城建/路灯"), build.unit("城管局")
    line = Responsibility.objects.create(category=leaf, lead=unit, matter="路灯维修")
    line.assists.set([other])
    waiting("1", category=leaf)
    shown = page(desk)
    assert "确责清单</span> 路灯维修 · 主办" in shown and "确责清单</span> 路灯维修 · 协办" in shown
    assert '<td class="col-number num quiet">67</td>' in shown  # 20 of 30: not sure, so nothing is chosen beforehand
    assert f'value="{unit.pk}" data-name="住建局" data-load="在办 0 件">' in shown
    Responsibility.objects.filter(pk=line.pk).update(area="老城")
    line.assists.clear()
    Ticket.objects.update(area="老城")
    sure = page(desk)
    assert '<td class="col-number num strong">80</td>' in sure
    assert f'value="{unit.pk}" data-name="住建局" data-load="在办 0 件" checked>' in sure
