"""`manage.py score_table`: the examples of docs/methods.md, two published tables, what is warned of; without a database."""

import csv
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.rules.score_table import score_table

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "methods").iterdir())
XINGLONGTAI = ROOT / "hotline" / "profiles" / "xinglongtai-2022q1"
PANJIN = ROOT / "docs" / "methods" / "02-mean" / "method.toml"


def scored(method: Path, counts: str) -> list[dict[str, str]]:
    found = score_table(method.read_bytes(), "办法.toml", counts.encode(), "表.csv")
    assert found.faults == ()
    return list(csv.DictReader(StringIO(found.text)))


def lines(*rows: object) -> str:
    return "\n".join(",".join(map(str, row)) if isinstance(row, tuple) else str(row) for row in rows)


@pytest.mark.parametrize("folder", EXAMPLES, ids=[folder.name for folder in EXAMPLES])
def test_each_example_of_the_guide_gives_the_result_that_stands_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("score_table", "--method", str(folder / "method.toml"), "--counts", str(folder / "counts.csv"))
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ((folder / "scores.csv").read_text("utf-8"), "")


def test_the_22_rows_of_2022q1_follow_from_their_printed_rates() -> None:
    printed = list(csv.DictReader((XINGLONGTAI / "published" / "units.csv").open(encoding="utf-8")))
    head = "unit,satisfaction.pct,on_time_feedback.pct,completion.pct,ledger.bonus,ledger.deduction"
    columns = ("unit", "satisfaction_pct", "on_time_feedback_pct", "completion_pct", "bonus", "deduction")
    rows = scored(XINGLONGTAI / "method.toml", lines(head, *(tuple(row[name] for name in columns) for row in printed)))
    assert [(row["rank"], row["unit"], row["total"]) for row in rows] == [(row["rank"], row["unit"], row["score"]) for row in printed]


# panjin-2024h1, 基层单位: tickets, stars and their callbacks, satisfied and graded callbacks that give all printed figures of the row,
# mean, per cent, score; last the score that its printed mean and rate give, which differs by 0.01 in four rows.
GRASS_ROOTS = [
    ("大洼区医疗保险管理中心", 20, (60, 20), (20, 20), "3.00", "100.00", "78.00", "78.00"),
    ("大洼区综合执法局", 46, (138, 46), (46, 46), "3.00", "100.00", "78.00", "78.00"),
    ("大洼区于楼街道办事处", 18, (54, 18), (18, 18), "3.00", "100.00", "78.00", "78.00"),
    ("大洼区二界沟街道办事处", 149, (441, 149), (149, 149), "2.96", "100.00", "77.92", "77.92"),
    ("盘山县教育局", 35, (103, 35), (35, 35), "2.94", "100.00", "77.89", "77.88"),
    ("双台子区生态环境局", 39, (100, 34), (39, 39), "2.94", "100.00", "77.88", "77.88"),
    ("盘山县陈家镇政府", 35, (99, 34), (35, 35), "2.91", "100.00", "77.82", "77.82"),
    ("兴隆台区农业和水利服务中心", 31, (90, 31), (31, 31), "2.90", "100.00", "77.81", "77.80"),
    ("盘山县东郭街道办事处", 103, (282, 97), (103, 103), "2.91", "100.00", "77.81", "77.82"),
    ("双台子区市场监督管理局", 275, (817, 275), (256, 260), "2.97", "98.46", "77.76", "77.76"),
    ("大洼区应急管理局", 15, (27, 12), (9, 10), "2.25", "90.00", "75.30", "75.30"),
    ("盘锦亿居热力", 150, (347, 149), (122, 138), "2.33", "88.41", "75.27", "75.27"),
    ("盘锦市社会保险事业管理局盘山县分局", 16, (31, 15), (11, 12), "2.07", "91.67", "75.13", "75.14"),
    ("大洼清河湾供暖", 43, (62, 39), (38, 39), "1.59", "97.44", "74.87", "74.87"),
    ("盘锦同城实业有限公司", 19, (45, 17), (15, 19), "2.65", "78.95", "74.77", "74.77"),
]


def test_the_15_rows_of_2024h1_follow_from_whole_counts_with_the_best_and_the_worst() -> None:
    head = "unit,volume,mean_star.hits,mean_star.base,satisfaction.hits,satisfaction.base"
    rows = scored(PANJIN, lines(head, *((unit, volume, *stars, *graded) for unit, volume, stars, graded, *_ in GRASS_ROOTS)))
    assert [(row["unit"], row["total"]) for row in rows] == [(row[0], row[6]) for row in GRASS_ROOTS]
    assert [row["note"] for row in rows] == [f"十佳第{n}" for n in range(1, 11)] + [f"较差第{n}" for n in range(5, 0, -1)]


