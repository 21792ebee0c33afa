"""Bringing a table to what a profile says: rows added and changed by their key, never deleted, everything counted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Change:
    """What became of one table. `left` names rows that the profile does not have: they stay as they are."""

    label: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    left: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        words = f"{self.label}：新增 {self.added}，更改 {self.changed}，未变 {self.unchanged}"
        if self.left:
            shown = "、".join(self.left[:10]) + ("等" if len(self.left) > 10 else "")
            words += f"；配置中没有、原样保留 {len(self.left)}（{shown}）"
        return words


def sync(
    model: type[models.Model], label: str, keys: tuple[str, ...], rows: Iterable[Mapping[str, Any]], scope: models.Q | None = None
) -> tuple[Change, dict[Any, Any]]:
    """Adds what is missing and changes what differs, in a fixed number of statements. `keys` are the columns that name a
    row; `scope` limits what counts as left over. Returns the change and key → row (a single key unwrapped)."""
    wanted = {_key(row, keys): row for row in rows}
    held = {_key_of(row, keys): row for row in model._default_manager.all()}
    new = [model(**row) for key, row in wanted.items() if key not in held]
    changed = []
    for key, row in wanted.items():
        if key in held and any(getattr(held[key], _attname(model, name)) != _plain(value) for name, value in row.items()):
            for name, value in row.items():
                setattr(held[key], name, value)
            changed.append(held[key])
    model._default_manager.bulk_create(new, batch_size=500)
    columns = sorted({name for row in wanted.values() for name in row} - set(keys))
    if changed and columns:
        model._default_manager.bulk_update(changed, columns, batch_size=200)
    extra = model._default_manager.filter(scope) if scope is not None else model._default_manager.all()
    left = tuple(str(row) for row in extra if _key_of(row, keys) not in wanted)
    held |= {_key_of(row, keys): row for row in new}
    return Change(label, len(new), len(changed), len(wanted) - len(new) - len(changed), left), held


def _key(row: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    values = tuple(_plain(row[key]) for key in keys)
    return values[0] if len(values) == 1 else values


def _key_of(row: models.Model, keys: tuple[str, ...]) -> Any:
    values = tuple(getattr(row, _attname(type(row), key)) for key in keys)
    return values[0] if len(values) == 1 else values


def _attname(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value
