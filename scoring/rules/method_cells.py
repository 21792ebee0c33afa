"""One value of a method as the text of one field of its form, and back. What a field cannot hold is said so, never changed on the way."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# code → what people call it: the grades of an answer.
Names = Mapping[str, str]
_WHOLE, _NUMBER = re.compile(r"-?\d+"), re.compile(r"-?\d+\.\d+")
_SPLIT = re.compile(r"[、，,]")
_PAIRS, _PAIR = re.compile(r"[，,;；\n]"), re.compile(r"(.+?)\s*[=＝：:]\s*(.+)")
_TIER = re.compile(r"(.+?)\s*[=＝：:]\s*([^=＝：:]+)")
_BOUND = re.compile(r"(≥|>=|不低于|>|＞|高于|≤|<=|不高于|<|＜|低于)\s*(.+)")
_SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
_KEYS = {
    **dict.fromkeys(("≥", ">=", "不低于"), "at_least"),
    **dict.fromkeys((">", "＞", "高于"), "above"),
    **dict.fromkeys(("≤", "<=", "不高于"), "at_most"),
    **dict.fromkeys(("<", "＜", "低于"), "below"),
}
REST = "其余"


class Unreadable(ValueError):
    """What somebody typed into a field that has a writing of its own; the words say how to write it."""


@dataclass(frozen=True)
class Cell:
    """`to_text` gives None for what the field cannot hold; `from_text` reads what was typed, Unreadable where it cannot."""

    to_text: Callable[[Any, Names], str | None]
    from_text: Callable[[str, Names], Any]

    def shown(self, value: object, names: Names) -> str | None:
        """The text of a value, only where the same value comes back from it."""
        text = self.to_text(value, names)
        if text is None or not text or text != text.strip():
            return None
        try:
            return text if same(self.from_text(text, names), value) else None
        except Unreadable:
            return None


def same(one: object, other: object) -> bool:
    """Equal as a method reads them: 0.5 and "0.5", a day and its writing, a tuple and a list."""
    return _canonical(one) == _canonical(other)


def _canonical(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool):
        return (value,)
    if isinstance(value, int | float | Decimal):
        return _number_text(value)
    return value


def _number_text(value: float | Decimal) -> str:
    return str(value) if isinstance(value, int) else f"{value:f}" if isinstance(value, Decimal) else repr(value)


def number(text: str) -> int | float | str:
    """As TOML would have it, where that says the same; else the text itself, which a method reads as well ("1.00")."""
    if _WHOLE.fullmatch(text) and str(int(text)) == text:
        return int(text)
    if _NUMBER.fullmatch(text) and repr(float(text)) == text:
        return float(text)
    return text


def _number(value: object, names: Names) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    return _line(value) if isinstance(value, str) else _number_text(value)


def _whole(value: object, names: Names) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _line(value: object) -> str | None:
    """A text of one line."""
    return value if isinstance(value, str) and value.isprintable() else None


def _day(value: object, names: Names) -> str | None:
    if isinstance(value, date):
        return None if isinstance(value, datetime) else value.isoformat()
    return _line(value)


def _read_day(text: str, names: Names) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _words(value: object, names: Names) -> str | None:
    if not isinstance(value, list | tuple) or not all(_line(each) for each in value):
        return None
    return "、".join(value)


def _read_words(text: str, names: Names) -> list[str]:
    return [word.strip() for word in _SPLIT.split(text) if word.strip()]


def _flag(value: object, names: Names) -> str | None:
    return str(value).lower() if isinstance(value, bool) else None


def _pairs(value: object, names: Names) -> str | None:
    """满意 = 1，基本满意 = 0.6: by the names where they tell the codes apart."""
    if not isinstance(value, Mapping):
        return None
    told = {str(key): _number(each, names) for key, each in value.items()}
    if any(each is None for each in told.values()):
        return None
    return "，".join(f"{names.get(key, key)} = {each}" for key, each in told.items())


def _read_pairs(text: str, names: Names) -> dict[str, Any]:
    codes = {label: code for code, label in names.items()}
    found: dict[str, Any] = {}
    for item in filter(None, (part.strip() for part in _PAIRS.split(text))):
        pair = _PAIR.fullmatch(item)
        if pair is None:
            raise Unreadable(f"“{item}”看不懂，请写成“名称 = 数字”，各项用逗号隔开。")
        code = pair[1] if pair[1] in names else codes.get(pair[1], pair[1])
        if code in found:
            raise Unreadable(f"“{pair[1]}”写了不止一次，请删去一个。")
        found[code] = number(pair[2])
    return found


def _tiers(value: object, names: Names) -> str | None:
    """A line for each tier: ≥ 90 = 50."""
    if not isinstance(value, list | tuple):
        return None
    lines = []
    for tier in value:
        bounds = [key for key in _SIGNS if isinstance(tier, Mapping) and key in tier]
        if not isinstance(tier, Mapping) or len(bounds) > 1 or set(tier) != {"points", *bounds}:
            return None
        points, bound = _number(tier["points"], names), _number(tier[bounds[0]], names) if bounds else REST
        if points is None or bound is None:
            return None
        lines.append(f"{_SIGNS[bounds[0]]} {bound} = {points}" if bounds else f"{REST} = {points}")
    return "\n".join(lines)


def _read_tiers(text: str, names: Names) -> list[dict[str, Any]]:
    tiers = []
    for line in filter(None, (part.strip() for part in text.splitlines())):
        tier = _TIER.fullmatch(line)
        bound = _BOUND.fullmatch(tier[1]) if tier else None
        if tier is None or not (bound or tier[1] == REST):
            raise Unreadable(f"“{line}”看不懂，请每行写一档，例如“≥ 90 = 50”“≤ 3 = 50”，最后一行可写“{REST} = 0”。")
        tiers.append({**({_KEYS[bound[1]]: number(bound[2])} if bound else {}), "points": number(tier[2].strip())})
    return tiers


CELLS: dict[str, Cell] = {
    "text": Cell(lambda value, names: _line(value), lambda text, names: text),
    "number": Cell(_number, lambda text, names: number(text)),
    "whole": Cell(_whole, lambda text, names: number(text)),
    "day": Cell(_day, _read_day),
    "words": Cell(_words, _read_words),
    "flag": Cell(_flag, lambda text, names: text == "true"),
    "pairs": Cell(_pairs, _read_pairs),
    "tiers": Cell(_tiers, _read_tiers),
}