def test_printed_rates_of_2024h1_give_11_of_the_15_rows_and_the_rest_within_a_hundredth() -> None:
    rows = scored(PANJIN, lines("unit,volume,mean_star.mean,satisfaction.pct", *((one[0], one[1], one[4], one[5]) for one in GRASS_ROOTS)))
    assert {row["unit"]: row["total"] for row in rows} == {one[0]: one[7] for one in GRASS_ROOTS}
    assert sum(one[6] == one[7] for one in GRASS_ROOTS) == 11


# Printed mean, rate and score, and what the formula gives: no linear formula fits the county rows (domain.md §5), ours is not bent.
COUNTIES = [
    ("大洼区", "县区", 6714, "2.68", "96.50", "76.92", "76.94"),
    ("兴隆台区", "县区", 10040, "2.69", "95.28", "76.81", "76.81"),
    ("盘山县", "县区", 2221, "2.60", "96.33", "76.78", "76.76"),
    ("双台子区", "县区", 3230, "2.77", "93.12", "76.74", "76.71"),
    ("高新技术开发区", "经济区", 97, "2.80", "97.78", "77.33", "77.33"),
    ("辽滨沿海经济技术开发区", "经济区", 639, "2.64", "95.49", "76.72", "76.74"),
]


def test_the_county_rows_of_2024h1_differ_by_exactly_what_is_declared() -> None:
    rows = scored(PANJIN, lines("unit,group,volume,mean_star.mean,satisfaction.pct", *(row[:5] for row in COUNTIES)))
    assert [(row["unit"], row["group"], row["total"], row["rank"]) for row in rows] == [
        (name, group, ours, str(rank)) for (name, group, *_, ours), rank in zip(COUNTIES, (1, 2, 3, 4, 1, 2), strict=True)
    ]
    differences = [round(float(ours) - float(printed), 2) for *_, printed, ours in COUNTIES]
    assert differences == [0.02, 0.0, -0.02, -0.03, 0.0, 0.02]


METHOD = """
code = "x"
version = "1"
name = "办法"
valid_from = 2024-01-01
period = "month"
full_mark = 100
rounding = "sum"
unsampled = "not_ranked"
ties = "serial"

[[components]]
kind = "share"
code = "满意率"
indicator = "satisfaction"
points = 100
credits = { satisfied = 1, basically = 0.6 }
"""


@pytest.mark.parametrize(
    ("heading", "cells", "total"),
    [
        ("satisfaction.satisfied,satisfaction.basically,satisfaction.dissatisfied", "6,5,1", "75.00"),  # (6 + 5 × 0.6) / 12
        ("satisfaction.satisfied,satisfaction.basically,satisfaction.base", "6,5,20", "45.00"),
        ("satisfaction.satisfied,satisfaction.base", "6,20", "30.00"),  # nobody asked for 基本满意; a warning says so
        ("satisfaction.hits,satisfaction.base", "9,12", "75.00"),
        ("satisfaction.dissatisfied,satisfaction.pct", "1,75", "75.00"),  # one grade beside a rate is not the whole answer
        ("satisfaction.dissatisfied,satisfaction.basically,satisfaction.pct", "1,3,75", "75.00"),
        ("satisfaction.hits,satisfaction.base", "7.2,12", "60.00"),
        ("satisfaction.pct", "75", "75.00"),
        ("satisfaction.pct", "98.81%", "98.81"),
        ("satisfaction.pct", " 98.81 ％ ", "98.81"),
    ],
)
def test_a_rate_is_read_from_grades_from_counts_or_as_printed(heading: str, cells: str, total: str) -> None:
    found = score_table(METHOD.encode(), "办法.toml", f"unit,{heading}\n甲局,{cells}\n".encode(), "表.csv")
    assert [row["total"] for row in csv.DictReader(StringIO(found.text))] == [total]


STARS = METHOD.replace('"satisfaction"', '"mean_star"').replace('"share"', '"mean"').replace("points = 100", "full = 100\nmost = 5")
STARS = STARS.replace("credits = { satisfied = 1, basically = 0.6 }", "")


@pytest.mark.parametrize(
    ("heading", "cells", "total"),
    [
        ("mean_star.5,mean_star.4,mean_star.1", "3,0,1", "80.00"),  # 16 stars of 4
        ("mean_star.hits,mean_star.base", "16,4", "80.00"),
        ("mean_star.mean", "4.00", "80.00"),
    ],
)
def test_a_mean_is_read_from_numbers_of_stars_from_a_sum_or_as_printed(heading: str, cells: str, total: str) -> None:
    found = score_table(STARS.encode(), "办法.toml", f"unit,{heading}\n甲局,{cells}\n".encode(), "表.csv")
    assert found.faults == ()
    assert [row["total"] for row in csv.DictReader(StringIO(found.text))] == [total]


