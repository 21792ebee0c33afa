"""What issue 4 calls bad input, on every way in: each is named in Chinese with its place, never a crash, never a silent 0 or 100. The
method's own faults stand in test_methods and test_method_faults; here they come by the editor, a file, `score_table` and a profile."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from hotline.rules.profiles.folder import PROFILES, read_profile
from scoring.acts import closing
from scoring.models import Method, OutsideFigure
from scoring.rules.score_table import score_table
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.editor import Desk
from units.models import Unit, User

GOOD = (PROFILES / "xinglongtai-2022q1" / "method.toml").read_text("utf-8")
COUNTS = "unit,satisfaction.pct,on_time_feedback.pct,completion.pct,ledger.bonus,ledger.deduction\n甲局,90,100,100,0,0\n"
# What is changed in the method → the key at which it is told, the words.
FAULTS = {
    "weights": (("points = 4", "points = 5"), "full_mark", "各分项分值合计 11，与满分 10 不符"),
    "full_mark": (("full_mark = 10", "full_mark = 100"), "full_mark", "各分项分值合计 10，与满分 100 不符"),
    "indicator": (
        ('indicator = "completion"', 'indicator = "complete"'),
        "components 第 3 项：indicator",
        "没有指标“complete”，是不是：completion",
    ),
    "cap": (('cap = "1.00"', "cap = -1"), "components 第 4 项：cap", "不能小于 0，现为 -1"),
    "target": (
        ('kind = "share"\ncode = "completion"', 'kind = "target"\ntarget = 101\nstep = 1\ncode = "completion"'),
        "components 第 3 项：target",
        "应在 0 到 100 之间，现为 101",
    ),
    "floor": (
        ('kind = "share"\ncode = "completion"', 'kind = "target"\ntarget = 95\nstep = 1\nfloor = -1\ncode = "completion"'),
        "components 第 3 项：floor",
        "不能小于 0，现为 -1",
    ),
    "dates": (("valid_from = 2022-01-01", "valid_from = 2022-01-01\nvalid_to = 2021-01-01"), "valid_to", "早于起用日期 2022-01-01"),
    "year": (("valid_from = 2022-01-01", "valid_from = 0001-01-01"), "valid_from", "年份应在 1900 到 9000 之间，现为 0001-01-01"),
    "no_day": (("valid_from = 2022-01-01", 'valid_from = "2022-02-30"'), "valid_from", "“2022-02-30”不是日期"),
    "nul": (('name = "兴隆台区', 'name = "\\u0000兴隆台区'), "name", "含有不能保存的字符"),
}


def spoilt(name: str) -> str:
    (old, new), _, _ = FAULTS[name]
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize("name", FAULTS)
def test_score_table_names_the_line_and_the_key(name: str) -> None:
    found = score_table(spoilt(name).encode(), "m.toml", COUNTS.encode(), "c.csv")
    _, key, words = FAULTS[name]
    assert found.text == ""
    assert any(re.match(rf"m\.toml:\d+:{re.escape(key)}: .*{re.escape(words)}", fault) for fault in found.faults), found.faults


@pytest.mark.parametrize("name", FAULTS)
def test_a_profile_names_the_file_and_the_key(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "district"
    folder.mkdir()
    for file in (PROFILES / "xinglongtai-2022q1").glob("*.*"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "method.toml").write_text(spoilt(name), "utf-8")
    with pytest.raises(ValidationError) as caught:
        read_profile(folder)
    _, key, words = FAULTS[name]
    assert any(fault.startswith(f"method.toml：{key}：") and words in fault for fault in caught.value.messages), caught.value.messages


@pytest.mark.parametrize("name", FAULTS)
def test_the_editor_names_the_line_and_stores_nothing(client: Client, administrator: User, name: str) -> None:
    client.force_login(administrator)
    desk = Desk(client, "/methods/new/")
    desk.press("fill", toml=spoilt(name))
    _, key, words = FAULTS[name]
    assert re.search(rf"第 \d+ 行 {re.escape(key)}：[^<]*{re.escape(words)}", desk.html), desk.html[:5000]
    desk.press("save")
    assert desk.answer.status_code == 400 and words in desk.html and not Method.objects.exists()


@pytest.mark.parametrize("text", ["a = " + "9" * 5000, "a = " + "[" * 5000, "a = 2022-02-30", "\x00", "= 1"])
def test_what_is_no_toml_breaks_nothing(client: Client, administrator: User, text: str) -> None:
    client.force_login(administrator)
    desk = Desk(client, "/methods/new/")
    assert desk.press("fill", toml=text).status_code == 400
    assert score_table(text.encode(), "m.toml", COUNTS.encode(), "c.csv").faults


def test_nothing_divided_by_nothing_has_a_name_and_is_no_score() -> None:
    heading = "unit,satisfaction.hits,satisfaction.base,on_time_feedback.pct,completion.pct,ledger.bonus,ledger.deduction"
    table = f"{heading}\n甲局,0,0,,,0,0\n乙局,0,0,90,,0,0\n"
    found = score_table(GOOD.encode(), "m.toml", table.encode(), "c.csv")
    assert found.faults == ()
    lines = found.text.splitlines()
    assert lines[1] == "1,乙局,,,9.00,,0.00,0.00,9.00,,满意率：未抽访；办结率：无到期件"
    assert lines[2].startswith(",甲局,,,,,") and "各项均无数据，不参加排名" in lines[2]


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _month(self, unit: Unit) -> None:
        """January is closed, February empty; 教育局 was merged into 住建局 in the middle of January."""
        cases.district()
        cases.calendar()
        cases.method(period="month", unsampled="not_ranked")
        merged = build.unit("教育局")
        for to, day in ((unit, "2022-01-05"), (merged, "2022-01-06"), (unit, "2022-03-06")):
            held(to, f"{day} 10:00", replied=f"{day} 15:00", completed=f"{day} 16:00")
        Unit.objects.filter(pk=merged.pk).update(closed_on="2022-01-15", successor=unit)
        closing.close("2022-01", None, moment("2022-02-03 09:00"))

    @pytest.mark.parametrize(
        "address",
        [
            "/scores/?period={}",
            "/units/{unit}/?period={}",
            "/figures/?period={}&indicator=volume",
            "/month/?period={}",
            "/heat/?period={}",
            "/compare/?period={}&unit={unit}&unit={unit}&go=1",
            "/api/v1/scores/?period={}",
            "/api/v1/indicators/figures/?period={}&indicator=completion",
        ],
    )
    @pytest.mark.parametrize(("label", "words"), [("2999-01", "2999年1月"), ("2999Q4", "2999年第4季度"), ("2999", "2999年")])
    def test_a_period_that_has_not_begun_has_no_figures_not_even_nought(
        self, client: Client, leader: User, unit: Unit, address: str, label: str, words: str
    ) -> None:
        client.force_login(leader)
        answer = client.get(address.replace("{unit}", str(unit.pk)).format(label))
        assert answer.status_code == 400
        assert f"{words}还没有到（2999-" in answer.content.decode()

    def test_the_running_month_is_no_future(self, client: Client, leader: User) -> None:
        client.force_login(leader)
        label = f"{timezone.localdate():%Y-%m}"
        for address in (f"/scores/?period={label}", f"/figures/?period={label}&indicator=volume", f"/month/?period={label}"):
            assert client.get(address).status_code == 200

    def test_a_future_month_is_neither_closed_nor_given_a_figure(self, client: Client, supervisor: User) -> None:
        client.force_login(supervisor)
        refused = client.post("/closings/close/", {"label": "2999-01"}, follow=True)
        assert "2999-01 到 2999-01-31 才结束" in refused.content.decode()
        figure = {"period": "2999-01", "code": "city_volume", "label": "全市", "value": "3", "source": "通报"}
        refused = client.post("/outside/", figure)
        assert "2999年1月还没有到（2999-01-01 起）" in refused.content.decode() and not OutsideFigure.objects.exists()

    def test_a_month_without_a_ticket_says_so_everywhere(self, client: Client, leader: User, unit: Unit) -> None:
        client.force_login(leader)
        board = client.get("/scores/?period=2022-02")
        rows = board.context["found"].rows
        assert [(line.row.total, line.row.rank, line.row.note) for line in rows] == [(None, None, "本期无承办件")]
        assert "未计算" in board.content.decode()
        assert "无到期件" in client.get("/figures/?period=2022-02&indicator=completion").content.decode()
        assert client.get("/api/v1/indicators/figures/?period=2022-02&indicator=completion").json()["whole"][0]["words"] == "无到期件"

    def test_a_month_without_a_ticket_is_closed_with_the_next_and_scores_nobody(self, client: Client, leader: User) -> None:
        closing.close("2022-03", None, moment("2022-04-03 09:00"))
        client.force_login(leader)
        rows = client.get("/scores/?period=2022-02").context["found"].rows
        assert {(line.row.total, line.row.note) for line in rows} == {(None, "本期无承办件")}

    def test_a_unit_merged_inside_the_period_stands_with_its_own_figures_and_the_page_says_so(self, client: Client, leader: User) -> None:
        client.force_login(leader)
        page = client.get("/scores/?period=2022-01").content.decode()
        assert "教育局 于 2022-01-15 撤销，并入 住建局；此前的办件仍以原名计。" in page
        assert "撤销" not in client.get("/scores/?period=2022-03").content.decode()

    def test_nobody_asked_is_told_and_not_ranked(self, client: Client, leader: User) -> None:
        client.force_login(leader)
        rows = client.get("/scores/?period=2022-01").context["found"].rows
        assert {(line.row.total, line.row.note) for line in rows} == {(None, "未抽访，不参加排名")}

    def test_versions_that_overlap_are_told_beside_the_day(self, client: Client, administrator: User) -> None:
        first = Method.objects.get()
        client.force_login(administrator)
        desk = Desk(client, f"/methods/{first.pk}/next/")
        desk.press("save", **{"head-valid_from": "2022-01-01"})
        assert "有效期重叠" in desk.faults()["head-valid_from"][0]


PROFILE = """
[[indicators]]
code = "board_satisfaction"
from = "satisfaction"
label = "留言板满意率"
channel = "领导留言板"
"""


def scored(capsys: Any, tmp_path: Path, *more: str) -> tuple[str, str]:
    """(standard output, standard error) of a table with a profile's own indicator."""
    method, counts = tmp_path / "m.toml", tmp_path / "c.csv"
    method.write_text(GOOD.replace('indicator = "satisfaction"', 'indicator = "board_satisfaction"'), "utf-8")
    counts.write_text(COUNTS.replace("satisfaction.pct", "board_satisfaction.pct"), "utf-8")
    try:
        call_command("score_table", "--method", str(method), "--counts", str(counts), *more)
    except SystemExit as end:
        assert end.code == 1
    told = capsys.readouterr()
    return told.out, told.err


