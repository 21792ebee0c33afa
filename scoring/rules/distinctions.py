"""Who is named among the best or the worst (十佳, 较差): read back from the note that ranking gives to a place."""

import re
from dataclasses import dataclass
from typing import Literal

from scoring.rules.methods import MethodBody

Tone = Literal["green", "red", ""]


@dataclass(frozen=True)
class Distinction:
    """`words` 十佳第1, empty for nobody in particular; `rest`: what else the note says."""

    words: str
    tone: Tone
    rest: str


def distinction(note: str, method: MethodBody | None) -> Distinction:
    """`note` as scoring.rules.ranking writes it: the score's own words, then the distinction, divided by ；."""
    rest, _, last = note.rpartition("；")
    if method is not None:
        for label, count, tone in ((method.best_label, method.best, "green"), (method.worst_label, method.worst, "red")):
            if count and re.fullmatch(rf"{re.escape(label)}第\d+", last):
                return Distinction(last, "green" if tone == "green" else "red", rest)
    return Distinction("", "", note)
