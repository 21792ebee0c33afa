"""Sentences with slots: `{place}` is one of the scene's words, `{n:2-9}` a number, `[甲|乙]` one of these.

They are cut into parts once, when the library is read, so that a million can be filled without a regular expression.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")

SLOT = re.compile(r"\{(?P<name>\w+)(?::(?P<low>\d+)-(?P<high>\d+))?\}|\[(?P<either>[^\]]*\|[^\]]*)\]")
# What a scene's word is taken to be long, when a text's length is planned.
WORD_LENGTH = 5
# From which span on numbers are told in which steps.
STEPS = ((1_500, 100), (400, 50), (100, 10), (0, 1))
CLOCKS = (*(f"{hour}点{rest}" for hour in "六七八九" for rest in ("", "半", "多", "左右")), "十点", "十点多")


@dataclass(frozen=True, slots=True)
class Word:
    """A slot filled from the scene."""

    name: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence cut at its slots; `length` is about how many characters it fills, `days` how many dates it asks for."""

    parts: tuple["str | Word | range | tuple[Phrase, ...]", ...]
    length: int
    days: int


def cut(sentence: str) -> Phrase:
    """The phrase for a sentence of the library."""
    parts: list[str | Word | range | tuple[Phrase, ...]] = []
    at = 0
    for slot in SLOT.finditer(sentence):
        if slot.start() > at:
            parts.append(sentence[at : slot.start()])
        if slot["either"] is not None:
            parts.append(tuple(cut(choice) for choice in slot["either"].split("|")))
        elif slot["low"] is not None:
            parts.append(_numbers(int(slot["low"]), int(slot["high"])))
        else:
            parts.append(Word(slot["name"]))
        at = slot.end()
    if at < len(sentence):
        parts.append(sentence[at:])
    days = sum(1 for part in parts if isinstance(part, Word) and part.name == "day")
    return Phrase(tuple(parts), sum(_length(part) for part in parts), days)


def _numbers(low: int, high: int) -> range:
    """All numbers of a narrow range, round ones of a wide range: people say 2 300 元, not 2 287."""
    span = high - low
    step = next(step for least, step in STEPS if span >= least)
    return range(low, high + 1, step)


def _length(part: "str | Word | range | tuple[Phrase, ...]") -> int:
    if isinstance(part, str):
        return len(part)
    if isinstance(part, range):
        return len(str(part[-1]))
    if isinstance(part, Word):
        return WORD_LENGTH
    return sum(choice.length for choice in part) // len(part)


def fill(phrase: Phrase, words: Mapping[str, str], days: Iterator[str], chance: Random) -> str:
    """The sentence with its slots filled: each `{day}` takes the next of `days`, so that a story's dates rise.

    KeyError for a slot that is not among `words`.
    """
    out = []
    for part in phrase.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Word):
            out.append(_word(part.name, words, days, chance))
        elif isinstance(part, range):
            out.append(str(part[int(chance.random() * len(part))]))
        else:
            out.append(fill(pick(part, chance), words, days, chance))
    return "".join(out)


def _word(name: str, words: Mapping[str, str], days: Iterator[str], chance: Random) -> str:
    if name == "day":
        return next(days)
    if name == "clock":
        return pick(CLOCKS, chance)
    return words[name]


def pick(choices: Sequence[T], chance: Random) -> T:
    """One of `choices`, all alike."""
    return choices[int(chance.random() * len(choices))]
