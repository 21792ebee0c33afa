"""Saved views: a desk's list as one person keeps it, and lists ordered by the columns that they offer."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import saved_views
from tickets.models import Channel, SavedView, Ticket
from units.models import Unit, User
from units.rules.roles import Role

DESK = "dispatch_desk"


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def shown(client: Client, address: str) -> list[str]:
    return [row.ticket.number for row in client.get(address).context["work"].rows]


def labels(client: Client, address: str) -> list[tuple[str, int, bool]]:
    return [(str(tab["label"]), tab["count"], tab["is_here"]) for tab in client.get(address).context["tabs"]]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["1", "2", "3"]),
        ("dispatch_due_at", ["1", "2", "3"]),
        ("-dispatch_due_at", ["3", "2", "1"]),
        ("area", ["3", "1", "2"]),
        ("-arrived_at", ["3", "2", "1"]),
        ("text", ["1", "2", "3"]),
        ("identity__name", ["1", "2", "3"]),
    ],
)
def test_a_list_is_ordered_by_the_columns_that_it_offers_and_no_other(desk: Client, sort: str, expected: list[str]) -> None:
    for hour, (number, area) in enumerate([("1", "B"), ("2", "C"), ("3", "A")]):
        build.ticket(number, build.ARRIVED + timedelta(hours=hour), area=area)
    assert shown(desk, f"/dispatch/?sort={sort}") == expected


def test_an_ordered_list_has_no_gap_between_its_pages_and_its_next_ticket(desk: Client, unit: Unit) -> None:
    for number in range(60):
        build.ticket(f"{number:02}", area=f"{59 - number:02}")
    page = desk.get("/dispatch/?sort=area").context["work"]
    assert [row.ticket.number for row in page.rows][:2] == ["59", "58"]
    assert shown(desk, page.next_url)[0] == f"{59 - page.view.size:02}"
    assert desk.post("/dispatch/30/?sort=area", {"unit": unit.pk}).headers["Location"] == "/dispatch/29/?sort=area"


def test_a_kept_list_is_a_tab_with_a_true_count(desk: Client, dispatcher: User) -> None:
    web = Channel.objects.create(label="网站", group="网络端")
    build.ticket("1", channel=web)
    build.ticket("2")
    asked = f"channel={web.pk}&sort=area"
    answer = desk.post("/views/", {"desk": DESK, "name": " 网站 ", "query": f"{asked}&after=5&type=", "next": f"/dispatch/?{asked}"})
    assert answer.headers["Location"] == f"/dispatch/?{asked}"
    kept = SavedView.objects.get()
    assert (kept.by, kept.desk, kept.name, kept.query) == (dispatcher, DESK, "网站", asked)
    assert labels(desk, "/dispatch/")[-1] == ("网站", 1, False)
    assert labels(desk, f"/dispatch/?{asked}")[-1] == ("网站", 1, True)
    assert [name for name, _, is_here in labels(desk, f"/dispatch/?{asked}") if is_here] == ["网站"]
    assert labels(desk, "/review/")[-1][0] != "网站"


def test_a_view_of_the_same_name_is_replaced_and_nobody_sees_anothers(desk: Client, dispatcher: User, unit: Unit) -> None:
    saved_views.save(dispatcher, DESK, "老城", "area=1&sort=area")
    saved_views.save(dispatcher, DESK, "老城", "sort=-area")
    other = User.objects.create_user(username="second", name="李明", role=Role.DISPATCHER)
    saved_views.save(other, DESK, "李明的", "sort=area")
    assert [name for name, _, _ in labels(desk, "/dispatch/")].count("老城") == 1
    assert SavedView.objects.get(by=dispatcher).query == "sort=-area"
    assert "李明的" not in desk.get("/dispatch/").content.decode()
    theirs = SavedView.objects.get(by=other)
    assert desk.post(f"/views/{theirs.pk}/drop/").status_code == 404
    with pytest.raises(ValidationError, match="不是您存的"):
        saved_views.drop(theirs, dispatcher)


def test_a_dropped_view_is_no_tab_any_more(desk: Client, dispatcher: User) -> None:
    kept = saved_views.save(dispatcher, DESK, "老城", "sort=area")
    assert "删除视图" in desk.get("/dispatch/?sort=area").content.decode()
    answer = desk.post(f"/views/{kept.pk}/drop/", {"next": "/dispatch/"})
    assert answer.headers["Location"] == "/dispatch/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("  ", "sort=area", "起个名称"),
        ("一二三四五六七八九十一二三", "sort=area", "最多 12 个字"),
        ("空", "after=3", "没有筛选"),
        ("长", f"channel={'1' * 600}", "太长"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(dispatcher: User, name: str, query: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        saved_views.save(dispatcher, DESK, name, query)
    assert not SavedView.objects.exists()


def test_a_desk_holds_so_many_views_and_no_more(dispatcher: User) -> None:
    for number in range(saved_views.MOST):
        saved_views.save(dispatcher, DESK, str(number), "sort=area")
    saved_views.save(dispatcher, DESK, "0", "sort=-area")
    with pytest.raises(ValidationError, match="请先删除"):
        saved_views.save(dispatcher, DESK, "再一个", "sort=area")
    saved_views.save(dispatcher, "review", "再一个", "sort=area")


def test_kept_views_cost_no_query_each(desk: Client, dispatcher: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    build.ticket("1")
    desk.get("/dispatch/")
    with django_assert_max_num_queries(40) as bare:
        desk.get("/dispatch/")
    most = len(bare)
    channel = Ticket.objects.get().channel_id
    for number in range(saved_views.MOST):
        saved_views.save(dispatcher, DESK, str(number), f"channel={channel}&sort=area&urgency=normal")
    build.forget()
    desk.get("/dispatch/")  # the filters' choices are kept for ten seconds from here
    with django_assert_max_num_queries(most):
        assert len(labels(desk, "/dispatch/")) == 5 + saved_views.MOST
