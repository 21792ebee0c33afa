"""Publishing a bulletin: a draft that can be composed again at any time, and frozen revisions, each with its file and hashes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from reports.acts.compose import compose
from reports.acts.frames import body_of
from reports.acts.material import known_as
from reports.acts.render import pdf
from reports.models import Bulletin, BulletinRevision, Frame
from reports.rules.archive import as_data, digest, from_data
from reports.rules.changes import Change, changes, same
from reports.rules.checks import blocking, check
from reports.rules.document import Document
from reports.rules.findings import Finding
from reports.rules.numbering import Numbers
from scoring.rules.periods import parse
from units.acts.settings import values
from units.models import User


def refresh(period_label: str, frame_code: str, at: datetime) -> Bulletin:
    """Composes the draft of a period anew and stores it; the same figures store the same. Published revisions stay.

    ValidationError: bad_period, no_frame.
    """
    frame = Frame.objects.filter(code=frame_code).first()
    if frame is None:
        raise ValidationError(f"没有通报版式“{frame_code}”，请先用 load_profile 装入区县配置。", code="no_frame")
    period = parse(period_label, values().month_starts_on)
    known = Bulletin.objects.filter(frame=frame, period=period.label).first()
    document = compose(period.label, body_of(frame), at, Numbers() if known is None else _given(known))
    if known is not None and draft_of(known) == document:
        return _checked(known, at)
    wanted = {"title": "".join(document.title), "draft": as_data(document), "begins": pdf.render(document).begins}
    # Counting again at a later moment with the same result is no new draft.
    is_same = known is not None and same(draft_of(known), document)
    moment = known.composed_at if known is not None and is_same else at
    made = Bulletin.objects.update_or_create(frame=frame, period=period.label, defaults={**wanted, "composed_at": moment})[0]
    return _checked(made, at)


def _checked(bulletin: Bulletin, at: datetime) -> Bulletin:
    """Where the newest revision prints what would be printed now, it says when that was looked at: what was corrected before then
    (scoring.models.Correction) does not touch the bulletin."""
    printed = latest(bulletin)
    if printed is not None and same(document_of(printed), draft_of(bulletin)):
        bulletin.checked_at = at
        bulletin.save(update_fields=["checked_at"])
    return bulletin


def set_numbers(bulletin: Bulletin, issue: int | None, edition: int | None, issued_on: date | None, at: datetime) -> Bulletin:
    """Numbers and date that a person gives this bulletin; empty ones follow the frame again. The draft is composed anew."""
    Bulletin.objects.filter(pk=bulletin.pk).update(issue=issue, edition=edition, issued_on=issued_on)
    return refresh(bulletin.period, bulletin.frame.code, at)


def _given(bulletin: Bulletin) -> Numbers:
    return Numbers(bulletin.issue, bulletin.edition, bulletin.issued_on)


def draft_of(bulletin: Bulletin) -> Document:
    return from_data(bulletin.draft)


def latest(bulletin: Bulletin) -> BulletinRevision | None:
    return bulletin.revisions.order_by("-number").first()


def document_of(revision: BulletinRevision) -> Document:
    return from_data(revision.document)


def self_check(document: Document) -> tuple[Finding, ...]:
    """All findings on a document, with the names by which this district's units are known."""
    return check(document, known_as())


def pending(bulletin: Bulletin, revision: BulletinRevision | None) -> tuple[Change, ...]:
    """What the draft would change in the last published revision."""
    return () if revision is None else _since(document_of(revision), draft_of(bulletin))


def _since(published: Document, draft: Document) -> tuple[Change, ...]:
    return () if same(published, draft) else changes(published, draft)


def publish(bulletin: Bulletin, by: User | None, at: datetime, why: str = "") -> BulletinRevision:
    """Freezes a freshly composed draft as the next revision with its PDF; when nothing has changed, the last one is answered.

    A bulletin without a date of issue gets that of `at`. A later revision is a 更正 and needs `why`.
    ValidationError: blocked (every blocking finding, in Chinese), reason_missing, raced.
    """
    bulletin = refresh(bulletin.period, bulletin.frame.code, at)
    before = latest(bulletin)
    draft, found = draft_of(bulletin), () if before is None else pending(bulletin, before)
    if before is not None and same(document_of(before), draft):
        return before
    if before is not None and not why.strip():
        raise ValidationError("更正已发布的通报要写明原因。", code="reason_missing")
    if not draft.issued_on:
        draft = dated(draft, timezone.localtime(at).date())
    findings = self_check(draft)
    if blocking(findings):
        raise ValidationError([finding.words for finding in blocking(findings)], code="blocked")
    if before is not None:
        draft = replace(draft, mark=body_of(bulletin.frame).correction_mark)
    return _freeze(bulletin, draft, findings, found, 1 if before is None else before.number + 1, by, at, why.strip()[:300])


def dated(document: Document, day: date) -> Document:
    return replace(document, issued_on=day.isoformat(), imprint=replace(document.imprint, printed_on=day.isoformat()))


def _freeze(
    bulletin: Bulletin, document: Document, findings: tuple[Finding, ...], found: tuple[Change, ...], number: int,
    by: User | None, at: datetime, why: str,
) -> BulletinRevision:  # fmt: skip
    """The file stands before the row that names it; a file without a row is written over by the next try."""
    printed = pdf.render(document)
    name = f"bulletins/{bulletin.frame.code}-{bulletin.period}-{number}.pdf"
    with transaction.atomic():
        revision, made = bulletin.revisions.get_or_create(
            number=number,
            defaults={
                "document": as_data(document),
                "document_sha256": digest(document),
                "method": document.method,
                "findings": [asdict(finding) for finding in findings],
                "begins": printed.begins,
                "pdf": name,
                "pdf_sha256": hashlib.sha256(printed.pdf).hexdigest(),
                "published_by": by,
                "published_at": at,
                "why": why,
                "changes": [asdict(change) for change in found],
            },
        )
        if not made:
            raise ValidationError("刚刚有人发布了这一版，请刷新后再看。", code="raced")
        Bulletin.objects.filter(pk=bulletin.pk).update(
            issued_on=date.fromisoformat(document.issued_on), draft=as_data(replace(document, mark=""))
        )
        write_whole(Path(settings.MEDIA_ROOT) / name, printed.pdf)
    return revision


def write_whole(path: Path, content: bytes) -> None:
    """The whole file or none: written beside its place, then moved there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.replace(beside, path)
