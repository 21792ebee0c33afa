"""What the city says about tickets (退办、通报批评、延期批复) as it comes in: a row of its file, or a line that somebody types."""

import re
from typing import Any

from tickets.rules import answers
from tickets.rules.cells import Problem, clean_text, read_number
from tickets.rules.deadlines import Limit, end_of
from tickets.rules.incoming import IncomingRuling, Refusal
from tickets.rules.moments import Moment, read_moment

# Between number, words and limit stands a blank, a tab, a comma or a bar.
_APART = re.compile(r"[\s,，|｜;；]+")
# A limit at the end of a line: a date with or without a time, or so many days.
_LIMIT = re.compile(
    r"(?:^|[\s,，|｜;；])(?:限|时限|至)?[:：]?\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}[:：]\d{2})?|\d{1,3}个?(?:工作日|自然日|小时|天))$"
)
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
