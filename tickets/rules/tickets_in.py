"""A ticket from the values of one row: the order of its dates, its deadline, its reply, whether the city answered itself."""

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

from tickets.rules.deadlines import Limit, end_of
from tickets.rules.headings import Column
from tickets.rules.incoming import IncomingCallback, IncomingTicket, Mark, Refusal
from tickets.rules.moments import Moment, is_before, settled
from tickets.rules.titles import make_title

# 直办: the city answered itself. 非直办 says the opposite.
_DIRECT = re.compile(
    r"(?<![非不未])(?:直接(?:办理|答复|解答|回复|办结|受理办结)|直办|在线(?:答复|解答|办结)|即时(?:答复|办结)|当场(?:答复|办结)|坐席答复|中心直办)"
)
# 办理情况 holds a reply in one city and a status (已办结, 直接办理) in another.
LONGEST_STATUS = 8
_STATUS_WORDS = re.compile(
    r"^(?:已|未|待|正在)?(?:办结|办理|处理|签收|受理|转办|派单|回复|答复|反馈|归档|结案|完成|审核|回访)(?:中|完成|完毕)?$"
)
_SLASHES = re.compile(r"\s*[/\\>›→|—–-]+\s*|(?<=\S)\s+(?=\S)")

TICKET_FIELDS = frozenset(field.name for field in fields(IncomingTicket))
CALLBACK_FIELDS = frozenset(field.name for field in fields(IncomingCallback)) - {"row", "number", "extras", "marks"}
# Dates after which a completion or reply must lie are checked apart; these are settled after the arrival and only marked.
FOLLOWING = ("transferred_at", "first_transferred_at", "signed_at", "contacted_at", "called_at")
LABELS = {
    "transferred_at": "转办", "first_transferred_at": "首次转办", "signed_at": "签收", "contacted_at": "联系", "called_at": "回访",
    "replied_at": "答复", "completed_at": "办结",
}  # fmt: skip


def build_ticket(
    number: int, values: dict[str, Any], extras: dict[str, str], marks: list[Mark], columns: Mapping[str, Column]
) -> IncomingTicket | Refusal:
    """The ticket of row `number`; a Refusal when it was completed or replied to before it arrived."""
    arrived: Moment = values["arrived_at"]
    arrival = f"受理时间（{arrived.at:%Y-%m-%d %H:%M}）"
    reasons = [
        f"{columns[name].words}（{values[name].at:%Y-%m-%d %H:%M}）早于{arrival}"
        for name in ("replied_at", "completed_at")
        if name in values and is_before(values[name], arrived)
    ]
    if reasons:
        return Refusal(number, values["number"], "date_before_arrival", tuple(reasons), ("请核对两个时间后重新导入这一行",))
    marks += _order_marks(values, arrived)
    for name in (*FOLLOWING, "replied_at", "completed_at"):
        if name in values:
            values[name] = settled(values[name], arrived)
    values["arrived_at"] = arrived.at
    _put_deadline(values, marks)
    _put_words(values, extras)
    if not CALLBACK_FIELDS.isdisjoint(values):
        callback = callback_of(number, values, {}, ())
        if callback.called_at is not None or callback.has_answer:
            values["callback"] = callback
    kept = {name: value for name, value in values.items() if name in TICKET_FIELDS}
    return IncomingTicket(row=number, extras=extras, marks=tuple(marks), **kept)


def callback_of(number: int, values: dict[str, Any], extras: dict[str, str], marks: tuple[Mark, ...]) -> IncomingCallback:
    """The callback's part of a row; who has answered was reached."""
    kept = {name: value for name, value in values.items() if name in CALLBACK_FIELDS}
    if isinstance(called := kept.get("called_at"), Moment):
        kept["called_at"] = called.at
    kept["source"] = "district" if "区" in str(kept.get("source", "")) or kept.get("source") == "district" else "city"
    callback = IncomingCallback(row=number, number=values["number"], extras=extras, marks=marks, **kept)
    if callback.reached is None and (callback.result_grade or callback.process_grade or callback.solved or callback.stars):
        callback.reached = "reached"
    return callback


def _order_marks(values: dict[str, Any], arrived: Moment) -> list[Mark]:
    marks = []
    transferred = values.get("transferred_at")
    for name in ("replied_at", "completed_at"):
        if transferred is not None and name in values and is_before(values[name], transferred):
            marks.append(Mark("date_before_transfer", f"{LABELS[name]}时间早于转办时间"))
    for name in FOLLOWING:
        if name in values and is_before(values[name], arrived):
            marks.append(Mark("date_before_arrival", f"{LABELS[name]}时间早于受理时间"))
    return marks


def _put_deadline(values: dict[str, Any], marks: list[Mark]) -> None:
    """A bare date is due at its 24:00. An extension that the city granted is the city's deadline now."""
    due = values.pop("due", None)
    if isinstance(due, Limit):
        values["city_limit"] = due
    elif due is not None:
        values["city_due_at"] = due.at if due.has_time else end_of(due.at.date())
    extended = values.pop("extended_due_at", None)
    if extended is not None:
        values["extended_due_at"] = values["city_due_at"] = extended.at if extended.has_time else end_of(extended.at.date())
    if "city_due_at" in values and values["city_due_at"] < values["arrived_at"]:
        marks.append(Mark("date_due_before_arrival", "办理时限早于受理时间"))


def _put_words(values: dict[str, Any], extras: dict[str, str]) -> None:
    levels = [values.pop(f"category_{depth}", "") for depth in range(1, 6)]
    path = values.pop("category_path", "")
    values["category"] = tuple(filter(None, levels)) or tuple(filter(None, _SLASHES.split(path)))
    values["title"] = values.get("title") or make_title(values["text"])
    handling, note = values.pop("handling", ""), values.pop("reply_note", "")
    kind, status = values.get("intake_kind", ""), values.get("city_status", "")
    is_short = 0 < len(handling) <= LONGEST_STATUS
    values["is_direct"] = kind == "是" or _is_direct(kind) or _is_direct(status) or (is_short and _is_direct(handling))
    if is_short and (_STATUS_WORDS.match(handling) or _is_direct(handling)):
        values.setdefault("city_status", handling)
        extras["办理情况"] = handling
        handling = ""
    replies = [reply for reply in (values.get("reply_text", ""), handling, note) if reply]
    values["reply_text"] = replies[0] if replies else ""
    for label, reply in (("办理情况", handling), ("回复备注", note)):
        if reply and reply != values["reply_text"]:
            extras[label] = reply


@lru_cache(maxsize=1024)
def _is_direct(words: str) -> bool:
    return bool(_DIRECT.search(words))
