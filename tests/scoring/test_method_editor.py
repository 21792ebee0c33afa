"""The method editor: the form and its TOML, rows, faults beside their fields, a preview, and saving; nothing is stored but by 保存."""

import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from scoring.acts import closing
from scoring.models import Method
from scoring.rules.method_cells import same
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.editor import Desk
from units.models import Unit, User

pytestmark = pytest.mark.django_db
EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "methods").glob("*/method.toml"))


@pytest.fixture
def desk(client: Client, administrator: User) -> Desk:
    cases.district()
    client.force_login(administrator)
    return Desk(client, "/methods/new/")


@pytest.fixture
def closed(unit: Unit) -> Method:
    """A version that made a closed month's standings."""
    cases.district()
    cases.calendar()
    method = cases.method(period="month")
    other = unit.__class__.objects.create(name="教育局", kind=unit.kind, is_ranked=True, order=9)
    for to, hours in ((unit, "15:00"), (other, None)):
        day = "2022-01-05"
        held(to, f"{day} 10:00", replied=f"{day} {hours}" if hours else None, completed=f"{day} 16:00")
    closing.close("2022-01", None, moment("2022-02-03 09:00"))
    return method


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_example_fills_the_form_and_the_form_gives_it_back(desk: Desk, path: Path) -> None:
    desk.press("fill", file=SimpleUploadedFile("method.toml", path.read_bytes()))
    assert "1 行注释" in desk.html
    desk.press("check", toml="")
    given = tomllib.loads(path.read_text("utf-8"))
    assert same(tomllib.loads(desk.answer.context["sheet"].toml), given)
    faults = desk.faults()
    kinds = {"groups-0-kinds", "groups-1-kinds"} if path.parent.name == "09-groups" else set()
    declared = {"head-more"} if "indicators" in given else set()
    assert set(faults) == kinds | declared
    if declared:
        assert "是自行声明的指标，系统不能从工单计数" in faults["head-more"][0] and "整个办法：indicators" in desk.html


def test_a_method_is_typed_row_by_row_checked_and_saved(desk: Desk) -> None:
    desk.press("add-components", **{"new-kind": "share", "head-name": "月度办法", "head-code": "monthly", "head-valid_from": "2024-01-01"})
    desk.press("add-components", **{"new-kind": "steps"})
    desk.press(
        "check",
        **{
            "components-0-code": "satisfaction",
            "components-0-indicator": "satisfaction",
            "components-0-points": "60",
            "components-0-credits": "满意 = 1，基本满意 = 0.6",
            "components-1-code": "speed",
            "components-1-indicator": "handling_workdays",
            "components-1-better": "lower",
            "components-1-tiers": "≤ 3 = 30\n其余 = 0",
        },
    )
    assert desk.faults() == {"head-full_mark": ["各分项分值合计 90，与满分 100 不符，请改分值（points）或满分。"]}
    assert not Method.objects.exists()
    desk.press("save", **{"components-1-tiers": "≤ 3 = 40\n≤ 5 = 20\n其余 = 0"})
    stored = Method.objects.get()
    assert desk.answer.url == f"/methods/{stored.pk}/"
    assert stored.body["components"][0]["credits"] == {"satisfied": 1, "basically": 0.6}
    assert stored.body["components"][1]["tiers"][1] == {"at_most": 5, "points": 20}
    assert (stored.name, stored.code, stored.version, str(stored.valid_from)) == ("月度办法", "monthly", "1", "2024-01-01")


