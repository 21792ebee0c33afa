"""Puts the dirt of real city exports (domain.md, 4) into sample rows and says of each row what an import should make of it.

So a test can compare 新增, 未变 and 拒收 with what was put in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from tickets.rules.samples.phrases import pick
from tickets.rules.samples.sheet import COLUMN, HEADINGS, MOMENT, Cell

NULL, MASK = "NULL", "***"
FULL_WIDTH_SPACE = "\u3000"
NAMES = Mapping[str, Sequence[str]]
# Dirt that leaves a row readable sits in this share of the rows, each kind alike.
PLAIN_SHARE, REFUSED_SHARE, TWICE_SHARE, BLANK_SHARE = 0.5, 0.05, 0.02, 0.01
# The second row of a number comes at most so many rows later.
APART = 15
COMPLETION = timedelta(days=1)


class Outcome(StrEnum):
    """What becomes of a row when the file is imported into an empty database."""

    ADDED = "新增"
    UNCHANGED = "未变"
    REFUSED = "拒收"
    NOTHING = "空行"


class Dirt(StrEnum):
    NULL_WORD = "NULL for an empty cell"
    MASKED = "*** for a name"
    UNIT_CODE = "a code where the unit's name belongs"
    UNIT_ALIAS = "another name of the unit"
    MILLISECONDS = "a date with milliseconds"
    SLASHES = "2019/4/25 9:32:09"
    DATE_ONLY = "a date without a time"
    DATE_CELL = "a real date in a text column"
    TAB = "a leading tab"
    WIDE_SPACE = "full-width spaces"
    EARLY_COMPLETION = "completed before it was sent on"
    TWICE = "the same number twice"
    E_NOTATION = "2.31007E+17"
    NUMBER_CELL = "a number cell of more than 15 digits"
    NO_NUMBER = "no number"
    NO_TEXT = "no text"
    NO_ARRIVAL = "no time of arrival"
    NO_SUCH_DATE = "a date that does not exist"
    DONE_BEFORE_ARRIVAL = "completed before it arrived"
    SHIFTED = "cells one column to the right"
    BLANK = "an empty row"


@dataclass(frozen=True, slots=True)
class DirtyRow:
    cells: list[Cell]
    dirt: tuple[Dirt, ...]
    outcome: Outcome


Spoiler = Callable[[list[Cell], Random, NAMES], bool]


def soil(rows: Iterable[Sequence[Cell]], seed: int, names: NAMES, amount: float = 1.0) -> Iterator[DirtyRow]:
    """The rows with dirt in a share of them, some twice, some blank between; `names` are a unit's other names.

    The same for the same seed. A row carries one kind of dirt at most; `amount` 0 leaves all as they are.
    """
    chance = Random(seed)  # noqa: S311 (samples; the seed is what makes them the same again)
    later: list[tuple[int, DirtyRow]] = []
    for place, clean in enumerate(rows):
        cells = list(clean)
        luck = chance.random() / amount if amount else 1.0
        if luck < REFUSED_SHARE:
            yield _spoilt(cells, REFUSED, Outcome.REFUSED, chance, names)
        elif luck < REFUSED_SHARE + TWICE_SHARE:
            yield DirtyRow(_earlier(cells), (Dirt.TWICE,), Outcome.UNCHANGED)
            later.append((place + 1 + int(chance.random() * APART), DirtyRow(cells, (Dirt.TWICE,), Outcome.ADDED)))
        elif luck < REFUSED_SHARE + TWICE_SHARE + PLAIN_SHARE:
            yield _spoilt(cells, PLAIN, Outcome.ADDED, chance, names)
        else:
            yield DirtyRow(cells, (), Outcome.ADDED)
        if chance.random() < BLANK_SHARE * amount:
            yield DirtyRow([None] * len(HEADINGS), (Dirt.BLANK,), Outcome.NOTHING)
        yield from (row for due, row in later if due == place)
        later = [(due, row) for due, row in later if due > place]
    yield from (row for _, row in later)


def expected(rows: Iterable[DirtyRow]) -> Counter[Outcome]:
    """How many rows of the file end in which way; blank ones are not counted."""
    return Counter(row.outcome for row in rows if row.outcome is not Outcome.NOTHING)


def _spoilt(cells: list[Cell], choices: Mapping[Dirt, Spoiler], outcome: Outcome, chance: Random, names: NAMES) -> DirtyRow:
    """One kind of dirt, the next kind where a row has nothing that it could spoil."""
    kinds = chance.sample(list(choices), len(choices))
    for kind in kinds:
        if choices[kind](cells, chance, names):
            return DirtyRow(cells, (kind,), outcome)
    return DirtyRow(cells, (), Outcome.ADDED)


def _earlier(cells: list[Cell]) -> list[Cell]:
    """The row as it stood in an earlier state: sent on, not yet answered."""
    early = list(cells)
    for heading, value in (("工单状态", "处理中"), ("办理情况", ""), ("回复备注", ""), ("办结时间", ""), ("是否回复", "否")):
        early[COLUMN[heading]] = value
    return early


def _set(heading: str, value: Cell) -> Spoiler:
    def spoil(cells: list[Cell], chance: Random, names: NAMES) -> bool:
        cells[COLUMN[heading]] = value
        return True

    return spoil


def _rewrite(headings: Sequence[str], form: Callable[[str, Random], Cell]) -> Spoiler:
    """Writes every filled cell of these columns in another form."""

    def spoil(cells: list[Cell], chance: Random, names: NAMES) -> bool:
        filled = [COLUMN[heading] for heading in headings if cells[COLUMN[heading]]]
        for place in filled:
            cells[place] = form(str(cells[place]), chance)
        return bool(filled)

    return spoil


def _null_words(cells: list[Cell], chance: Random, names: NAMES) -> bool:
    for place, cell in enumerate(cells):
        if cell == "":
            cells[place] = NULL
    return True


def _unit_alias(cells: list[Cell], chance: Random, names: NAMES) -> bool:
    others = names.get(str(cells[COLUMN["办理单位"]]), ())
    if others:
        cells[COLUMN["办理单位"]] = pick(others, chance)
    return bool(others)


def _early_completion(cells: list[Cell], chance: Random, names: NAMES) -> bool:
    """Sent on after it was completed: kept and marked, because only 转办时间 contradicts."""
    if not (cells[COLUMN["办结时间"]] and cells[COLUMN["转办时间"]]):
        return False
    done = datetime.strptime(str(cells[COLUMN["办结时间"]]), MOMENT)  # noqa: DTZ007 (a cell's text has no zone)
    cells[COLUMN["转办时间"]] = (done + COMPLETION).strftime(MOMENT)
    return True


def _done_before_arrival(cells: list[Cell], chance: Random, names: NAMES) -> bool:
    arrived = datetime.strptime(str(cells[COLUMN["受理时间"]]), MOMENT)  # noqa: DTZ007
    cells[COLUMN["办结时间"]] = (arrived - COMPLETION).strftime(MOMENT)
    return True


def _shifted(cells: list[Cell], chance: Random, names: NAMES) -> bool:
    at = COLUMN["紧急程度"]
    cells[at:] = ["", *cells[at:-1]]
    return True


def _slashes(text: str, chance: Random) -> Cell:
    at = datetime.strptime(text, MOMENT)  # noqa: DTZ007
    return f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M:%S}"


def _number_cell(text: str, chance: Random) -> Cell:
    return float(text)


MOMENTS = ("受理时间", "转办时间", "办结时间")
PLAIN: Mapping[Dirt, Spoiler] = {
    Dirt.NULL_WORD: _null_words,
    Dirt.MASKED: _rewrite(("受理员", "来电人", "转办人姓名"), lambda text, chance: MASK),
    Dirt.UNIT_CODE: _rewrite(("办理单位",), lambda text, chance: f"2111{100 + int(chance.random() * 60)}"),
    Dirt.UNIT_ALIAS: _unit_alias,
    Dirt.MILLISECONDS: _rewrite(MOMENTS, lambda text, chance: f"{text}.{int(chance.random() * 1000):03d}"),
    Dirt.SLASHES: _rewrite(MOMENTS, _slashes),
    # Of a completion only the day might lie before the arrival's hour, so the arrival alone loses its time.
    Dirt.DATE_ONLY: _rewrite(("受理时间",), lambda text, chance: text[:10]),
    Dirt.DATE_CELL: _rewrite(MOMENTS, lambda text, chance: datetime.strptime(text, MOMENT)),  # noqa: DTZ007
    Dirt.TAB: _rewrite(("工单编号", "主要内容", "受理时间", "办理单位"), lambda text, chance: f"\t{text}"),
    Dirt.WIDE_SPACE: _rewrite(
        ("来电人", "主要内容", "办理单位", "来电类别"), lambda text, chance: f"{FULL_WIDTH_SPACE}{text}{FULL_WIDTH_SPACE}"
    ),
    Dirt.EARLY_COMPLETION: _early_completion,
}
REFUSED: Mapping[Dirt, Spoiler] = {
    Dirt.E_NOTATION: _rewrite(("工单编号",), lambda text, chance: f"{float(text):.5E}"),
    Dirt.NUMBER_CELL: _rewrite(("工单编号",), _number_cell),
    Dirt.NO_NUMBER: _set("工单编号", ""),
    Dirt.NO_TEXT: _set("主要内容", NULL),
    Dirt.NO_ARRIVAL: _set("受理时间", ""),
    Dirt.NO_SUCH_DATE: _rewrite(("受理时间",), lambda text, chance: f"{text[:5]}02-30{text[10:]}"),
    Dirt.DONE_BEFORE_ARRIVAL: _done_before_arrival,
    Dirt.SHIFTED: _shifted,
}
