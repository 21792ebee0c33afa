"""Text as search sees it: Chinese in pieces of two characters, Latin words and numbers whole. The same on every database.

Both databases index the tokens made here, and are asked with the tokens made here; neither ever splits a text itself. A
token holds small letters, digits and common Chinese characters alone, so that no tokenizer, collation or quoting can change
it; all others are written as their code. A sign before a token says where it comes from (no token of a text can be mistaken
for one): 界 two pieces of different kinds beside each other (界7号 of 7号楼), 答 a unit's reply, 尾 the end of the ticket's number,
旬 the third of a month in which the ticket arrived, 经 a unit that has or had it, 持 one that has it now (each with the units
above it).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import add

BESIDE, REPLY, TAIL, PERIOD, PASSED, HOLDER = "界", "答", "尾", "旬", "经", "持"
# A tail is asked for by four digits or more; longer ones than the last are looked up by it and then compared.
SHORTEST_TAIL, LONGEST_TAIL = 4, 8
LONGEST_WORD = 32
# With which no excerpt begins.
STOPS = "，。；：、？！,.;:?! "
# Of one text: far more than anybody writes, and the tokens still fit a tsvector (1 MB).
INDEXED_LENGTH = 20_000
# Of one question: whoever pastes a whole letter is asked about its beginning.
MOST_ASKED = 24

# Written so: the full-width signs FF01–FF5E as their half-width ones, capitals as small letters. Lengths stay.
_FOLDED = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)} | {
    code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)
}
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_RUN = re.compile(rf"(?P<latin>[0-9a-z]+)|(?P<han>[{_HAN}]+)|(?P<other>(?:(?![0-9a-z{_HAN}])[^\W_])+)")
_PLAIN = re.compile(r"[0-9a-z\u4e00-\u9fa5]*")
_LATIN = re.compile(r"[0-9a-z]{2}")
_LAST_DIGITS = re.compile(r"[0-9]*$")

Alternatives = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Wish:
    """What a hit must hold: of every group at least one alternative, of that every token."""

    groups: tuple[Alternatives, ...]

    def within(self, tokens: Sequence[str]) -> "Wish":
        """The same, and one of `tokens`: of the periods of arrival, of the units that have or had the ticket."""
        return Wish((*self.groups, tuple((token,) for token in tokens)))

    @property
    def tsquery(self) -> str:
        """For PostgreSQL's `@@`."""
        return " & ".join(f"({' | '.join('(' + ' & '.join(each) + ')' for each in group)})" for group in self.groups)

    @property
    def fts5(self) -> str:
        """For SQLite's MATCH."""
        return " AND ".join(f"({' OR '.join('(' + ' AND '.join(each) + ')' for each in group)})" for group in self.groups)


def fold(text: str) -> str:
    """`text` as it is compared: of the same length, so that a place in one is the place in the other."""
    return text.translate(_FOLDED)


def tokens(text: str) -> set[str]:
    """All that a text can be found by."""
    found: set[str] = set()
    for kind, run in _runs(text[:INDEXED_LENGTH]):
        pieces = _pairs(run) if kind == "han" else [run]
        # Nearly every run is plain throughout: asking each of its pieces would double the cost of the index.
        found.update(pieces if _PLAIN.fullmatch(run) else map(_plain, pieces))
    found.update(_seams(text[:INDEXED_LENGTH]))
    return found


def reply_tokens(text: str) -> set[str]:
    return {f"{REPLY}{token}" for token in tokens(text)}


def tail_tokens(number: str) -> set[str]:
    """尾3456, 尾23456 … 尾98123456 for a number that ends in …98123456."""
    digits = last_digits(number)
    return {f"{TAIL}{digits[-length:]}" for length in range(SHORTEST_TAIL, min(len(digits), LONGEST_TAIL) + 1)}


def last_digits(number: str) -> str:
    """The digits in which a number ends, which are mostly all of it."""
    found = _LAST_DIGITS.search(fold(number))
    return found.group() if found else ""


def period_token(day: date) -> str:
    """The third of the month in which `day` lies: 旬2023110 for the first ten days of November 2023."""
    return f"{PERIOD}{day.year:04}{day.month:02}{min((day.day - 1) // 10, 2)}"


def unit_tokens(passed: Iterable[int], holders: Iterable[int]) -> set[str]:
    """Of the units (ids) that have or had a ticket, and of those that have it now."""
    return {f"{PASSED}{unit}" for unit in passed} | {f"{HOLDER}{unit}" for unit in holders}


