"""Attachments (附件): files are judged and kept first, then joined to the act that they go with; who may read them back.

A kept file waits without an event until its act joins it in the act's own transaction. What is never joined is removed after a day.
"""

import hashlib
import os
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from tickets.acts.identities import hides_citizen
from tickets.acts.moving import Step, check_holder, move_many
from tickets.acts.past import read_until
from tickets.models import AssistAnswer, Attachment, Contact, HandOn, Reply, ReturnRequest, Ticket
from tickets.rules.contents import LONGEST_NAME, Kind, clean_name, judge
from tickets.rules.deadlines import local
from tickets.rules.workflow import Act
from units.acts.settings import values
from units.models import User
from units.rules.roles import UNIT_ROLES

MOST_FILES = 9
MEGABYTE = 1024**2
WAITS = timedelta(hours=24)
FOLDER = "attachments"
OWNERS = {Reply: "reply", ReturnRequest: "return_request", Contact: "contact", AssistAnswer: "assist_answer", HandOn: "hand_on"}

Owner = Reply | ReturnRequest | Contact | AssistAnswer | HandOn


def keep(ticket: Ticket, uploads: "Sequence[UploadedFile[bytes]]", *, use: str, by: User | None, at: datetime) -> list[Attachment]:
    """Judges and stores all or none of `uploads`, before the transaction of the act that will `join` them; none is no fault.
    ValidationError: too_many, too_big, empty, content, mismatch, disk_full."""
    kinds = _judge_all(uploads)
    rows, written = [], list[str]()
    try:
        for upload, kind in zip(uploads, kinds, strict=True):
            place, digest, size = _write(upload, kind, at)
            written.append(place)
            name = clean_name(upload.name or "")[:LONGEST_NAME]
            unit = by.unit_id if by is not None else None
            said = {"name": name, "kind": kind.code, "size": size, "sha256": digest, "file": place}
            rows.append(Attachment(ticket=ticket, use=use, unit_id=unit, by=by, at=at, **said))
        return Attachment.objects.bulk_create(rows)
    except OSError as fault:
        _remove(written)
        raise ValidationError("附件没有保存：服务器磁盘写不进去，可能已满。请告诉管理员，稍后再试。", code="disk_full") from fault
    except BaseException:
        _remove(written)
        raise


def drop(kept: Sequence[Attachment]) -> None:
    """Forgets files whose act was refused."""
    waiting = Attachment.objects.filter(pk__in=[row.pk for row in kept], seq=None)
    places = list(waiting.values_list("file", flat=True))
    waiting.delete()
    _remove(places)


@contextmanager
def keeping(
    ticket: Ticket, uploads: "Sequence[UploadedFile[bytes]]", *, use: str, by: User | None, at: datetime
) -> Iterator[list[Attachment]]:
    """`keep` for the act inside: a refused act drops its files."""
    kept = keep(ticket, uploads, use=use, by=by, at=at)
    try:
        yield kept
    except BaseException:
        drop(kept)
        raise


def join(kept: Sequence[Attachment], owner: Owner | None, ticket: Ticket) -> None:
    """Ties the files to the act's row (None: to the ticket alone) and to its newest event; inside the act's transaction,
    after its move. ValidationError gone when they were removed or joined meanwhile."""
    if not kept:
        return
    tie: dict[str, object] = {"seq": ticket.seq}
    if owner is not None:
        tie[OWNERS[type(owner)]] = owner
    waiting = Attachment.objects.filter(pk__in=[row.pk for row in kept], ticket=ticket, seq=None)
    if waiting.update(**tie) != len(kept):
        raise ValidationError("附件已过期或已提交过，请重新选择文件后再提交。", code="gone")
    for row in kept:
        for name, value in tie.items():
            setattr(row, name, value)


def digests(kept: Sequence[Attachment]) -> str:
    """What the act's event says of its files: the first 16 hexadecimal digits of each one's SHA-256."""
    return ",".join(row.sha256[:16] for row in kept)


