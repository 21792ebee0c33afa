"""A list as a file: what the list shows and no more, masked, with who took it and when, and nothing that calculates."""

import csv
import io
import zipfile

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests import build
from tickets.acts import columns, listing
from tickets.models import Identity, Ticket
from tickets.rules.formulas import disarmed
from units.models import Unit, User

CSV, XLSX = "/lists/dispatch_desk.csv", "/lists/dispatch_desk.xlsx"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+8613812345678", "'+8613812345678"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("路灯=不亮", "路灯=不亮"),
        ("", ""),
    ],
)
def test_a_text_that_would_be_calculated_gets_an_apostrophe(text: str, written: str) -> None:
    assert disarmed(text) == written


def csv_of(client: Client, address: str = CSV) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def cells_of(client: Client, address: str = XLSX) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    return [[str(cell.value or "") for cell in row] for row in sheet.iter_rows()]


def test_both_kinds_hold_the_same_cells_below_a_line_of_who_when_and_what(client: Client, dispatcher: User) -> None:
    build.ticket("1", title="路灯不亮，联系 13812345678")
    client.force_login(dispatcher)
    (mark, headings, row), sheet = csv_of(client), cells_of(client)
    assert mark[0] == sheet[0][0]
    assert "示例区12345 · 待派单 · 派单员（派单员）" in mark[0] and "导出" in mark[0] and "脱敏" in mark[0]
    assert headings == sheet[1] == [column.heading for column in columns.TICKET]
    assert row == sheet[2]
    assert row[:2] == ["1", "路灯不亮，联系 138****5678"]


def test_a_file_holds_what_the_tab_and_the_filters_show(client: Client, unit: Unit, dispatcher: User) -> None:
    build.ticket("urgent", urgency="urgent")
    build.ticket("normal")
    build.dispatched(unit, number="given")
    client.force_login(dispatcher)
    assert {row[0] for row in csv_of(client)[2:]} == {"normal", "urgent"}
    shown = csv_of(client, f"{CSV}?urgency=urgent")
    assert [row[0] for row in shown[2:]] == ["urgent"]
    assert "紧急程度：紧急" in shown[0][0]
    assert {row[0] for row in csv_of(client, f"{CSV}?tab=classify")[2:]} == {"urgent", "normal", "given"}


def test_the_file_is_ordered_as_the_list(client: Client, dispatcher: User) -> None:
    for number, hour in (("late", "11"), ("early", "08"), ("middle", "09")):
        build.ticket(number, at=build.moment(f"2022-01-05 {hour}:00"))
    client.force_login(dispatcher)
    assert [row[0] for row in csv_of(client)[2:]] == ["early", "middle", "late"]


def test_a_unit_takes_its_own_list_and_no_other(client: Client, unit: Unit, handler: User) -> None:
    build.handling(unit, number="ours")
    build.handling(build.unit("城管局"), number="theirs")
    client.force_login(handler)
    assert [row[0] for row in csv_of(client, "/lists/inbox.csv")[2:]] == ["ours"]
    assert client.get(CSV).status_code == 403
    assert client.get("/lists/nothing.csv").status_code == client.get("/lists/inbox.pdf").status_code == 404


def test_the_citizen_is_in_no_cell(client: Client, dispatcher: User) -> None:
    made = build.ticket("1", text="我是欧阳明月，住光明里 702")
    Identity.objects.create(ticket=made, name="欧阳明月", phone="13987654321", address="光明里 702")
    client.force_login(dispatcher)
    for rows in (csv_of(client), cells_of(client)):
        said = "".join(cell for row in rows for cell in row)
        assert not [secret for secret in ("欧阳", "13987654321", "光明里") if secret in said]


def test_nothing_in_either_file_is_calculated(client: Client, dispatcher: User) -> None:
    build.ticket("1", title="=HYPERLINK(1)", area="@cmd")
    client.force_login(dispatcher)
    assert [csv_of(client)[2][place] for place in (1, 6)] == ["'=HYPERLINK(1)", "'@cmd"]
    sheet = zipfile.ZipFile(io.BytesIO(client.get(XLSX).content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and "=HYPERLINK(1)" in sheet


def test_a_file_that_leaves_rows_out_says_so(monkeypatch: pytest.MonkeyPatch, dispatcher: User) -> None:
    monkeypatch.setattr(listing, "MOST", 2)
    for number in ("1", "2", "3"):
        build.ticket(number)
    lines = list(listing.rows(listing.Sheet("工单", Ticket.objects.order_by("pk")), dispatcher))
    assert [line[0] for line in lines[1:3]] == ["1", "2"]
    assert "只列出前 2 件" in lines[3][0] and len(lines) == 4
    assert len(list(listing.rows(listing.Sheet("工单", Ticket.objects.filter(number__in=["1", "2"])), dispatcher))) == 3


@pytest.mark.parametrize("count", [1, 12])
def test_a_file_takes_as_many_queries_for_many_rows(
    client: Client, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        build.ticket(str(number))
    client.force_login(dispatcher)
    csv_of(client)
    with django_assert_max_num_queries(7):
        assert len(csv_of(client)) == count + 2
