"""Blanks in stock texts: `{标题}` stands for what is known of the ticket; what is not known is left open to be said or written."""

import re
from collections.abc import Mapping

OPEN_BLANK = "____"
# Texts written before blanks had names ask for the matter in these words.
_MATTER = re.compile(r"(?<=反映的)_{2,}")
_NAMED = re.compile(r"\{([^{}]*)\}")


def fill(text: str, known: Mapping[str, str]) -> str:
    """`text` with its blanks filled; a blank that `known` lacks, or has nothing for, is ____."""
    named = _MATTER.sub("“{标题}”", text) if known.get("标题") else text
    return _NAMED.sub(lambda blank: known.get(blank[1], "") or OPEN_BLANK, named)
