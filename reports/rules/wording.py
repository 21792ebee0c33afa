"""Words of a bulletin: Chinese numerals, lists of names, dates, and sentences whose numbers are placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from reports.rules.document import Figure, Run, Text
from scoring.rules.periods import Period
from scoring.rules.points import half_up

DIGITS = "零一二三四五六七八九"
PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十, 105 → 一百零五. Only 1 to 999, more than any list or rank needs."""
    if not 0 < number < 1000:
        raise ValueError(f"只写 1 到 999 的中文数字：{number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (DIGITS[ones] if ones else "")


def listed(names: Sequence[str]) -> str:
    """甲、乙、丙: what a bulletin writes between units."""
    return "、".join(names)


def chinese_date(day: str) -> str:
    """ISO date to 2022年4月29日."""
    moment = date.fromisoformat(day)
    return f"{moment.year}年{moment.month}月{moment.day}日"


def period_words(period: Period) -> tuple[str, str]:
    """A period as bulletins write it, with its year and without: 2022年一季度 and 一季度, 2022年3月 and 3月."""
    short = f"{numeral(int(period.label[5:]))}季度" if period.kind == "quarter" else period.words.partition("年")[2]
    year = f"{period.label[:4]}年"
    return f"{year}{short}", short or year


def percent(hits: Decimal, base: Decimal, digits: int = 2) -> str:
    """hits ÷ base in per cent as printed, without the sign: 2755, 6962 → 39.57."""
    return str(half_up(hits * 100 / base, digits))


def fill(sentence: str, words: Mapping[str, str | Run | Sequence[Run]]) -> tuple[Run, ...]:
    """A frame's sentence with {placeholders} as runs; neighbouring words become one Text.

    Raises ValueError naming a placeholder that has no words, so that a bulletin never prints a brace.
    """
    runs: list[Run] = []
    for position, piece in enumerate(PLACEHOLDER.split(sentence)):
        if position % 2 == 0:
            filled: Sequence[Run] = (Text(piece),)
        elif piece not in words:
            raise ValueError(f"句子里的 {{{piece}}} 没有对应的数或词")
        else:
            filled = _as_runs(words[piece])
        for run in filled:
            _append(runs, run)
    return tuple(runs)


def _as_runs(given: str | Run | Sequence[Run]) -> Sequence[Run]:
    if isinstance(given, str):
        return (Text(given),)
    return (given,) if isinstance(given, Text | Figure) else given


def _append(runs: list[Run], run: Run) -> None:
    if isinstance(run, Text) and not run.text:
        return
    last = runs[-1] if runs else None
    if isinstance(run, Text) and isinstance(last, Text) and last.style == run.style:
        runs[-1] = Text(last.text + run.text, run.style)
    else:
        runs.append(run)
