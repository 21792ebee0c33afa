"""The numbers of a bulletin: the series' issue (2022年第4期), the topic's edition (第3期), the date of issue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from reports.rules.frames import FrameBody, Known
from scoring.rules.periods import Period, parse

UNKNOWN = "　"  # stands where the issue is not set yet; the check refuses to publish it


@dataclass(frozen=True)
class Numbers:
    """None: not known. `issue` cannot be computed, since other topics are numbered in the same series."""

    issue: int | None = None
    edition: int | None = None
    issued_on: date | None = None


def numbers_of(frame: FrameBody, period: Period, given: Numbers) -> Numbers:
    """What a person set, else what the frame knows of the period, else the edition counted on from an earlier one."""
    known = next((one for one in frame.known if one.period == period.label), None)
    if known is not None:
        return Numbers(
            given.issue if given.issue is not None else known.issue,
            given.edition if given.edition is not None else known.edition,
            given.issued_on or known.issued_on,
        )
    return replace(given, edition=given.edition if given.edition is not None else _counted_on(frame, period))


def _counted_on(frame: FrameBody, period: Period) -> int | None:
    """The edition of the latest known period of the same kind plus the periods since then."""
    anchors = [(parse(one.period, period.month_starts_on), one) for one in frame.known if one.edition is not None]
    earlier = [(anchor, one) for anchor, one in anchors if anchor.kind == period.kind and anchor.starts_on < period.starts_on]
    if not earlier:
        return None
    anchor, known = max(earlier, key=lambda pair: pair[0].starts_on)
    return _steps(anchor, period) + _edition(known)


def _edition(known: Known) -> int:
    return known.edition or 0


def _steps(first: Period, last: Period) -> int:
    steps = 0
    while first.starts_on < last.starts_on:
        first, steps = first.next(), steps + 1
    return steps


def issue_words(frame: FrameBody, year: str, numbers: Numbers) -> str:
    """2022年第4期; a gap for the number while it is unknown; nothing when the frame prints none."""
    return frame.issue.format(year=year, issue=UNKNOWN if numbers.issue is None else numbers.issue) if frame.issue else ""


def edition_words(frame: FrameBody, numbers: Numbers) -> str:
    if not frame.edition or numbers.edition is None:
        return ""
    return frame.edition.format(edition=numbers.edition)
