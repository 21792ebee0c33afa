"""What a check found: one sentence, how grave, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "blocking"]


@dataclass(frozen=True)
class Finding:
    """One result: `code` is stable for tests and links, `words` is for the reader, `where` an address or a place in words."""

    level: Level
    code: str
    words: str
    where: str = ""
