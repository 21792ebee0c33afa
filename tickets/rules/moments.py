"""Dates and times of incoming files, in every form seen: text with milliseconds, 2019/4/25 9:32:09, a bare date, Chinese, serials."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from tickets.rules.cells import Cell, Problem, clean
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI

FIRST_YEAR, LAST_YEAR = 1990, 2099
# Excel counts days from here (its 1900 leap-year error included); a serial is believed from 2000-01-01 to 2099-12-31.
SERIAL_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
SERIALS = range(36526, 73051)
_NOT_YET = ("未办结", "未回访", "未转办", "未设置", "未完成", "未完结", "未答复", "未回复", "未反馈", "未签收", "未联系", "未派单")
NO_DATE = frozenset(("无", "暂无", "空", "待定", "在办", "待办", "办理中", "处理中", *_NOT_YET))

_FORM = re.compile(
    r"""(?P<year>\d{4}) \s?[-/.年]\s? (?P<month>\d{1,2}) \s?[-/.月]\s? (?P<day>\d{1,2}) [日号]?
    (?:\s*[（(]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)?
    (?:[\sT,]*(?P<half>上午|下午|晚上|凌晨|中午|AM|PM|am|pm)?\s*
       (?P<hour>\d{1,2}) \s?[:时点]\s? (?:(?P<minute>\d{1,2})\s?[:分]?)? \s?
       (?:(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,9}))?\s?秒?)?
       \s*(?P<tail>AM|PM|am|pm)? \s*(?P<zone>Z|[+-]\d{2}:?\d{2})?
    )?""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_AFTERNOON = frozenset(("下午", "晚上", "pm", "PM"))
_MORNING = frozenset(("上午", "凌晨", "am", "AM"))
_REMEDY = "请写成 2023-10-07 09:12 的样子后重新导入这一行"


class Moment(NamedTuple):
    """A moment in Asia/Shanghai. Without a time (also one written 00:00:00) `at` is 00:00 of the day and `has_time` False."""

    at: datetime
    has_time: bool


def read_moment(value: Cell) -> Moment | Problem | None:
    """The moment in a cell, None when it is empty, a Problem when the day does not exist or the cell holds something else."""
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, datetime):
        return _believed(_to_second(value.replace(tzinfo=SHANGHAI)))
    if isinstance(value, date):
        return _believed(datetime.combine(value, MIDNIGHT, SHANGHAI))
    if value is None:
        return None
    if isinstance(value, bool | time | timedelta):
        return _not_a_date()
    return _of_number(value)


def joined(day: Cell, clock: Cell) -> Moment | Problem | None:
    """The moment of a city that writes day and time in two columns: 2026-10-09 and 09:30:00."""
    on = read_moment(day)
    return read_moment(f"{on.at:%Y-%m-%d} {clean(clock)}") if isinstance(on, Moment) and not on.has_time else _not_a_date()


def is_before(one: Moment, other: Moment) -> bool:
    """Whether `one` is surely before `other`: by the day where either has no time."""
    if one.has_time and other.has_time:
        return one.at < other.at
    return one.at.date() < other.at.date()


def settled(moment: Moment, after: Moment) -> datetime:
    """The moment to store for something that followed `after`: a bare date of the same day is not put before it."""
    return after.at if not moment.has_time and moment.at.date() == after.at.date() else moment.at


def _of_text(value: str) -> Moment | Problem | None:
    # The commonest forms, 2023-10-07 09:12:00(.000) and 2023/10/07 09:12:00, are read without the pattern: a file has 100 000 of them.
    if len(value) in (19, 23) and value[4] == value[7] and value[4] in "-/" and value[10] in " T":
        try:
            return _believed(datetime.fromisoformat(value.replace("/", "-")).replace(tzinfo=SHANGHAI))
        except ValueError:
            pass
    text = clean(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).strip()
    if not text or text in NO_DATE:
        return None
    found = _FORM.fullmatch(text)
    if found:
        return _of_parts(found, text)
    digits = _DIGITS.fullmatch(text)
    return _of_digits(digits, text) if digits else _not_a_date()


def _of_parts(found: re.Match[str], text: str) -> Moment | Problem:
    hour, minute = _hour(found), int(found["minute"] or 0)
    is_end_of_day = hour == 24 and minute == 0
    micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
    zone = datetime.fromisoformat(f"2000-01-01T00:00{found['zone']}").tzinfo if found["zone"] else SHANGHAI
    day = int(found["year"]), int(found["month"]), int(found["day"])
    try:
        moment = datetime(*day, 0 if is_end_of_day else hour, minute, int(found["second"] or 0), micro, tzinfo=zone)
        moment += timedelta(days=is_end_of_day)
    except (ValueError, OverflowError):
        return _impossible(text)
    believed = _believed(moment)
    return believed._replace(has_time=True) if is_end_of_day and isinstance(believed, Moment) else believed


def _hour(found: re.Match[str]) -> int:
    """The hour of 24, where 上午, 下午 or AM, PM may stand before or behind it; 下午 15:05 says it twice."""
    hour = int(found["hour"] or 0)
    half = found["half"] or found["tail"]
    if half is None or hour > 12:
        return hour
    if half in _AFTERNOON:
        return hour % 12 + 12
    return hour % 12 if half in _MORNING else hour


def _of_digits(found: re.Match[str], text: str) -> Moment | Problem:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return _believed(datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI))
    except ValueError:
        return _impossible(text)


def _of_number(value: int | float) -> Moment | Problem:
    """An Excel serial that lost its format, or 20231007 and 20231007091200 typed as numbers."""
    if SERIALS.start <= value < SERIALS.stop:
        return _believed(_to_second(SERIAL_EPOCH + timedelta(days=value)))
    digits = _DIGITS.fullmatch(clean(value))
    return _of_digits(digits, clean(value)) if digits else _not_a_date()


def _to_second(moment: datetime) -> datetime:
    """Excel stores fractions of a day: 09:12:00 comes out as 09:11:59.999."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _believed(moment: datetime) -> Moment | Problem:
    if moment.tzinfo is not SHANGHAI:
        moment = moment.astimezone(SHANGHAI)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return _impossible(f"{moment.year:04d}-{moment:%m-%d}")
    return Moment(moment, bool(moment.hour or moment.minute or moment.second or moment.microsecond))


def _impossible(text: str) -> Problem:
    return Problem("date_impossible", f"“{text[:20]}”不是真实可信的日期", _REMEDY)


def _not_a_date() -> Problem:
    """What stands there is not repeated: in a shifted row it may be the citizen's name or phone."""
    return Problem("date_shifted", "这一格不是日期，可能整行错位", _REMEDY)