@pytest.mark.parametrize(
    ("typed", "where", "words"),
    [
        ({"components-0-points": "7"}, "head-full_mark", "各分项分值合计 14，与满分 10 不符"),
        ({"components-0-points": "六"}, "components-0-points", "应为数字，现为“六”"),
        ({"components-0-points": "-1"}, "components-0-points", "不能小于 0，现为 -1"),
        ({"components-0-indicator": "luck"}, "components-0-indicator", "没有指标“luck”"),
        ({"components-0-indicator": ""}, "components-0-indicator", "缺少这一项"),
        ({"components-0-credits": "满意"}, "components-0-credits", "请写成“名称 = 数字”"),
        ({"components-0-credits": "满意 = 2"}, "components-0-credits", "satisfied：应在 0 到 1 之间，现为 2"),
        ({"components-0-code": "total"}, "components-0-code", "“total”是结果表的列名"),
        ({"components-1-code": "satisfaction"}, "", "分项：代码“satisfaction”出现了不止一次"),
        ({"components-3-cap": "-1"}, "components-3-cap", "不能小于 0，现为 -1"),
        ({"components-3-more": "colour = 1"}, "components-3-more", "colour：没有这个键"),
        ({"head-valid_to": "2021-01-01"}, "head-valid_to", "停用日期 2021-01-01 早于起用日期 2022-01-01"),
        ({"head-valid_from": "2022-02-30"}, "head-valid_from", "“2022-02-30”不是日期"),
        ({"head-decimals": "9"}, "head-decimals", "应为 0 到 4 的整数"),
        ({"head-ties": ""}, "head-ties", "缺少这一项"),
        ({"head-tie_breakers": "luck"}, "head-tie_breakers", "“luck”不能用来分先后"),
        ({"head-more": "x = "}, "head-more", "不是有效的 TOML"),
        ({"head-more": "weights = 1"}, "head-more", "weights：没有这个键"),
        ({"groups-rows": "1", "groups-0-label": "街道", "groups-0-kinds": "street"}, "groups-0-kinds", "没有单位类型“street”"),
        ({"bands-rows": "1", "bands-0-label": "A", "bands-0-top": "3", "bands-0-at_least": "9"}, "bands-0-top", "at_least、top 只能写一个"),
        ({"head-version": "1"}, "head-version", "test 的 1 版已经有了"),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_stored(desk: Desk, typed: dict[str, str], where: str, words: str) -> None:
    first = cases.method()
    desk = Desk(desk.client, f"/methods/{first.pk}/next/")
    desk.press("save", **{"head-valid_from": "2022-01-01", "head-version": "2", **typed})
    assert desk.answer.status_code == 400
    assert any(words in each for each in desk.faults().get(where, [])), desk.faults()
    assert Method.objects.get() == first and Method.objects.get().valid_to is None


TARGET = {"new-kind": "target"}


@pytest.mark.parametrize(
    ("typed", "where", "words"),
    [
        ({"components-5-target": "101"}, "components-5-target", "应在 0 到 100 之间，现为 101"),
        ({"components-5-floor": "-1"}, "components-5-floor", "不能小于 0，现为 -1"),
        ({"components-5-floor": "9"}, "components-5-floor", "最低分 9 高于满分 4"),
    ],
)
def test_a_faulty_target_is_told_beside_its_field(desk: Desk, typed: dict[str, str], where: str, words: str) -> None:
    desk = Desk(desk.client, f"/methods/{cases.method().pk}/next/")
    desk.press("add-components", **TARGET)
    row = {"code": "t", "label": "目标", "indicator": "completion", "points": "4", "target": "95", "step": "1"}
    desk.press("check", **{**{f"components-5-{key}": text for key, text in row.items()}, **typed})
    assert any(words in each for each in desk.faults().get(where, [])), desk.faults()


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("code = “x”", "第 1 行：这里是全角的 “ ，请改成半角的 &quot; 。"),
        ("code = 1\ncode = 2\n", "第 2 行：同一个键或同一张表写了两次"),
        ("  ", "请贴上 TOML，或选一个 .toml 文件。"),
    ],
)
def test_a_text_that_is_no_toml_is_told_by_its_line_and_leaves_the_form(desk: Desk, toml: str, words: str) -> None:
    desk.press("check", **{"head-name": "留着"})
    desk.press("fill", toml=toml)
    assert words in desk.html and 'value="留着"' in desk.html
    assert desk.answer.context["sheet"].toml.strip() == toml.strip()


def test_what_is_wrong_with_a_toml_is_told_by_its_line_and_beside_the_field(desk: Desk) -> None:
    text = EXAMPLES[2].read_text("utf-8").replace("target = 95", "target = 195").replace("full_mark = 100", "full_mark = 90")
    desk.press("fill", toml=text)
    line = text.splitlines().index("target = 195") + 1
    assert f"第 {line} 行 components 第 1 项：target：应在 0 到 100 之间，现为 195。" in desk.html
    assert set(desk.faults()) == {"components-0-target", "head-full_mark"}


def test_a_word_in_a_comment_is_no_place_of_a_fault(desk: Desk) -> None:
    text = EXAMPLES[-1].read_text("utf-8")
    desk.press("fill", toml=text)
    assert "[[indicators]]" in text.splitlines()[0]
    assert f"第 {text.splitlines().index('[[indicators]]') + 1} 行 indicators：" in desk.html


def test_a_file_in_another_encoding_or_too_large_is_refused(desk: Desk) -> None:
    desk.press("fill", file=SimpleUploadedFile("办法.toml", 'code = "x"\nname = "办法"'.encode("gbk")))
    assert "第 2 行：编码不是 UTF-8" in desk.html
    desk.press("fill", file=SimpleUploadedFile("办法.toml", b"#" * 300_000))
    assert "文件超过 200 KB，不像评分办法" in desk.html


def test_a_changed_toml_is_not_passed_over_when_the_form_is_saved(desk: Desk) -> None:
    desk = Desk(desk.client, f"/methods/{cases.method().pk}/next/")
    changed = desk.answer.context["sheet"].toml.replace("full_mark = 10", "full_mark = 11")
    for do in ("save", "preview", "add-components"):
        desk.press(do, toml=changed, **{"head-valid_from": "2023-01-01"})
        assert "TOML 改过，还没有填入表单" in desk.html
        assert desk.answer.context["sheet"].toml == changed
    assert Method.objects.count() == 1
    desk.press("check", toml=changed)
    assert "full_mark = 10\n" in desk.answer.context["sheet"].toml
    desk.press("save", **{"head-valid_from": "2023-01-01"})
    assert Method.objects.count() == 2


