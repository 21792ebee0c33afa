"""Layouts of incoming files as data: which heading means which field, read from TOML (tickets/layouts and the profile).

A field says by what reader its cells are read; a layout only says how a city calls its columns.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Target = Literal["tickets", "callbacks", "rulings"]
Kind = Literal["number", "line", "text", "moment", "due", "count", "flag", "grade", "solved", "reached", "stars", "urgency", "ruling"]

_CALLBACK_FIELDS: dict[str, Kind] = {
    "called_at": "moment",
    "reached": "reached",
    "contacted": "flag",
    "solved": "solved",
    "result_grade": "grade",
    "process_grade": "grade",
    "stars": "stars",
    "remark": "line",
}
FIELDS: dict[Target, dict[str, Kind]] = {
    "rulings": {"number": "number", "kind": "ruling", "words": "text", "at": "moment", "due": "due"},
    "callbacks": {"number": "number", "source": "line", **_CALLBACK_FIELDS},
    "tickets": {
        "number": "number",
        "title": "line",
        "text": "text",
        "arrived_at": "moment",
        **{f"category_{depth}": "line" for depth in range(1, 6)},
        "category_path": "line",
        **dict.fromkeys(("unit", "assists", "channel", "ticket_type", "level"), "line"),
        "urgency": "urgency",
        **dict.fromkeys(("caller_name", "caller_phone", "address", "area", "enterprise"), "line"),
        **dict.fromkeys(("transferred_at", "first_transferred_at", "signed_at", "contacted_at", "replied_at", "completed_at"), "moment"),
        **dict.fromkeys(("reply_text", "handling", "reply_note"), "text"),
        **dict.fromkeys(("city_status", "intake_kind", "return_reason", "urged_number"), "line"),
        "due": "due",
        "extended_due_at": "moment",
        **dict.fromkeys(("extension_days", "return_count", "redo_count"), "count"),
        **dict.fromkeys(("is_confidential", "is_redo", "is_supervised", "is_hard", "is_enterprise", "is_tourism"), "flag"),
        **_CALLBACK_FIELDS,
    },
}
FIELD_LABELS = {"number": "编号", "text": "诉求内容", "arrived_at": "受理时间", "called_at": "回访时间或回访结果", "kind": "类别或意见"}

_KEYS = {"name", "label", "target", "required", "kept", "defaults", "columns", "patterns"}
# A heading that only fits a pattern gives way to every heading that stands in a list.
PATTERN_RANK = 1000
_NOISE = re.compile(r"[\s*:;,、。\"'“”‘’_\-—#]+|^\d+[.、]")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|<.*?>")


@dataclass(frozen=True)
class Layout:
    """`columns`: field → headings, the preferred first; `patterns`: field → expressions for headings that no list can hold.

    `required`: fields that must find a column; "a|b" means either. `kept`: known headings without a field.
    """

    name: str
    label: str
    target: Target
    required: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    kept: tuple[str, ...] = ()
    defaults: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    _words: dict[str, tuple[str, int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, headings in self.columns.items():
            for place, heading in enumerate(headings):
                self._words.setdefault(normal(heading), (name, place))
        for heading in self.kept:
            self._words.setdefault(normal(heading), ("", 0))

    def find(self, heading: str) -> tuple[str, int] | None:
        """(field, rank among its synonyms) of a normalised heading; the field is empty for a kept column, None when unknown."""
        by_pattern = ((name, PATTERN_RANK) for name, pattern in self.patterns.items() if pattern.fullmatch(heading))
        return self._words.get(heading) or next(by_pattern, None)

    def missing(self, found: frozenset[str]) -> list[str]:
        """What is required and not among `found`, in words."""
        return [FIELD_LABELS.get(rule.split("|")[0], rule) for rule in self.required if not found & set(rule.split("|"))]


def normal(heading: str) -> str:
    """A heading without blanks, line breaks, stars, colons, serials, width and case."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).lower().strip())


def without_aside(heading: str) -> str:
    """The same without what stands in brackets: 处理时限（工作日） is 处理时限."""
    return normal(_ASIDE.sub("", unicodedata.normalize("NFKC", heading)))


def load_layout(text: str) -> Layout:
    """A layout from TOML text. ValueError in Chinese that names the key at fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"版式文件不是合法的 TOML：{error}") from error
    name = str(data.get("name", ""))
    _expect(not (strange := set(data) - _KEYS), name, f"不认识的键 {'、'.join(sorted(strange))}")
    _expect(bool(name), name, "缺少 name")
    target = next((known for known in FIELDS if known == data.get("target")), None)
    _expect(target is not None, name, f"target 只能是 {'、'.join(FIELDS)}，不能是 {data.get('target')!r}")
    assert target is not None
    fields = FIELDS[target]
    columns = {key: _words(name, f"columns.{key}", value) for key, value in _table(name, data, "columns").items()}
    defaults = {key: str(value) for key, value in _table(name, data, "defaults").items()}
    patterns = {key: _pattern(name, key, value) for key, value in _table(name, data, "patterns").items()}
    required = _words(name, "required", data.get("required", ["number"]))
    for key in [*columns, *patterns, *defaults, *(part for rule in required for part in rule.split("|"))]:
        _expect(key in fields, name, f"不认识的字段 {key}")
    kept = _words(name, "kept", data.get("kept", []))
    label = str(data.get("label", name))
    return Layout(name, label, target, required, columns, kept, defaults, patterns)


def _table(name: str, data: dict[str, object], key: str) -> dict[str, object]:
    value = data.get(key, {})
    _expect(isinstance(value, dict), name, f"{key} 应是一张表")
    assert isinstance(value, dict)
    return value


def _words(name: str, key: str, value: object) -> tuple[str, ...]:
    _expect(isinstance(value, list) and all(isinstance(word, str) for word in value), name, f"{key} 应是一列文字")
    assert isinstance(value, list)
    return tuple(value)


def _pattern(name: str, key: str, value: object) -> re.Pattern[str]:
    try:
        return re.compile(str(value))
    except re.error as error:
        raise ValueError(f"版式 {name}：patterns.{key} 不是合法的表达式（{error}）") from error


def _expect(holds: bool, name: str, words: str) -> None:
    if not holds:
        raise ValueError(f"版式 {name or '（无名）'}：{words}")
