"""Rosters of units and people: what goes out comes back unchanged, every fault is named by its row, nothing is half-written."""

import io
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotline.acts.rosters import people, units
from tests import build
from units.acts import audit
from units.models import Unit, UnitKind, UnitName, User
from units.rules.roles import Role


def _file(path: Path, headings: Sequence[str], *rows: Sequence[str]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([headings, *rows]):
            sheet.write_row(number, 0, row)
    return path


def _units(path: Path, *rows: Sequence[str]) -> Path:
    return _file(path / "units.xlsx", units.HEADINGS, *rows)


def _people(path: Path, *rows: Sequence[str]) -> Path:
    return _file(path / "people.xlsx", people.HEADINGS, *rows)


def _shown(content: bytes) -> list[list[str]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def kind(unit: Unit) -> UnitKind:
    return unit.kind


def test_units_come_in_with_their_tree_names_and_mergers(unit: Unit, kind: UnitKind, tmp_path: Path) -> None:
    outcome = units.bring_in(
        _units(
            tmp_path,
            ["住建局", "住建", "区直部门", "", "是", "建设局、住房局", "", ""],
            ["供暖科", "", "区直部门", "住建局", "否", "", "", ""],
            ["老城建局", "", "区直部门", "", "是", "", "2023-10-07", "住建局"],
        )
    )
    assert (outcome.added, outcome.changed, outcome.unchanged) == (2, 1, 0)
    assert outcome.changes == ("住建局：简称 （空） → 住建；别名 （空） → 住房局、建设局",)
    section, old = Unit.objects.get(name="供暖科"), Unit.objects.get(name="老城建局")
    assert (section.parent, section.is_ranked) == (unit, False)
    assert (old.successor, str(old.closed_on)) == (unit, "2023-10-07")


def test_what_goes_out_comes_back_unchanged(unit: Unit, administrator: User, handler: User, tmp_path: Path) -> None:
    UnitName.objects.create(unit=unit, name="=建设局")
    for content, bring_in in (
        (units.as_xlsx(), units.bring_in),
        (people.as_xlsx(), lambda path: people.bring_in(path, administrator)),
    ):
        path = tmp_path / "out.xlsx"
        path.write_bytes(content)
        outcome = bring_in(path)
        assert (outcome.added, outcome.changed) == (0, 0) and outcome.unchanged >= 1
    assert _shown(units.as_xlsx())[1][5] == "=建设局"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["", "", "区直部门", "", "", "", "", ""], "第 2 行：“名称”是空的"),
        (["甲局", "", "部委", "", "", "", "", ""], "没有单位类型“部委”，可用的是：区直部门"),
        (["甲局", "", "区直部门", "乙局", "", "", "", ""], "“上级单位”里的“乙局”不在表里也不在系统里"),
        (["甲局", "", "区直部门", "甲局", "", "", "", ""], "不能是自己"),
        (["甲局", "", "区直部门", "", "也许", "", "", ""], "只写“是”或“否”"),
        (["甲局", "", "区直部门", "", "", "住建局", "", ""], "“住建局”已是“住建局”的名称或别名"),
        (["甲局", "", "区直部门", "", "", "", "去年", ""], "“撤销日期”应写成 2023-10-07"),
        (["甲局", "", "区直部门", "", "", "", "", "住建局"], "还要填“撤销日期”"),
    ],
)
def test_a_fault_is_named_by_its_row_and_nothing_is_stored(kind: UnitKind, tmp_path: Path, row: list[str], fault: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        units.bring_in(_units(tmp_path, row, ["乙科", "", "区直部门", "", "", "", "", ""]))
    assert fault in " ".join(refusal.value.messages)
    assert list(Unit.objects.values_list("name", flat=True)) == ["住建局"]


def test_all_faults_of_a_row_stand_in_one_reason(kind: UnitKind, administrator: User, tmp_path: Path) -> None:
    with pytest.raises(ValidationError) as refusal:
        units.bring_in(_units(tmp_path, ["甲局", "", "部委", "乙局", "也许", "住建局", "去年", "丙局"]))
    (reason, _) = refusal.value.messages
    for fault in ("部委", "“乙局”不在表里", "也许", "“住建局”已是", "应写成 2023-10-07", "“丙局”不在表里"):
        assert fault in reason
    with pytest.raises(ValidationError) as refusal:
        people.bring_in(_people(tmp_path, ["张 三", "", "局长", "文旅局", "打办公室", "也许"]), administrator)
    (reason, _) = refusal.value.messages
    for fault in ("“用户名”只用", "“姓名”要填写", "局长", "文旅局", "“手机”只写数字", "“在用”只写"):
        assert fault in reason


def test_the_same_row_twice_is_told_beside_what_else_is_wrong_with_it(kind: UnitKind, tmp_path: Path) -> None:
    row = ["甲局", "", "区直部门", "乙局", "", "", "", ""]
    with pytest.raises(ValidationError) as refusal:
        units.bring_in(_units(tmp_path, row, row))
    assert refusal.value.messages[1].startswith("第 3 行：与第 2 行的名称相同，请删去一行。“上级单位”里的“乙局”")


def test_parents_in_a_circle_are_refused(kind: UnitKind, tmp_path: Path) -> None:
    path = _units(tmp_path, ["甲局", "", "区直部门", "乙局", "", "", "", ""], ["乙局", "", "区直部门", "甲局", "", "", "", ""])
    with pytest.raises(ValidationError, match="绕成了圈"):
        units.bring_in(path)


def test_new_people_get_a_password_once_and_it_works(unit: Unit, administrator: User, client: Client, tmp_path: Path) -> None:
    path = _people(tmp_path, ["zhang3", "张三", "承办人", "住建局", "13800000001", "是"])
    outcome = people.bring_in(path, administrator)
    ((username, password),) = outcome.passwords
    assert client.post("/login/", {"username": username, "password": password}).status_code == 302
    assert client.get("/inbox/").headers["Location"] == "/password/"
    assert people.bring_in(path, administrator).passwords == ()
    assert password not in str(audit.page().entries)


def test_who_leaves_is_switched_off_not_deleted(unit: Unit, administrator: User, handler: User, tmp_path: Path) -> None:
    outcome = people.bring_in(_people(tmp_path, [handler.username, "承办人", "承办人", "住建局", "", "否"]), administrator)
    assert outcome.changes == ("承办人：在用 是 → 否",)
    assert not User.objects.get(pk=handler.pk).is_active


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["张 三", "张三", "派单员", "", "", ""], "“用户名”只用字母"),
        (["zhang3", "张三", "局长", "", "", ""], "没有角色“局长”，可用的是：派单员"),
        (["zhang3", "张三", "承办人", "", "", ""], "要写“所属单位”"),
        (["zhang3", "张三", "承办人", "文旅局", "", ""], "“文旅局”不是已知的单位"),
        (["zhang3", "张三", "派单员", "", "打办公室", ""], "“手机”只写数字"),
    ],
)
def test_a_person_who_cannot_be_is_named_by_the_row(unit: Unit, administrator: User, tmp_path: Path, row: list[str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        people.bring_in(_people(tmp_path, row), administrator)
    assert not User.objects.filter(username="zhang3").exists()


def test_nobody_takes_the_office_from_themselves(administrator: User, tmp_path: Path) -> None:
    row = [administrator.username, "管理员", "管理员", "", "", "否"]
    with pytest.raises(ValidationError, match="不能停用自己"):
        people.bring_in(_people(tmp_path, row), administrator)


def test_the_page_takes_a_roster_and_refuses_a_picture(client: Client, administrator: User, unit: Unit, tmp_path: Path) -> None:
    client.force_login(administrator)
    assert client.get("/rosters/units.xlsx").content[:2] == b"PK"
    for kind, name in (("units", "单位名册"), ("people", "人员名册")):
        assert quote(f"{name}.xlsx") in client.get(f"/rosters/{kind}.xlsx").headers["Content-Disposition"]
    assert client.get("/rosters/other.xlsx").status_code == 404
    path = _units(tmp_path, ["文旅局", "", "区直部门", "", "", "", "", ""])
    shown = client.post("/rosters/", {"kind": "units", "file": SimpleUploadedFile("单位.xlsx", path.read_bytes())}).content.decode()
    assert "新增 1，更改 0，未变 0" in shown
    odd = client.post("/rosters/", {"kind": "units", "file": SimpleUploadedFile("单位.xlsx", b"\x89PNG\r\n")}).content.decode()
    assert "alert-circle" in odd and Unit.objects.count() == 2
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1
    assert build.person("管理员", Role.ADMINISTRATOR) == administrator
