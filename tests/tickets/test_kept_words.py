"""Nothing that a file says is lost: what has no column of its own is kept beside the ticket, without a second way to the citizen."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import build
from tests.tickets.incoming import ticket
from tests.tickets.test_callbacks_in import OPEN
from tests.tickets.test_intake import WAITING, city_file, take
from tickets.models import IntakeBatch, IntakeRow, Ticket
from units.models import Unit, User

pytestmark = pytest.mark.django_db
ANSWER = "正在与供水公司联系，预计下周恢复供水。"


def test_columns_without_a_place_of_their_own_are_kept_by_their_names(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, {**WAITING, "是否督办": "是", "是否疑难": "否", "延期天数": "3"}))
    kept = Ticket.objects.get().extras
    assert {name: kept.get(name) for name in ("是否督办", "是否疑难", "延期天数")} == {"是否督办": "是", "是否疑难": None, "延期天数": "3"}


@pytest.mark.parametrize(
    ("columns", "marks"),
    [
        ({"是否企业诉求": "是", "是否涉旅": "否"}, (True, False)),
        ({"企业名称": "辽河油建公司", "旅游": "是"}, (True, True)),
        ({"是否企业诉求": "否", "企业名称": "辽河油建公司"}, (False, False)),
        ({}, (False, False)),
    ],
)
def test_tickets_of_enterprises_and_of_tourism_are_marked(
    tmp_path: Path, unit: Unit, columns: dict[str, object], marks: tuple[bool, bool]
) -> None:
    take(city_file(tmp_path, {**WAITING, **columns}))
    made = Ticket.objects.get()
    assert (made.is_enterprise, made.is_tourism) == marks


def test_a_later_file_that_marks_a_ticket_shows_it(tmp_path: Path, unit: Unit) -> None:
    take(city_file(tmp_path, WAITING))
    take(city_file(tmp_path, {**WAITING, "是否涉旅": "是"}))
    assert Ticket.objects.get().is_tourism
    assert IntakeRow.objects.get().difference == {"涉旅": ["否", "是"]}


@pytest.mark.parametrize("columns", [WAITING, OPEN])
def test_what_was_said_about_an_open_ticket_is_kept_and_shown_when_it_changes(
    tmp_path: Path, unit: Unit, columns: dict[str, object]
) -> None:
    path = city_file(tmp_path, {**columns, "办理情况": ANSWER})
    take(path)
    assert Ticket.objects.get().extras["办理情况"] == ANSWER
    assert take(path).words == "新增 0 更新 0 未变 1 拒收 0 合计 1"
    take(city_file(tmp_path, {**columns, "办理情况": "供水已于今天上午恢复。"}))
    assert IntakeRow.objects.get().difference == {"办理情况": [ANSWER, "供水已于今天上午恢复。"]}


def test_of_two_columns_for_one_identity_the_second_is_kept_masked_and_stands_in_for_an_empty_first() -> None:
    both = ticket(联系电话="13812345678", 手机号="13987654321", 诉求人="李大力")
    assert (both.caller_phone, both.extras["手机号"], both.extras["诉求人"]) == ("13812345678", "139****4321", "李**")
    assert ticket(联系电话="", 手机号="13987654321").caller_phone == "13987654321"


def test_the_other_columns_can_be_read_on_the_ticket_page(tmp_path: Path, unit: Unit, dispatcher: User, client: Client) -> None:
    take(city_file(tmp_path, {**WAITING, "神秘列": "请打 13812345678"}))
    client.force_login(dispatcher)
    page = client.get(f"/tickets/{WAITING['工单编号']}/").content.decode()
    assert "神秘列" in page and "138****5678" in page and "13812345678" not in page


def test_a_deadline_from_the_file_is_not_provisional_any_more(tmp_path: Path, unit: Unit) -> None:
    made = build.ticket(city_due_provisional=True)
    take(city_file(tmp_path, {**WAITING, "工单编号": made.number, "办理截止时间": "2022-01-06"}))
    made.refresh_from_db()
    assert (made.city_due_in_file, made.city_due_provisional) == (True, False)


def test_where_the_reject_file_cannot_stand_nothing_is_imported(tmp_path: Path, unit: Unit) -> None:
    with pytest.raises(CommandError, match="没有文件夹"):
        call_command("import_tickets", city_file(tmp_path, WAITING), rejects=tmp_path / "none" / "拒收.xlsx")
    assert not IntakeBatch.objects.exists()


def test_a_reject_file_that_cannot_be_written_is_told_after_the_rows_are_in(
    tmp_path: Path, unit: Unit, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_tickets", city_file(tmp_path, WAITING), rejects=tmp_path)
    said = capsys.readouterr()
    assert "没有写成" in said.err and said.out.strip().splitlines()[-1] == "新增 1 更新 0 未变 0 拒收 0 合计 1"
