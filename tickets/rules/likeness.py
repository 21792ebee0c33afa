"""How much two requests are alike: the pairs of neighbouring characters that they share.

Chinese text needs no cutting into words for that: two reports of one matter share most of their pairs, two reports of the
same kind few.
"""

import re
from array import array

# From this share on two requests are shown as 疑似重复.
ALIKE = 50
# A dozen characters hold a kind of matter and perhaps a place: 振兴小区停水, 振兴小区停电. Fewer pairs than these are alike only
# where one text lies wholly in the other, and the least of them name a place or a thing at all (not 暖气不热 alone).
FEW_PAIRS, NAMING_PAIRS = 12, 6
# Half of a short text may lie in a long one by chance, most of it (per cent) hardly; from so many pairs on half of it says enough.
# Both as real messages of one town show it, compared each with each.
TELLING_PAIRS, MOST_OF_IT = 17, 75
_KEPT = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")
# What every request says.
_PHRASES = re.compile("诉求人|来电人|市民|反映|来电|请相关部门|相关部门|核实处理|核实|处理|回复|答复|要求|希望|给予")
# What many categories and lists hold.
_EVERYDAY = re.compile("(问题|管理|服务|其[他它]|情况|有关|相关|工作|单位|部门|人员|业务|办理|咨询|投诉|" + _PHRASES.pattern + ")+")


def pairs(text: str) -> frozenset[int]:
    """The pairs of neighbouring letters, digits and Chinese characters, without the words that every request holds.

    Each pair is the number that its two characters make in UTF-16, where what is kept has one unit each: numbers are made and
    compared in a third of the time that texts take, and a desk compares a hundred tickets.
    """
    plain = _PHRASES.sub("", _KEPT.sub("", text.lower())).encode("utf-16-le")
    found = array("I")
    for half in (plain, plain[2:]):  # those that begin at the first, third… character, then at the second, fourth…
        found.frombytes(half[: len(half) // 4 * 4])
    return frozenset(found)


def likeness(one: frozenset[int], other: frozenset[int]) -> int:
    """Per cent, rounded half up: shared pairs of all pairs (Jaccard), or of the shorter text's where that says enough. Of texts
    with few pairs below ALIKE but where one holds the other."""
    if not one or not other:
        return 0
    shared, shorter = len(one & other), min(len(one), len(other))
    alike = _percent(shared, len(one) + len(other) - shared)
    if shorter < FEW_PAIRS:
        return alike if shared == shorter >= NAMING_PAIRS else min(alike, ALIKE - 1)
    of_shorter = _percent(shared, shorter)
    return max(alike, of_shorter) if shorter >= TELLING_PAIRS or of_shorter >= MOST_OF_IT else alike


def held(words: frozenset[int], text: frozenset[int]) -> int:
    """Per cent of the pairs of `words` that stand in `text`, rounded half up."""
    return _percent(len(words & text), len(words)) if words else 0


def shared(words: str, text: str) -> tuple[str, ...]:
    """The stretches of `words` that stand in `text`, two characters or more and each as long as it can be; what every
    request or category holds (问题, 管理) says nothing."""
    found = []
    for part in _KEPT.split(words):
        start = 0
        while start < len(part) - 1:
            end = start + 1
            while end < len(part) and part[start : end + 1] in text:
                end += 1
            found += [part[start:end]] if end > start + 1 else []
            start = max(end, start + 1)
    return tuple(stretch for stretch in dict.fromkeys(found) if not _EVERYDAY.fullmatch(stretch))


def _percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)
