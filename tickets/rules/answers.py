"""Answers in incoming files, from the words that cities use to ours: yes or no, grades, stars, reached, solved, urgency, limits.

Each reader gives None for an empty cell and `UNREAD` for words that it does not know; unknown words never refuse a row.
"""

import re
import unicodedata
from enum import Enum
from typing import Final, Literal

from tickets.rules.cells import Cell, clean
from tickets.rules.deadlines import Limit, LimitUnit


class _Mark(Enum):
    UNREAD = "unread"


UNREAD: Final = _Mark.UNREAD
Unread = Literal[_Mark.UNREAD]

MOST_STARS = 10
LONGEST_LIMIT = 999

FLAGS = {
    "yes": "是 有 y yes true 1 √ ✓ 需要 已 对 确认 要 保密 t",
    "no": "否 无 没有 不是 n no false 0 × ✗ 不需要 未 不要 不 不保密 公开 f",
}
NO_ANSWER = {
    "none": "无 未评价 未评 未回访 未抽访 未答 未回答 不评价 拒绝评价 无评价 未选择 空 未反馈 待回访 不清楚 无法判断",
}
GRADES = {
    "satisfied": "满意 非常满意 很满意 十分满意 完全满意 比较满意 较满意 默认满意",
    "basically": "基本满意 一般 一般满意 尚可 部分满意",
    "dissatisfied": "不满意 非常不满意 很不满意 十分不满意 不太满意 较不满意 比较不满意",
}
SOLVED = {
    "solved": "解决 已解决 完全解决 全部解决 已经解决 是 已办结 实际解决 y yes 1",
    "partly": "基本解决 部分解决 正在解决 承诺解决",
    "unsolved": "未解决 没解决 没有解决 不解决 未能解决 否 未实际解决 n no 0",
}
REACHED = {
    "reached": "接通 已接通 是 成功 回访成功 有效 有效回访 接听 已接听 正常接听 已回访 y yes 1",
    "no_answer": "无人接听 未接通 否 未接听 未接 占线 关机 无法接通 忙线 呼叫失败 回访失败 无应答 暂时无法接通 n no 0 不在服务区 通话中",
    "wrong_number": "空号或错号 空号 错号 停机 号码错误 号码有误 号码不存在 欠费停机 非本人 打错",
    "refused": "拒访 拒绝回访 拒接 挂断 拒绝接受回访 中途挂断 拒绝",
    "anonymous": "匿名无法回访 匿名 未留电话 无联系方式 匿名件 无电话",
}
URGENCIES = {
    "normal": "一般 普通 平件 正常 不紧急 常规 无 低 中 普通件 一般件",
    "urgent": "紧急 加急 急 较急 急件 高 紧急件 加急件",
    "critical": "特急 特别紧急 非常紧急 特提 特急件 十分紧急 特级",
}

# What the city decided, in the codes of CityWord.Kind.
RULINGS = {
    "refusal": "退办 退回 退回重办 重办 驳回 不予办结 退回办理 返工 办理退回 审核退回 退回区县 不通过 未通过",
    "criticism": "通报批评 批评 通报 点名批评",
    "extended": "同意延期 延期同意 延期通过 批准延期 准予延期 同意",
    "not_extended": "不同意延期 延期不同意 延期驳回 延期不通过 不予延期 驳回延期 不同意",
}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: code for code, words in table.items() for word in words.split()}


_FLAGS, _GRADES, _SOLVED, _REACHED, _URGENCIES, _RULINGS = map(_by_word, (FLAGS, GRADES, SOLVED, REACHED, URGENCIES, RULINGS))
_UNANSWERED = _by_word(NO_ANSWER)
_STARS = re.compile(r"([0-9]+)(?:\.0+)?[星分级颗]*")
_CHINESE_DIGITS = dict(zip("零一二三四五六七八九十", range(11), strict=True)) | {"两": 2}
_LIMIT = re.compile(r"(\d{1,3})(?:\.0+)?个?(工作日|自然日|工作天|小时|日|天|h|H|时)?(?:内|以内)?")
_LIMIT_UNITS: dict[str, LimitUnit] = {"工作日": "workday", "工作天": "workday", "自然日": "day", "日": "day", "天": "day"}


def _word(value: Cell) -> str:
    return unicodedata.normalize("NFKC", clean(value)).replace(" ", "").lower()


def read_flag(value: Cell) -> bool | Unread | None:
    """是, 有, Y, 1 or 否, 无, N, 0."""
    word = _word(value)
    if not word:
        return None
    code = _FLAGS.get(word)
    return UNREAD if code is None else code == "yes"


def read_grade(value: Cell) -> str | Unread | None:
    """satisfied, basically, dissatisfied."""
    return _look_up(_word(value), _GRADES)


def read_solved(value: Cell) -> str | Unread | None:
    """solved, partly, unsolved."""
    return _look_up(_word(value), _SOLVED)


def read_reached(value: Cell) -> str | Unread | None:
    """reached, no_answer, wrong_number, refused, anonymous."""
    return _look_up(_word(value), _REACHED)


def read_urgency(value: Cell) -> str | Unread | None:
    """normal, urgent, critical."""
    word = _word(value)
    return _URGENCIES.get(word, UNREAD) if word else None


def read_ruling(value: Cell) -> str | Unread | None:
    """refusal, criticism, extended, not_extended."""
    return _look_up(_word(value), _RULINGS)


def read_stars(value: Cell) -> int | Unread | None:
    """5, 5.0, "5星", 五星, ★★★★☆; more than ten stars are not stars. No star at all (0) is an answer not given."""
    word = _word(value)
    if not word or word in _UNANSWERED:
        return None
    if set(word) <= {"★", "☆"}:
        return word.count("★") or None
    found = _STARS.fullmatch("".join(str(_CHINESE_DIGITS.get(letter, letter)) for letter in word))
    if not found or int(found[1]) > MOST_STARS:
        return UNREAD
    return int(found[1]) or None


def read_limit(value: Cell, heading: str) -> Limit | None:
    """A limit instead of a date: "5个工作日", "24小时", "3天", or a bare 5 whose unit the heading names (else working days)."""
    word = _word(value)
    found = _LIMIT.fullmatch(word)
    if not found or not 0 < int(found[1]) <= LONGEST_LIMIT:
        return None
    named = found[2] or next((unit for unit in ("工作日", "小时", "自然日", "天") if unit in heading), "工作日")
    return Limit(int(found[1]), _LIMIT_UNITS.get(named, "hour"))


def _look_up(word: str, table: dict[str, str]) -> str | Unread | None:
    if not word or (word in _UNANSWERED and word not in table):
        return None
    return table.get(word, UNREAD)
