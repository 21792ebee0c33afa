"""Layouts of the 报结 list as data: what a faulty one says, and how moments are written."""

import pytest

from tests.build import moment
from tickets.rules.report_layouts import ReportColumn, load_report_layout, printed

GOOD = """
name = "x"
label = "某市"
sheet = "结果"
date_format = "%Y/%m/%d"
[[columns]]
heading = "编号"
field = "number"
[[columns]]
heading = "状态"
words = "已办结"
width = 8
[[columns]]
heading = "办结时间"
field = "completed_at"
[[columns]]
heading = "时限"
field = "city_due_at"
date_format = "%Y-%m-%d %H:%M"
"""


def test_a_layout_names_sheet_headings_fields_and_dates() -> None:
    layout = load_report_layout(GOOD)
    assert (layout.name, layout.label, layout.sheet) == ("x", "某市", "结果")
    values = {"number": "1", "completed_at": moment("2022-01-06 10:30"), "city_due_at": moment("2022-01-13 00:00")}
    assert [(column.heading, column.cell(values)) for column in layout.columns] == [
        ("编号", "1"),
        ("状态", "已办结"),
        ("办结时间", "2022/01/06"),
        ("时限", "2022-01-12 24:00"),
    ]


@pytest.mark.parametrize(
    ("at", "form", "is_due", "text"),
    [
        ("2022-01-13 00:00", "%Y-%m-%d %H:%M:%S", True, "2022-01-12 24:00:00"),
        ("2022-01-13 00:00", "%Y-%m-%d", True, "2022-01-12"),
        ("2022-01-13 00:00", "%Y-%m-%d %H:%M", False, "2022-01-13 00:00"),
        ("2022-01-12 17:00", "%Y-%m-%d %H:%M", True, "2022-01-12 17:00"),
    ],
)
def test_a_limit_at_midnight_is_the_24_of_its_day(at: str, form: str, is_due: bool, text: str) -> None:
    assert printed(moment(at), form, is_due=is_due) == text


def test_what_is_not_known_is_empty() -> None:
    assert ReportColumn("时限", "city_due_at").cell({"city_due_at": None}) == ""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('name = "x"', "", "缺少 name"),
        ('sheet = "结果"', 'tab = "结果"', "不认识的键 tab"),
        ('field = "number"', 'field = "nummer"', "没有叫 nummer 的字段"),
        ('field = "number"', 'field = "unit"', "要有一列是工单编号"),
        ('words = "已办结"', 'words = "已办结"\nfield = "unit"', "只能写一个"),
        ("width = 8", "width = 0", "width 应在"),
        ('"%Y/%m/%d"', '"%c"', "只能用"),
        ('heading = "状态"', 'heading = ""', "缺少 heading"),
        ('label = "某市"', "label = 某市", "不是合法的 TOML"),
    ],
)
def test_a_faulty_layout_says_what_is_wrong(old: str, new: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        load_report_layout(GOOD.replace(old, new, 1))
