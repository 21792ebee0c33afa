"""The counts of the rail, which stands on every page. Their statement is the same for all people of a role and a unit, and putting
it together costs ten times what answering it does: so it is put together once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

from tickets.acts import queues
from tickets.acts.queues import Queue, Tally
from units.models import User

# Stands in the statement where the moment of asking goes.
_NOW = datetime(9000, 1, 1, tzinfo=UTC)


def tally(wanted: Mapping[str, Queue], user: User, now: datetime) -> dict[str, Tally]:
    """As tickets.acts.queues.tally, for queues that ask for nothing but the person's role and units. One query."""
    sql, values = _statement(tuple(wanted.items()), user.role, user.own_units) if wanted else ("", ())
    if not sql:
        return dict.fromkeys(wanted, Tally())
    as_asked = connection.ops.adapt_datetimefield_value
    mark, moment = as_asked(_NOW), as_asked(now)
    with connection.cursor() as cursor:
        cursor.execute(sql, [moment if value == mark else value for value in values])
        found = {str(name): Tally(total, late) for name, total, late in cursor.fetchall()}
    return {name: found.get(name, Tally()) for name in wanted}


@lru_cache(maxsize=1_000)
def _statement(wanted: tuple[tuple[str, Queue], ...], role: str, units: frozenset[int]) -> tuple[str, tuple[Any, ...]]:
    """With its values, for somebody of that role and those units, whoever it is; empty where all queues are."""
    anybody = User(role=role)
    vars(anybody)["own_units"] = units
    rows = queues.united([queues.part(name, queue, anybody, _NOW) for name, queue in wanted])
    try:
        sql, values = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return "", ()
    return sql, values
