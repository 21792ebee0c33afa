"""The city's words as they are entered: typed line by line, or a file whose headings are read as data (tickets/layouts/rulings)."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files import File

from tickets.acts.city_rulings import MOST_ROWS
from tickets.acts.reading import LAYOUT_FOLDER, read_file
from tickets.acts.uploads import on_disk
from tickets.models import CityWord
from tickets.rules.deadlines import Limit
from tickets.rules.incoming import IncomingRuling, Refusal
from tickets.rules.layouts import Layout, load_layout
from tickets.rules.rulings_in import limit_in, typed_rulings

SALT = "city words"
LIMITED = frozenset({CityWord.Kind.REFUSAL, CityWord.Kind.EXTENDED})  # what a new limit belongs to
KEPT_SECONDS = 3600
Records = list[IncomingRuling | Refusal]


@cache
def layouts() -> Sequence[Layout]:
    """Apart from the layouts of imports, so that no import mistakes such a list for one of its own."""
    return tuple(load_layout(path.read_text(encoding="utf-8")) for path in sorted((LAYOUT_FOLDER / "rulings").glob("*.toml")))


def of_text(text: str, kind: str) -> Records:
    """One line for each ticket (tickets.rules.rulings_in)."""
    return typed_rulings(text, kind)


def of_upload(file: "File[bytes]", kind: str) -> Records:
    """The rows of an uploaded .xlsx. ValidationError: too_big, too_many, and those of `read_file`."""
    with on_disk(file, settings.UPLOAD_LIMIT_BYTES) as path:
        return of_file(path, kind)


def of_file(path: Path, kind: str) -> Records:
    """`kind` holds for all rows where the file has no column for it; where it has one, each row must say its own."""
    reading = read_file(path, layouts())
    has_kind = reading.heading.column("kind") is not None
    found: Records = []
    for _, record in reading.records:
        if isinstance(record, IncomingRuling):
            record.kind = record.kind if has_kind else kind
        if isinstance(record, IncomingRuling | Refusal):
            found.append(record)
        if len(found) > MOST_ROWS:
            raise ValidationError(f"文件超过 {MOST_ROWS} 行，请拆开后再上传。", code="too_many")
    return found


def with_limits(records: Sequence[IncomingRuling | Refusal], now: datetime) -> tuple[Records, list[tuple[int, str]]]:
    """The rows with the limits that stand amid their words as their new limits, and which rows those are, with the words that
    say them. Nothing of it holds until somebody has confirmed it."""
    filled: Records = []
    found = []
    for record in records:
        said = limit_in(record.words, now) if isinstance(record, IncomingRuling) and _may_have_limit(record) else None
        if said and isinstance(record, IncomingRuling):
            words, limit = said
            found.append((record.row, words))
            filled.append(replace(record, limit=limit) if isinstance(limit, Limit) else replace(record, due_at=limit))
        else:
            filled.append(record)
    return filled, found


def _may_have_limit(record: IncomingRuling) -> bool:
    return record.kind in LIMITED and record.limit is None and record.due_at is None


def packed(records: Sequence[IncomingRuling | Refusal], *, is_file: bool) -> str:
    """The rows as a page can carry them from the preview to the doing: signed, so that they are the ones that were seen."""
    rows = [[type(record) is Refusal, *(_plain(getattr(record, field.name)) for field in fields(record))] for record in records]
    return signing.dumps({"is_file": is_file, "rows": rows}, salt=SALT, compress=True)


def unpacked(text: str) -> tuple[Records, bool]:
    """The rows of `packed`, and whether they came by file. ValidationError stale."""
    try:
        said = signing.loads(text, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature as error:
        raise ValidationError("预览已过期，请重新录入或上传。", code="stale") from error
    return [_record(*row) for row in said["rows"]], bool(said["is_file"])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Limit):
        return [value.amount, value.unit, value.start]
    return list(value) if isinstance(value, tuple) else value


def _record(is_refusal: bool, *values: Any) -> IncomingRuling | Refusal:
    if is_refusal:
        row, number, code, reasons, remedies = values
        return Refusal(row, number, code, tuple(reasons), tuple(remedies))
    row, number, kind, words, at, due, limit = values
    said_at, due_at = (datetime.fromisoformat(word) if word else None for word in (at, due))
    return IncomingRuling(row, number, kind, words, said_at, due_at, Limit(*limit) if limit else None)
