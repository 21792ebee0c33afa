"""Finds what must never stand in a bulletin: names of people, phones, identity numbers, doors. Patterns, no database."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The hundred commonest surnames less those that are also function words after 市民 (于, 常, 高, 解, 和 …).
SURNAME = (
    "[王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许"
    "傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文]"
)
CITIZEN = "(?:市民|居民|村民|群众|诉求人|来电人|投诉人|反映人|留言人|业主)"
SAID = "(?:反映|来电|致电|拨打|投诉|举报|咨询|留言|称|表示|家住)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("手机号", re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")),
    ("固定电话", re.compile(r"(?<![\d-])0\d{2,3}[-－ ]\d{7,8}(?!\d)")),
    ("姓名", re.compile(f"{SURNAME}[一-龥]{{1,2}}(?:先生|女士|小姐|师傅)")),
    ("姓名", re.compile(f"{CITIZEN}{SURNAME}(?![某姓])[一-龥]{{1,2}}{SAID}")),
    ("姓名", re.compile(r"(?:姓名|联系人|来电人|诉求人)[：:]\s*[一-龥]{2,4}")),
    ("门牌号", re.compile(r"\d+\s*单元\s*\d+|\d+\s*号楼?\s*\d+\s*单元|\d{2,4}\s*室")),
    ("门牌号", re.compile(r"(?<![\d-])\d{1,3}-\d{1,2}-\d{2,4}(?![\d-])")),
    ("门牌号", re.compile(r"(?:家住|住在|住址|居住)[^，。；]{0,14}[路街巷弄道]\s*\d+\s*号")),
)
# Where a matter lies in public (解放路128号的井盖). It is somebody's home only when somebody is named beside it.
STREET_NUMBER = re.compile(r"[路街巷弄道]\s*\d+\s*号(?!楼|线|口|门)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def personal(text: str) -> Iterator[tuple[str, str]]:
    """(kind, what was found) for every piece of identity in the text."""
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            yield kind, match.group()
    for match in IDENTITY.finditer(text):
        if is_identity_number(match.group()):
            yield "身份证号", match.group()


def street_numbers(text: str) -> Iterator[str]:
    """Numbers of houses in streets, which may be public places."""
    yield from (match.group() for match in STREET_NUMBER.finditer(text))


def is_identity_number(digits: str) -> bool:
    """GB 11643 check digit. An 18-digit ticket number (yyMMddHHmmss+6) looks the same and nearly always fails it."""
    if digits[6:8] not in ("18", "19", "20") or not ("01" <= digits[10:12] <= "12") or not ("01" <= digits[12:14] <= "31"):
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return "10X98765432"[remainder] == digits[17].upper()
