"""Files as cities and attackers make them, built for the tests of reading."""

import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import xlsxwriter

CITY_HEADING = [
    "工单编号", "受理员工号", "受理员", "来电人", "一级分类", "二级分类", "三级分类", "四级分类", "五级分类", "紧急程度",
    "来电类别", "受理渠道", "主要内容", "受理时间", "回复备注", "办理情况", "被催办单ID", "受理备注", "工单状态", "受理类型",
    "是否保密", "是否回复", "办理单位", "转办时间", "转办人姓名", "转办人工号", "转办意见", "办结时间",
]  # fmt: skip
CITY_ROW: dict[str, object] = {
    "工单编号": "230703094127106144",
    "受理员工号": "2031",
    "受理员": "***",
    "来电人": "王**",
    "一级分类": "城市管理",
    "二级分类": "市政道路",
    "三级分类": "NULL",
    "紧急程度": "一般",
    "来电类别": "投诉",
    "受理渠道": "电话",
    "主要内容": "\t市民反映：兴工街铺设路面时沥青喷洒至停放车辆，要求处理并赔偿。\u3000",
    "受理时间": "2023-07-03 09:41:27.000",
    "工单状态": "办理中",
    "受理类型": "转办",
    "是否保密": "否",
    "是否回复": "是",
    "办理单位": "区城建中心",
    "转办时间": "2023/7/3 10:02:11",
    "转办意见": "请核实",
}

OFFICE = "http://schemas.openxmlformats.org"


def city_row(**changes: object) -> list[object]:
    """A row of the 28 columns; `changes` by heading."""
    values = CITY_ROW | changes
    return [values.get(heading, "") for heading in CITY_HEADING]


def write(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), sheets: Sequence[str] = ("Sheet1",)) -> Path:
    """An .xlsx with `rows` on its last sheet; moments become real date cells. `merged` are ranges such as B1:C1."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        dates = book.add_format({"num_format": "yyyy/m/d h:mm:ss"})
        *others, last = [book.add_worksheet(name) for name in sheets]
        for sheet in others:
            sheet.write(0, 0, "说明")
        for cells in merged:
            last.merge_range(cells, "")
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    last.write_datetime(y, x, cell, dates)
                elif cell not in ("", None):
                    last.write(y, x, cell)
    return path


def package(path: Path, sheet: str | bytes, **parts: str | bytes) -> Path:
    """The smallest .xlsx around the XML of one sheet; `parts` replace or add others by name."""
    relationships = f"{OFFICE}/officeDocument/2006/relationships"
    packages = f"{OFFICE}/package/2006"
    main = f"{OFFICE}/spreadsheetml/2006/main"
    workbook_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    names = {
        "[Content_Types].xml": f'<Types xmlns="{packages}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{workbook_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="rId1" Type="{relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relationships}">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships">'
        f'<Relationship Id="rId1" Type="{relationships}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    } | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return path


def sheet_xml(*rows: str, before: str = "") -> str:
    """The XML of a sheet from the XML of its rows."""
    opening = f'<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f"{opening}{''.join(rows)}</sheetData></worksheet>"


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'
