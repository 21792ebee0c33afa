"""Writing very many new rows at once: COPY on PostgreSQL, one prepared statement on SQLite; keys are reserved beforehand."""

import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from django.db import connection, models

# Rows that are turned into text before PostgreSQL takes them over; bounds the memory.
CHUNK = 5_000
NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\x00": ""})

Convert = Callable[[Any], Any]


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
    read = attrgetter(*(field.attname for field in fields))
    load_rows(type(objects[0]), [field.name for field in fields], map(read, objects))


def load_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Inserts `rows`, each with one value for each of the fields `names` (a foreign key's value is its key)."""
    fields = [model._meta.get_field(name) for name in names]
    converts = [_converter(field) for field in fields]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    columns = ", ".join(quote(str(field.column)) for field in fields)  # type: ignore[union-attr]
    turned = [(place, convert) for place, convert in enumerate(converts) if convert]
    values = (_turned(row, turned) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for text in _chunks(values):
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", text)
            return
        marks = ", ".join(["%s"] * len(fields))
        # Names come from the models' own fields, values go as parameters.
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # type: ignore[arg-type]  # noqa: S608


def _turned(row: Sequence[Any], turned: Sequence[tuple[int, Convert]]) -> Sequence[Any]:
    values = list(row)
    for place, convert in turned:
        values[place] = convert(values[place])
    return values


def _converter(field: Any) -> Convert | None:
    """What the database wants for a field's value; None where it takes the value as it is."""
    if isinstance(field, models.JSONField):
        return json.dumps
    if connection.vendor == "postgresql":
        return None
    if isinstance(field, models.DateTimeField):
        return _utc_text
    if isinstance(field, models.DateField):
        return connection.ops.adapt_datefield_value
    return None


def _utc_text(moment: datetime | None) -> str | None:
    """As Django writes an aware moment into SQLite, without asking each time what it is."""
    return None if moment is None else str(moment.astimezone(UTC).replace(tzinfo=None))


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterable[io.StringIO]:
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join(map(_text, row)))
        if len(lines) == CHUNK:
            yield io.StringIO("\n".join(lines) + "\n")
            lines.clear()
    if lines:
        yield io.StringIO("\n".join(lines) + "\n")


def _text(value: Any) -> str:
    """A value in COPY's text form."""
    if value is None:
        return NULL
    return str(value).translate(_ESCAPES)
