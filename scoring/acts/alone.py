"""One at a time: what the acts of closing, recounting and keeping methods do first, for they write each other's scores."""

from django.db import connection

# Any number that no other lock of PostgreSQL has here.
LOCK = 12345


def alone() -> None:
    """One at a time of the transactions that begin or end a draft, count a trial, reopen a month, keep a method, or send a closing or a
    recount, up to their end. To be called first. SQLite has but one writer, whose transactions begin as such (settings)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
