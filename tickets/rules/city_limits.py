"""Where a ticket's city limit comes from once the city has moved it: its arithmetic (city_due_words) begins with these words."""

REDONE = "市平台退办时给定"
EXTENDED = "市平台批复延期"
STOOD = "市平台同意挂起"


def moved_by(words: str) -> str:
    """By which of the city's words the limit was moved after the ticket had come; empty where it was not."""
    return next((begin for begin in (REDONE, EXTENDED, STOOD) if words.startswith(begin)), "")