def test_score_table_knows_a_profiles_own_indicators_when_it_is_told_the_profile(capsys: Any, tmp_path: Path) -> None:
    folder = tmp_path / "district"
    folder.mkdir()
    (folder / "profile.toml").write_text("", "utf-8")
    (folder / "indicators.toml").write_text(PROFILE, "utf-8")
    out, err = scored(capsys, tmp_path)
    assert out == "" and "没有指标“board_satisfaction”" in err
    out, err = scored(capsys, tmp_path, "--profile", str(folder))
    assert out.splitlines()[1] == "1,甲局,,2.70,4.00,3.00,0.00,0.00,9.70,," and err == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[indicators]]\ncode = 3\n", "indicators.toml：indicators 第 1 项：code："),
        ("x =", "indicators.toml：不是有效的 TOML"),
        (None, "没有区县配置“nowhere”"),
    ],
)
def test_a_profile_that_cannot_be_read_is_told(capsys: Any, tmp_path: Path, text: str | None, words: str) -> None:
    folder = tmp_path / "district"
    folder.mkdir()
    (folder / "profile.toml").write_text("", "utf-8")
    (folder / "indicators.toml").write_text(text or "", "utf-8")
    out, err = scored(capsys, tmp_path, "--profile", "nowhere" if text is None else str(folder))
    assert out == "" and words in err
