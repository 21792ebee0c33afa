"""Changing many rows in one statement, each with its own values and only where its old values still stand."""

from collections.abc import Mapping, Sequence

from django.db import connection, models

BATCH = 400


def update_where_old(
    model: type[models.Model], rows: Sequence[Mapping[str, object]], expecting: Sequence[str], changing: Sequence[str]
) -> int:
    """UPDATE … FROM (VALUES …): each row maps "pk", the names in `changing` to new values and "old_<name>" for those in
    `expecting`. Returns how many rows were changed: fewer than len(rows) means that somebody was there first."""
    return sum(_update(model, rows[i : i + BATCH], expecting, changing) for i in range(0, len(rows), BATCH))


def _update(model: type[models.Model], rows: Sequence[Mapping[str, object]], expecting: Sequence[str], changing: Sequence[str]) -> int:
    pk = model._meta.pk
    assert pk is not None
    fields = [pk, *(_field(model, name) for name in (*expecting, *changing))]
    keys = ["pk", *(f"old_{name}" for name in expecting), *changing]
    # PostgreSQL learns the columns' types from the first row; SQLite has no use for a cast.
    casts = [f"%s::{field.db_type(connection)}" if connection.vendor == "postgresql" else "%s" for field in fields]
    first, other = f"({', '.join(casts)})", f"({', '.join(['%s'] * len(fields))})"
    value = {key: f"v.column{position}" for position, key in enumerate(keys, start=1)}
    table = connection.ops.quote_name(model._meta.db_table)
    sets = ", ".join(f"{_column(_field(model, name))} = {value[name]}" for name in changing)
    where = [f"{table}.{_column(pk)} = {value['pk']}"]
    where += [f"{table}.{_column(_field(model, name))} = {value[f'old_{name}']}" for name in expecting]
    values = ", ".join([first, *[other] * (len(rows) - 1)])
    # Names come from the models' own fields, values go as parameters.
    sql = f"UPDATE {table} SET {sets} FROM (VALUES {values}) AS v WHERE {' AND '.join(where)}"  # noqa: S608
    params = [field.get_db_prep_save(row[key], connection) for row in rows for key, field in zip(keys, fields, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


def _field(model: type[models.Model], name: str) -> "models.Field[object, object]":
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def _column(field: "models.Field[object, object]") -> str:
    assert field.column is not None
    return str(connection.ops.quote_name(field.column))
