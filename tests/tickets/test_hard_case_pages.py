"""Exclusions on their pages and by file: asked for, decided, listed, taken out; a file is looked at first and done whole or not."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import build
from tests.tickets import sheets
from tickets.acts import case_files, history
from tickets.models import Event, Exclusion
from units.models import Unit, User

pytestmark = pytest.mark.django_db

HEADINGS = list(case_files.layout("exclusions").headings)
ROW = ["R1", "住建局", "结果满意", "诉求超出政策规定", "市局复函", "2022-01-10", "同意", "2022-01-11 09:00", "属实", "区督3号"]


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def send(client: Client, path: Path, *rows: list[str]) -> str:
    """The preview, and then the doing where the preview offers it."""
    file = upload(sheets.write(path / "rows.xlsx", [HEADINGS, *rows]))
    answer = client.post("/exclusions/import/", {"file": file})
    if packed := answer.context.get("packed"):
        assert "还没有办理" in answer.content.decode()
        answer = client.post("/exclusions/import/", {"packed": packed})
    return answer.content.decode()


def test_a_unit_asks_and_the_supervisor_decides(client: Client, unit: Unit, handler: User, supervisor: User) -> None:
    build.completed(unit, number="R1")
    client.force_login(handler)
    assert "申请剔除" in client.get("/exclusions/ask/R1/").content.decode()
    said = {"aspect": "satisfaction", "reason": "诉求超出政策规定", "evidence": "市局复函"}
    assert client.post("/exclusions/ask/R1/", said).headers["Location"] == "/exclusions/"
    assert "已经申请过剔除" in client.post("/exclusions/ask/R1/", said).content.decode()
    row = Exclusion.objects.get()
    client.force_login(supervisor)
    assert "审批" in client.get("/exclusions/").content.decode()
    assert "写明理由" in client.post(f"/exclusions/{row.pk}/", {"act": "refuse"}).content.decode()
    client.post(f"/exclusions/{row.pk}/", {"act": "grant", "words": "属实", "document": "区督3号"})
    assert Exclusion.objects.get().is_in_force
    client.post(f"/exclusions/{row.pk}/", {"act": "overturn", "words": "市平台不予认可"})
    assert not Exclusion.objects.get().is_in_force
    assert history.verify().fault is None


def test_checked_ones_are_decided_together_with_one_reason_and_once(client: Client, unit: Unit, supervisor: User) -> None:
    for number in ("R1", "R2", "R3"):
        build.exclusion(build.completed(unit, number=number), build.moment("2022-01-12 10:00"))
    one, two, three = Exclusion.objects.order_by("pk")
    client.force_login(supervisor)

    def decide(query: str = "", **said: Any) -> str:
        return client.post(f"/exclusions/checked/{query}", said, follow=True).content.decode()

    assert "没有勾选" in decide(act="grant") and "没有勾选" in decide(act="grant", row=["9" * 30])
    refused = decide(act="refuse", row=[one.pk, two.pk])
    assert "写明理由" in refused and refused.count(" checked ") == 2
    assert "不同意剔除 1 件" in decide(act="refuse", row=[one.pk], words="依据不足")
    # One of both was decided meanwhile: neither is.
    assert "处理：不同意" in decide(act="grant", row=[one.pk, two.pk])
    assert not Exclusion.objects.get(pk=two.pk).decision
    said: dict[str, Any] = {"act": "grant", "row": [two.pk, three.pk], "words": "情况属实", "document": "区督4号"}
    assert "已同意剔除 2 件" in decide("?month=2022-01", **said)
    events = Event.objects.count()
    assert "处理：同意" in decide(**said)
    assert Event.objects.count() == events
    assert list(Exclusion.objects.order_by("pk").values_list("decision", "decision_words", "document")) == [
        ("refused", "依据不足", ""),
        ("accepted", "情况属实", "区督4号"),
        ("accepted", "情况属实", "区督4号"),
    ]


def test_the_unit_withdraws_and_reads_its_own_alone(client: Client, unit: Unit, handler: User, stranger: User) -> None:
    row = build.exclusion(build.completed(unit, number="R1"), build.moment("2022-01-12 10:00"))
    client.force_login(stranger)
    assert "R1" not in client.get("/exclusions/").content.decode()
    assert client.post(f"/exclusions/{row.pk}/").status_code == 404
    client.force_login(handler)
    assert client.post(f"/exclusions/{row.pk}/", {"act": "grant"}).status_code == 302
    assert Exclusion.objects.get().decision == "withdrawn"


def test_the_list_is_narrowed_and_taken_as_a_file_in_few_questions(client: Client, unit: Unit, supervisor: User) -> None:
    build.exclusion(build.completed(unit, number="R1"), build.moment("2022-01-12 10:00"))
    client.force_login(supervisor)
    with CaptureQueriesContext(connection) as few:
        client.get("/exclusions/")
    for number in range(2, 6):
        build.exclusion(build.completed(unit, number=f"R{number}"), build.moment("2022-02-12 10:00"), "solved")
    with CaptureQueriesContext(connection) as more:
        client.get("/exclusions/")
    assert len(more) <= len(few)
    for query, count in (
        ("month=2022-01", 1),
        ("aspect=solved", 4),
        ("decision=accepted", 0),
        (f"unit={unit.pk}", 5),
        ("month=2022-13", 5),
    ):
        assert client.get(f"/exclusions/?{query}").content.decode().count("审批<span") == count, query
    told = b"".join(client.get("/lists/exclusions.csv?month=2022-01").streaming_content).decode()  # type: ignore[attr-defined]
    assert "R1" in told and "R2" not in told


def test_a_file_comes_in_once_however_often_it_is_sent(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.completed(unit, number="R1")
    client.force_login(supervisor)
    assert "新增 1" in send(client, tmp_path, ROW)
    row = Exclusion.objects.get()
    assert (row.is_in_force, row.aspect, row.document, row.by) == (True, "satisfaction", "区督3号", supervisor)
    events = Event.objects.count()
    assert "未变 1" in send(client, tmp_path, ROW)
    assert (Exclusion.objects.count(), Event.objects.count()) == (1, events)
    assert history.verify().fault is None


def test_a_row_without_its_decision_is_decided_by_a_later_file(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.completed(unit, number="R1")
    client.force_login(supervisor)
    send(client, tmp_path, [*ROW[:6], "", "", "", ""])
    assert Exclusion.objects.get().decision == ""
    assert "更改 1" in send(client, tmp_path, ROW)
    assert Exclusion.objects.get().is_in_force


@pytest.mark.parametrize(
    ("place", "cell", "told"),
    [
        (3, "电话有录音为证，请予剔除", "事由登记的是“"),
        (4, "另一份材料", "依据材料登记的是“"),
        (5, "2022-01-02", "申请时间登记的是“"),
        (6, "不同意", "决定登记的是“同意”，这一行是“不同意”"),
        (7, "2022-01-09 08:00", "审批时间登记的是“"),
        (8, "另一种意见", "审批意见登记的是“"),
        (9, "区督4号", "决定文号登记的是“区督3号”，这一行是“区督4号”"),
    ],
)
def test_a_row_that_says_otherwise_than_what_stands_is_told_and_changes_nothing(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, told: str
) -> None:
    build.completed(unit, number="R1")
    client.force_login(supervisor)
    other = [*ROW[:place], cell, *ROW[place + 1 :]]
    html = send(client, tmp_path, ROW, other)
    assert "在本文件前面的行里出现过" in html and told in html and not Exclusion.objects.exists()
    send(client, tmp_path, ROW)
    before = list(Exclusion.objects.values())
    html = send(client, tmp_path, other)
    assert "已经登记过" in html and told in html and "请改成一致或删去这一行" in html
    assert list(Exclusion.objects.values()) == before


def test_words_of_a_decision_that_is_not_told_are_not_passed_over(client: Client, unit: Unit, supervisor: User, tmp_path: Path) -> None:
    build.completed(unit, number="R1")
    client.force_login(supervisor)
    assert "写了“决定文号”而“决定”是空的" in send(client, tmp_path, [*ROW[:6], "", "", "", "区督3号"])


@pytest.mark.parametrize(
    ("place", "cell", "why"),
    [
        (0, "R9", "没有工单“R9”"),
        (1, "教育局", "从未由教育局承办"),
        (1, "火星局", "不是已知的单位"),
        (2, "天气", "只能是：承办件数"),
        (3, "", "“事由”是空的"),
        (5, "2099-01-01", "还没有到"),
        (5, "明天", "不是时间"),
        (6, "也许", "只能是：同意、不同意"),
        (7, "2021-12-31", "审批时间早于申请时间"),
    ],
)
def test_one_bad_row_is_named_with_its_reason_and_nothing_is_done(
    client: Client, unit: Unit, supervisor: User, tmp_path: Path, place: int, cell: str, why: str
) -> None:
    for number in ("R1", "R2"):
        build.completed(unit, number=number)
    build.unit("教育局")
    client.force_login(supervisor)
    before = Event.objects.count()
    told = send(client, tmp_path, [*ROW[:place], cell, *ROW[place + 1 :]], ["R2", *ROW[1:]])
    assert why in told and "什么都没有改动" in told
    assert not Exclusion.objects.exists() and Event.objects.count() == before


def test_a_preview_of_another_list_or_of_nobodys_is_refused(client: Client, unit: Unit, supervisor: User) -> None:
    client.force_login(supervisor)
    assert "预览已过期" in client.post("/exclusions/import/", {"packed": "x"}).content.decode()
    other = case_files.packed("whistles", [(2, {})])
    assert "别的清单" in client.post("/exclusions/import/", {"packed": other}).content.decode()


def test_the_empty_form_is_the_one_that_comes_in(client: Client, supervisor: User, tmp_path: Path) -> None:
    client.force_login(supervisor)
    (tmp_path / "form.xlsx").write_bytes(client.get("/exclusions/form.xlsx").content)
    answer = client.post("/exclusions/import/", {"file": upload(tmp_path / "form.xlsx")})
    assert "表头下面没有内容" in answer.content.decode()
