"""Layouts of the 报结 list as data: the sheet's name, its headings in order, which field stands below each, how dates are written.

Read from TOML (tickets/layouts/reports). A field is one of FIELDS; a heading without a field bears the same words in each row.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tickets.rules.deadlines import due_day, local

# field → its name where a layout is at fault, and on the page from which fields are copied one by one.
FIELDS: Mapping[str, str] = {
    "number": "工单编号",
    "title": "标题",
    "request": "诉求内容",
    "ticket_type": "诉求类型",
    "category": "类别",
    "channel": "受理渠道",
    "unit": "承办单位",
    "unit_short": "承办单位简称",
    "result": "办理结果",
    "reply": "答复内容",
    "arrived_at": "受理时间",
    "replied_at": "答复时间",
    "completed_at": "办结时间",
    "city_due_at": "市平台时限",
    "redo_count": "重办次数",
}
PLAIN_DATES = "%Y-%m-%d %H:%M:%S"
_KEYS = {"name", "label", "sheet", "date_format", "columns"}
_COLUMN_KEYS = {"heading", "field", "words", "width", "date_format"}
MIDNIGHT_SIGNS = {"%H": "24", "%M": "00", "%S": "00"}


@dataclass(frozen=True)
class ReportColumn:
    """`field` empty: `words` stand in every row. `width` in characters."""

    heading: str
    field: str = ""
    words: str = ""
    width: int = 20
    date_format: str = PLAIN_DATES

    def cell(self, values: Mapping[str, object]) -> str:
        """What stands in this column of a row, as text."""
        value = values.get(self.field, "") if self.field else self.words
        if isinstance(value, datetime):
            return printed(value, self.date_format, is_due=self.field == "city_due_at")
        return "" if value is None else str(value)


@dataclass(frozen=True)
class ReportLayout:
    name: str
    label: str
    sheet: str
    columns: tuple[ReportColumn, ...]


def printed(moment: datetime, form: str, *, is_due: bool = False) -> str:
    """A moment on the office's clock; a limit at midnight is the 24:00 of the day that it ends."""
    at = local(moment)
    if not is_due or (day := due_day(moment)) == at.date():
        return at.strftime(form)
    for sign, digits in MIDNIGHT_SIGNS.items():
        form = form.replace(sign, digits)
    return day.strftime(form)


def load_report_layout(text: str) -> ReportLayout:
    """A layout from TOML text. ValueError in Chinese that names the key at fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"报结版式不是合法的 TOML：{error}") from error
    name, columns = str(data.get("name", "")), data.get("columns", [])
    _expect(bool(name), name, "缺少 name")
    _expect(not (strange := set(data) - _KEYS), name, f"不认识的键 {'、'.join(sorted(strange))}")
    _expect(isinstance(columns, list) and bool(columns), name, "至少要有一列 [[columns]]")
    dates = _date_format(name, data.get("date_format", PLAIN_DATES))
    read = tuple(_column(name, place, column, dates) for place, column in enumerate(columns, start=1))
    _expect(any(column.field == "number" for column in read), name, '要有一列是工单编号（field = "number"）')
    return ReportLayout(name, str(data.get("label", name)), str(data.get("sheet", "报结"))[:31], read)


def _column(name: str, place: int, data: object, dates: str) -> ReportColumn:
    _expect(isinstance(data, dict), name, f"第 {place} 列应是一张表")
    assert isinstance(data, dict)
    _expect(not (strange := set(data) - _COLUMN_KEYS), name, f"第 {place} 列有不认识的键 {'、'.join(sorted(strange))}")
    heading, field, words = str(data.get("heading", "")), str(data.get("field", "")), str(data.get("words", ""))
    _expect(bool(heading), name, f"第 {place} 列缺少 heading")
    _expect(not field or field in FIELDS, name, f"第 {place} 列“{heading}”没有叫 {field} 的字段，可用的是：{'、'.join(FIELDS)}")
    _expect(not (field and words), name, f"第 {place} 列“{heading}”的 field 和 words 只能写一个")
    width = data.get("width", 20)
    _expect(type(width) is int and 1 <= width <= 200, name, f"第 {place} 列“{heading}”的 width 应在 1 到 200 之间")
    return ReportColumn(heading, field, words, width, _date_format(name, data.get("date_format", dates)))


def _date_format(name: str, form: object) -> str:
    """Only the signs of numbers: others depend on the machine's language."""
    text = str(form)
    left = text
    for sign in ("%Y", "%m", "%d", "%H", "%M", "%S"):
        left = left.replace(sign, "")
    _expect("%" not in left and bool(date(2000, 1, 1).strftime(text)), name, f"date_format“{text}”只能用 %Y %m %d %H %M %S")
    return text


def _expect(holds: bool, name: str, words: str) -> None:
    if not holds:
        raise ValueError(f"报结版式 {name or '（无名）'}：{words}")
