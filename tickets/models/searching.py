"""What a ticket is found by: its tokens (tickets.rules.bigrams), indexed by GIN on PostgreSQL and by FTS5 on SQLite.

A migration makes both indexes; on SQLite triggers keep the FTS5 table, which holds no text of its own, beside this one.
"""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from tickets.models.ticket import Ticket
from tickets.rules.bigrams import Wish


class TokensField(models.TextField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Tokens with a space between them: a tsvector on PostgreSQL, text on SQLite. Written and asked, never read."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


@TokensField.register_lookup
class Match(models.Lookup):
    """`tokens__match=Wish`: rows that hold what is wished for."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        assert isinstance(self.rhs, Wish)
        if connection.vendor == "postgresql":
            column, params = self.process_lhs(compiler, connection)
            return f"{column} @@ %s::tsquery", (*params, self.rhs.tsquery)
        table = connection.ops.quote_name(self.lhs.alias)
        # The names are our own, the words go as a parameter.
        found = "SELECT rowid FROM tickets_searchwords WHERE tickets_searchwords MATCH %s"
        return f"{table}.ticket_id IN ({found})", (self.rhs.fts5,)


class SearchText(models.Model):
    """One row for each ticket that the index knows (Ticket.is_indexed: as it is now)."""

    ticket = models.OneToOneField(Ticket, verbose_name="工单", on_delete=models.CASCADE, related_name="search_text", primary_key=True)
    arrived_at = models.DateTimeField("受理时间")  # the ticket's: hits are put in order before their tickets are read
    tokens = TokensField("检索词")

    class Meta:
        verbose_name = verbose_name_plural = "检索词"

    def __str__(self) -> str:
        return str(self.ticket_id)
