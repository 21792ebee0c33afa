"""Tickets in the API: whose rows, which filters, masked for everybody, and a fixed number of queries."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.hotline.api import Caller
from tickets.acts import redo, replies, signing
from tickets.models import Category, Identity, Reply
from units.models import Unit, User


def numbers(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [row["number"] for row in answer["results"]]


def test_a_client_reads_all_tickets_and_no_identity(unit: Unit) -> None:
    ticket = build.replied(unit, title="请回电 13812345678", text="我叫王小明，电话13812345678，身份证210103199001011234。")
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", address="兴工街 12 号楼 3 单元")
    Reply.objects.update(text="已联系 13812345678。")
    caller = Caller()
    [row] = caller.get("tickets/")["results"]
    detail = caller.get(f"tickets/{ticket.number}/")
    assert row["identity"] == detail["identity"] == {"name": "王**", "phone": "138****5678", "address": "兴工街 12***"}
    assert "13812345678" not in str([row, detail]) and "210103199001011234" not in str(detail)
    assert detail["replies"][0]["text"] == "已联系 138****5678。"
    assert (row["status"], row["status_label"], row["lead_unit"]["name"]) == ("replied", "待审核", "住建局")
    assert [held["unit"]["name"] for held in detail["assignments"]] == ["住建局"]


def test_a_unit_reads_its_own_rows_and_its_subtrees(client: Client, handler: User, unit: Unit) -> None:
    build.handling(unit, number="1")
    build.handling(build.unit("供热科", parent=unit), number="2")
    build.handling(build.unit("教育局"), number="3")
    client.force_login(handler)
    assert numbers(client.get("/api/v1/tickets/").json()) == ["2", "1"]
    assert client.get("/api/v1/tickets/3/").status_code == 404


def test_a_past_holder_reads_what_it_saw_and_no_more(client: Client, handler: User, unit: Unit, dispatcher: User) -> None:
    other = build.unit("教育局")
    ticket = build.completed(unit, number="1")
    redo.redo(ticket, by=dispatcher, at=build.moment("2022-01-10 09:00"), reason="应由教育局办理", unit=other)
    signing.sign(ticket, by=None, at=build.moment("2022-01-10 10:00"))
    replies.reply(replies.Answer(ticket, "教育局已联系学校处理完毕。", build.moment("2022-01-11 10:00")), by=None)
    client.force_login(handler)
    told = client.get("/api/v1/tickets/1/").json()
    assert [row["unit"]["name"] for row in told["assignments"]] == ["住建局"]
    assert [row["unit"] for row in told["replies"]] == ["住建局"]
    assert len(Caller().get("tickets/1/")["replies"]) == 2


def test_filters_choose_and_add_up(unit: Unit) -> None:
    other = build.unit("教育局")
    heating = Category.objects.create(name="城建", path="城建", depth=1)
    below = Category.objects.create(name="供热", path="城建/供热", depth=2, parent=heating, root=heating)
    build.handling(unit, number="1", category=heating)
    build.replied(other, number="2", category=below, at=build.moment("2022-01-06 23:59"))
    third = build.ticket("3", at=build.moment("2022-01-07 00:00"))
    caller = Caller()
    cases = {
        "": ["3", "2", "1"],
        "status=handling": ["1"],
        "status=handling&status=replied": ["2", "1"],
        f"unit={other.pk}": ["2"],
        f"category={heating.pk}": ["2", "1"],
        f"category={below.pk}": ["2"],
        f"channel={third.channel_id}": ["3", "2", "1"],
        "arrived_from=2022-01-06": ["3", "2"],
        "arrived_to=2022-01-06": ["2", "1"],
        "arrived_to=9999-12-31": ["3", "2", "1"],
        "arrived_from=2022-01-06&arrived_to=2022-01-06&status=replied": ["2"],
        "number=3": ["3"],
    }
    assert {query: numbers(caller.get(f"tickets/?{query}")) for query in cases} == cases


def test_a_number_may_be_any_text(unit: Unit) -> None:
    build.ticket("件 2022.1-号?")
    build.ticket("2022/1")
    caller = Caller()
    assert caller.get("tickets/%E4%BB%B6%202022.1-%E5%8F%B7%3F/")["number"] == "件 2022.1-号?"
    assert caller.get("tickets/2022/1/")["number"] == caller.get("tickets/2022%2F1/")["number"] == "2022/1"


def test_pages_follow_each_other_by_cursor(unit: Unit) -> None:
    for number in range(5):
        build.ticket(str(number))
    caller, found, path = Caller(), list[str](), "tickets/?size=2"
    while path:
        page = caller.get(path)
        found += numbers(page)
        path = (page["next"] or "").partition("/api/v1/")[2]
    assert found == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize(("path", "queries"), [("tickets/", 3), ("tickets/4/", 5)])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    unit: Unit, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Token, the account's other tokens, then the rows (and for a ticket its holders and its replies)."""
    caller = Caller()
    build.replied(unit, number="4")
    with django_assert_num_queries(queries):
        caller.get(path)
    for number in range(5, 15):
        build.replied(unit, number=str(number))
    with django_assert_num_queries(queries):
        caller.get(path)
    assert caller.last.status_code == 200


def test_a_unit_reads_nothing_of_the_citizen_of_a_confidential_ticket(client: Client, unit: Unit, handler: User, dispatcher: User) -> None:
    words = "王小明来电，请回13812345678"
    ticket = build.handling(unit, number="1", title=words, text=words, is_confidential=True)
    Identity.objects.create(ticket=ticket, name="王小明", phone="13812345678", address="兴工街 12 号楼 3 单元")
    for reader, is_told in ((handler, False), (dispatcher, True)):
        client.force_login(reader)
        [row] = client.get("/api/v1/tickets/").json()["results"]
        detail = client.get("/api/v1/tickets/1/").json()
        assert [bool(told["identity"]) for told in (row, detail)] == [is_told] * 2
        for said in (row["title"], detail["title"], detail["text"]):
            assert ("王小明" in said) is is_told and ("5678" in said) is is_told
