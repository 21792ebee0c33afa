"""Whose name stays hidden from a unit (保密, 举报) stands in none of its lists, files and notices, and is not found there."""

from collections.abc import Callable
from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.applying import extending
from tests.tickets.test_listing import csv_of
from tests.tickets.test_promises import promised
from tickets.acts import announcing, case_notices, indexing, searching, supervising, warnings
from tickets.acts.searching import By, Question
from tickets.models import Assignment, Identity, Ticket, TicketType
from units.models import Notice, Unit, User
from units.rules.roles import Role

AT = build.moment("2022-01-05 15:00")
NAMED, SHOWN = "王小明反映路灯不亮", "（已隐去）反映路灯不亮"
OPEN = "李小红反映井盖破损"


def worded(number: str, *, is_report: bool = False) -> None:
    """The ticket `number` is confidential or a report, of 王小明; 2 is neither, of 李小红."""
    if number == "2":
        Ticket.objects.filter(number=number).update(title=OPEN, text=f"{OPEN}。", is_indexed=False)
        Identity.objects.create(ticket=Ticket.objects.get(number=number), name="李小红", phone="13887654321")
        return
    report, _ = TicketType.objects.get_or_create(label="举报")
    kind = {"ticket_type": report} if is_report else {"is_confidential": True}
    Ticket.objects.filter(number=number).update(title=NAMED, text=f"{NAMED}。", is_indexed=False, **kind)
    Identity.objects.create(ticket=Ticket.objects.get(number=number), name="王小明", phone="13812345678")


def handed_on(unit: Unit, number: str) -> None:
    build.handed_on(build.handling(unit, number=number), build.unit("市政科", parent=unit))


# A page of a unit, by whom it is read, and what puts a ticket on it.
LISTS: dict[str, tuple[Role, Callable[[Unit, str], object]]] = {
    "inbox": (Role.HANDLER, lambda unit, number: build.handling(unit, number=number)),
    "inbox?tab=sign": (Role.HANDLER, lambda unit, number: build.dispatched(unit, number=number)),
    "inbox?tab=late": (Role.HANDLER, lambda unit, number: build.handling(unit, number=number)),
    "daily?tab=late": (Role.HANDLER, lambda unit, number: build.handling(unit, number=number)),
    "clearing": (Role.PRINCIPAL, lambda unit, number: build.handling(unit, number=number)),
    "promises": (Role.HANDLER, lambda unit, number: promised(unit, number, date(2022, 1, 20))),
    "extensions": (Role.HANDLER, lambda unit, number: extending(unit, AT, number)),
    "returns_of_unit": (Role.HANDLER, lambda unit, number: build.slip(build.handling(unit, number=number), AT)),
    "return_sign": (Role.PRINCIPAL, lambda unit, number: build.slip(build.handling(unit, number=number), AT, is_signed=False)),
    "assists": (Role.HANDLER, lambda unit, number: build.assisted(build.unit("城管局"), unit, number=number)),
    "handed": (Role.HANDLER, handed_on),
    "search": (Role.HANDLER, lambda unit, number: build.handling(unit, number=number)),
}


def laid(client: Client, unit: Unit, page: str, *, is_report: bool = False) -> str:
    """Two tickets on the page, its reader logged in; the page's address."""
    role, make = LISTS[page]
    for number in ("1", "2"):
        make(unit, number)
        worded(number, is_report=is_report)
    client.force_login(build.person("某人", role, build.unit("市政科") if page == "handed" else unit))
    name, _, query = page.partition("?")
    return f"{reverse(name)}?{query}"


@pytest.mark.parametrize("is_report", [False, True])
@pytest.mark.parametrize("page", LISTS)
def test_no_list_of_a_unit_names_a_hidden_citizen(client: Client, unit: Unit, page: str, is_report: bool) -> None:
    shown = client.get(laid(client, unit, page, is_report=is_report)).content.decode()
    assert "王小明" not in shown
    assert SHOWN in shown and OPEN in shown


@pytest.mark.parametrize("page", LISTS)
def test_no_list_taken_as_a_file_names_a_hidden_citizen(client: Client, unit: Unit, page: str) -> None:
    name, _, query = page.partition("?")
    laid(client, unit, page)
    shown = [cell for row in csv_of(client, f"/lists/{name}.csv?{query}") for cell in row]
    assert {SHOWN, OPEN} <= set(shown) and not [cell for cell in shown if "王小明" in cell]


