"""Wording of slips and replies (domain.md, Returns): which banned or ill-advised phrases a text holds, and what a good reply says.

A phrase is found however it is spaced and may stand for many ways of saying the same: tickets.rules.phrases.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tickets.rules.phrases import bare, compiled, is_pattern

Place = Literal["return", "reply"]

_QUOTED = re.compile("“([^”]+)”")


@dataclass(frozen=True)
class Rule:
    """A phrase of the district's list; `place` empty: in slips and replies. Not banned: advised against."""

    words: str  # plain, or a pattern of tickets.rules.phrases
    is_banned: bool = True
    better: str = ""
    place: str = ""


@dataclass(frozen=True)
class Finding:
    """`text[start:end]` (characters, not bytes) holds the phrase `words`; of a pattern, `words` are those it stands for here."""

    start: int
    end: int
    words: str
    is_banned: bool
    better: str = ""

    @property
    def replacement(self) -> str:
        """What may stand in its place: the example that the advice quotes (“…”), or the advice itself unless it only says
        what to write down (写明…)."""
        quoted = _QUOTED.search(self.better)
        if quoted:
            return quoted[1]
        return "" if self.better.startswith("写明") else self.better


@dataclass(frozen=True)
class Mark:
    """One thing that a good text says; advice, never a bar."""

    label: str
    is_met: bool
    advice: str = ""


def check(text: str, phrases: Sequence[Rule], place: Place) -> tuple[Finding, ...]:
    """The phrases found in `text`, in their order. Of overlapping ones the banned, then the first, then the longest stands."""
    plain, places = bare(text)
    found = []
    for rule in phrases:
        wanted = compiled(rule.words) if rule.place in ("", place) else None
        for hit in wanted.finditer(plain) if wanted else ():
            start, end = places[hit.start()], places[hit.end() - 1] + 1
            words = text[start:end] if is_pattern(rule.words) else rule.words
            found.append(Finding(start, end, words, rule.is_banned, rule.better))
    found.sort(key=lambda one: (not one.is_banned, one.start, -one.end))
    kept: list[Finding] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


@dataclass(frozen=True)
class Piece:
    """A run of the text, as a page marks it."""

    words: str
    finding: Finding | None = None


def pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    """`text` cut where findings begin and end; joined again it is the text."""
    edges = sorted({0, len(text), *(one.start for one in findings), *(one.end for one in findings)})
    by_start = {one.start: one for one in findings}
    return tuple(Piece(text[start:end], by_start.get(start)) for start, end in pairwise(edges))


_TIME = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{4}-\d{1,2}-\d{1,2}"  # a day
    r"|\d{1,2}\s*[:：点时]|[上下中]午|[当今昨][日天]|次日"  # an hour, or a day told from another
)
_CONTACT = re.compile(r"联系|致电|电话|沟通|回访|见面|上门|告知")
_FOUND = re.compile(r"核实|经查|经核|调查|核查|勘[查验]|查看|查明|了解到|经了解")
_OFFICE = re.compile(
    r"联系(?:科室|部门|单位|电话|人)|咨询(?:科室|电话)"
    r"|(?:科|股|室|大队|中队|中心|所|站|社区|村委会)\s*[（(：:，,]?\s*(?:电话)?[：:]?\s*\d{3,4}[-—]?\d{4,8}"
)
# A mobile number or an identity card: eleven or eighteen digits that nothing masks. An office's own line may stand.
_PERSONAL = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


def _tells_contact(text: str) -> bool:
    """Contact and its time stand in one sentence."""
    return any(_TIME.search(each) and _CONTACT.search(each) for each in re.split(r"[。！？!?\n]", text))


def _is_impersonal(text: str) -> bool:
    return not _PERSONAL.search(unicodedata.normalize("NFKC", text))


_MARKS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("写明联系时间", "请写明何时联系了诉求人。", _tells_contact),
    ("写明核实结果", "请写明核实到什么。", lambda text: bool(_FOUND.search(text))),
    ("无个人信息", "含有手机号或身份证号，请删去。", _is_impersonal),
    ("有联系科室", "请写明联系科室和电话，诉求人可以再问。", lambda text: bool(_OFFICE.search(text))),
)


def marks(text: str) -> tuple[Mark, ...]:
    """What a good reply says, and whether this one does."""
    return tuple(Mark(label, is_met := test(text), "" if is_met else advice) for label, advice, test in _MARKS)
