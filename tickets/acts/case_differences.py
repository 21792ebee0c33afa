"""What a row of a file says of a hard case that is known, and says otherwise: told with what stands there, never passed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.rules.deadlines import local, print_due
from units.rules.masking import mask_text

LONGEST = 40


@dataclass(frozen=True)
class Difference:
    """Of one column: what is known and what the row says, as people read them. Numbers of tickets and papers (`is_number`) are long and
    no phones: they stand whole."""

    heading: str
    was: str
    said: str
    is_number: bool = False

    @property
    def conflict(self) -> str:
        return f"{self.heading}登记的是“{self._short(self.was)}”，这一行是“{self._short(self.said)}”"

    @property
    def change(self) -> str:
        """What is to be done, where an act may."""
        if not self.was:
            return f"补登{self.heading}“{self._short(self.said)}”"
        return f"{self.heading}由“{self._short(self.was)}”改为“{self._short(self.said)}”"

    def _short(self, words: str) -> str:
        shown = (words if self.is_number else mask_text(words)) or "空"
        return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def of_words(heading: str, known: str, said: str, longest: int, *, is_number: bool = False) -> list[Difference]:
    """None where the row says nothing; what is longer than `longest` has been stored without the rest."""
    kept = said.strip()[:longest]
    return [Difference(heading, known, kept, is_number)] if kept and kept != known else []


def of_moments(heading: str, known: datetime | None, said: datetime | None, *, is_day: bool = False) -> list[Difference]:
    """To the minute, as files write them; with `is_day` the row names no hour."""
    if said is None or (known is not None and is_same_moment(known, said, is_day=is_day)):
        return []
    return [Difference(heading, shown(known), f"{local(said):%Y-%m-%d}" if is_day else shown(said))]


def of_limits(heading: str, known: datetime | None, said: datetime | None) -> list[Difference]:
    return [] if said is None or said == known else [Difference(heading, print_due(known) if known else "", print_due(said))]


def is_same_moment(known: datetime, said: datetime, *, is_day: bool = False) -> bool:
    return local(known).date() == local(said).date() if is_day else shown(known) == shown(said)


def settled_by(known: datetime | None, said: datetime, *, is_day: bool = False) -> datetime:
    """The moment to record: what is known to the second stands where the row says the same minute, or its day alone (`is_day`)."""
    return known if known is not None and is_same_moment(known, said, is_day=is_day) else said


def shown(moment: datetime | None) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M}" if moment else ""


def refuse(what: str, differing: Sequence[Difference], todo: str, *, is_of_this_file: bool) -> None:
    """ValidationError told_otherwise where there is a difference; `todo` is for the person who has the file."""
    if differing:
        where = "在本文件前面的行里出现过" if is_of_this_file else "已经登记过"
        words = "；".join(each.conflict for each in differing)
        raise ValidationError(f"{what}{where}，{words}。{todo}", code="told_otherwise")
