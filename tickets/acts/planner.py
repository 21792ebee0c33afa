"""Ways of reading that PostgreSQL is kept from where it cannot know what they cost; on SQLite nothing happens."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction

# As many rows as are wanted are to be looked up one after the other, along an index.
JOINING = ("enable_hashjoin", "enable_mergejoin", "enable_sort", "enable_bitmapscan")
READING_ALL = ("enable_seqscan",)
# Helpers take longer to come than the work of several short readings.
HELPED = ("enable_parallel_append",)


@contextmanager
def without(*means: str) -> Iterator[None]:
    """`means`: PostgreSQL's own settings. They hold for what is asked within, in this transaction alone; two short statements more."""
    if connection.vendor != "postgresql":
        yield
        return
    with nullcontext() if connection.in_atomic_block else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL {name} = off" for name in means))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} = DEFAULT" for name in means))
