"""What score_table says of a table that it cannot read: FILE:row:column: words, all of them, and no result."""

import pytest

from scoring.rules.score_table import score_table
from tests.scoring.test_score_table import METHOD

COMPLETION = METHOD.replace('"satisfaction"', '"completion"').replace("credits = { satisfied = 1, basically = 0.6 }", "")
LEDGER = '[[components]]\nkind = "ledger"\ncode = "praise"\nledger = "praise"\nsign = "+"\n'
OVERDUE = '[[components]]\nkind = "each"\ncode = "overdue"\nindicator = "overdue"\npoints = 1\nsign = "-"\n'
GROUPS = '[[groups]]\nlabel = "部门"\nkinds = ["department"]\n[[groups]]\nlabel = "街道"\n'


def faults(method: str, counts: str | bytes) -> list[str]:
    found = score_table(method.encode(), "m.toml", counts.encode() if isinstance(counts, str) else counts, "c.csv")
    assert found.text == ""
    return list(found.faults)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "c.csv:1:-: 文件是空的"),
        (b"\n\n  \n", "c.csv:1:-: 文件是空的"),
        (b"unit,completion.pct\n", "c.csv:1:-: 只有列名，没有数据行。"),
        (b"PK\x03\x04\x14\x00", "c.csv:1:-: 这是 Excel 工作簿（.xlsx）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "c.csv:1:-: 这是旧版 Excel 工作簿（.xls）"),
        ("unit\n甲".encode("utf-16"), "c.csv:1:-: 编码是 UTF-16"),
        (b"unit,completion.pct\n\xff\xff\xff,1\n", "c.csv:2:-: 编码既不是 UTF-8 也不是 GBK"),
        (b"unit,completion.pct\nA\x00,1\n", "c.csv:2:-: 有空字符"),
        ("unit;completion.pct\n甲;1\n".encode(), "c.csv:1:-: 各列应以英文逗号分隔"),
        ("单位,completion.pct\n甲,1\n".encode(), "c.csv:1:unit: 没有 unit（单位名称）这一列。"),
        ("unit,completion.pct,completion.pct\n甲,1,2\n".encode(), "c.csv:1:completion.pct: 这一列出现了不止一次"),
        ("unit,completion.pct\n甲\n".encode(), "c.csv:2:-: 这一行有 1 格，列名有 2 个"),
        ("unit,completion.pct\n甲,1,2\n".encode(), "c.csv:2:-: 这一行有 3 格，列名有 2 个"),
        ("unit,completion.pct,\n甲,1,2\n".encode(), "c.csv:2:-: 第 3 格有内容，这一列却没有列名"),
        ('unit,completion.pct\n"甲,1\n'.encode(), "c.csv:2:-: 这一行的引号不成对"),
        (b"unit,completion.pct\n,1\n", "c.csv:2:unit: 没有填单位名称。"),
        ('unit,completion.pct\n"甲\n局",1\n乙,x\n'.encode(), "c.csv:4:completion.pct: “x”不是数字"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_its_line(content: bytes, words: str) -> None:
    found = faults(COMPLETION, content)
    assert any(line.startswith(words) for line in found), found


@pytest.mark.parametrize("mark", [";", "，", "\t"])
def test_what_only_follows_from_wrong_commas_is_not_told_beside_them(mark: str) -> None:
    text = f"unit{mark}completion.pct\n甲{mark}1\n"
    assert faults(COMPLETION, text) == ["c.csv:1:-: 各列应以英文逗号分隔，请另存为“CSV UTF-8（逗号分隔）”。"]


@pytest.mark.parametrize(
    ("heading", "cells", "words"),
    [
        ("completion.pct", "101", "c.csv:2:completion.pct: 101 超过百分率的最高 100，请核对。"),
        ("completion.pct", "-1", "c.csv:2:completion.pct: “-1”是负数，这里只能填 0 或正数。"),
        ("completion.pct", "九成", "c.csv:2:completion.pct: “九成”不是数字；没有数据请留空。"),
        ("completion.pct", "NULL", "c.csv:2:completion.pct: “NULL”不是数字；没有数据请留空。"),
        ("completion.pct", "1e3", "c.csv:2:completion.pct: “1e3”不是数字；没有数据请留空。"),
        ("completion.pct", "９８", "c.csv:2:completion.pct: “９８”用了全角数字，请改用半角数字，不带百分号，例如 96。"),
        ("completion.pct", "９６％", "c.csv:2:completion.pct: “９６％”用了全角数字，请改用半角数字，不带百分号，例如 96。"),
        ("completion.pct", "9.", "c.csv:2:completion.pct: “9.”位数太多或小数点前后缺数字，请核对。"),
        ("completion.hits,completion.base", "5,4", "c.csv:2:completion.hits: 分子 5 大于分母 4，请核对。"),
        ("completion.hits,completion.base", "1,0", "c.csv:2:completion.hits: 分子 1 大于分母 0，请核对。"),
        (
            "completion.hits,completion.base",
            "5,",
            "c.csv:2:completion.base: completion.hits 与 completion.base 要么都填，要么都留空（没有数据）。",
        ),
        (
            "completion.hits,completion.base",
            ",5",
            "c.csv:2:completion.hits: completion.hits 与 completion.base 要么都填，要么都留空（没有数据）。",
        ),
        ("completion.hits,completion.base", "3,4.5", "c.csv:2:completion.base: 应为整数，现为“4.5”。"),
        ("completion.hits,completion.base", '"1,234","2,345"', "c.csv:2:completion.hits: “1,234”带有千位分隔符，请去掉逗号。"),
        (
            "completion.hits,completion.base",
            "50%,100",
            "c.csv:2:completion.hits: “50%”带有百分号，这一列应为件数或分值；百分率请放在 .pct 列。",
        ),
        ("volume,completion.pct", "三,5", "c.csv:2:volume: “三”不是数字；没有数据请留空。"),
        ("volume,completion.pct", "3.5,5", "c.csv:2:volume: 应为整数，现为“3.5”。"),
    ],
)
def test_a_cell_that_is_no_number_is_named(heading: str, cells: str, words: str) -> None:
    assert words in faults(COMPLETION, f"unit,{heading}\n甲局,{cells}\n")


@pytest.mark.parametrize(
    ("method", "heading", "cells", "words"),
    [
        (
            COMPLETION,
            "volume",
            "1",
            "c.csv:1:completion.hits: 分项“办结率”需要的列没有：completion.hits 和 completion.base，或 completion.pct。",
        ),
        (
            METHOD,
            "volume",
            "1",
            "需要的列没有：satisfaction.satisfied、satisfaction.basically、satisfaction.dissatisfied，或 satisfaction.hits 和",
        ),
        (COMPLETION + LEDGER, "completion.pct", "1", "c.csv:1:ledger.praise: 分项“praise”需要的列没有：ledger.praise。"),
        (COMPLETION + LEDGER, "completion.pct,ledger.praise", "1,-2", "c.csv:2:ledger.praise: “-2”是负数"),
        (COMPLETION + OVERDUE, "completion.pct", "1", "c.csv:1:overdue: 分项“超期件数”需要的列没有：overdue 或 overdue.hits。"),
        (COMPLETION + OVERDUE, "completion.pct,overdue", "1,2.5", "c.csv:2:overdue: 应为整数，现为“2.5”。"),
        (COMPLETION + GROUPS, "completion.pct", "1", "c.csv:1:group: 评分办法分组排名，需要 group 列，填：部门、街道。"),
        (COMPLETION + GROUPS, "group,completion.pct", "国企,1", "c.csv:2:group: “国企”不是评分办法中的分组，可填：部门、街道。"),
        (COMPLETION + GROUPS, "group,completion.pct", ",1", "c.csv:2:group: 没有填分组，可填：部门、街道。"),
        (METHOD, "satisfaction.satisfied,satisfaction.dissatisfied", "5,", "要么都填（没有的填 0），要么都留空（没有数据）。"),
        (METHOD, "satisfaction.satisfied,satisfaction.base", "5,4", "c.csv:2:satisfaction.base: 各等次合计 5 大于分母 4，请核对。"),
        (
            METHOD.replace('"serial"', '"shared"\ntie_breakers = ["volume"]'),
            "satisfaction.pct",
            "1",
            "c.csv:1:volume: 评分办法按件数分先后",
        ),
    ],
)
def test_what_a_component_lacks_is_named_with_the_columns_that_would_do(method: str, heading: str, cells: str, words: str) -> None:
    found = faults(method, f"unit,{heading}\n甲局,{cells}\n")
    assert any(words in line for line in found), found


def test_all_faults_of_a_table_are_told_in_the_order_of_its_lines() -> None:
    found = faults(COMPLETION, "unit,completion.pct\n甲局,101\n甲局,5\n丙局,x\n,200\n")
    assert [line.split(":")[1:3] for line in found] == [
        ["2", "completion.pct"],
        ["3", "unit"],
        ["4", "completion.pct"],
        ["5", "unit"],
        ["5", "completion.pct"],
    ]


def test_a_mean_above_what_the_method_says_is_the_highest_is_a_fault_of_the_cell() -> None:
    stars = COMPLETION.replace('"completion"', '"mean_star"').replace('"share"', '"mean"').replace("points = 100", "full = 100\nmost = 3")
    assert faults(stars, "unit,mean_star.mean\n甲局,3.01\n") == ["c.csv:2:mean_star.mean: 3.01 超过评分办法写明的最高 3，请核对。"]
    assert faults(stars, "unit,mean_star.hits,mean_star.base\n甲局,10,3\n") == [
        "c.csv:2:mean_star.hits: 均值 10/3 超过评分办法写明的最高 3，请核对。"
    ]


def test_the_faults_of_both_files_are_told_with_their_lines() -> None:
    found = faults(COMPLETION.replace("points = 100", "points = 90"), b"PK\x03\x04")
    assert found[0] == "m.toml:7:full_mark: 各分项分值合计 90，与满分 100 不符，请改分值（points）或满分。"
    assert found[1].startswith("c.csv:1:-: 这是 Excel 工作簿")


@pytest.mark.parametrize(
    ("method", "place"),
    [
        (COMPLETION.replace('ties = "serial"', 'ties = "odd"'), "m.toml:10:ties: “odd”不可用"),
        (COMPLETION.replace('ties = "serial"', ""), "m.toml:1:ties: 缺少这一项。"),
        (COMPLETION + LEDGER.replace('"+"', '"*"'), "m.toml:22:components 第 2 项：sign: “*”不可用，只能是：+、-。"),
        (COMPLETION + LEDGER.replace('sign = "+"\n', ""), "m.toml:18:components 第 2 项：sign: 缺少这一项。"),
        (METHOD.replace("0.6", "1.6"), "m.toml:17:components 第 1 项：credits：basically: 应在 0 到 1 之间，现为 1.6。"),
        (COMPLETION + GROUPS.replace("街道", "部门"), "m.toml:18:groups: 组名“部门”出现了不止一次。"),
        (COMPLETION + "[[bands]]\nlabel = 5\n", "m.toml:19:bands 第 1 项：label: 应为文字，现为“5”。"),
        (f"{COMPLETION.rstrip()}\nfoo = [\n", f"m.toml:{COMPLETION.rstrip().count(chr(10)) + 2}:8: 文件到这里就完了"),
        (COMPLETION.replace("version =", "version"), "m.toml:3:9: 不是有效的 TOML，请检查引号、等号和括号。"),
        (COMPLETION.replace('name = "办法"', 'name = "办法"\nname = "办法"'), "m.toml:5:12: 同一个键或同一张表写了两次"),
    ],
)
def test_a_methods_fault_is_told_with_its_line_and_key(method: str, place: str) -> None:
    found = faults(method, "unit,completion.pct\n甲局,1\n")
    assert any(line.startswith(place) for line in found), found


def test_a_method_that_is_not_utf_8_is_refused_with_its_line() -> None:
    found = score_table(COMPLETION.encode("gb18030"), "m.toml", b"unit\n", "c.csv")
    assert found.faults[0] == "m.toml:4:-: 编码不是 UTF-8，请另存为 UTF-8 的文本文件。"


def test_a_column_of_fractions_is_not_taken_for_per_cents() -> None:
    assert faults(COMPLETION, "unit,completion.pct\n甲局,1\n乙局,0.9881\n") == [
        "c.csv:3:completion.pct: “0.9881”像是小数，这一列应为百分率：98.81% 请写 98.81（整列都要乘以 100）；"
        "确是百分之 0.9881 的，请写 0.9881%。"
    ]


@pytest.mark.parametrize("cells", [("0.5%", "1"), ("0.5", "12"), ("0", "1")])
def test_rates_below_one_per_cent_are_taken_where_they_are_told_apart(cells: tuple[str, str]) -> None:
    one, other = cells
    assert not score_table(COMPLETION.encode(), "m.toml", f"unit,completion.pct\n甲局,{one}\n乙局,{other}\n".encode(), "c.csv").faults


@pytest.mark.parametrize("name", ["合计", "总计", "全区", "合 计"])
def test_a_line_of_sums_is_not_ranked(name: str) -> None:
    told = f"c.csv:3:unit: “{name}”是合计行，不是单位，会排进名次，请删去这一行。"
    assert faults(COMPLETION, f"unit,completion.pct\n甲局,98\n{name},97\n") == [told]
