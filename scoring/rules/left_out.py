"""Tickets that a what-if leaves out, as they are typed: one number a line, after it the indicators that it is left out of."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from scoring.rules.indicators import Catalogue

MOST = 500
_BETWEEN = re.compile(r"[\s,，、;；:：]+")


@dataclass(frozen=True)
class LeftOut:
    """A ticket by its number; `codes` are the indicators (or answers, with all their grades) that it is left out of, `aspects` (word,
    codes) those that an exclusion names at once; neither: all that its rows count in. `line` is where it was typed, 0 where nothing
    was."""

    number: str
    codes: tuple[str, ...] = ()
    line: int = 0
    aspects: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def every_code(self) -> tuple[str, ...]:
        return (*self.codes, *(code for _, codes in self.aspects for code in codes))

    @property
    def place(self) -> str:
        return f"第 {self.line} 行：" if self.line else ""


@dataclass(frozen=True)
class Typed:
    """What could be read of the lines, and all that could not, each fault with its line."""

    tickets: tuple[LeftOut, ...]
    faults: tuple[str, ...] = ()


def read_left_out(text: str, known: Catalogue, aspects: Mapping[str, str] | None = None) -> Typed:
    """`2310071234`, or `2310071234 满意率 办结率`: indicators by name or code. Empty lines are passed over.
    `aspects` (value → label): what a 剔除 may name, 结果满意; one of several words, 按时反馈、超期, is known by each of them."""
    names, wider = _names(known), _aspects(known, aspects or {})
    found: dict[str, LeftOut] = {}
    faults: list[str] = []
    for line, words in enumerate(text.splitlines(), 1):
        number, *told = [word for word in _BETWEEN.split(words.strip()) if word] or [""]
        if not number:
            continue
        if number in found:
            faults.append(f"第 {line} 行：工单 {number} 与第 {found[number].line} 行重复，请把指标写在同一行。")
        faults += [f"第 {line} 行：{_unknown(word, [*names, *wider])}" for word in told if word not in names and word not in wider]
        codes = dict.fromkeys(names[word] for word in told if word in names)
        together = dict.fromkeys(wider[word] for word in told if word in wider and word not in names)
        found.setdefault(number, LeftOut(number, tuple(codes), line, tuple(together)))
    if len(found) > MOST:
        faults.append(f"一次至多剔除 {MOST} 件，现有 {len(found)} 件，请分几次试算。")
    return Typed(tuple(found.values())[:MOST], tuple(faults))


def _names(known: Catalogue) -> Mapping[str, str]:
    """Name or code → code of what tickets count in; points given by hand belong to no ticket."""
    codes = [code for code in known.codes if code in known.families or known.by_code[code].source != "ledger"]
    return {known.label_of(code): code for code in reversed(codes)} | {code: code for code in codes}


def _aspects(known: Catalogue, aspects: Mapping[str, str]) -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """Word → (label, the indicators and answers of it)."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for value, label in aspects.items():
        codes = [code for code in known.codes if (known.families.get(code) or known.by_code[code]).aspect == value]
        found |= {word: (label, tuple(codes)) for word in _BETWEEN.split(label)}
    return found


def _unknown(word: str, names: Collection[str]) -> str:
    close = get_close_matches(word, names, n=3, cutoff=0.5)
    hint = f"是不是：{'、'.join(close)}？" if close else "名称见“指标口径”。"
    return f"没有指标“{word}”，{hint}不写指标即从全部指标剔除。"
