"""Forms of hard cases as people fill them: another sheet, a title above, spaced headings; what cannot be read is told with its place."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tickets.acts import case_files, case_sheets
from tickets.acts.case_sheets import Filled

LAYOUT = case_files.layout("supervision")
HEADINGS = list(LAYOUT.headings)
WITHOUT_REASON = [heading for heading in HEADINGS if heading != "事由"]
ROW = ["R1", "住建局", "领导牵头督办", "督2号", "多次超期仍未办结", "2022-01-10 09:00", "2022-01-14", "已解决", "2022-01-11", "已修复"]
CELLS = dict(zip([column.field for column in LAYOUT.columns], ROW, strict=True))
Rows = list[list[Any]]


def filled(path: Path, sheets: dict[str, Rows]) -> Filled:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path / "rows.xlsx")
    return case_sheets.read(SimpleUploadedFile("rows.xlsx", (path / "rows.xlsx").read_bytes()), LAYOUT)


@pytest.mark.parametrize(
    ("sheets", "number"),
    [
        ({"一月": [HEADINGS, ROW]}, 2),
        ({"一月": [["2022年督办登记表"], [], HEADINGS, ROW]}, 4),
        ({"空表": [["2022年督办登记表"], HEADINGS], "一月": [HEADINGS, ROW], "二月": [HEADINGS], "三月": []}, 2),
        ({"空": [], "一月": [HEADINGS, ROW]}, 2),
        ({"一月": [[f" {heading[0]} {heading[1:]}*\n" for heading in HEADINGS], ROW]}, 2),
        ({"一月": [HEADINGS, [], [None] * 10, ROW]}, 4),
    ],
)
def test_the_heading_is_found_under_a_title_on_another_sheet_or_spaced(tmp_path: Path, sheets: dict[str, Rows], number: int) -> None:
    assert filled(tmp_path, sheets) == Filled([(number, CELLS)])


@pytest.mark.parametrize(
    ("sheets", "unread"),
    [
        ({"一月": [[*HEADINGS, "备注"], [*ROW, "急"]]}, ("“备注”（K 列）",)),
        ({"一月": [[*HEADINGS, "备注"], ROW]}, ()),
        ({"一月": [HEADINGS, [*ROW, "", "急"]]}, ("“（没有表头）”（L 列）",)),
        ({"一月": [[*HEADINGS, "督办内容"], [*ROW, "另一件事"]]}, ("“督办内容”（K 列）",)),
        ({"一月": [HEADINGS, ROW], "二月": [HEADINGS, ROW], "三月": [[" "]]}, ("工作表“二月”",)),
        ({"一月": [HEADINGS, ROW], "二月": [WITHOUT_REASON, ROW], "说明": [["注"]]}, ("工作表“二月”", "工作表“说明”")),
        ({"填表说明": [["请按表头填写"]], "一月": [[*HEADINGS, "备注"], [*ROW, "急"]]}, ("“备注”（K 列）", "工作表“填表说明”")),
        ({"一月": [HEADINGS, ROW], "二月": [*[["注"]] * 10, HEADINGS, ROW]}, ("工作表“二月”",)),
    ],
)
def test_what_is_not_read_is_told(tmp_path: Path, sheets: dict[str, Rows], unread: tuple[str, ...]) -> None:
    assert filled(tmp_path, sheets) == Filled([(2, CELLS)], unread)


@pytest.mark.parametrize(
    ("sheets", "code", "words"),
    [
        ({"一月": []}, "empty", "表里没有内容。请先下载空表"),
        ({"一月": [HEADINGS]}, "empty", "工作表“一月”的表头下面没有内容，请填写后再导入。"),
        ({"一月": [HEADINGS], "二月": [["登记表"], HEADINGS]}, "empty", "工作表“一月”、“二月”的表头下面没有内容，请填写后再导入。"),
        ({"一月": [HEADINGS, [" "]], "说明": [["注"]]}, "empty", "工作表“一月”的表头下面没有内容，请填写后再导入。"),
        ({"空表": [HEADINGS], "一月": [WITHOUT_REASON, ROW]}, "no_heading", "工作表“一月”第 1 行缺少表头：事由。请先下载空表"),
        (
            {"一月": [["甲", "乙"], ["丙", "丁"]]},
            "no_heading",
            "各工作表的前 10 行里都没有表头：工单编号、层级、事由、督办时间。请先下载空表",
        ),
        ({"说明": [["注"]], "一月": [["登记表"], WITHOUT_REASON, ROW]}, "no_heading", "工作表“一月”第 2 行缺少表头：事由。"),
        ({"一月": [[*HEADINGS, "事 由"], [*ROW, "别的"]]}, "doubled", "工作表“一月”第 1 行的表头重复：“事由”出现在 E、K 列，请只留一列。"),
        ({"一月": [HEADINGS, *[ROW] * 1_001]}, "too_many", "一次最多导入 1000 行，请分成几个文件。"),
        ({"一月": [*[["注"]] * 10, HEADINGS, ROW]}, "no_heading", "各工作表的前 10 行里都没有表头"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused_with_the_place(tmp_path: Path, sheets: dict[str, Rows], code: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        filled(tmp_path, sheets)
    assert caught.value.code == code
    assert words in caught.value.messages[0]
