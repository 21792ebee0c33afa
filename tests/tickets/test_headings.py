"""Headings as cities write them: under titles, in two rows, merged, with stars and brackets, in other words."""

import pytest

from tests.tickets.sheets import CITY_HEADING, city_row
from tickets.acts.reading import known_layouts
from tickets.rules.cells import Cell, Problem
from tickets.rules.headings import Heading, Row, find_heading, letters

LAYOUTS = known_layouts()


def rows(*cells: list[object]) -> list[Row]:
    known: list[list[Cell]] = [[cell if isinstance(cell, str | int | float) else str(cell) for cell in row] for row in cells]
    return [Row(number, row) for number, row in enumerate(known, 1)]


def found(*cells: list[object], name: str = "") -> Heading:
    heading = find_heading(rows(*cells), LAYOUTS, name)
    assert isinstance(heading, Heading), heading
    return heading


def fields(heading: Heading) -> dict[str, str]:
    return {column.heading: column.field for column in heading.columns if column.field}


def refused(*cells: list[object], name: str = "") -> Problem:
    problem = find_heading(rows(*cells), LAYOUTS, name)
    assert isinstance(problem, Problem), problem
    return problem


DATA: list[object] = ["4129489", "小区停水", "2023-07-03 09:41"]


def test_the_28_columns_are_all_known() -> None:
    heading = found(list(CITY_HEADING), city_row())
    assert (heading.layout.name, heading.row, heading.unknown) == ("city28", 1, ())
    assert fields(heading) == {
        "工单编号": "number",
        "来电人": "caller_name",
        "一级分类": "category_1",
        "二级分类": "category_2",
        "三级分类": "category_3",
        "四级分类": "category_4",
        "五级分类": "category_5",
        "紧急程度": "urgency",
        "来电类别": "ticket_type",
        "受理渠道": "channel",
        "主要内容": "text",
        "受理时间": "arrived_at",
        "回复备注": "reply_note",
        "办理情况": "handling",
        "被催办单ID": "urged_number",
        "工单状态": "city_status",
        "受理类型": "intake_kind",
        "是否保密": "is_confidential",
        "办理单位": "unit",
        "转办时间": "transferred_at",
        "办结时间": "completed_at",
    }


OTHERS = [
    ("标题", "title"),
    ("联系电话", "caller_phone"),
    ("详细地址", "address"),
    ("区域", "area"),
    ("企业名称", "enterprise"),
    ("处理时限", "due"),
    ("办理截止时间", "due"),
    ("首次转办时间", "first_transferred_at"),
    ("退回次数", "return_count"),
    ("退回原因", "return_reason"),
    ("延期天数", "extension_days"),
    ("延期后截止日期", "extended_due_at"),
    ("回访时间", "called_at"),
    ("是否接通", "reached"),
    ("是否解决", "solved"),
    ("办理满意", "result_grade"),
    ("过程满意", "process_grade"),
    ("评星", "stars"),
    ("是否重办", "is_redo"),
    ("重办次数", "redo_count"),
    ("是否督办", "is_supervised"),
    ("是否疑难", "is_hard"),
    ("是否企业诉求", "is_enterprise"),
    ("是否涉旅", "is_tourism"),
    ("旅游", "is_tourism"),
    ("责任单位", "unit"),
    ("反映内容", ""),  # the preferred 主要内容 is there: kept beside the row
    (" 来电人 联系方式 ", "caller_phone"),
    ("处理时限（工作日）", "due"),
    ("办理单位*", "unit"),
    ("派单\n时间", "transferred_at"),
    ("［评星］", "stars"),
    ("诉求是否得到有效解决", "solved"),
    ("对承办部门办理结果满意度", "result_grade"),
    ("责任承办单位名称", "unit"),
    ("关联工单编号", "urged_number"),
]


@pytest.mark.parametrize(("heading", "field"), OTHERS)
def test_columns_that_others_add_are_known(heading: str, field: str) -> None:
    columns = found(["工单编号", "主要内容", "受理时间", heading], [*DATA, ""]).columns
    assert columns[3].field == field


SYNONYMS = [
    ["诉求编号", "诉求内容", "诉求时间"],
    ["部门编号", "反映内容", "登记时间"],
    ["工单号", "问题描述", "来电时间"],
    ["流水号", "事件描述", "创建时间"],
    ["＊工单编号", "工单内容（必填）", "受 理 时 间"],
    ["工单编号：", "【主要内容】内容", "受理\n时间"],
]


@pytest.mark.parametrize("heading", SYNONYMS)
def test_other_cities_words_are_known(heading: list[object]) -> None:
    assert list(fields(found(heading, DATA)).values()) == ["number", "text", "arrived_at"]


