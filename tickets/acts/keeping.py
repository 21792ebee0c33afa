"""Statements that are put together once. Where a page asks the same again and again, Django takes longer to write the SQL (up to 2 ms)
than the database to answer it: here the first reader has it written, and the others give it their values. counting does so for tallies."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from inspect import isfunction
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from units.models import User

Row = TypeVar("Row")
Value = int | str | datetime
Kind = TypeVar("Kind", int, str)
# Lists of values that differ by less have one statement; longer ones than the longest page's (an export asks for thousands of rows at
# once) have none kept, which would take more memory than it saves time.
_STEP, MOST = 8, 250
# What stands in a kept statement where the value of the first, second … goes: nothing that a ticket holds.
_NUMBER, _WORD, _MOMENT = 2_000_000_000, "\ue000", datetime(9000, 1, 1, tzinfo=UTC)


def rows(build: Callable[..., QuerySet[Any, Row]], *shape: Hashable, **values: Value) -> list[Row]:
    """The rows of `build(*shape, **values)`, in one query.

    `build` is a function of a module, its queryset prefetches nothing. Whatever changes the statement but its values (a role, how
    many values there are, a column to order by) is part of the `shape`; each of the `values` must stand in the statement as it is
    given. ValueError when one does not, TypeError for a function that is made anew each time.
    """
    if not isfunction(build) or "<" in build.__qualname__:
        raise TypeError(f"{build!r} is made anew each time: its statement would be, too")
    if len(values) > MOST:
        return list(build(*shape, **values))
    kept = _kept(build, shape, tuple((name, type(value)) for name, value in values.items()))
    return kept.read(values) if kept else []


def each(name: str, values: Iterable[Kind]) -> dict[str, Kind]:
    """Every value by a name of its own (`path0`, `path1` …), for a condition that has a list. Up to MOST what is missing of the next
    multiple of _STEP is filled up with the last, so that a few statements serve all of a page's lists."""
    found = sorted(set(values))
    wanted = -(-len(found) // _STEP) * _STEP if len(found) <= MOST else len(found)
    return {f"{name}{place}": found[min(place, len(found) - 1)] for place in range(wanted)}


def anybody(role: str, units: frozenset[int]) -> User:
    """Somebody of that role and those units: what a statement depends on of its reader."""
    reader = User(role=role)
    vars(reader)["own_units"] = units
    return reader


@dataclass(frozen=True)
class _Kept:
    """A queryset with its statement as Django wrote it. `places` are the names of the values by their marks."""

    queryset: Any
    compiler: SQLCompiler
    sql: str
    written: tuple[Any, ...]
    places: Mapping[Any, str]

    def read(self, values: Mapping[str, Value]) -> list[Any]:
        compiler = copy(self.compiler)
        # A connection belongs to its thread.
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        given = tuple(_as_asked(values[self.places[each]]) if each in self.places else each for each in self.written)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, given)  # type: ignore[method-assign]
        written: Any = _Written(self.queryset.query, compiler)
        asked: Any = QuerySet(self.queryset.model, written)
        asked._fields = self.queryset._fields
        return list(self.queryset._iterable_class(asked))


class _Written:
    """A query whose SQL is known."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, *args: object, **kwargs: object) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


@lru_cache(maxsize=2_000)
def _kept(build: Callable[..., QuerySet[Any, Any]], shape: tuple[Hashable, ...], kinds: tuple[tuple[str, type], ...]) -> _Kept | None:
    """None for a statement that finds nothing, whatever its values."""
    marks = {name: _mark(kind, place) for place, (name, kind) in enumerate(kinds)}
    queryset: Any = build(*shape, **marks)
    if queryset._prefetch_related_lookups:
        raise ValueError(f"{build.__name__} prefetches, which no kept statement does")
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, written = compiler.as_sql()
    except EmptyResultSet:
        return None
    places = {_as_asked(mark): name for name, mark in marks.items()}
    if lost := [name for mark, name in places.items() if mark not in written]:
        raise ValueError(f"{build.__name__} does not ask for {', '.join(lost)} as it is given")
    return _Kept(queryset, compiler, sql, tuple(written), places)


def _mark(kind: type, place: int) -> Value:
    if issubclass(kind, datetime):
        return _MOMENT + timedelta(days=place)
    return f"{_WORD}{place}" if issubclass(kind, str) else _NUMBER + place


def _as_asked(value: Value) -> Any:
    """As it stands among a statement's parameters."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
