"""One at a time: what the acts of closing, recounting and keeping methods do first, for they write each other's scores."""

from django.core.exceptions import ValidationError
from django.db import connection

# Any number that no other lock of PostgreSQL has here.
LOCK = 12345


def alone() -> None:
    """One at a time of the transactions that begin or end a draft, count a trial, reopen a month, keep a method, or send a closing or a
    recount, up to their end. To be called first. SQLite has but one writer, whose transactions begin as such (settings)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def alone_or_busy(then: str) -> None:
    """As `alone`, for a request, which does not wait while a month is counted. `then`: what its sender wanted. ValidationError busy."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            is_free = cursor.fetchone()[0]
        if not is_free:
            raise ValidationError(f"正在关账、重算、试算或改评分办法，请过一两分钟再{then}。", code="busy")
