"""What the city says about tickets (退办、通报批评、延期批复) as it comes in: a row of its file, or a line that somebody types."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from tickets.rules import answers
from tickets.rules.cells import Problem, clean_text, read_number
from tickets.rules.deadlines import Limit, end_of, local
from tickets.rules.incoming import IncomingRuling, Refusal
from tickets.rules.moments import Moment, read_moment

# Between number, words and limit stands a blank, a tab, a comma or a bar.
_APART = re.compile(r"[\s,，|｜;；]+")
# A limit at the end of a line: a date with or without a time, or so many days.
_LIMIT = re.compile(
    r"(?:^|[\s,，|｜;；])(?:限|时限|至)?[:：]?\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}[:：]\d{2})?|\d{1,3}个?(?:工作日|自然日|小时|天))$"
)
# A limit amid the words: so many days, or a day before which something is to be done.
_SPAN = re.compile(r"(?<![\d月])(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*个?(工作日|自然日|小时|日|天)(之内|以内|内)?")
_BEFORE = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*日?\s*(?:之前|以前|前)")
_UNITS = {"工作日": "workday", "小时": "hour"}
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九十")} | {"两": 2}
HALF_A_YEAR = timedelta(days=183)
_REMEDY = "请写成“编号 内容 新时限”，一行一件"


def ruling_of(row: int, values: dict[str, Any]) -> IncomingRuling:
    """A row of the city's file from its fields as they were read."""
    at: Moment | None = values.get("at")
    found = IncomingRuling(row, values["number"], values.get("kind"), values.get("words", ""), at.at if at else None)
    _put_due(found, values.get("due"))
    return found


def typed_rulings(text: str, kind: str) -> list[IncomingRuling | Refusal]:
    """One line for each ticket: its number, the city's words, and at the end a new limit where there is one."""
    found = []
    for row, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            found.append(_typed(row, line.strip(), kind))
    return found


def limit_in(words: str, now: datetime) -> tuple[str, Limit | datetime] | None:
    """A limit that stands amid the city's words (3个工作日内, 7月14日前), with the words that say it: to be confirmed, never taken
    silently. A day without a year is the one near `now`, and ends at its 24:00."""
    for span in _SPAN.finditer(words):
        amount, unit, within = _number(span[1]), span[2], span[3]
        if amount and (within or unit == "工作日"):
            return span[0], Limit(amount, _UNITS.get(unit, "day"))  # type: ignore[arg-type]
    if day := _BEFORE.search(words):
        year, month, date_ = (int(part) if part else 0 for part in day.groups())
        try:
            due = end_of(date(year or local(now).year, month, date_))
            is_next = not year and due < now - HALF_A_YEAR
            return day[0], end_of(date(local(now).year + 1, month, date_)) if is_next else due
        except ValueError:
            return None
    return None


def _number(word: str) -> int:
    """15, 十五, 二十; 0 for what is none."""
    if word.isdigit():
        return int(word)
    tens, has_ten, ones = word.rpartition("十")
    if not has_ten:
        return _DIGITS[word] if len(word) == 1 else 0
    return _DIGITS.get(tens or "一", 0) * 10 + _DIGITS.get(ones, 0)


def _typed(row: int, line: str, kind: str) -> IncomingRuling | Refusal:
    first, *rest = _APART.split(line, maxsplit=1)
    number = read_number(first)
    if isinstance(number, Problem):
        return Refusal(row, first[:40], number.code, (number.what,), (_REMEDY,))
    words, due = clean_text(rest[0]) if rest else "", None
    if limit := _LIMIT.search(words):
        due = answers.read_limit(limit[1], "") or read_moment(limit[1].replace("：", ":"))
        words = words[: limit.start()].rstrip(" ,，|｜;；")
    if isinstance(due, Problem):
        return Refusal(row, number, due.code, (f"新时限{due.what}",), (_REMEDY,))
    ruling = IncomingRuling(row, number, kind, words)
    _put_due(ruling, due)
    return ruling


def _put_due(ruling: IncomingRuling, due: object) -> None:
    """A bare date is due at its 24:00."""
    if isinstance(due, Limit):
        ruling.limit = due
    elif isinstance(due, Moment):
        ruling.due_at = due.at if due.has_time else end_of(due.at.date())
