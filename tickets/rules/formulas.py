"""Texts that a spreadsheet would take for formulas, made harmless for files without types (CSV)."""

# What makes a spreadsheet calculate or swallow the start of a cell (OWASP, CSV injection), also as full-width signs.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def disarmed(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would calculate it; else as it is."""
    return f"'{text}" if text.startswith(_STARTS) else text
