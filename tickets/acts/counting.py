"""The counts of the rail, which stands on every page, and of a desk's tabs. Their statement is the same for all people of a role and a
unit, and putting it together costs ten times what answering it does: so it is put together once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection

from tickets.acts import queues
from tickets.acts.keeping import anybody
from tickets.acts.queues import Queue, Tally
from tickets.rules.deadlines import end_of, local, start_of
from units.models import User

Parts = Callable[[User, datetime], Sequence[Any]]
# Stands in the statement where the moment of asking goes.
_NOW = datetime(9000, 1, 1, tzinfo=UTC)


class Statement(NamedTuple):
    """Its rows are name, total, late; without `sql` nothing can be found."""

    sql: str = ""
    values: tuple[Any, ...] = ()


def tally(wanted: Mapping[str, Queue], user: User, now: datetime) -> dict[str, Tally]:
    """As tickets.acts.queues.tally, in one query. Of a partial, which knows more than the person's
    role and units, the statement is put together each time."""
    kept = {name: queue for name, queue in wanted.items() if not isinstance(queue.rows, partial)}
    fresh = [queues.part(name, queue, user, now) for name, queue in wanted.items() if name not in kept]
    statements = [*_asked(kept, user, now), *map(_statement, fresh)]
    sql = " UNION ALL ".join(each.sql for each in statements if each.sql)
    found: dict[str, Tally] = {}
    if sql:
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for each in statements for value in each.values])
            found = {str(name): Tally(total, late) for name, total, late in cursor.fetchall()}
    return {name: found.get(name, Tally()) for name in wanted}


def read(parts: Parts, user: User, now: datetime) -> dict[str, Tally]:
    """The tallies of what `parts` gives, by their names, in one query. It is a plain function of the person (role and units alone)
    and a moment, from which it may take its day's beginning and end."""
    sql, values = _kept_parts(parts, user.role, user.own_units)
    if not sql:
        return {}
    as_asked = connection.ops.adapt_datetimefield_value
    moments = dict(zip(map(as_asked, _around(_NOW)), map(as_asked, _around(now)), strict=True))
    with connection.cursor() as cursor:
        cursor.execute(sql, [moments.get(value, value) for value in values])
        return {str(name): Tally(total, late) for name, total, late in cursor.fetchall()}


def _around(moment: datetime) -> tuple[datetime, datetime, datetime]:
    day = local(moment).date()
    return moment, start_of(day), end_of(day)


@lru_cache(maxsize=1_000)
def _kept_parts(parts: Parts, role: str, units: frozenset[int]) -> Statement:
    return _statement(queues.united(parts(anybody(role, units), _NOW)))


def _asked(kept: Mapping[str, Queue], user: User, now: datetime) -> Iterable[Statement]:
    """The kept statements with their moments."""
    as_asked = connection.ops.adapt_datetimefield_value
    for name, queue in kept.items():
        sql, values = _kept(name, queue, user.role, user.own_units)
        mark, moment = as_asked(_NOW + queue.ahead), as_asked(now + queue.ahead)
        yield Statement(sql, tuple(moment if value == mark else value for value in values))


@lru_cache(maxsize=2_000)
def _kept(name: str, queue: Queue, role: str, units: frozenset[int]) -> Statement:
    """For somebody of that role and those units, whoever it is."""
    return _statement(queues.part(name, queue, anybody(role, units), _NOW))


def _statement(rows: Any) -> Statement:
    try:
        sql, values = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return Statement()
    return Statement(sql, tuple(values))
