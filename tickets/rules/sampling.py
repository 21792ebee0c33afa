"""The district's own sample: which tickets a plan draws, by a keyed hash of their numbers (domain.md, Callback).

The same number, share and key always give the same answer, so a draw can be repeated and checked; without the key nobody can
tell beforehand which of a unit's tickets will be called.
"""

import hashlib
import hmac

WHOLE = 10_000
_PURPOSE = b"sample\0"  # the key signs the history too: the two uses never meet


def place(number: str, key: bytes) -> int:
    """0 … 9 999, evenly spread over numbers: HMAC-SHA256 of the number, its first eight bytes modulo 10 000."""
    digest = hmac.new(key, _PURPOSE + number.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) % WHOLE


def is_within(number: str, percent: int, key: bytes) -> bool:
    """Whether the number's place falls into the first `percent` of all places."""
    return place(number, key) < percent * WHOLE // 100
