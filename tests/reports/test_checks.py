"""The self-check lets a right bulletin through and refuses one where shares, sums, scores or ranks do not agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from reports.rules.checks import blocking, check
from reports.rules.document import Document, Figure, Paragraph, Row, Section, Table, Text
from reports.rules.findings import Finding
from reports.rules.privacy import personal
from tests.reports import genres, sample


def cell(document: Document, row: int, column: int, **changes: object) -> Document:
    """The sample with one cell of its units' table changed."""
    section = document.sections[1]
    table = section.blocks[1]
    assert isinstance(table, Table)
    cells = list(table.rows[row].cells)
    figure = cells[column]
    assert isinstance(figure, Figure)
    cells[column] = replace(figure, **changes)  # type: ignore[arg-type]
    rows = (*table.rows[:row], replace(table.rows[row], cells=tuple(cells)), *table.rows[row + 1 :])
    return with_table(document, replace(table, rows=rows))


def with_table(document: Document, table: Table) -> Document:
    section = replace(document.sections[1], blocks=(document.sections[1].blocks[0], table))
    return replace(document, sections=(document.sections[0], section, *document.sections[2:]))


def with_words(words: str) -> Document:
    extra = Section("五、其他", "其他", (Paragraph((Text(words),)),))
    return replace(sample.document(), sections=(*sample.document().sections, extra))


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in findings]


def test_the_right_bulletin_passes_with_its_arithmetic_in_words() -> None:
    findings = check(sample.document())
    assert blocking(findings) == ()
    assert [finding.words for finding in findings if finding.level == "ok"] == [
        "22 个单位总分逐行复算，全部一致",
        "各单位件数之和 ＝ 2755 件",
        "占全市：2755 ÷ 6962 ＝ 39.57%",
        "71 个比率按印出的位数复算，全部一致",
        "名次与总分一致，并列按规则排列",
        "无姓名、电话、门牌号",
        "全市排名、全市有效诉求、综合得分已注明来源",
    ]


@pytest.mark.parametrize("make", [genres.monthly, genres.half_year, genres.address_to_congress])
def test_the_other_genres_pass_too(make: Callable[[], Document]) -> None:
    assert blocking(check(make())) == ()


def test_a_score_that_is_not_the_sum_of_its_parts_blocks() -> None:
    wrong = cell(sample.document(), 0, 7, text="10.97", value="10.97")
    assert codes(blocking(check(wrong))) == [("scores", "1-1-7")]
    assert "分项合计 10.9643，印的总分是 10.97" in blocking(check(wrong))[0].words


def test_a_score_whose_part_differs_from_the_printed_cell_blocks() -> None:
    wrong = cell(sample.document(), 0, 4, text="98.82%", value="98.82")
    assert {finding.code for finding in blocking(check(wrong))} == {"scores", "rates"}


def test_a_score_without_parts_cannot_be_recomputed_and_blocks() -> None:
    assert codes(blocking(check(cell(sample.document(), 3, 7, terms=())))) == [("scores", "1-1-28")]


def test_a_share_that_does_not_divide_blocks_and_says_what_it_should_be() -> None:
    wrong = cell(sample.document(), 20, 2, base="9")
    assert [finding.words for finding in blocking(check(wrong))] == [
        "表 1 › 第 21 行 › 盘锦市兴隆台生态环境分局：7 ÷ 9 ＝ 77.78，印的是 87.50%"
    ]


def test_nothing_divided_must_not_be_printed_as_a_number() -> None:
    wrong = cell(sample.document(), 20, 2, base="0", hits="0")
    assert codes(blocking(check(wrong))) == [("rates", "1-1-142")]


def test_volumes_that_do_not_add_up_block() -> None:
    document = sample.document()
    balance = replace(document.balances[0], parts=document.balances[0].parts[1:])
    assert [finding.words for finding in blocking(check(replace(document, balances=(balance,))))] == ["各单位件数之和是 2630，印的是 2755"]


def test_ranks_against_the_scores_block() -> None:
    table = sample.units_table()
    swapped = (table.rows[1], table.rows[0], *table.rows[2:])
    assert {finding.code for finding in blocking(check(with_table(sample.document(), replace(table, rows=swapped))))} == {"ranks"}


def test_equal_scores_may_share_a_rank_or_run_on() -> None:
    shared = cell(sample.document(), 15, 0, text="15", value="15")
    assert blocking(check(shared)) == ()


def test_each_group_has_a_ranking_of_its_own() -> None:
    table = sample.units_table()
    groups = tuple(replace(row, group="甲" if number % 2 else "乙") for number, row in enumerate(table.rows))
    by_group = tuple(sorted(groups, key=lambda row: row.group))
    assert blocking(check(with_table(sample.document(), replace(table, rows=by_group)))) == ()