def wish_for_words(words: str, unit: int | None = None) -> Wish | None:
    """Every word of `words` in the ticket's own text or in its replies; for people of a `unit` only tickets that it has or had,
    and replies only of those that it has now. None when there is nothing to look for: a Chinese word has two characters or more."""
    may_read = () if unit is None else (f"{HOLDER}{unit}",)
    groups = []
    for word in words.split():
        pieces = asked_tokens(word)
        if pieces:
            groups.append((pieces, (*(f"{REPLY}{piece}" for piece in pieces), *may_read)))
    return of_unit(Wish(tuple(groups[:MOST_ASKED])), unit) if groups else None


def of_unit(wish: Wish, unit: int | None) -> Wish:
    """Only tickets that the unit has or had; None is the district, which has all."""
    return wish if unit is None else wish.within([f"{PASSED}{unit}"])


def wish_for_tail(digits: str, unit: int | None = None) -> Wish:
    return of_unit(Wish((((f"{TAIL}{digits[-LONGEST_TAIL:]}",),),)), unit)


def asked_tokens(word: str) -> tuple[str, ...]:
    """The tokens by which one word is looked up, in its order; a single Chinese character says too little and is left out."""
    found: dict[str, None] = {}
    for kind, run in _runs(word):
        pieces = _pairs(run) if kind == "han" else [run]
        found.update(dict.fromkeys(map(_plain, pieces)))
    found.update(dict.fromkeys(_seams(word)))
    return tuple(found)[:MOST_ASKED]


def marked(text: str, words: str) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `words`. A Chinese word is marked where it stands whole, else by its pairs."""
    spans = sorted(span for word in words.split() for span in _spans(text, word))
    pieces, done = [], 0
    for start, end in spans:
        if end <= done:
            continue
        start = max(start, done)
        pieces += [(text[done:start], False), (text[start:end], True)]
        done = end
    return [piece for piece in [*pieces, (text[done:], False)] if piece[0]]


def excerpt(text: str, words: str, length: int = 90) -> list[tuple[str, bool]]:
    """About `length` characters of `text` around the first place that holds one of `words` (else its beginning), marked."""
    flat = " ".join(text.split())
    first = min((start for word in words.split() for start, _ in _spans(flat, word)), default=0)
    start = max(first - length // 4, 0) if first + length // 2 > length else 0
    pieces = marked(flat[start : start + length].lstrip(STOPS), words)
    if start:
        pieces.insert(0, ("…", False))
    return [*pieces, ("…", False)] if start + length < len(flat) else pieces


def _spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Folding changes no Chinese character: `text` is folded for the other words alone, for that takes longer than to look for one.
    A word of several kinds (7号楼) is looked for as a whole first."""
    if len(_runs_of_word(word)) > 1 and (whole := list(_wholes(fold(text), fold(word)))):
        yield from whole
        return
    for kind, run in _runs_of_word(word):
        if kind == "han" and len(run) > 1:
            whole = list(_places(text, run))
            yield from whole or (place for pair in _pairs(run) for place in _places(text, pair))
        elif kind != "han":
            yield from (found.span() for found in _RUN.finditer(fold(text)) if found.group()[:LONGEST_WORD] == run)


def _places(text: str, piece: str) -> Iterator[tuple[int, int]]:
    start = text.find(piece)
    while start >= 0:
        yield start, start + len(piece)
        start = text.find(piece, start + 1)


def _wholes(text: str, piece: str) -> Iterator[tuple[int, int]]:
    """Not within a longer number or Latin word: 17号楼 does not hold 7号楼."""
    for start, end in _places(text, piece):
        if not any(_LATIN.fullmatch(text[max(edge - 1, 0) : edge + 1]) for edge in (start, end)):
            yield start, end


@lru_cache(maxsize=256)
def _runs_of_word(word: str) -> tuple[tuple[str, str], ...]:
    """What people look for, they look for in every row of a page."""
    return tuple(_runs(word))


def _runs(text: str) -> Iterator[tuple[str, str]]:
    for found in _RUN.finditer(fold(text)):
        kind = str(found.lastgroup)
        yield kind, found.group() if kind == "han" else found.group()[:LONGEST_WORD]


def _seams(text: str) -> Iterator[str]:
    """Without them 7号楼 would be every text that says 7 and 号楼 somewhere. People put blanks between, or none."""
    folded, before = fold(text), None
    for run in _RUN.finditer(folded):
        if before is not None and before.lastgroup != run.lastgroup and not folded[before.end() : run.start()].strip():
            left = before.group()[-1] if before.lastgroup == "han" else before.group()[:LONGEST_WORD]
            right = run.group()[0] if run.lastgroup == "han" else run.group()[:LONGEST_WORD]
            yield f"{BESIDE}{_plain(left + right)}"
        before = run


def _pairs(run: str) -> list[str]:
    return list(map(add, run, run[1:]))


def _plain(token: str) -> str:
    """The token itself, or `外` and its code where a database might see other letters in it than we do."""
    return token if _PLAIN.fullmatch(token) else f"外{token.encode().hex()}"
