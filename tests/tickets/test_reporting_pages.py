"""Report back to the city: by city deadline, once, as a file that can be fetched again."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import redo, replies, reporting, reviewing, signing
from tickets.models import RedoOrder, ReportBatch, Ticket
from units.acts import settings
from units.models import Unit, User
from units.rules.district import District
from units.rules.roles import Role


@pytest.fixture
def desk(client: Client, dispatcher: User) -> Client:
    client.force_login(dispatcher)
    return client


def test_the_list_goes_by_the_citys_deadline_and_unknown_ones_come_last(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="none")
    build.completed(unit, number="later", city_due_at=build.moment("2022-01-12 00:00"))
    build.completed(unit, number="sooner", city_due_at=build.moment("2022-01-11 00:00"))
    build.completed(unit, number="direct", is_direct=False, is_history=True)
    shown = desk.get("/reporting/").content.decode()
    assert shown.index('value="sooner"') < shown.index('value="later"') < shown.index('value="none"')
    assert 'value="direct"' not in shown


def test_reported_tickets_are_marked_and_their_file_can_be_fetched_again(desk: Client, unit: Unit, dispatcher: User) -> None:
    for number in "123":
        build.completed(unit, number=number)
    answer = desk.post("/reporting/", {"ticket": ["1", "3"]}, follow=True)
    shown = answer.content.decode()
    [batch] = ReportBatch.objects.all()
    assert "已报结 2 件" in shown and f"/reporting/{batch.pk}.xlsx" in shown and batch.by == dispatcher
    assert list(Ticket.objects.filter(reported_at=None).values_list("number", flat=True)) == ["2"]
    for _ in range(2):
        file = desk.get(f"/reporting/{batch.pk}.xlsx")
        assert "attachment" in file.headers["Content-Disposition"]
        rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)  # type: ignore[union-attr]
        assert [row[0] for row in rows] == ["工单编号", "1", "3"]
        assert rows[1][2] == build.ANSWER


def test_a_second_press_reports_nothing_twice(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="1")
    desk.post("/reporting/", {"ticket": ["1"]})
    again = desk.post("/reporting/", {"ticket": ["1"]}, follow=True).content.decode()
    assert "不能再报结" in again
    assert ReportBatch.objects.count() == 1
    assert Ticket.objects.get().events.filter(act="report").count() == 1


def test_nothing_checked_says_so(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="1")
    assert "请先勾选" in desk.post("/reporting/", follow=True).content.decode()
    assert not ReportBatch.objects.exists()


def test_a_past_list_is_the_dispatchers_alone(client: Client, dispatcher: User, unit: Unit) -> None:
    batch = ReportBatch.objects.create(by=dispatcher, at=build.ARRIVED)
    for role in (Role.HANDLER, Role.CALLBACK, Role.LEADER):
        client.force_login(build.person("某人", role, unit))
        assert client.get(f"/reporting/{batch.pk}.xlsx").status_code == 403


def sheet_of(desk: Client, batch: ReportBatch) -> Any:
    return openpyxl.load_workbook(io.BytesIO(desk.get(f"/reporting/{batch.pk}.xlsx").content)).active


def test_the_list_has_the_form_that_the_district_chose(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="1", city_due_at=build.moment("2022-01-13 00:00"))
    desk.post("/reporting/", {"ticket": ["1"]})
    batch = ReportBatch.objects.get()
    plain = sheet_of(desk, batch)
    assert plain.title == "报结" and [cell.value for cell in plain[1]] == [
        "工单编号",
        "承办单位",
        "办理情况",
        "答复时间",
        "办结时间",
        "市平台时限",
    ]
    assert [plain["D2"].value, plain["F2"].value] == ["2022-01-06 09:30:00", "2022-01-12 24:00"]
    settings.store(District(report_layout="handled"))
    other = sheet_of(desk, batch)
    assert other.title == "办理结果" and [cell.value for cell in other[1]] == [
        *("工单编号", "工单状态", "受理时间", "办理单位", "办理情况", "办结时间"),
    ]
    assert [cell.value for cell in other[2]] == ["1", "已办结", "2022/01/05 09:30", "住建局", build.ANSWER, "2022/01/06 10:30"]


def test_a_form_that_nobody_knows_is_said_and_nothing_breaks(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="1")
    desk.post("/reporting/", {"ticket": ["1"]})
    settings.store(District(report_layout="nowhere"))
    said = desk.get(f"/reporting/{ReportBatch.objects.get().pk}.xlsx", follow=True).content.decode()
    assert "没有叫“nowhere”的报结版式" in said and "plain" in said
    assert "没有叫“nowhere”的报结版式" in desk.get("/reporting/1/").content.decode()


def test_a_past_list_keeps_the_reply_that_it_reported(desk: Client, unit: Unit) -> None:
    ticket = build.completed(unit, number="1")
    batch = reporting.report_many([ticket], build.person("派单员", Role.DISPATCHER), build.moment("2022-01-07 09:00"))
    at = build.moment("2022-01-10 09:00")
    redo.redo(ticket, by=None, at=at, reason="市平台退办", source=RedoOrder.Source.CITY)
    signing.sign(ticket, by=None, at=at)
    replies.reply(replies.Answer(ticket, "第二轮答复：已更换灯头并回访诉求人。", at + timedelta(hours=1)), by=None)
    reviewing.accept(ticket, by=None, at=at + timedelta(hours=2))
    assert sheet_of(desk, batch)["C2"].value == build.ANSWER
    assert "第二轮答复" in desk.get("/reporting/1/").content.decode()


def test_field_by_field_one_is_marked_and_the_next_is_there(desk: Client, unit: Unit) -> None:
    build.completed(unit, number="1", city_due_at=build.moment("2022-01-11 00:00"))
    build.completed(unit, number="2", city_due_at=build.moment("2022-01-12 00:00"))
    shown = desk.get("/reporting/1/").content.decode()
    assert build.ANSWER in shown and 'data-copies="field1"' in shown and "readonly" in shown
    answer = desk.post("/reporting/1/")
    assert answer.headers["Location"] == "/reporting/2/"
    assert Ticket.objects.get(number="1").reported_at is not None
    assert "已报结" in desk.get("/reporting/1/").content.decode()
    assert "不能再报结" in desk.post("/reporting/1/").content.decode()


def test_without_an_accepted_reply_there_is_nothing_to_copy(desk: Client, unit: Unit) -> None:
    build.handling(unit, number="1")
    assert "没有可以报结的答复" in desk.get("/reporting/1/").content.decode()


@pytest.mark.parametrize("rows", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_list(
    desk: Client, unit: Unit, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        build.completed(unit, number=f"9{number}")
    build.forget()  # what is read now is kept for ten seconds from here
    desk.get("/reporting/")
    with django_assert_max_num_queries(9):
        assert desk.get("/reporting/").status_code == 200
