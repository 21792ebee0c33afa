"""Supervision orders: given in their levels, with a result that may come later; the ticket's status stays, the chain tells."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.tickets import sheets
from tickets.acts import case_files, hard_cases, history, story, supervising
from tickets.acts.supervising import Order, Result
from tickets.models import Event, SupervisionOrder, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db

NOW = build.moment("2022-01-12 10:00")
WHY = "多次超期仍未办结"
HEADINGS = list(case_files.layout("supervision").headings)
ROW = ["督字一号", "住建局", "领导牵头督办", "督2号", WHY, "2022-01-10 09:00", "2022-01-14", "已解决", "2022-01-11", "已修复"]


def order_of(ticket: Ticket, **said: object) -> Order:
    part = hard_cases.part_of_unit(ticket, None)
    return Order(**{"assignment": part, "level": "office", "reason": WHY, "ordered_at": NOW, **said})  # type: ignore[arg-type]


def send(client: Client, path: Path, *rows: list[str]) -> str:
    """The preview, and then the doing where the preview offers it."""
    file = sheets.write(path / "rows.xlsx", [HEADINGS, *rows])
    answer = client.post("/supervision/import/", {"file": SimpleUploadedFile(file.name, file.read_bytes())})
    if packed := answer.context.get("packed"):
        answer = client.post("/supervision/import/", {"packed": packed})
    return answer.content.decode()


def test_an_order_and_its_result_stand_on_the_chain_and_leave_the_status(unit: Unit, supervisor: User) -> None:
    ticket = build.handling(unit)
    before = Ticket.objects.values("status", "due_at", "lead").get()
    row = build.supervised(ticket, NOW, "leader", supervisor)
    later = NOW + timedelta(days=1)
    supervising.record_result_many([Result(row, "unsolved", later, "仍未修复")], supervisor, later)
    supervising.record_result_many([Result(row, "solved", later, "已修复")], supervisor, later)
    now = SupervisionOrder.objects.get()
    assert (now.unit, now.result, now.result_at, now.result_words, now.by) == (unit, "solved", later, "已修复", supervisor)
    assert Ticket.objects.values("status", "due_at", "lead").get() == before
    told = [(each.strong, each.words) for each in story.read(Ticket.objects.get(), supervisor, later).moments if "督办" in each.strong]
    assert [strong for strong, _ in told] == ["领导牵头督办", "督办结果", "督办结果"]
    assert "住建局" in told[0][1] and "已解决" in told[2][1]
    assert history.verify().fault is None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"level": "nothing"}, "level"),
        ({"reason": "快办"}, "too_short"),
        ({"ordered_at": NOW + timedelta(minutes=1)}, "future"),
        ({"ordered_at": build.ARRIVED - timedelta(days=1)}, "too_early"),
        ({"due_at": NOW}, "due_past"),
    ],
)
def test_an_order_that_lacks_something_is_refused(unit: Unit, supervisor: User, said: dict[str, object], code: str) -> None:
    ticket = build.handling(unit)
    with pytest.raises(ValidationError) as refusal:
        supervising.order_many([order_of(ticket, **said)], supervisor, NOW)
    assert refusal.value.code == code and refusal.value.messages[0].endswith("。")
    assert not SupervisionOrder.objects.exists()


def test_the_same_order_is_not_given_twice_but_another_level_is(unit: Unit, supervisor: User) -> None:
    ticket = build.handling(unit)
    supervising.order_many([order_of(ticket), order_of(ticket, level="leader")], supervisor, NOW)
    with pytest.raises(ValidationError, match="已经登记过"):
        supervising.order_many([order_of(Ticket.objects.get())], supervisor, NOW)
    assert SupervisionOrder.objects.count() == 2 and history.verify().fault is None


def test_a_result_says_which_and_when(unit: Unit, supervisor: User) -> None:
    row = build.supervised(build.handling(unit), NOW)
    for result, at, code in (("", NOW, "result"), ("solved", NOW + timedelta(days=9), "future"), ("solved", build.ARRIVED, "too_early")):
        with pytest.raises(ValidationError) as refusal:
            supervising.record_result_many([Result(row, result, at)], supervisor, NOW)
        assert refusal.value.code == code


def test_only_the_supervisor_orders(unit: Unit, dispatcher: User, handler: User) -> None:
    ticket = build.handling(unit)
    for person in (dispatcher, handler):
        with pytest.raises(ValidationError, match="您的角色不能督办"):
            supervising.order_many([order_of(ticket)], person, NOW)


def test_an_order_is_typed_and_its_result_too(client: Client, unit: Unit, supervisor: User, handler: User) -> None:
    build.handling(unit, number="督字一号")
    client.force_login(supervisor)
    assert "没有工单" in client.post("/supervision/", {"number": "R9", "level": "system", "reason": WHY}).content.decode()
    assert client.post("/supervision/", {"number": "督字一号", "level": "system", "reason": WHY}).status_code == 302
    row = SupervisionOrder.objects.get()
    assert client.post(f"/supervision/{row.pk}/", {"result": "solved", "words": "已修复"}).status_code == 302
    assert SupervisionOrder.objects.get().result == "solved"
    client.force_login(handler)
    assert "督字一号" in client.get("/supervision/").content.decode()
    client.post(f"/supervision/{row.pk}/", {"result": "unsolved"})
    client.post("/supervision/", {"number": "督字一号", "level": "leader", "reason": WHY})
    assert SupervisionOrder.objects.get().result == "solved"


def test_a_unit_reads_its_own_orders_alone(client: Client, unit: Unit, stranger: User) -> None:
    row = build.supervised(build.handling(unit, number="督字一号"), NOW)
    client.force_login(stranger)
    assert "督字一号" not in client.get("/supervision/").content.decode()
    assert client.get(f"/supervision/{row.pk}/").status_code == 404


def test_the_list_is_narrowed_in_few_questions(client: Client, unit: Unit, supervisor: User) -> None:
    build.supervised(build.handling(unit, number="督字一号"), NOW)
    client.force_login(supervisor)
    with CaptureQueriesContext(connection) as few:
        client.get("/supervision/")
    for number in range(2, 6):
        build.supervised(build.handling(unit, number=f"R{number}"), build.moment("2022-02-12 10:00"), "leader")
    with CaptureQueriesContext(connection) as more:
        client.get("/supervision/")
    assert len(more) <= len(few)
    asked = {"month=2022-01": 1, "level=leader": 4, "result=none": 5, "result=solved": 0, f"unit={unit.pk}": 5}
    for query, count in asked.items():
        assert client.get(f"/supervision/?{query}").content.decode().count("登记结果<span") == count, query
    told = b"".join(client.get("/lists/supervision.csv?month=2022-01").streaming_content).decode()  # type: ignore[attr-defined]
    assert "督字一号" in told and "督字二号" not in told


def test_a_file_comes_in_once_and_a_later_one_brings_the_result(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.handling(unit, number="督字一号")
    client.force_login(supervisor)
    assert "新增 1" in send(client, tmp_path, [*ROW[:7], "", "", ""])
    assert "更改 1" in send(client, tmp_path, ROW)
    row, events = SupervisionOrder.objects.get(), Event.objects.count()
    assert (row.level, row.document, row.result, row.result_words) == ("leader", "督2号", "solved", "已修复")
    assert row.due_at == build.moment("2022-01-15 00:00")  # the 24:00 of the day that the file names
    assert "未变 1" in send(client, tmp_path, ROW)
    assert (SupervisionOrder.objects.count(), Event.objects.count()) == (1, events)
    assert "只能是：系统督办" in send(client, tmp_path, [*ROW[:2], "省级", *ROW[3:]])
    assert history.verify().fault is None


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        (1, "教育局", "被督办单位登记的是“住建局”，这一行是“教育局”"),
        (3, "督3号", "督办单号登记的是“督2号”，这一行是“督3号”"),
        (4, "另有事由，请速办", f"事由登记的是“{WHY}”，这一行是“另有事由，请速办”"),
        (6, "2022-01-15", "办理时限登记的是“01-14 24:00”，这一行是“01-15 24:00”"),
    ],
)
def test_a_row_that_says_otherwise_than_a_known_order_is_told_and_changes_nothing(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, told: str
) -> None:
    build.assisted(unit, build.unit("教育局"), number="督字一号")
    client.force_login(supervisor)
    other = [*ROW[:place], cell, *ROW[place + 1 :]]
    html = send(client, tmp_path, ROW, other)
    assert "在本文件前面的行里出现过" in html and told in html and not SupervisionOrder.objects.exists()
    send(client, tmp_path, ROW)
    before = list(SupervisionOrder.objects.values())
    html = send(client, tmp_path, other)
    assert "的领导牵头督办已经登记过" in html and told in html and "是另一次督办的，请改督办时间" in html
    assert list(SupervisionOrder.objects.values()) == before


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        (7, "未解决", "结果由“已解决”改为“未解决”"),
        (8, "2022-01-12", "结果时间由“2022-01-11 00:00”改为“2022-01-12”"),
        (9, "已修复并回访", "结果说明由“已修复”改为“已修复并回访”"),
    ],
)
def test_a_corrected_result_is_shown_with_what_it_was_and_recorded_anew_but_not_within_one_file(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, told: str
) -> None:
    build.handling(unit, number="督字一号")
    client.force_login(supervisor)
    other = [*ROW[:place], cell, *ROW[place + 1 :]]
    assert "在本文件前面的行里出现过" in send(client, tmp_path, ROW, other)
    send(client, tmp_path, ROW)
    html = send(client, tmp_path, other)
    assert "更改 1" in html and told in html
    assert "未变 1" in send(client, tmp_path, other)
    assert "写了“结果说明”而“结果”是空的" in send(client, tmp_path, [*ROW[:7], "", "", "已修复"])


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        (0, "Ｒ１", "新增 1"),
        (2, "领导 牵头督办", "新增 1"),
        (2, "ＯＡ督办", "新增 1"),
        (0, "2.31007123456789e+17", "编号被表格软件改成了科学计数 2.31007123456789e+17，后面的数字已经丢失"),
        (5, "2022-02-30", "“督办时间”写的是“2022-02-30”，不是时间"),
        (5, "２０２２－０１－１０　０９：００", "新增 1"),
    ],
)
def test_cells_in_full_width_are_read_and_spoilt_ones_are_told(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, told: str
) -> None:
    build.handling(unit, number="R1")
    client.force_login(supervisor)
    row = ["R1", *ROW[1:]]
    assert told in send(client, tmp_path, [*row[:place], cell, *row[place + 1 :]])
    assert SupervisionOrder.objects.count() == ("新增" in told)


def test_what_a_file_holds_beside_the_form_is_told_in_the_preview(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.handling(unit, number="督字一号")
    client.force_login(supervisor)
    file = sheets.write(tmp_path / "rows.xlsx", [[*HEADINGS, "处理情况"], [*ROW, "已回复"]])
    answer = client.post("/supervision/import/", {"file": SimpleUploadedFile(file.name, file.read_bytes())})
    assert "没有读的内容：“处理情况”（K 列）" in answer.content.decode()
