"""A method as its form shows it, texts in fields, and back to plain data (TOML, JSON): whatever no field can hold is kept as TOML
lines beside them, so that nothing is lost either way."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scoring.rules.method_cells import Names, Unreadable
from scoring.rules.method_columns import HEAD, Column, columns_of
from scoring.rules.toml_text import render, render_lines

# The lists of rows, as the document has them.
PARTS = ("groups", "components", "bands")
PART_WORDS = {"groups": "分组", "components": "分项", "bands": "等次"}
MORE, KIND = "more", "kind"
# Indicator → its grades, code → what people call it; nothing where it has none.
NamesOf = Callable[[str], Names]


@dataclass(frozen=True)
class Texts:
    """One row: key → text. `kind` is a component's, `more` the TOML lines of what the fields cannot hold."""

    values: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    more: str = ""


@dataclass(frozen=True)
class Draft:
    head: Texts
    rows: Mapping[str, tuple[Texts, ...]]

    def with_row(self, part: str, kind: str = "") -> "Draft":
        return self._with(part, (*self.rows[part], Texts(kind=kind)))

    def without_row(self, part: str, number: int) -> "Draft":
        return self._with(part, tuple(row for place, row in enumerate(self.rows[part]) if place != number))

    def with_row_up(self, part: str, number: int) -> "Draft":
        """The row changes places with the one before it."""
        rows = list(self.rows[part])
        if 0 < number < len(rows):
            rows[number - 1], rows[number] = rows[number], rows[number - 1]
        return self._with(part, tuple(rows))

    def _with(self, part: str, rows: tuple[Texts, ...]) -> "Draft":
        return replace(self, rows={**self.rows, part: rows})

    @property
    def beyond(self) -> tuple[str, ...]:
        """What the fields do not hold, by its place: 整个办法：indicators; 第 2 个分项：colour."""
        told = [f"整个办法：{'、'.join(keys_of(self.head.more))}"] if self.head.more else []
        for part in PARTS:
            rows = [(number, row) for number, row in enumerate(self.rows[part], 1) if row.more]
            told += [f"{PART_WORDS[part]}第 {number} 项：{'、'.join(keys_of(row.more))}" for number, row in rows]
        return tuple(told)


def keys_of(more: str) -> tuple[str, ...]:
    """The keys of TOML lines; none where they are no TOML."""
    try:
        return tuple(tomllib.loads(more))
    except (ValueError, RecursionError):  # no TOML, a number of thousands of digits, brackets without end
        return ()


def draft_of(body: Mapping[str, Any], names_of: NamesOf) -> Draft:
    """The form of plain data, also of data that is no method yet."""
    rest = {key: value for key, value in body.items() if value is not None}
    rows: dict[str, tuple[Texts, ...]] = {}
    for part in PARTS:
        listed = rest.get(part)
        is_rows = isinstance(listed, list | tuple) and all(isinstance(each, Mapping) for each in listed)
        rows[part] = tuple(_texts(part, each, names_of) for each in rest.pop(part)) if is_rows else ()
    return Draft(_filled(HEAD, rest, {}, render), rows)


def _texts(part: str, body: Mapping[str, Any], names_of: NamesOf) -> Texts:
    kind = body.get(KIND) if part == "components" else None
    rest = {key: value for key, value in body.items() if value is not None and not (key == KIND and _is_kind(kind))}
    kind = kind if _is_kind(kind) else ""
    indicator = body.get("indicator")
    names = names_of(indicator) if isinstance(indicator, str) else {}
    return replace(_filled(columns_of(part, str(kind)), rest, names, render_lines), kind=str(kind))


def _is_kind(kind: object) -> bool:
    return isinstance(kind, str) and kind == kind.strip() and kind.isprintable() and kind != ""


def _filled(columns: Sequence[Column], body: dict[str, Any], names: Names, write: Callable[[dict[str, Any]], str]) -> Texts:
    shown = {column.key: column.shown(body[column.key], names) for column in columns if column.key in body}
    values = {key: text for key, text in shown.items() if text is not None}
    left = {key: value for key, value in body.items() if key not in values}
    return Texts(values, more=write(left).strip() if left else "")


def body_of(draft: Draft, names_of: NamesOf) -> tuple[dict[str, Any], list[str]]:
    """(plain data in the document's order, what could not be read: "components 第 2 项：tiers：words")."""
    faults: list[str] = []
    body = _read(HEAD, draft.head, {}, "", faults)
    for part in PARTS:
        rows = [_row(part, number, row, names_of, faults) for number, row in enumerate(draft.rows[part], 1)]
        if rows and part in body:
            faults.append(f"{MORE}：“{part}”在上面已有各行，请从这里删去。")
        elif rows:
            body[part] = rows
    return body, faults


def _row(part: str, number: int, row: Texts, names_of: NamesOf, faults: list[str]) -> dict[str, Any]:
    names = names_of(row.values.get("indicator", ""))
    found = _read(columns_of(part, row.kind), row, names, f"{part} 第 {number} 项：", faults)
    return {KIND: row.kind, **found} if row.kind else found


def _read(columns: Sequence[Column], texts: Texts, names: Names, place: str, faults: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {}
    for column in columns:
        text = texts.values.get(column.key, "").strip()
        if not text:
            continue
        try:
            body[column.key] = column.cell.from_text(text, names)
        except Unreadable as error:
            faults.append(f"{place}{column.key}：{error}")
    more = _more(texts.more, place, faults)
    for key in [key for key in more if key in body or (key == KIND and texts.kind)]:
        faults.append(f"{place}{MORE}：“{key}”已有自己的栏目，请从这里删去。")
    return {**body, **{key: value for key, value in more.items() if key not in body}}


def _more(text: str, place: str, faults: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):  # no TOML, a number of thousands of digits, brackets without end
        faults.append(f"{place}{MORE}：不是有效的 TOML，请每行写一个“键 = 值”，或清空。")
        return {}


def text_of(body: Mapping[str, Any]) -> str:
    """The TOML of a method, keys in the order of the form whatever order they came in."""
    plain, _ = body_of(draft_of(body, lambda indicator: {}), lambda indicator: {})
    return render(plain)
