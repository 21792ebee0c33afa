"""What a process remembers for itself: short lists that nearly every page reads and seldom change. What must be known at once
everywhere lies in the cache that all processes share (django.core.cache.cache)."""

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches

Known = TypeVar("Known")


def remembered(key: str, seconds: int, load: Callable[[], Known]) -> Known:
    """What `load` gave at most `seconds` ago. It must not be None; the caller gets a copy of its own."""
    near = caches["near"]
    known: Known | None = near.get(key)
    if known is None:
        known = load()
        near.set(key, known, seconds)
    return known


def forget() -> None:
    """The next to ask reads everything anew."""
    caches["near"].clear()