def test_rows_are_moved_and_taken_away_without_scripts(desk: Desk) -> None:
    desk = Desk(desk.client, f"/methods/{cases.method().pk}/next/")

    def codes() -> list[str]:
        return [row.values["code"] for row in desk.answer.context["form"].draft.rows["components"]]

    desk.press("up-components-1")
    assert codes() == ["on_time_feedback", "satisfaction", "completion", "bonus", "deduction"]
    desk.press("remove-components-3")
    assert codes() == ["on_time_feedback", "satisfaction", "completion", "deduction"]
    desk.press("add-bands")
    assert [len(rows) for rows in desk.answer.context["form"].draft.rows.values()] == [0, 4, 1]
    desk.press("remove-bands-7")
    assert Method.objects.count() == 1


def test_an_overlap_is_told_beside_the_first_day(desk: Desk) -> None:
    first = cases.method()
    desk = Desk(desk.client, f"/methods/{first.pk}/next/")
    desk.press("save", **{"head-valid_from": "2022-01-01"})
    assert "有效期重叠" in desk.faults()["head-valid_from"][0]


def test_a_new_version_begins_after_what_is_closed_and_ends_the_one_before(desk: Desk, closed: Method) -> None:
    desk = Desk(desk.client, f"/methods/{closed.pk}/next/")
    values = desk.answer.context["form"].draft.head.values
    assert (values["version"], values["valid_from"], values.get("valid_to")) == ("2", "2022-02-01", None)
    desk.press("save", **{"head-valid_from": "2022-01-15"})
    assert "请把起用日期改为 2022-02-01 或以后" in desk.faults()["head-valid_from"][0]
    desk.press("save", **{"head-valid_from": "2022-02-01"})
    page = desk.client.get(desk.answer.url).content.decode()
    assert "1 版的停用日期改为 2022-01-31（原为 一直有效）。" in page
    assert str(Method.objects.get(pk=closed.pk).valid_to) == "2022-01-31"


def test_a_used_version_cannot_be_edited_and_says_what_to_do(desk: Desk, closed: Method) -> None:
    answer = desk.client.get(f"/methods/{closed.pk}/edit/", follow=True)
    assert "这一版已用于关账，不能再改，请新建一版" in answer.content.decode()
    assert f"/methods/{closed.pk}/edit/" not in answer.content.decode()
    refused = desk.client.post(f"/methods/{closed.pk}/delete/")
    assert "已用于关账（2022-01），不能删除" in refused.content.decode()
    assert Method.objects.get() == closed


def test_what_somebody_else_has_changed_is_not_overwritten(desk: Desk) -> None:
    first = cases.method()
    mine, theirs = Desk(desk.client, f"/methods/{first.pk}/edit/"), Desk(desk.client, f"/methods/{first.pk}/edit/")
    theirs.press("save", **{"head-name": "别人的"})
    mine.press("save", **{"head-name": "我的"})
    assert "这一版刚被别人改过" in mine.html
    assert Method.objects.get().name == "别人的"


def test_the_preview_says_who_would_rise_and_stores_nothing(desk: Desk, closed: Method) -> None:
    desk = Desk(desk.client, f"/methods/{closed.pk}/next/")
    before = list(Method.objects.values())
    desk.press("preview", **{"components-1-points": "0", "components-2-points": "7", "head-ties": "shared"})
    sandbox = desk.answer.context["sheet"].sandbox
    assert sandbox is not None and sandbox.period.label == "2022-01"
    assert desk.faults() == {} and "试算总分" in desk.html
    assert list(Method.objects.values()) == before


def test_without_a_closed_month_the_preview_says_so(desk: Desk) -> None:
    desk = Desk(desk.client, f"/methods/{cases.method().pk}/next/")
    desk.press("preview", **{"head-valid_from": "2023-01-01"})
    assert "还没有已关账的月份，无从对照" in desk.html


def test_the_banner_leads_to_the_first_fault_and_speaks_of_fields(desk: Desk) -> None:
    desk.press("check")
    assert 'href="#head-name"' in desk.html and "[[components]]" not in str(desk.faults())
    desk = Desk(desk.client, f"/methods/{cases.method().pk}/next/")
    desk.press("check", **{"head-valid_from": "2023-01-01", "components-0-indicator": "complete"})
    assert 'href="#components-0-indicator"' in desk.html and "manage.py" not in desk.html and "docs/" not in desk.html
    desk.press("fill", toml=desk.answer.context["sheet"].toml)
    assert "manage.py" not in desk.html and "第 " in desk.html
    assert "全部代码见“指标口径”页" in desk.faults()["components-0-indicator"][0] and "/indicators/?codes=1" in desk.html
