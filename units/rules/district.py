"""What differs from district to district and is one value: names, types, defaults, and the check of a profile's [settings]."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class District:
    """One district's values. Times are local (Asia/Shanghai)."""

    district_name: str = "示例区"
    city_name: str = "示例市"
    profile: str = ""
    starts_on: date = date(2000, 1, 1)
    month_starts_on: int = 1
    reserve_workdays: int = 1
    office_opens: time = time(8, 30)
    office_closes: time = time(17, 0)
    daily_cutoff: time | None = None
    close_after_days: int = 15
    callback_sources: tuple[str, ...] = ("city",)
    callback_grade: str = "last"
    stars_max: int = 5
    low_star_at_most: int = 4
    invalid_reached: tuple[str, ...] = ("no_answer", "wrong_number", "refused", "anonymous")
    closing_as_of: str = "moment"
    basically_percent: int = 0
    return_window_hours: int = 24
    return_signature: str = "either"
    many_returns_from: int = 3
    extension_authority: str = "district"
    extension_most_times: int = 1
    extension_most_days: int = 5
    extension_ask_before_hours: int = 0
    extension_closed_urgencies: tuple[str, ...] = ("urgent", "critical")
    suspension_most_days: int = 30
    promise_most_days: int = 60
    warn_before_workdays: int = 1
    contact_within_hours: int = 24
    hand_on_reserve_workdays: int = 1
    hand_on_needs_hand: bool = False
    attachment_most_mb: int = 20
    notices_out: str = "urgent"
    report_layout: str = "plain"


LABELS: dict[str, str] = {
    "district_name": "区县名称",
    "city_name": "市名称",
    "profile": "区县配置",
    "starts_on": "起用日期",
    "month_starts_on": "统计月起始日",
    "reserve_workdays": "单位时限提前（工作日）",
    "office_opens": "上班时间",
    "office_closes": "下班时间",
    "daily_cutoff": "当日截止时间",
    "close_after_days": "未抽访自动归档天数",
    "callback_sources": "计分回访来源",
    "callback_grade": "计分回访次序",
    "stars_max": "最高评星",
    "low_star_at_most": "低星上限",
    "invalid_reached": "无效回访情形",
    "closing_as_of": "关账截至时刻",
    "basically_percent": "基本满意折算（%）",
    "return_window_hours": "退件窗口（小时）",
    "return_signature": "退件单签批方式",
    "many_returns_from": "多次退件起数",
    "extension_authority": "延期审批方",
    "extension_most_times": "每件最多延期次数",
    "extension_most_days": "每次最多延期（工作日）",
    "extension_ask_before_hours": "延期须提前申请（小时）",
    "extension_closed_urgencies": "不得延期的紧急程度",
    "suspension_most_days": "每次最长挂起（天）",
    "promise_most_days": "承诺日期最远（天）",
    "warn_before_workdays": "到期前提醒（工作日）",
    "contact_within_hours": "首次联系时限（小时）",
    "hand_on_reserve_workdays": "下派时限提前（工作日）",
    "hand_on_needs_hand": "下派答复须分管负责人签发",
    "attachment_most_mb": "附件大小上限（MB）",
    "notices_out": "外发提醒范围",
    "report_layout": "报结版式",
}
# The codes that a value may have, with the words that people see for them.
CHOICES: dict[str, dict[str, str]] = {
    "callback_sources": {"city": "市级", "district": "区级"},
    "callback_grade": {"first": "首次", "last": "末次"},
    "invalid_reached": {"no_answer": "无人接听", "wrong_number": "空号或错号", "refused": "拒访", "anonymous": "匿名无法回访"},
    "closing_as_of": {"moment": "关账时刻", "period_end": "期末"},
    "return_signature": {"system": "系统内签批", "paper": "附签批件", "either": "两者任一", "none": "不要求"},
    "extension_authority": {"district": "区平台", "city": "市平台"},
    "notices_out": {"none": "不外发", "urgent": "只发紧要的", "all": "全部外发"},
    "extension_closed_urgencies": {"normal": "一般", "urgent": "紧急", "critical": "特急"},
}
RANGES: dict[str, tuple[int, int]] = {
    "month_starts_on": (1, 28),
    "reserve_workdays": (0, 10),
    "close_after_days": (1, 365),
    "stars_max": (1, 10),
    "low_star_at_most": (0, 9),
    "basically_percent": (0, 100),
    "return_window_hours": (1, 240),
    "many_returns_from": (2, 20),
    "extension_most_times": (0, 10),
    "extension_most_days": (1, 90),
    "extension_ask_before_hours": (0, 72),
    "suspension_most_days": (1, 365),
    "promise_most_days": (1, 730),
    "warn_before_workdays": (0, 10),
    "contact_within_hours": (1, 240),
    "hand_on_reserve_workdays": (0, 10),
    "attachment_most_mb": (1, 200),
}
PLAIN: dict[Any, str] = {bool: "是或否（true、false）", int: "整数", str: "文字"}


def _fault(key: str, words: str) -> ValidationError:
    return ValidationError(f"参数 {key}（{LABELS.get(key, '未知')}）：{words}", code="bad_setting")


def _read(key: str, kind: Any, value: Any) -> Any:
    """One value from TOML or JSON as the type that `District` names for it."""
    if kind == date:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if kind == time or kind == (time | None):
        if value in (None, "") and kind != time:
            return None
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    if kind in PLAIN:
        if type(value) is not kind:
            raise _fault(key, f"应为{PLAIN[kind]}，现为“{value}”。")
        return value
    if not isinstance(value, list | tuple):
        raise _fault(key, f"应为列表，现为“{value}”。")
    return tuple(str(item) for item in value)


KINDS: dict[str, Any] = {field.name: field.type for field in fields(District)}


def read_district(values: Mapping[str, Any]) -> District:
    """`values` (key → plain value) as a District; ValidationError names the key, in Chinese."""
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in KINDS:
            raise _fault(key, f"没有这个参数，可用的是：{'、'.join(sorted(KINDS))}。")
        try:
            read[key] = _read(key, KINDS[key], value)
        except ValueError as error:
            raise _fault(key, f"“{value}”不是有效的日期或时间。") from error
        _check_choice(key, read[key])
    district = District(**read)
    if district.low_star_at_most >= district.stars_max:
        raise _fault("low_star_at_most", f"应小于最高评星 {district.stars_max}。")
    return district


def _check_choice(key: str, value: Any) -> None:
    for word in value if isinstance(value, tuple) else (value,):
        if key in CHOICES and word not in CHOICES[key]:
            raise _fault(key, f"“{word}”不可用，只能是：{'、'.join(sorted(CHOICES[key]))}。")
    if key in RANGES and not RANGES[key][0] <= value <= RANGES[key][1]:
        raise _fault(key, f"应在 {RANGES[key][0]} 到 {RANGES[key][1]} 之间，现为 {value}。")


def plain(value: object) -> object:
    """A District value as JSON can hold it; nothing is the empty text, for the column refuses null."""
    if value is None:
        return ""
    if isinstance(value, date | time):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def in_words(key: str, value: object) -> str:
    """A stored value as people read it."""
    labels = CHOICES.get(key, {})
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(labels.get(str(item), str(item)) for item in value)
    return labels.get(str(value), str(value))
