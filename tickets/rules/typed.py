"""What a line typed into the search box may be, besides words: the end of a ticket's number, a citizen's phone."""

import re

from tickets.rules.bigrams import SHORTEST_TAIL, fold

MOST_CHARACTERS = 200
_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
# A landline is known by its dash: without it, it could be the end of a number.
_LANDLINE = re.compile(r"0\d{2,3}-\d{7,8}")
_TAIL = re.compile(rf"\d{{{SHORTEST_TAIL},40}}", re.ASCII)


def clean(line: str) -> str:
    """The line as it is looked up: no white space around it, no NUL (PostgreSQL cannot hold one), no longer than the box."""
    return " ".join(line.replace("\x00", " ").split())[:MOST_CHARACTERS].strip()


def phone_in(line: str) -> str:
    """The digits of a phone when the line is nothing else, also +86 138-1234-5678 and 0427-2821234; else nothing."""
    folded = fold(line)
    mobile = _MOBILE.fullmatch(re.sub(r"[ \-]", "", folded))
    if mobile:
        return mobile.group(1)
    return re.sub(r"\D", "", folded) if _LANDLINE.fullmatch(folded) else ""


def tail_in(line: str) -> str:
    """The digits when the line is four or more of them and nothing else."""
    return fold(line) if _TAIL.fullmatch(fold(line)) else ""
