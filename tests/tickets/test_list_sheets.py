"""Lists of other rows than tickets as files: the rows of the page and no others, masked, and on record who took them."""

import pytest
from auditlog.models import LogEntry
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.tickets.applying import extending, suspending
from tests.tickets.test_city_rulings import Kind, typed
from tests.tickets.test_listing import cells_of, csv_of
from tickets.acts import assisting, dispatching, indexing, return_rulings, searching
from tickets.acts.extensions import Verdict, grant_many
from tickets.models import Assignment, ReturnRequest, Ticket
from tickets.views.list_sheets import SHEETS
from units.acts import audit
from units.models import Unit, User
from units.rules.roles import Role

ASKED = build.moment("2022-01-05 15:00")
LATER = build.moment("2022-01-06 10:00")
# Whose list a page is.
ROLES = {
    "returns": Role.DISPATCHER,
    "returns_of_unit": Role.HANDLER,
    "return_sign": Role.PRINCIPAL,
    "many_returns": Role.LEADER,
    "city_returns": Role.DISPATCHER,
    "extensions": Role.HANDLER,
    "applications_decided": Role.DISPATCHER,
    "assists": Role.HANDLER,
    "handed": Role.HANDLER,
    "city_words": Role.DISPATCHER,
    "search": Role.CALLBACK,
    "exclusions": Role.SUPERVISOR,
    "supervision": Role.SUPERVISOR,
    "whistles": Role.SUPERVISOR,
}


def taken(client: Client, user: User, address: str) -> list[dict[str, str]]:
    """The rows of the file, each cell by its heading."""
    client.force_login(user)
    _, headings, *rows = csv_of(client, address)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def numbers(client: Client, user: User, address: str) -> list[str]:
    return [row["工单编号"] for row in taken(client, user, address)]


def refused(unit: Unit, number: str, day: str) -> ReturnRequest:
    slip = build.slip(build.handling(unit, number=number), ASKED)
    return_rulings.refuse_many([return_rulings.Ruling(slip, build.moment(f"{day} 10:00"), "请回电 13812345678 后继续办理")], None)
    return slip


@pytest.mark.parametrize("page", sorted(SHEETS))
def test_every_list_comes_in_both_kinds_and_its_page_offers_them(client: Client, unit: Unit, page: str) -> None:
    assert set(SHEETS) == set(ROLES)
    person = build.person("某人", ROLES[page], unit)
    build.person("负责人", Role.PRINCIPAL, unit)
    client.force_login(person)
    (mark, *lines), sheet = csv_of(client, f"/lists/{page}.csv"), cells_of(client, f"/lists/{page}.xlsx")
    assert "某人" in mark[0] and "脱敏" in mark[0]
    assert lines == sheet[1:] and lines[0][0] in {"工单编号", "吹哨编号"}


def test_the_return_desks_tabs_are_taken_as_they_stand(client: Client, unit: Unit, dispatcher: User) -> None:
    refused(unit, "yesterday", "2022-01-05")
    refused(unit, "today", "2022-01-06")
    build.slip(build.handling(unit, number="waiting", title="路灯 13812345678"), ASKED)
    assert numbers(client, dispatcher, "/lists/returns.csv") == ["waiting"]
    done = taken(client, dispatcher, "/lists/returns.csv?tab=done")
    assert [(row["工单编号"], row["决定"]) for row in done] == [("today", "不同意"), ("yesterday", "不同意")]
    said = str(taken(client, dispatcher, "/lists/returns.csv")) + str(done)
    assert "13812345678" not in said and "138****5678" in said
    assert numbers(client, dispatcher, "/lists/returns.csv?unit=0") == numbers(client, dispatcher, "/lists/returns.csv")
    offered = client.get("/returns/?tab=done").content.decode()
    assert "/lists/returns.xlsx?tab=done" in offered and "/lists/returns.csv?tab=done" in offered


def test_a_unit_takes_its_own_slips_and_a_principal_those_to_sign(client: Client, unit: Unit, handler: User, principal: User) -> None:
    build.slip(build.handling(unit, number="unsigned"), ASKED, is_signed=False)
    build.slip(build.handling(unit, number="signed"), LATER)
    build.slip(build.handling(build.unit("城管局"), number="theirs"), ASKED, is_signed=False)
    own = taken(client, handler, "/lists/returns_of_unit.csv")
    assert [(row["工单编号"], row["决定"]) for row in own] == [("signed", "待审"), ("unsigned", "待签批")]
    assert numbers(client, principal, "/lists/return_sign.csv") == ["unsigned"]
    assert client.get("/lists/returns.csv").status_code == 403
    assert "/lists/return_sign.xlsx" in client.get("/returns/sign/").content.decode()


def test_a_past_holder_finds_its_slip_and_nothing_of_the_next_unit(client: Client, unit: Unit, handler: User) -> None:
    ticket = build.handling(unit, number="left")
    slip = build.slip(ticket, ASKED)
    return_rulings.accept_many([return_rulings.Ruling(slip, LATER)], None)
    moved = Ticket.objects.get()
    dispatching.dispatch(moved, to=build.unit("城管局"), by=None, at=LATER)
    indexing.index_backlog()
    for address in ("/lists/returns_of_unit.csv", "/lists/search.csv", "/lists/search.csv?q=路灯"):
        (row,) = taken(client, handler, address)
        assert row["工单编号"] == "left" and "城管局" not in row.values()


def test_tickets_returned_many_times_are_taken_for_one_bar(client: Client, unit: Unit, leader: User) -> None:
    for number, times in (("once", 1), ("thrice", 3), ("often", 5)):
        build.handling(unit, number=number)
        Ticket.objects.filter(number=number).update(return_count=times)
    assert numbers(client, leader, "/lists/many_returns.csv") == ["often", "thrice"]
    assert numbers(client, leader, "/lists/many_returns.csv?times=3") == ["thrice"]
    assert "/lists/many_returns.csv?times=3" in client.get("/returns/many/?times=3").content.decode()