def test_the_worst_are_listed_from_the_lowest_score() -> None:
    table = sample.units_table()
    worst = tuple(_renumbered(row, number) for number, row in enumerate((table.rows[21], table.rows[20]), start=1))
    ascending = replace(table, rows=worst, ranked="ascending")
    assert blocking(check(with_table(sample.document(), ascending))) == ()
    assert {finding.code for finding in blocking(check(with_table(sample.document(), replace(ascending, ranked="descending"))))} == {
        "ranks"
    }


def _renumbered(row: Row, number: int) -> Row:
    rank = row.cells[0]
    assert isinstance(rank, Figure)
    return replace(row, cells=(replace(rank, text=str(number), value=str(number)), *row.cells[1:]))


def test_an_outside_figure_without_its_source_blocks() -> None:
    bare = replace(sample.outside("9.90", "9.90", "综合得分"), origin="")
    document = replace(sample.document(), sections=(Section("", "导语", (Paragraph((bare,)),)), *sample.document().sections[1:]))
    assert codes(blocking(check(document))) == [("sources", "0-0-1")]


def test_a_declared_figure_needs_its_reason() -> None:
    declared = replace(sample.outside("7.54%", "7.54", "占比"), source="declared", origin="")
    document = replace(sample.document(), sections=(Section("", "导语", (Paragraph((declared,)),)),))
    assert [finding.words for finding in blocking(check(document))] == ["占比 7.54% 没有注明原因"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("联系电话13912345678", "手机号"),
        ("拨打 139-1234-5678", "手机号"),
        ("座机0427-2823456", "固定电话"),
        ("市民王小明反映路灯不亮", "姓名"),
        ("李建国先生来电", "姓名"),
        ("联系人：赵丽", "姓名"),
        ("身份证11010519491231002X", "身份证号"),
        ("家住3号楼2单元501", "门牌号"),
        ("霞光府3-2-501漏水", "门牌号"),
        ("家住石油大街128号，漏水", "门牌号"),
    ],
)
def test_identity_in_the_words_blocks(words: str, kind: str) -> None:
    findings = blocking(check(with_words(words)))
    assert {finding.code for finding in findings} == {"identity"}
    assert any(finding.words.startswith(f"正文里有{kind}") for finding in findings)


def test_a_house_number_is_a_warning_while_nobody_is_named_beside_it() -> None:
    levels = {
        words: {one.level for one in check(with_words(words)) if one.code == "identity"}
        for words in ("解放路128号井盖破损", "李建国先生反映解放路128号漏水")
    }
    assert levels == {"解放路128号井盖破损": {"warning"}, "李建国先生反映解放路128号漏水": {"blocking"}}


def test_a_trial_and_a_missing_issue_number_block() -> None:
    document = sample.document()
    trial = replace(document, mark="试算", masthead=replace(document.masthead, issue="2022年第　期"))
    assert codes(blocking(check(trial))) == [("trial", ""), ("issue", "")]


@pytest.mark.parametrize(
    "words",
    [
        "231007102349106144 号工单应于 10 月 10 日前回复",
        "（诉求编号：8213631）",
        "王先生来电",
        "村民赵某在可耕地上违规建房",
        "市民于6月12日反映路灯脱落",
        "群众高度认可，诉求人常来电称赞",
        "蓝色康桥F区南门33号楼商网",
        "2022-03-16以后有过行程轨迹",
        "拨打12345热线求助",
        "区委常委，区人大常委会主任、副主任",
    ],
)
def test_ordinary_words_of_a_bulletin_are_no_identity(words: str) -> None:
    assert list(personal(words)) == []


def test_a_unit_under_two_names_is_a_warning() -> None:
    warnings = [finding for finding in check(sample.document(), sample.NAMES) if finding.code == "names"]
    assert [(finding.level, finding.words) for finding in warnings] == [
        ("warning", "单位名称不统一：“卫健局”2 处、“环保局”2 处、“兴隆街道”2 处")
    ]


def test_one_ticket_in_two_lists_is_a_warning() -> None:
    twice = [finding for finding in check(sample.document()) if finding.code == "twice"]
    assert [(finding.level, finding.words) for finding in twice] == [("warning", "4257611 同时列入低星件、不满意件")]


def test_a_number_typed_into_a_sentence_is_a_warning() -> None:
    typed = [finding.words for finding in check(with_words("共受理2755件，占39.57%")) if finding.code == "typed"]
    assert typed == ["“2755件”是手打的数，没有经过复算", "“39.57%”是手打的数，没有经过复算"]


def test_a_character_that_the_fonts_lack_is_a_warning() -> None:
    rare = [(finding.level, finding.words) for finding in check(with_words("㐂乐小区")) if finding.code == "glyphs"]
    assert rare == [("warning", "字库里没有“㐂”，PDF 里会印成空框")]