@dataclass(frozen=True)
class Attaching:
    """`files` were kept for `ticket`."""

    ticket: Ticket
    at: datetime
    files: tuple[Attachment, ...]


def attach_many(attachings: Sequence[Attaching], by: User | None) -> None:
    """Adds files by themselves: the district's what came with the ticket, the holder's what belongs to its reply.
    ValidationError: nothing, gone, and those of `check_holder` and `move_many`."""
    for each in attachings:
        if not each.files:
            raise ValidationError("没有选择文件，请先选择要上传的附件。", code="nothing")
    check_holder([each.ticket for each in attachings], by)
    with transaction.atomic():
        facts = [{"use": each.files[0].use, "files": digests(each.files)} for each in attachings]
        move_many([Step(each.ticket, Act.ATTACH, each.at, fact, stays=True) for each, fact in zip(attachings, facts, strict=True)], by)
        for each in attachings:
            join(each.files, None, each.ticket)


def use_of(by: User) -> str:
    """What a file is that `by` adds by itself."""
    return Attachment.Use.REPLY if by.role in UNIT_ROLES else Attachment.Use.TICKET


def may_read(file: Attachment, reader: User) -> bool:
    """Whether `reader`, who may see the ticket, may have the file: a past holder what it saw, and what came with a 保密 or
    举报 ticket may show who the citizen is. Three queries at most."""
    if file.seq is None:
        return False
    if file.use == Attachment.Use.TICKET and hides_citizen(file.ticket, reader):
        return False
    until = read_until(file.ticket, list(file.ticket.assignments.all()), reader)
    return until is None or file.at < until


def tidy(now: datetime) -> int:
    """Removes kept files that no act has joined for a day, and files of the folder that no row names. Returns how many."""
    old = Attachment.objects.filter(seq=None, at__lt=now - WAITS)
    places = list(old.values_list("file", flat=True))
    old.delete()
    _remove(places)
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    aged = [path for path in folder.rglob("*") if path.is_file() and now.timestamp() - path.stat().st_mtime > WAITS.total_seconds()]
    nameless = {path.relative_to(settings.MEDIA_ROOT).as_posix(): path for path in aged}
    for name in Attachment.objects.values_list("file", flat=True).iterator():
        nameless.pop(name, None)
    for path in nameless.values():
        path.unlink(missing_ok=True)
    return len(places) + len(nameless)


def _judge_all(uploads: "Sequence[UploadedFile[bytes]]") -> list[Kind]:
    if len(uploads) > MOST_FILES:
        raise ValidationError(f"一次最多上传 {MOST_FILES} 个附件，选了 {len(uploads)} 个。请分次上传。", code="too_many")
    most = values().attachment_most_mb
    for upload in uploads:
        name, size = clean_name(upload.name or ""), upload.size or 0
        if size > most * MEGABYTE:
            words = f"“{name}”有 {size / MEGABYTE:.0f} MB，超过每个附件 {most} MB 的上限。请压缩后再上传。"
            raise ValidationError(words, code="too_big")
    return [judge(cast(BinaryIO, upload.file), clean_name(upload.name or "")) for upload in uploads]


def _write(upload: "UploadedFile[bytes]", kind: Kind, at: datetime) -> tuple[str, str, int]:
    """Stores one file whole or not at all: (its place below the media folder, SHA-256, bytes)."""
    place = f"{FOLDER}/{local(at):%Y/%m}/{uuid.uuid4().hex}{kind.endings[0]}"
    target = Path(default_storage.path(place))
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun, digest, size = target.with_suffix(".part"), hashlib.sha256(), 0
    try:
        with begun.open("xb") as file:
            for chunk in upload.chunks():
                digest.update(chunk)
                size += file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        begun.rename(target)
    except BaseException:
        begun.unlink(missing_ok=True)
        raise
    return place, digest.hexdigest(), size


def _remove(places: Sequence[str]) -> None:
    for place in places:
        Path(default_storage.path(place)).unlink(missing_ok=True)
