"""A closed quarter becomes a bulletin: the paragraphs, the table and the lists that its rows give, and nothing that they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from reports.acts.compose import compose
from reports.acts.publish import self_check
from reports.rules.checks import blocking
from reports.rules.document import Block, Document, Figure, Paragraph, Table
from reports.rules.frames import FrameBody
from reports.rules.numbering import Numbers
from reports.rules.places import located
from reports.rules.reading import read_frame
from scoring.acts import closing
from scoring.models import OutsideFigure
from tests.reports import quarter
from tickets.models import Ticket
from units.acts import settings as district_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def frame() -> FrameBody:
    return read_frame(quarter.frame_body())


def composed(frame: FrameBody, period: str = quarter.PERIOD) -> Document:
    return compose(period, frame, quarter.CLOSED_AT)


def blocks(document: Document) -> list[Block]:
    return [block for section in document.sections for block in section.blocks]


def words(block: Block) -> str:
    return "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else ""


def tables(document: Document) -> dict[str, list[tuple[str, ...]]]:
    return {
        table.name: [tuple(cell.text for cell in row.cells) for row in table.rows] for table in blocks(document) if isinstance(table, Table)
    }


def test_the_opening_and_the_judgement_are_filled_from_counts_and_outside_figures(frame: FrameBody) -> None:
    quarter.lay()
    first, second, *_ = (words(block) for block in blocks(composed(frame)) if isinstance(block, Paragraph))
    assert first == (
        "2022年一季度，全市各区县12345政务服务便民热线平台共受理有效诉求20件，其中我区共受理有效诉求9件，占全市各区县受理总量的45.00%。"
        "我区办结率100.00%、按时反馈率88.89%、满意率87.50%、优秀率75.00%，位居全市区县排名第一位。"
    )
    assert second == (
        "从各联网单位整体办理情况来看，卫生健康局、兴海街道办事处、盘锦辽河智慧城市发展集团有限公司诉求量较大，"
        "但各项指标依然领先其他承办单位；盘锦辽河智慧城市发展集团有限公司按时反馈率较低，建议把握好时间节点，加强日常监管。"
    )


def test_the_units_stand_in_the_order_of_their_scores(frame: FrameBody) -> None:
    quarter.lay()
    assert tables(composed(frame))["单位得分表"] == [
        ("1", quarter.HEALTH, "100.00%", "100.00%", "100.00%", "0.04", "0.00", "10.04"),
        ("2", quarter.STREET, "66.67%", "100.00%", "100.00%", "0.00", "0.00", "9.00"),
        ("3", quarter.COMPANY, "100.00%", "50.00%", "100.00%", "0.00", "0.00", "8.00"),
    ]


def test_low_stars_and_dissatisfied_are_listed_in_the_order_of_the_calls(frame: FrameBody) -> None:
    quarter.lay()
    found = tables(composed(frame))
    assert found["低星件"] == [
        ("1", "4000006", "市民反映事项6问题", "兴海街道", "3", "已结案"),
        ("2", "4000004", "市民反映事项4问题", "卫健局", "4", "已结案"),
    ]
    assert found["不满意件"] == [("1", "4000006", "市民反映事项6问题", "兴海街道", "不满意", "已结案")]


def test_the_quarters_own_numbers_date_and_sections_are_printed(frame: FrameBody) -> None:
    quarter.lay()
    document = composed(frame)
    assert (document.masthead.issue, document.edition, document.issued_on, document.mark) == ("2022年第4期", "（第3期）", "2022-04-29", "")
    assert document.title == ("关于兴隆台区12345政务服务便民热线平台", "2022年一季度办理情况的通报")
    assert [section.title for section in document.sections] == [
        "",
        "一、全区各承办单位办理情况",
        "二、联网单位好评典型案例",
        "三、突出问题",
        "四、下步工作要求",
    ]
    assert blocking(self_check(document)) == ()


def test_each_figure_knows_its_base_its_hits_and_its_terms(frame: FrameBody) -> None:
    quarter.lay()
    rows = [place.figure for place in located(composed(frame)) if "第 3 行" in place.where]
    on_time, total = (next(one for one in rows if one.indicator == code) for code in ("on_time_feedback", "score"))
    assert (on_time.hits, on_time.base, on_time.value) == ("1", "2", "50.00")
    assert total.formula == "0.03 × 100.00 + 0.04 × 50.00 + 0.03 × 100.00 + 0.00 − 0.00"
    assert [(term.label, term.points) for term in total.terms][1] == ("按时反馈率", "2.00000000")


def test_without_outside_figures_the_sentence_speaks_of_the_district_alone(frame: FrameBody) -> None:
    quarter.lay()
    OutsideFigure.objects.all().delete()
    first = words(blocks(composed(frame))[0])
    assert first.startswith("2022年一季度，我区12345政务服务便民热线平台共受理有效诉求9件。我区办结率100.00%")
    assert first.endswith("优秀率75.00%。")


def test_a_month_inside_the_quarter_can_be_composed_and_says_what_it_lacks(frame: FrameBody) -> None:
    quarter.lay()
    document = composed(frame, "2022-02")
    assert document.title[1] == "2022年2月办理情况的通报"
    assert document.edition == ""
    assert document.masthead.issue == "2022年第　期"
    assert "联网单位好评典型案例" not in "".join(section.title for section in document.sections)
    assert [section.label for section in document.sections][-1] == "三、工作要求"
    assert words(blocks(document)[1]).endswith("各单位均按时反馈。")


def test_units_that_nobody_called_print_so_and_never_a_number(frame: FrameBody) -> None:
    quarter.lay()
    district_settings.store(replace(district_settings.values(), callback_sources=("district",)))
    closing.reopen("2022-03", None, quarter.CLOSED_AT, "改口径")
    closing.close("2022-03", None, quarter.CLOSED_AT)
    document = composed(frame, "2022-03")
    assert "、满意率市级未抽访、" in words(blocks(document)[0])
    assert {row[2] for row in tables(document)["单位得分表"]} == {"市级未抽访"}
    # The score is the standing so far, in which those who were called before still have their grades.
    assert [row[-1] for row in tables(document)["单位得分表"]] == ["10.04", "8.50", "7.14"]
    assert [finding.code for finding in blocking(self_check(document))] == ["issue"]


def test_a_trial_is_marked_and_may_not_go_out(frame: FrameBody) -> None:
    quarter.lay(is_closed=False)
    document = composed(frame)
    assert document.mark == "试算"
    assert "trial" in {finding.code for finding in blocking(self_check(document))}


def test_work_that_goes_on_after_the_closing_changes_nothing_in_the_list(frame: FrameBody) -> None:
    made = quarter.lay()
    before = composed(frame)
    Ticket.objects.filter(pk=made[5].pk).update(status="handling")
    assert composed(frame) == before


def test_a_later_quarter_counts_the_edition_on_and_asks_for_its_issue(frame: FrameBody) -> None:
    quarter.lay()
    later = composed(frame, "2022Q3")
    assert (later.edition, later.masthead.issue) == ("（第5期）", "2022年第　期")
    given = compose("2022Q3", frame, quarter.CLOSED_AT, Numbers(issue=11, edition=6))
    assert (given.edition, given.masthead.issue) == ("（第6期）", "2022年第11期")


def test_a_title_with_a_name_is_replaced_by_its_matter(frame: FrameBody) -> None:
    made = quarter.lay()
    Ticket.objects.filter(pk=made[5].pk).update(title="李建国先生反映物业问题")
    assert tables(composed(frame))["不满意件"][0][2] == "市民反映诉求问题"


def test_a_period_that_cannot_be_read_is_refused(frame: FrameBody) -> None:
    with pytest.raises(ValidationError, match="看不懂"):
        composed(frame, "2022Q7")


def test_every_counted_figure_is_made_of_counts(frame: FrameBody) -> None:
    quarter.lay()
    bare = [
        place.where
        for place in located(composed(frame))
        if isinstance(place.figure, Figure) and place.figure.part == "rate" and place.figure.base is None
    ]
    assert bare == []