def test_applications_are_taken_by_kind_with_the_limit_that_was_granted(
    client: Client, unit: Unit, handler: User, dispatcher: User
) -> None:
    now = timezone.now()
    granted, _ = extending(unit, now, "granted"), extending(unit, now, "waiting")
    suspending(unit, now, "suspended")
    grant_many([Verdict(granted, now)], dispatcher)
    own = {row["工单编号"]: row for row in taken(client, handler, "/lists/extensions.csv")}
    assert set(own) == {"granted", "waiting"}
    assert own["granted"]["新单位时限"] > own["granted"]["原单位时限"]
    assert (own["waiting"]["新单位时限"], own["waiting"]["决定"], own["waiting"]["延期工作日"]) == ("", "待审", "3")
    assert numbers(client, handler, "/lists/extensions.csv?kind=suspension") == ["suspended"]
    assert numbers(client, dispatcher, "/lists/applications_decided.csv") == ["granted"]


def test_assists_and_what_was_handed_on_are_taken_by_tab(client: Client, unit: Unit, handler: User) -> None:
    for number in ("new", "signed"):
        build.assisted(build.unit("城管局"), unit, number=number)
    part = Assignment.objects.select_related("ticket").get(ticket__number="signed", is_lead=False)
    assisting.sign_many([assisting.AssistSigning(part, ASKED)], handler)
    build.handed_on(build.handling(unit, number="given"), build.unit("市政科", parent=unit))
    assert numbers(client, handler, "/lists/assists.csv") == ["new"]
    (row,) = taken(client, handler, "/lists/assists.csv?tab=hand")
    assert (row["工单编号"], row["协办状态"], row["主办单位"]) == ("signed", "办理中", "城管局")
    (row,) = taken(client, handler, "/lists/handed.csv")
    assert (row["工单编号"], row["下派到"], row["下派状态"]) == ("given", "市政科", "待答复")
    assert numbers(client, handler, "/lists/handed.csv?tab=done") == []


def test_the_citys_words_are_taken_by_kind(client: Client, unit: Unit, dispatcher: User) -> None:
    build.completed(unit, number="1")
    typed("1 通报批评 请回电 13812345678", dispatcher, Kind.CRITICISM)
    (row,) = taken(client, dispatcher, f"/lists/city_words.csv?tab={Kind.CRITICISM.value}")
    assert (row["工单编号"], row["意见类别"]) == ("1", "通报批评") and "13812345678" not in str(row)
    assert numbers(client, dispatcher, f"/lists/city_words.csv?tab={Kind.REFUSAL.value}") == []


def test_a_search_is_taken_with_its_rows_and_without_what_was_typed(
    client: Client, unit: Unit, dispatcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("1", "2", "3"):
        build.ticket(number, build.ARRIVED, title="夜间施工", text="夜间施工扰民" if number != "3" else "路灯不亮")
    Ticket.objects.filter(number="3").update(title="路灯")
    indexing.index_backlog()
    assert numbers(client, dispatcher, "/lists/search.csv") == ["3", "2", "1"]
    assert numbers(client, dispatcher, "/lists/search.csv?sort=number") == ["1", "2", "3"]
    assert numbers(client, dispatcher, "/lists/search.csv?q=施工扰民") == ["2", "1"]
    assert "施工扰民" not in csv_of(client, "/lists/search.csv?q=施工扰民")[0][0]
    for nothing in ("/lists/search.csv?q=城", "/lists/search.csv?q=没有这样的词"):
        assert numbers(client, dispatcher, nothing) == []
    monkeypatch.setattr(searching, "COUNTED", 1)
    first, last = csv_of(client, "/lists/search.csv?q=施工扰民")[2:]
    assert first[0] == "2" and "只列出前 1 件" in last[0]


def test_who_took_which_list_is_on_record_without_a_word_of_a_citizen(client: Client, dispatcher: User, administrator: User) -> None:
    build.ticket("1", title="王小明家门口的路灯")
    indexing.index_backlog()
    client.force_login(dispatcher)
    csv_of(client, "/lists/search.csv?q=王小明")
    cells_of(client, "/lists/dispatch_desk.xlsx")
    cells_of(client, "/returns/city.xlsx")
    told = [(entry.by, entry.kind, entry.action, entry.name) for entry in audit.page().entries if entry.action == "导出"]
    names = ["退回市平台，给市平台的清单（XLSX，0 行）", "待派单（XLSX，1 行）", "检索结果（CSV，1 行）"]
    assert told == [(dispatcher, "工单", "导出", name) for name in names]
    assert not LogEntry.objects.filter(action=LogEntry.Action.ACCESS).exclude(changes=None).exists()
    client.force_login(administrator)
    assert "检索结果（CSV，1 行）" in client.get("/audit/").content.decode()


@pytest.mark.parametrize("page", ["returns_of_unit", "search"])
def test_a_units_file_takes_as_many_queries_for_many_rows(
    client: Client, unit: Unit, handler: User, page: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    build.slip(build.handling(unit, number="0"), ASKED, is_signed=False)
    address = f"/lists/{page}.csv"
    numbers(client, handler, address)
    with django_assert_max_num_queries(30) as one:
        assert len(numbers(client, handler, address)) == 1
    for number in range(1, 8):
        build.slip(build.handling(unit, number=str(number)), ASKED, is_signed=False)
    with django_assert_max_num_queries(len(one)):
        assert len(numbers(client, handler, address)) == 8
