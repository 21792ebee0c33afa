"""Importing in the background: an uploaded file is kept first, then taken in by a worker, as often as it takes."""

import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from tickets.acts.intake import Order, take_in
from tickets.models import IntakeBatch
from units.acts import jobs
from units.models import JobRun, Unit, User

KEPT_SECONDS = 2 * 24 * 3600


def submit(file: "File[bytes]", by: User, at: datetime, layout: str = "", unit: Unit | None = None) -> JobRun:
    """Keeps the file and starts the job. ValidationError: too_big, empty."""
    size = file.size or 0
    if size > settings.UPLOAD_LIMIT_BYTES:
        limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
        raise ValidationError(f"文件有 {size / 1024**2:.0f} MB，超过上限 {limit} MB。请按月份拆成几个文件后分别导入。", code="too_big")
    if not size:
        raise ValidationError("文件是空的（0 字节）。请重新从市平台导出。", code="empty")
    path = _folder() / f"{uuid.uuid4().hex}.xlsx"
    with path.open("xb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    argument = {"path": str(path), "file_name": file.name or "", "layout": layout, "unit": unit.pk if unit else None}
    with transaction.atomic():
        return jobs.start("import", argument, by, at)


def run(job_id: int, now: datetime) -> None:
    """Does the job unless it is done or under way. What a person can mend is told in the job's words."""
    job = jobs.claim(job_id, now)
    if job is None:
        return
    try:
        batch = IntakeBatch.objects.filter(job=job).first() or _take_in(job, now)
    except ValidationError as error:
        jobs.fail(job, "；".join(error.messages))
    else:
        jobs.finish(job, {"batch": batch.pk if batch else None})
    # Read or refused, the file is done with; it holds citizens' phones.
    Path(job.argument["path"]).unlink(missing_ok=True)


def tidy(now: datetime) -> int:
    """Removes uploads that no job will read any more, such as those of a job given up. Returns how many."""
    old = [path for path in _folder().glob("*.xlsx") if now.timestamp() - path.stat().st_mtime > KEPT_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    folder: Path = settings.VAR_DIR / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _take_in(job: JobRun, now: datetime) -> IntakeBatch | None:
    """Once more where a desk moved one of the file's tickets in between: the second reading sees the ticket as it is."""
    order = _order(job, now)
    for is_last in (False, True):
        try:
            return take_in(order, lambda done, total: jobs.beat(job, done, total)).batch
        except ValidationError as error:
            if is_last or error.code != "moved_on":
                raise
    return None


def _order(job: JobRun, now: datetime) -> Order:
    said = job.argument
    unit = Unit.objects.filter(pk=said["unit"]).first() if said["unit"] else None
    return Order(Path(said["path"]), said["file_name"], now, by=job.requested_by, layout=said["layout"], unit=unit, job=job)
