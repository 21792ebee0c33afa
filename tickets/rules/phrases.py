"""Phrases of the district's list as patterns: one line stands for the many ways in which people say the same.

    不{是|属|属于}{我单位}…{职责}

`{a|b}` is one of several words, an empty one among them makes it optional; `{我单位}` is one of the words of that name below;
`…` is up to six characters of the same clause; `。` is the end of a clause. All else is found as it stands, whatever blanks or
punctuation are between its characters, and in full-width letters. Nothing repeats without a bound, so that no text takes long.
"""

import re
import unicodedata
from functools import lru_cache

_SELVES = (
    *("单位", "部门", "局", "分局", "委", "委员会", "管委会", "办", "办公室", "中心", "街道", "街道办", "街道办事处", "镇", "乡"),
    *("公司", "司", "集团", "所", "站", "队", "支队", "大队", "科", "科室", "处", "处室", "院", "馆", "社区", "村", "园区", "方"),
)
_VERBS = ("管理", "管护", "维护", "监管", "业务", "工作", "受理", "处理", "承办", "审批", "审查", "执法", "负责", "主管", "责任")
_SCOPES = ("职责", "职能", "职权", "权限", "管辖", "辖区", "辖内", *(f"{verb}范围" for verb in _VERBS))
_DUTIES = (*_SCOPES, "主管", "监管", "管护", "管理", "负责", "管")
# What a unit calls itself, and the words for its duty; written in a phrase as {我单位}, {职责}, {范围}.
NAMES: dict[str, tuple[str, ...]] = {
    "我单位": (*(me + self for me in "我本" for self in _SELVES), "我们"),
    "职责": _DUTIES,
    "范围": _SCOPES,
}
MOST_GAPS = 2
GAP = "…"
END = "。"
_PARTS = re.compile(r"\{([^{}]*)\}|(…)|([^{}…]+)")
_BREAK = "\n"  # stands in a bare text where a clause ends
_GAP = f"(?:{_BREAK}?|[^{_BREAK}]{{1,6}}?)"
_BREAKS = frozenset("，。！？；：、,.!?;:\n\r\v\f\u2028\u2029")


def bare(text: str) -> tuple[str, list[int]]:
    """`text` without blanks and punctuation, widths folded, in small letters, with one line end where a clause ends; and where
    in `text` each character stood."""
    kept: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for folded in unicodedata.normalize("NFKC", sign).lower():
            # P punctuation, Z blanks, C line ends and invisible signs.
            if unicodedata.category(folded)[0] not in "PZC":
                kept.append(folded)
                places.append(place)
            elif folded in _BREAKS and kept and kept[-1] != _BREAK:
                kept.append(_BREAK)
                places.append(place)
    return "".join(kept), places


def is_pattern(words: str) -> bool:
    return "{" in words or GAP in words


def fault(words: str) -> str:
    """What is wrong with a phrase, in words for who wrote it; empty when nothing is."""
    if "".join(match[0] for match in _PARTS.finditer(words)) != words:
        return "花括号要成对，里面不能再套花括号，例如 不{是|属于}{我单位}…{职责}。"
    unknown = [name for name, _, _ in _PARTS.findall(words) if name and "|" not in name and name not in NAMES]
    if unknown:
        return f"没有“{unknown[0]}”这组说法，可用的是：{'、'.join(NAMES)}；几种说法用竖线隔开，例如 {{是|属于}}。"
    if words.count(GAP) > MOST_GAPS or words.startswith(GAP) or words.endswith(GAP):
        return f"省略号最多 {MOST_GAPS} 处，不能在开头或末尾。"
    if "" in (*_ways(words, 0), *_ways(words, -1)):
        return "开头和末尾不能是可有可无的词。"
    return "" if compiled(words) else "表述里要有文字。"


@lru_cache(maxsize=512)
def compiled(words: str) -> re.Pattern[str] | None:
    """What finds the phrase in a bare text; None where it would find nothing or everything."""
    parts = [_part(*match.groups()) for match in _PARTS.finditer(words)]
    pattern = re.compile(f"{_BREAK}?".join(part for part in parts if part).replace(f"{_BREAK}?{_GAP}{_BREAK}?", _GAP))
    return None if not any(parts) or pattern.match("") else pattern


def _ways(words: str, which: int) -> tuple[str, ...]:
    """The words that may stand at one place of the phrase, the first (0) or the last (-1)."""
    parts = _PARTS.findall(words)
    return tuple(parts[which][0].split("|")) if parts and not any(parts[which][1:]) else ()


def _part(choice: str | None, gap: str | None, literal: str | None) -> str:
    if gap:
        return _GAP
    if literal:
        return _spelled(literal)
    assert choice is not None
    # The longest first: of {管|管理} the whole word is marked.
    ways = sorted(NAMES.get(choice, tuple(choice.split("|"))), key=len, reverse=True)
    return f"(?:{'|'.join(_spelled(way) for way in ways)})"


def _spelled(words: str) -> str:
    """The characters, with the end of a clause allowed between each two."""
    is_end = words.endswith(END)
    letters = [letter for letter in bare(words)[0] if letter != _BREAK]
    return f"{_BREAK}?".join(re.escape(letter) for letter in letters) + (f"(?={_BREAK}|$)" if is_end and letters else "")
