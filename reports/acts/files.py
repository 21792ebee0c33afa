"""Handing out a bulletin's PDF: the stored file of a revision, checked against its hash, or the draft printed now."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings

from reports.acts import publish
from reports.acts.render import pdf
from reports.models import Bulletin, BulletinRevision

log = structlog.get_logger("hotline.reports")
NUMBER = re.compile("[0-9]{1,4}")


@dataclass(frozen=True)
class File:
    name: str
    content: bytes


def file_of(bulletin: Bulletin, version: str) -> File:
    """`version` is a revision's number, "draft", or empty for the newest revision (the draft while there is none)."""
    revisions = bulletin.revisions.order_by("-number")
    revision = revisions.filter(number=int(version)).first() if NUMBER.fullmatch(version) else None
    if revision is None and version != "draft":
        revision = revisions.first()
    if revision is None:
        return File(f"{bulletin.title}（草稿）.pdf", pdf.render(publish.draft_of(bulletin)).pdf)
    return File(f"{bulletin.title}（第{revision.number}版）.pdf", _stored(revision))


def _stored(revision: BulletinRevision) -> bytes:
    """The file as it was published. Lost or damaged it is printed again from the frozen document, which gives the same words."""
    path = Path(settings.MEDIA_ROOT) / revision.pdf
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() == revision.pdf_sha256:
        return content
    log.warning("bulletin file lost or damaged, printed again", revision=revision.pk)
    content = pdf.render(publish.document_of(revision)).pdf
    publish.write_whole(path, content)
    return content