def test_of_two_synonyms_the_preferred_one_is_the_field_and_the_other_is_kept() -> None:
    heading = found(["部门编号", "工单编号", "来电时间", "受理时间", "主要内容"], ["1", "2", "", "", ""])
    assert [column.field for column in heading.columns] == ["", "number", "", "arrived_at", "text"]
    assert heading.unknown == ()


def test_titles_above_the_heading_are_passed_over() -> None:
    heading = found(["12345热线工单导出表"], ["导出时间：2023-10-07", "导出人：王**"], [], ["工单编号", "主要内容", "受理时间"], DATA)
    assert heading.row == 4
    assert list(fields(heading)) == ["工单编号", "主要内容", "受理时间"]


def test_a_heading_of_two_rows_with_merged_groups_is_joined() -> None:
    upper: list[object] = ["工单编号", "来电人信息", "", "诉求情况", "", "受理", "", "办理单位", "办结"]
    lower: list[object] = ["", "姓名", "电话", "标题", "内容", "时间", "渠道", "", "时间"]
    heading = found(["通报"], upper, lower, ["4129489", "王**", "138", "停水", "小区停水", "2023-07-03 09:41", "电话", "住建局", ""])
    assert heading.row == 3
    assert [column.field for column in heading.columns] == [
        "number", "caller_name", "caller_phone", "title", "text", "arrived_at", "channel", "unit", "completed_at",
    ]  # fmt: skip


def test_a_first_row_of_data_is_never_taken_for_a_second_row_of_heading() -> None:
    heading = found(["工单编号", "主要内容", "受理时间", "渠道"], ["4129489", "停水", "2023-07-03 09:41", "电话"])
    assert heading.row == 1


def test_unknown_and_repeated_headings_are_kept_and_unknown_ones_named_once() -> None:
    heading = found(["工单编号", "主要内容", "受理时间", "神秘列", "备注", "备注", "神秘列", ""], [*DATA, "", "", "", "", "x"])
    assert [column.heading for column in heading.columns][3:] == ["神秘列", "备注", "备注（2）", "神秘列（2）", "第 8 列"]
    assert heading.unknown == ("神秘列", "神秘列（2）")


def test_the_layout_with_most_headings_is_taken() -> None:
    board: list[object] = ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间"]
    assert found(board).layout.name == "message_board"
    assert found(["工单编号", "回访时间", "是否接通", "是否解决", "办理满意", "过程满意", "评星"]).layout.name == "callbacks"
    assert found([*CITY_HEADING, "回访时间", "是否接通", "是否解决", "办理满意", "评星"]).layout.name == "city28"


def test_a_ticket_file_that_lost_its_text_is_not_taken_for_callbacks() -> None:
    headings: list[object] = [heading for heading in CITY_HEADING if heading != "主要内容"]
    assert refused([*headings, "回访时间", "是否解决", "办理满意"]).what.startswith("找不到这些列：诉求内容。")
    assert refused(["工单编号", "受理时间", "承办单位", "办结时间", "办理结果"]).what.startswith("找不到这些列：诉求内容。")


def test_a_callbacks_file_may_repeat_some_of_the_ticket() -> None:
    heading = found(["序号", "工单编号", "标题", "承办单位", "受理时间", "回访时间", "是否接通", "满意度", "不满意的原因"])
    assert heading.layout.name == "callbacks"
    assert [column.field for column in heading.columns] == ["", "number", "", "", "", "called_at", "reached", "result_grade", "remark"]


def test_a_named_layout_is_obeyed_and_an_unknown_one_told() -> None:
    assert found(["工单编号", "主要内容", "受理时间", "满意度"], name="callbacks").layout.name == "callbacks"
    problem = refused(["工单编号"], name="nowhere")
    assert problem.code == "layout_unknown"
    assert "city28（市平台工单导出）" in problem.words


MISSING = [
    (["工单编号", "主要内容"], "受理时间"),
    (["工单编号", "受理时间"], "诉求内容"),
    (["主要内容", "受理时间"], "编号"),
]


@pytest.mark.parametrize(("heading", "missing"), MISSING)
def test_a_required_column_that_is_missing_is_named_with_the_headings_seen(heading: list[object], missing: str) -> None:
    problem = refused(heading, ["x", "y"])
    assert problem.what == f"找不到这些列：{missing}。看到的表头：{'、'.join(map(str, heading))}"


def test_a_sheet_without_any_heading_says_so() -> None:
    assert refused([1.0, 2.0], [3.0]).what == "找不到这些列：编号、诉求内容、受理时间。没有看到表头"
    assert refused([1.0, 2.0], name="callbacks").what == "找不到这些列：编号、回访时间或回访结果。没有看到表头"
    assert refused().code == "file_empty"


def test_columns_are_named_as_table_programs_do() -> None:
    assert [letters(place) for place in (0, 25, 26, 27, 701, 702, 16383)] == ["A", "Z", "AA", "AB", "ZZ", "AAA", "XFD"]
