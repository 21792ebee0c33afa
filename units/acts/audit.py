"""The audit of what the district has set (审计): every change of a unit, person, day, limit, list or setting, in words;
and who has taken which list as a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import DateTimeField, Field, JSONField, Model, QuerySet
from django.utils import timezone

from units.models import Setting, User
from units.rules.district import LABELS, in_words

SIZE = 50
ACTIONS = {LogEntry.Action.CREATE: "新增", LogEntry.Action.UPDATE: "更改", LogEntry.Action.DELETE: "删除", LogEntry.Action.ACCESS: "导出"}
PLAIN = {"None": "", "True": "是", "False": "否"}


@dataclass(frozen=True)
class Difference:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One change: what kind of thing, which one, by whom, when, and each column before and after."""

    pk: int
    at: datetime
    by: User | None
    kind: str
    name: str
    action: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Page:
    """Newest first; `older` is the id that the next page is asked by."""

    entries: list[Entry]
    older: int | None = None


def taken(model: type[Model], name: str, by: User) -> None:
    """Puts on record that `by` took a list of `model`'s rows as a file; `name` says which and how many, and nothing of a citizen."""
    kind = ContentType.objects.get_for_model(model)
    LogEntry.objects.create(content_type=kind, object_pk="", object_repr=name, action=LogEntry.Action.ACCESS, actor=by)


def kinds() -> list[tuple[int, str]]:
    """What has ever been changed, for the filter: id of the content type and its Chinese name."""
    used = ContentType.objects.filter(pk__in=LogEntry.objects.order_by().values("content_type").distinct())
    return sorted(((kind.pk, _name(kind)) for kind in used), key=lambda pair: pair[1])


def people() -> QuerySet[User]:
    """Who has ever changed something, for the filter."""
    return User.objects.filter(pk__in=LogEntry.objects.order_by().values("actor").distinct()).order_by("role", "pk")


def page(kind: int | None = None, by: int | None = None, before: int | None = None) -> Page:
    """Fifty changes, of one kind and by one person if asked for. One query."""
    rows: QuerySet[LogEntry] = LogEntry.objects.select_related("actor", "content_type").order_by("-id")
    if kind is not None:
        rows = rows.filter(content_type=kind)
    if by is not None:
        rows = rows.filter(actor=by)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SIZE + 1])
    shown = found[:SIZE]
    return Page([_entry(row) for row in shown], shown[-1].pk if len(found) > SIZE else None)


def _entry(row: LogEntry) -> Entry:
    model = row.content_type.model_class()
    key = row.object_pk if model is Setting else ""
    differences = tuple(_differences(model, row.changes or {}, key))
    name = LABELS.get(key, row.object_repr)
    return Entry(row.pk, row.timestamp, row.actor, _name(row.content_type), name, ACTIONS[row.action], differences)


def _name(kind: ContentType) -> str:
    model = kind.model_class()
    return str(model._meta.verbose_name) if model else kind.model


def _differences(model: type[Model] | None, changes: dict[str, object], key: str) -> Iterator[Difference]:
    """Column by column; `key` names the setting, where it is one."""
    columns = (*model._meta.fields, *model._meta.many_to_many) if model else ()
    # In the order of the table: PostgreSQL keeps no order of its own. The rows that point here are no change of this one.
    for field in columns:
        name, change = field.name, changes.get(field.name)
        label = str(field.verbose_name)
        if isinstance(change, dict):  # a list of rows on the other side: added to or taken from
            verb = "加入" if change.get("operation") == "add" else "移除"
            yield Difference(label, "", f"{verb} {'、'.join(map(str, change.get('objects', [])))}")
        elif isinstance(change, list) and len(change) == 2 and name != "id":
            old, new = (_words(field, value, key) for value in change)
            if old or new:
                yield Difference(label, old, new)


def _words(field: "Field[Any, Any]", value: object, key: str) -> str:
    """A column's value as people read it: a code by its word, a moment by the office's clock, a setting as its page shows it."""
    text = str(value)
    if text in PLAIN:
        return PLAIN[text]
    try:
        if isinstance(field, DateTimeField):  # kept in UTC, without saying so
            return f"{timezone.localtime(datetime.fromisoformat(text).replace(tzinfo=UTC)):%Y-%m-%d %H:%M}"
        if isinstance(field, JSONField) and key:
            return in_words(key, json.loads(text))
    except ValueError:
        return text
    return str(dict(field.flatchoices).get(value, text))
