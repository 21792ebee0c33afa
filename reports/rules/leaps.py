"""When a count of one month is worth a look: half as much again as the month before, and not of a handful."""

LEAST = 10


def is_leap(now: int, before: int) -> bool:
    """环比增五成以上, of at least ten tickets: 4 → 9 is chance."""
    return now >= LEAST and before > 0 and now * 2 >= before * 3
