"""Report back to the city: by city deadline, once, as a file that can be fetched again."""

import io

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.models import ReportBatch, Ticket
from units.models import Unit, User
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


@pytest.mark.parametrize("rows", [5, 50])
def test_the_number_of_queries_does_not_grow_with_the_list(
    desk: Client, unit: Unit, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        build.completed(unit, number=f"9{number}")
    desk.get("/reporting/")
    with django_assert_max_num_queries(10):
        desk.get("/reporting/")
