"""Writing very many new rows at once: COPY on PostgreSQL, one prepared statement on SQLite; keys are reserved beforehand."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from django.db import connection, models
from django.db.models.base import ModelState

# Rows that are turned into text before PostgreSQL takes them over; bounds the memory.
CHUNK = 5_000
COPY_BYTES = 256 * 1024
NULL = r"\N"
ESCAPES = (("\\", r"\\"), ("\t", r"\t"), ("\n", r"\n"), ("\r", r"\r"), ("\x00", ""))
# What JSON writes as PostgreSQL reads it, but for the quotes and null.
PLAIN = (models.DateTimeField, models.DateField, models.BooleanField, models.IntegerField)

M = TypeVar("M", bound=models.Model)
Convert = Callable[[Any], Any]
Column = Sequence[Any]


def draft(model: type[M], **values: Any) -> M:
    """An unsaved object as `model(**values)` makes it, many times as fast: for a file of 100 000 rows. A related row is given
    by its name or by its column's (unit or unit_id); the key by its own name (id); names are not checked."""
    plain, made, related = _mold(model)
    row = model.__new__(model)
    row._state = ModelState()
    columns = vars(row)
    columns.update(plain, **values)
    for name in made.keys() - values.keys():
        columns[name] = made[name]()
    for name in related.keys() & values.keys():
        value = row._state.fields_cache[name] = columns.pop(name)
        columns[related[name]] = None if value is None else value.pk
    return row


@cache
def _mold(model: type[models.Model]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]], dict[str, str]]:
    """The columns' constant defaults, those made anew for each row, and the column of each foreign key."""
    fields = model._meta.concrete_fields
    made: dict[str, Callable[[], Any]] = {
        field.attname: field.default for field in fields if field.has_default() and callable(field.default)
    }
    plain = {field.attname: field.get_default() for field in fields if field.attname not in made}
    return plain, made, {field.name: field.attname for field in fields if field.is_relation}


def reserve(model: type[models.Model], count: int) -> range | list[int]:
    """`count` primary keys that nobody else will get: the sequence's next on PostgreSQL, behind the last row on SQLite
    (call it inside the transaction that writes them)."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [f'"{table}"', count])
            return [row[0] for row in cursor.fetchall()]
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    return range(last + 1, last + 1 + count)


def load(objects: Sequence[models.Model]) -> None:
    """Inserts unsaved objects of one model with all their columns. Their primary keys are reserved ones, or all empty: then
    the table numbers them and the objects do not learn their keys."""
    if not objects:
        return
    fields = [field for field in objects[0]._meta.concrete_fields if not field.primary_key or objects[0].pk is not None]
    read = itemgetter(*(field.attname for field in fields))
    load_rows(type(objects[0]), [field.name for field in fields], map(read, map(vars, objects)))


def load_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts `rows`, each with one value for each of the fields `names` (a foreign key's value is its key)."""
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            writers = [_writer(field) for field in fields]
            for lines in _copied(rows, writers):
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.BytesIO(lines), COPY_BYTES)
            return
        turned = [(place, convert) for place, convert in enumerate(map(_converter, fields)) if convert]
        marks = ", ".join(["%s"] * len(fields))
        # Names come from the models' own fields, values go as parameters.
        sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        cursor.executemany(sql, (_turned(row, turned) for row in rows))  # type: ignore[arg-type]


def _turned(row: Sequence[Any], turned: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
    values = list(row)
    for place, convert in turned:
        values[place] = convert(values[place])
    return values


def _converter(field: Any) -> Convert | None:
    """What SQLite wants for a field's value; None where it takes the value as it is."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField):
        return _utc_text
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return None


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


# A row tells the same moment in several columns, and many rows the moment at which they came in.
@lru_cache(maxsize=8_192)
def _utc_text(moment: datetime | None) -> str | None:
    """As Django writes an aware moment into SQLite, without asking each time what it is."""
    return None if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))


def _copied(rows: Iterable[Sequence[Any]], writers: Sequence[Callable[[Column], list[str]]]) -> Iterator[bytes]:
    """The rows in COPY's text form, in chunks. They are written column by column: a call for each cell would cost most of an import."""
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK)):
        columns = [_written(column, write) for column, write in zip(zip(*chunk, strict=True), writers, strict=True)]
        yield ("\n".join(map("\t".join, zip(*columns, strict=True))) + "\n").encode()


def _written(column: Column, write: Callable[[Column], list[str]]) -> list[str]:
    """Many columns of a file hold one value throughout: it is written once."""
    return write(column[:1]) * len(column) if column.count(column[0]) == len(column) else write(column)


def _writer(field: Any) -> Callable[[Column], list[str]]:
    if isinstance(field, models.JSONField):
        return _write_json
    return _write_plain if isinstance(field.target_field if field.is_relation else field, PLAIN) else _write_words


def _write_json(column: Column) -> list[str]:
    return _write_words([_json(value) for value in column])


def _write_plain(column: Column) -> list[str]:
    """Moments, dates, numbers, yes and no: none of them holds a comma or a quote."""
    return orjson.dumps(column).decode()[1:-1].replace('"', "").replace("null", NULL).split(",")


def _write_words(column: Column) -> list[str]:
    return [NULL if value is None else _escaped(str(value)) for value in column]


def _escaped(words: str) -> str:
    for sign, escape in ESCAPES:
        if sign in words:
            words = words.replace(sign, escape)
    return words