@pytest.mark.parametrize("cells", [",", "0,0", ",0"])
def test_no_data_and_nought_out_of_nought_are_named_and_never_scored(cells: str) -> None:
    found = score_table(METHOD.encode(), "办法.toml", f"unit,satisfaction.hits,satisfaction.base\n甲局,{cells}\n".encode(), "表.csv")
    assert found.text.splitlines()[1] == "甲局".join([",", ",,,,,未抽访，不参加排名；满意率：未抽访"])


@pytest.mark.parametrize(
    "content",
    [
        "unit,satisfaction.pct\r\n甲局,50\r\n",
        "unit , satisfaction.pct\n\n甲局　,50\n,\n",
        '"unit","satisfaction.pct"\n"甲局","50"',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_byte_order_marks_windows_lines_quotes_blank_lines_and_gbk_are_read(content: str, encoding: str) -> None:
    found = score_table(METHOD.encode(), "办法.toml", content.encode(encoding), "表.csv")
    assert (found.faults, found.text.splitlines()[1]) == ((), "1,甲局,,50.00,50.00,,")


def test_what_a_spreadsheet_would_calculate_is_disarmed() -> None:
    text = "unit,group,satisfaction.pct\n=1+1,@组,50\n-乙,@组,40\n"
    found = score_table(METHOD.encode(), "办法.toml", text.encode(), "表.csv")
    assert [line.split(",")[1:3] for line in found.text.splitlines()[1:]] == [["'=1+1", "'@组"], ["'-乙", "'@组"]]


def test_what_nobody_uses_is_warned_of_and_no_error() -> None:
    text = "unit,satisfaction.satisfied,satisfaction.basicaly,satisfaction.dissatisfied,备注\n甲局,5,1,0,好\n"
    found = score_table(METHOD.encode(), "办法.toml", text.encode(), "表.csv")
    assert found.faults == ()
    assert found.warnings == (
        "表.csv:1:satisfaction.basically: 没有这一列，按这一等次没有件数计。",
        "表.csv:1:satisfaction.basicaly: 评分办法没有用到这一列，是不是 satisfaction.basically？",
        "表.csv:1:备注: 评分办法没有用到这一列。",
    )


def test_whole_counts_go_before_printed_rates_where_a_table_gives_both() -> None:
    text = "unit,satisfaction.pct,satisfaction.hits,satisfaction.base\n甲局,66.67,2,3\n"
    found = score_table(METHOD.replace("decimals", "x").encode(), "办法.toml", text.encode(), "表.csv")
    assert (found.text.splitlines()[1], len(found.warnings)) == ("1,甲局,,66.67,66.67,,", 1)


def test_a_column_that_is_spelt_rightly_but_does_not_suffice_is_not_said_to_be_another() -> None:
    found = score_table(METHOD.encode(), "办法.toml", "unit,satisfaction.satisfied\n甲,1\n".encode(), "表.csv")
    assert found.warnings == ("表.csv:1:satisfaction.satisfied: 评分办法没有用到这一列。",)


RATE = st.integers(1, 200).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@settings(max_examples=50)
@given(st.lists(RATE, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_moves_no_score(rates: list[tuple[int, int]], chance: SimpleNamespace) -> None:
    rows = [(f"单位{number}", *rate) for number, rate in enumerate(rates)]
    shuffled = list(rows)
    chance.shuffle(shuffled)
    head = "unit,satisfaction.hits,satisfaction.base"
    tables = [score_table(METHOD.encode(), "", lines(head, *one).encode(), "").text.splitlines() for one in (rows, shuffled)]
    ours, theirs = ({line.split(",")[1]: line.split(",")[4] for line in table} for table in tables)
    assert ours == theirs
    assert len(ours) == len(rows) + 1


def test_the_command_prints_all_faults_to_stderr_nothing_to_stdout_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "m.toml").write_text(METHOD, "utf-8")
    (tmp_path / "c.csv").write_text("unit,satisfaction.pct\n甲局,101\n甲局,一半\n", "utf-8")
    with pytest.raises(SystemExit) as caught:
        call_command("score_table", "--method", str(tmp_path / "m.toml"), "--counts", str(tmp_path / "c.csv"))
    printed = capsys.readouterr()
    assert (caught.value.code, printed.out) == (1, "")
    assert printed.err.splitlines() == [
        f"{tmp_path}/c.csv:2:satisfaction.pct: 101 超过百分率的最高 100，请核对。",
        f"{tmp_path}/c.csv:3:unit: 单位“甲局”与第 2 行重复。",
        f"{tmp_path}/c.csv:3:satisfaction.pct: “一半”不是数字；没有数据请留空。",
    ]


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("score_table", "--method", str(tmp_path / "m.toml"), "--counts", str(tmp_path))
    assert [line.partition(":")[2] for line in capsys.readouterr().err.splitlines()] == ["1:-: 打不开这个文件，请核对路径和权限。"] * 2