def test_the_districts_people_read_the_whole_title(client: Client, unit: Unit, dispatcher: User) -> None:
    laid(client, unit, "daily?tab=late")
    client.force_login(dispatcher)
    assert NAMED in client.get("/daily/?tab=late").content.decode()
    assert NAMED in [cell for row in csv_of(client, "/lists/daily.csv?tab=late") for cell in row]


@pytest.mark.parametrize("address", ["/tickets/1/identity/", "/inbox/1/hand-on/", "/inbox/checked/?number=1"])
def test_no_form_of_a_unit_names_a_hidden_citizen(client: Client, unit: Unit, address: str) -> None:
    laid(client, unit, "inbox")
    shown = client.get(address)
    assert shown.status_code == 200
    assert SHOWN in shown.content.decode() and "王小明" not in shown.content.decode()


def test_a_page_of_hidden_citizens_costs_one_query_more(
    client: Client, unit: Unit, handler: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(handler)
    for number in range(10, 16):
        build.handling(unit, number=str(number))
    with django_assert_max_num_queries(30) as nobody:
        client.get("/inbox/10/")
    for number in range(11, 16):
        worded(str(number))
    with django_assert_max_num_queries(len(nobody) + 1):
        assert client.get("/inbox/10/").content.decode().count(SHOWN) >= 5


def abouts(to: User) -> list[str]:
    return list(Notice.objects.filter(to=to).order_by("pk").values_list("about", flat=True))


def test_a_notice_of_an_act_does_not_name_a_hidden_citizen(unit: Unit, handler: User) -> None:
    for number in ("1", "2"):
        build.dispatched(unit, number=number)
        worded(number)
    announcing.announce(AT, str)
    assert sorted(abouts(handler)) == sorted([SHOWN, OPEN])


def test_a_warning_does_not_name_a_hidden_citizen(unit: Unit, handler: User) -> None:
    for number in ("1", "2"):
        build.handling(unit, number=number, city_due_at=build.moment("2022-01-13 00:00"))
        worded(number)
    warnings.warn(build.moment("2022-01-10 17:00"), lambda page, number: f"/{page}/{number}/")
    assert sorted(abouts(handler)) == sorted([SHOWN, OPEN])


def test_a_notice_of_a_hard_case_names_a_hidden_citizen_to_the_supervisor_alone(unit: Unit, handler: User, supervisor: User) -> None:
    ticket = build.handling(unit, number="1")
    worded("1")
    part = Assignment.objects.select_related("ticket").get(pk=ticket.lead_id or 0)
    supervising.order(supervising.Order(part, "leader", "多次超期仍未办结", AT, due_at=build.moment("2022-01-06 15:00")), supervisor, AT)
    case_notices.tell(build.moment("2022-01-06 15:30"), lambda page, pk: f"/{page}/{pk}/")
    assert set(abouts(handler)) == {SHOWN}
    assert abouts(supervisor) == [NAMED]


def found(reader: User, words: str) -> list[str]:
    page = searching.find(Question(By.WORDS, words), Ticket.objects.all(), reader, after=None, before=None).page
    return sorted(row.number for row in page.rows)


def test_a_hidden_citizen_is_not_found_by_the_name_and_everybody_else_is(unit: Unit, handler: User, dispatcher: User) -> None:
    for number in ("1", "2"):
        build.handling(unit, number=number)
        worded(number)
    indexing.index_backlog()
    for reader in (handler, dispatcher):
        assert found(reader, "王小明") == []
        assert found(reader, "小明") == []
        assert found(reader, "已隐去") == []
        assert found(reader, "反映") == ["1", "2"]
        assert found(reader, "李小红") == ["2"]


def test_tickets_that_were_indexed_with_a_hidden_name_are_indexed_anew(unit: Unit) -> None:
    report, _ = TicketType.objects.get_or_create(label="举报")
    for number, values in (("1", {"is_confidential": True}), ("2", {"ticket_type": report}), ("3", {})):
        build.handling(unit, number=number, **values)
    Ticket.objects.update(is_indexed=True)
    import_module("tickets.migrations.0021_hidden_names_leave_the_index").mark(apps, None)
    assert sorted(Ticket.objects.filter(is_indexed=False).values_list("number", flat=True)) == ["1", "2"]
