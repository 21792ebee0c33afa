"""The responsibility list: what goes out comes in again, what a file changes is said, and a faulty file changes nothing."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import build
from tests.rival import Rival
from tests.tickets import sheets
from tickets.acts import responsibility, responsibility_in
from tickets.models import Category, Responsibility
from units.models import Unit, UnitName, User

pytestmark = pytest.mark.django_db

PAGE = "/responsibility/"
HEADING = list(responsibility.HEADINGS)


@pytest.fixture
def known() -> None:
    """城建 › 路灯, 城建 › 供热; 住建局 (also 区住建局), 城建中心, 教育局; one line."""
    root = Category.objects.create(name="城建", path="城建", depth=1)
    for name in ("路灯", "供热"):
        Category.objects.create(name=name, path=f"城建/{name}", depth=2, parent=root, root=root)
    for name in ("住建局", "城建中心", "教育局"):
        build.unit(name)
    UnitName.objects.create(unit=build.unit("住建局"), name="区住建局")
    build.unit("旧城建局", closed_on=build.ARRIVED.date(), successor=build.unit("城建中心"))
    line = Responsibility.objects.create(category=Category.objects.get(name="路灯"), lead=build.unit("城建中心"), basis="三定", order=1)
    line.assists.set([build.unit("住建局")])


def upload(path: Path) -> SimpleUploadedFile:
    return SimpleUploadedFile(path.name, path.read_bytes())


def told() -> list[tuple[str, str, str, str, str, str]]:
    return [
        (line.category.path, line.area, line.matter, line.lead.name, "、".join(unit.name for unit in line.assists.all()), line.basis)
        for line in responsibility.rows()
    ]


def test_what_goes_out_comes_in_and_changes_nothing(known: None, tmp_path: Path) -> None:
    Responsibility.objects.create(
        category=Category.objects.get(name="供热"), area="=老城", matter="@换热站", lead=build.unit("住建局"), order=2
    )
    before = told()
    path = tmp_path / "list.xlsx"
    path.write_bytes(responsibility.write_xlsx())
    difference = responsibility_in.bring_in(upload(path))
    assert difference.words == "新增 0 更新 0 未变 2，文件里没有的 0 行保留"
    assert told() == before


def test_two_people_at_once_add_a_line_once(known: None) -> None:
    heat, lead = Category.objects.get(name="供热"), build.unit("住建局")
    rival = Rival('INSERT INTO "tickets_responsibility"', lambda: Responsibility.objects.create(category=heat, lead=lead, order=9))
    with connection.execute_wrapper(rival), pytest.raises(ValidationError, match="已经在清单里"):
        responsibility.put(responsibility.Entry(heat, "", "", lead))


def test_a_file_adds_and_updates_lines_and_says_what(known: None, tmp_path: Path) -> None:
    rows = [
        ["依据", "类别", "主办单位", "协办单位", "属地", "事项"],
        ["", "城建 › 路灯", "区住建局", "城建中心；教育局", "", ""],
        ["三定", "供热", "住建局", "", "老城", "换热站"],
    ]
    difference = responsibility_in.bring_in(upload(sheets.write(tmp_path / "list.xlsx", rows)))
    assert difference.words == "新增 1 更新 1 未变 0，文件里没有的 0 行保留"
    assert difference.updated[0][1] == [
        ("主办单位", "城建中心", "住建局"),
        ("依据", "三定", ""),
        ("协办单位", "住建局", "城建中心、教育局"),
    ]
    assert told() == [("城建/路灯", "", "", "住建局", "城建中心、教育局", ""), ("城建/供热", "老城", "换热站", "住建局", "", "三定")]
    again = responsibility_in.bring_in(upload(tmp_path / "list.xlsx"))
    assert again.words == "新增 0 更新 0 未变 2，文件里没有的 0 行保留"


def test_every_fault_is_named_by_its_row_and_nothing_is_kept(known: None, tmp_path: Path, client: Client, dispatcher: User) -> None:
    rows = [
        HEADING,
        ["城建/供热", "", "", "住建局", "", ""],
        ["城建/绿化", "", "", "住建局", "", ""],
        ["", "", "", "住建局", "", ""],
        ["城建/供热", "老城", "", "", "", ""],
        ["城建/供热", "新城", "", "住建局、教育局", "", ""],
        ["城建/供热", "东城", "", "住建局", "区住建局", ""],
        ["城建/供热", "西城", "", "某某局", "", ""],
        ["城建/供热", "北城", "", "旧城建局", "", ""],
        ["城建/供热", "", "", "教育局", "", ""],
        ["城建/供热", "", "长" * 201, "教育局", "", ""],
    ]
    path = sheets.write(tmp_path / "list.xlsx", rows)
    client.force_login(dispatcher)
    shown = client.post(PAGE, {"file": upload(path)}).content.decode()
    for words in (
        "第 3 行：类别“城建/绿化”不在类别表里",
        "第 4 行：“类别”是空的",
        "第 5 行：“主办单位”是空的",
        "第 6 行：“主办单位”要写一个单位",
        "第 7 行：“住建局”既是主办又是协办",
        "第 8 行：“主办单位”里的“某某局”不是已知的单位",
        "第 9 行：“旧城建局”已撤销，请改写为承接单位“城建中心”",
        "第 10 行：与第 2 行的类别、属地、事项相同",
        "第 11 行：“事项”超过 200 个字",
        "什么都没有改动",
    ):
        assert words in shown
    assert len(told()) == 1


def test_what_a_file_changed_is_told_once_and_a_reload_sends_nothing(known: None, tmp_path: Path, client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    path = sheets.write(tmp_path / "list.xlsx", [HEADING, ["城建/供热", "东城", "", "住建局", "教育局", ""]])
    answer = client.post(PAGE, {"file": upload(path)})
    assert answer.status_code == 302
    shown = client.get(PAGE).content.decode()
    assert "新增 1" in shown and "主办 住建局，协办 教育局" in shown
    assert "导入结果" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["类别", "单位"], ["城建", "住建局"]], "缺少：主办单位"),
        ([HEADING], "表头下面没有内容"),
        ([], "缺少：类别、主办单位"),
    ],
)
def test_another_file_is_refused_in_words(
    known: None, tmp_path: Path, client: Client, dispatcher: User, rows: list[list[str]], words: str
) -> None:
    client.force_login(dispatcher)
    shown = client.post(PAGE, {"file": upload(sheets.write(tmp_path / "list.xlsx", rows))}).content.decode()
    assert words in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("list.xlsx", b"PK\x03\x04 no such thing", "请"), ("list.csv", b"a,b", "不是 .xlsx 文件"), ("list.xlsx", b"", "文件是空的")],
)
def test_what_is_no_xlsx_is_refused_in_words(client: Client, dispatcher: User, name: str, content: bytes, words: str) -> None:
    client.force_login(dispatcher)
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200 and words in answer.content.decode()
    assert not Responsibility.objects.exists()


def test_a_line_is_typed_changed_and_deleted(known: None, client: Client, administrator: User) -> None:
    client.force_login(administrator)
    heat, house, school = Category.objects.get(name="供热"), build.unit("住建局"), build.unit("教育局")
    typed = {"category": heat.pk, "area": " 老城 ", "matter": "", "lead": house.pk, "assists": [school.pk], "basis": ""}
    assert client.post(f"{PAGE}line/", typed).status_code == 302
    made = Responsibility.objects.get(category=heat)
    assert (made.area, made.lead, list(made.assists.all()), made.order) == ("老城", house, [school], 2)
    assert "已经在清单里" in client.post(f"{PAGE}line/", typed).content.decode()
    assert "已是主办" in client.post(f"{PAGE}{made.pk}/", {**typed, "assists": [house.pk]}).content.decode()
    assert client.post(f"{PAGE}{made.pk}/", {**typed, "lead": school.pk, "assists": []}).status_code == 302
    made.refresh_from_db()
    assert (made.lead, list(made.assists.all())) == (school, [])
    assert client.post(f"{PAGE}{made.pk}/drop/").status_code == 302
    assert told() == [("城建/路灯", "", "", "城建中心", "住建局", "三定")]


def test_the_file_is_offered_and_reads_as_the_list(known: None, client: Client, dispatcher: User, tmp_path: Path) -> None:
    client.force_login(dispatcher)
    answer = client.get(f"{PAGE}list.xlsx")
    assert BytesIO(answer.content).read(2) == b"PK"
    (tmp_path / "out.xlsx").write_bytes(answer.content)
    assert [entry.words for entry in responsibility_in.read(tmp_path / "out.xlsx")] == ["城建 › 路灯"]


@pytest.mark.parametrize("count", [3, 60])
def test_the_page_costs_the_same_however_long_the_list(
    client: Client, dispatcher: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    lamps = Category.objects.create(name="路灯", path="路灯", depth=1)
    for number in range(count):
        line = Responsibility.objects.create(category=lamps, matter=str(number), lead=build.unit("住建局"), order=number)
        line.assists.set([build.unit("教育局"), build.unit("城管局")])
    client.force_login(dispatcher)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        assert client.get(PAGE).status_code == 200


def test_words_narrow_the_list(known: None, client: Client, dispatcher: User) -> None:
    client.force_login(dispatcher)
    assert "路灯" in client.get(PAGE, {"q": "城建中心"}).content.decode().partition("<tbody>")[2]
    assert "清单里没有这样的行" in client.get(PAGE, {"q": "绿化"}).content.decode()
    assert Unit.objects.count() == 4
