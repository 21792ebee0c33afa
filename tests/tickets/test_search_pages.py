"""The search page: what the box leads to, what stands in addresses, who learns of what, and the archive of all tickets."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import dispatching, indexing, paging, replies, searching
from tickets.models import Category, Identity, Ticket
from units.models import Unit, User

PHONE = "13812345678"


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def stored(number: str, days: int = 0, **values: object) -> Ticket:
    ticket = build.ticket(number, build.ARRIVED + timedelta(days=days), **values)
    Identity.objects.create(ticket=ticket, name="王小明", phone=PHONE, phone_hash=searching.hash_of(PHONE))
    indexing.index_backlog()
    return ticket


def shown(desk: Client, address: str) -> list[str]:
    page = desk.get(address)
    assert page.status_code == 200
    return [line.ticket.number for line in page.context["work"].lines]


def test_every_desk_has_the_box_and_it_is_sent_by_post(desk: Client) -> None:
    page = desk.get("/dispatch/").content.decode()
    assert '<form class="top-search" method="post" action="/search/" role="search">' in page
    assert 'data-key="/"' in page


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("路灯 不亮", "/search/?q=%E8%B7%AF%E7%81%AF+%E4%B8%8D%E4%BA%AE"),
        ("  S1 ", "/tickets/S1/"),
        ("S2", "/search/?q=S2"),
        ("", "/search/"),
        ("\x00", "/search/"),
    ],
)
def test_the_box_leads_to_an_address_or_to_the_ticket_itself(desk: Client, line: str, address: str) -> None:
    build.ticket("S1")
    assert desk.post("/search/", {"q": line}).headers["Location"] == address


@pytest.mark.parametrize("typed", [PHONE, "138 1234 5678", "+86 138-1234-5678"])
def test_a_phone_stands_in_no_address_and_on_no_page(desk: Client, typed: str) -> None:
    stored("S1")
    for answer in (desk.post("/search/", {"q": typed}), desk.get("/search/", {"q": typed})):
        address = answer.headers["Location"]
        assert address == f"/search/?phone={searching.hash_of(PHONE)}"
    page = desk.get(address)
    assert [line.ticket.number for line in page.context["work"].lines] == ["S1"]
    assert PHONE not in page.content.decode()


def test_hits_are_marked_in_masked_text(desk: Client) -> None:
    stored("S1", title="幸福里路灯不亮", text=f"幸福里24号楼前路灯不亮三天，请{PHONE}回电。")
    page = desk.get("/search/?q=路灯").content.decode()
    assert "幸福里<mark>路灯</mark>不亮" in page
    assert "138****5678" in page
    assert PHONE not in page


def test_a_hit_in_a_reply_shows_the_reply(desk: Client, unit: Unit) -> None:
    ticket = build.handling(unit, number="S1")
    replies.reply(replies.Answer(ticket, "已于昨日更换灯泡并恢复照明。", build.ARRIVED + timedelta(days=1)), by=None)
    indexing.index_backlog()
    page = desk.get("/search/?q=更换灯泡").content.decode()
    assert "<b>答复</b>" in page
    assert "<mark>更换灯泡</mark>" in page


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/search/?q=路", "请至少输入两个汉字"),
        ("/search/?q=井盖", "请换一个说法"),
        ("/search/?q=井盖&status=closed", "放宽筛选条件"),
        (f"/search/?phone={'0' * 32}", "没有这个电话的工单"),
    ],
)
def test_an_empty_page_says_what_to_do(desk: Client, address: str, words: str) -> None:
    stored("S1")
    assert words in desk.get(address).content.decode()


def test_an_empty_archive_says_where_tickets_come_from(desk: Client) -> None:
    assert "导入市平台的工单后" in desk.get("/search/").content.decode()


def test_a_line_with_several_meanings_offers_each(desk: Client) -> None:
    stored("230101000000002023", text="2023年的路灯")
    stored("230101000000009999", days=1, text="2023年的井盖")
    page = desk.get("/search/?q=2023")
    assert [tab["label"] for tab in page.context["work"].tabs] == ["按编号尾号", "按诉求和答复"]
    assert shown(desk, "/search/?q=2023") == ["230101000000002023"]
    assert shown(desk, "/search/?q=2023&by=words") == ["230101000000009999", "230101000000002023"]
    # The first meaning that finds anything is the one that is shown.
    assert desk.get("/search/?q=2023&arrived_from=2022-01-06").context["work"].question.words == "2023"
    assert shown(desk, "/search/?q=2023&arrived_from=2022-01-06") == ["230101000000009999"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["S4", "S3", "S2", "S1"]),
        ("?sort=arrived_at", ["S1", "S2", "S3", "S4"]),
        ("?sort=-number", ["S4", "S3", "S2", "S1"]),
        ("?sort=number", ["S1", "S2", "S3", "S4"]),
        ("?sort=odd", ["S4", "S3", "S2", "S1"]),
        ("?status=dispatched", ["S4"]),
        ("?unit={unit}", ["S4"]),
        ("?category={category}", ["S3"]),
        ("?arrived_from=2022-01-06&arrived_to=2022-01-07", ["S3", "S2"]),
        ("?arrived_from=odd&status=odd&unit=odd", ["S4", "S3", "S2", "S1"]),
        ("?arrived_to=2022-01-05", ["S1"]),
    ],
)
def test_the_archive_has_all_tickets_by_arrival_or_number_and_its_filters(
    desk: Client, unit: Unit, query: str, expected: list[str]
) -> None:
    root = Category.objects.create(name="城乡建设", path="城乡建设", depth=1)
    leaf = Category.objects.create(name="照明", path="城乡建设/照明", parent=root, root=root, depth=2)
    section = build.unit("物业科", parent=unit)
    for n in (1, 2):
        build.ticket(f"S{n}", build.ARRIVED + timedelta(days=n - 1))
    build.ticket("S3", build.ARRIVED + timedelta(days=2), category=leaf)
    build.dispatched(section, build.ARRIVED + timedelta(days=3), number="S4")
    assert shown(desk, f"/search/{query.format(unit=unit.pk, category=root.pk)}") == expected


def test_next_and_previous_lead_through_the_archive_and_keep_the_filters(desk: Client) -> None:
    for n in range(120):
        build.ticket(f"{n:03}", build.ARRIVED + timedelta(hours=n // 2))
    seen: list[str] = []
    address = "/search/?sort=-arrived_at&arrived_from=2022-01-01"
    while address:
        work = desk.get(address).context["work"]
        seen += [line.ticket.number for line in work.lines]
        previous, address = work.previous_url, work.next_url
        assert not address or "arrived_from=2022-01-01" in address
    assert seen == [f"{n:03}" for n in reversed(range(120))]
    assert shown(desk, previous) == seen[2 * paging.SIZE : 3 * paging.SIZE]


def test_people_of_a_unit_learn_of_no_other_ticket(client: Client, handler: User, unit: Unit) -> None:
    client.force_login(handler)
    stored("230101000000002023", text="路灯不亮")
    build.ticket("230101000000004444", text="还没编入检索的路灯")
    phone = f"?phone={searching.hash_of(PHONE)}"
    for query in ("", "?q=路灯", "?q=2023", "?q=230101000000002023", phone):
        page = client.get(f"/search/{query}")
        assert page.context["work"].lines == []
        assert page.context["work"].found.count == 0
        assert page.context["work"].backlog == 0
    assert client.post("/search/", {"q": "230101000000002023"}).headers["Location"].startswith("/search/?q=")


def test_the_district_reads_how_many_tickets_the_index_still_lacks(desk: Client) -> None:
    stored("S1", text="路灯不亮")
    build.ticket("S2", text="路灯不亮")
    page = desk.get("/search/?q=路灯")
    assert page.context["work"].backlog == 1
    assert "1 件的文字正在编入检索" in page.content.decode()


@pytest.mark.parametrize("address", ["/search/", "/search/?q=路灯"])
def test_fifty_rows_cost_what_five_do(
    desk: Client, unit: Unit, django_assert_max_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    for n in range(5):
        build.dispatched(unit, number=f"A{n}")
    indexing.index_backlog()
    desk.get(address)
    with django_assert_max_num_queries(13) as five:
        assert len(shown(desk, address)) == 5
    most = len(five)
    for n in range(5, 60):
        build.dispatched(unit, number=f"A{n}")
    indexing.index_backlog()
    desk.get(address)  # the short lists of the filters are kept for seconds alone
    with django_assert_max_num_queries(most):
        assert len(shown(desk, address)) == paging.SIZE


@pytest.mark.parametrize("is_indexed", [False, True])
def test_words_are_found_under_the_filter_of_the_unit_that_leads_now_or_of_one_above_it(desk: Client, unit: Unit, is_indexed: bool) -> None:
    """Also before the index knows who leads."""
    section = build.unit("物业科", parent=unit)
    for number in ("S1", "S2", "S3"):
        stored(number)
    for number, to in (("S1", unit), ("S2", section), ("S3", build.unit("城管局"))):
        dispatching.dispatch(Ticket.objects.get(number=number), to=to, by=None, at=build.ARRIVED + timedelta(hours=1))
    if is_indexed:
        indexing.index_backlog()
    assert Ticket.objects.filter(is_indexed=True).exists() is is_indexed
    assert set(shown(desk, f"/search/?q=路灯&unit={unit.pk}")) == {"S1", "S2"}
    assert shown(desk, f"/search/?q=路灯&unit={section.pk}") == ["S2"]
