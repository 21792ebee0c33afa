"""Jobs: the row before the work, its progress, its end, and finding those whose worker died."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from units.models import JobRun, User
from units.rules.roles import Role

# The task that does each kind of job; every one of them takes the JobRun's id and may be run again after it died.
TASKS: dict[str, str] = {
    "import": "tickets.tasks.run_import",
    "close": "scoring.tasks.run_close",
    "recompute-month": "scoring.tasks.run_recompute_month",
}
SILENCE = timedelta(minutes=3)
TRIES = 3
CACHE_SECONDS = 3600


def start(kind: str, argument: Mapping[str, object], by: User | None, at: datetime) -> JobRun:
    """Writes the row; the task is sent when the transaction is through, and again by the sweeper if it was lost."""
    job = JobRun.objects.create(kind=kind, argument=dict(argument), requested_by=by, requested_at=at)
    transaction.on_commit(lambda: send(job))
    return job


def start_parts(
    kind: str, argument: Mapping[str, object], part_kind: str, parts: Sequence[Mapping[str, object]], by: User | None, at: datetime
) -> JobRun:
    """A job of many parts, each a job of its own that any worker may do at any time. No worker does the job itself: it is as far as
    the parts are, and over with the last of them."""
    with transaction.atomic():
        whole = {"state": JobRun.State.RUNNING, "requested_by": by, "requested_at": at, "total": len(parts)}
        job = JobRun.objects.create(kind=kind, argument=dict(argument), **whole)
        for part in parts:
            one = start(part_kind, part, by, at)
            JobRun.objects.filter(pk=one.pk).update(part_of=job)
    return job


def gather(job_id: int) -> bool:
    """Counts how many parts are over; whether this call ended the job. Any number of workers may ask at once: one of them ends it."""
    parts = JobRun.objects.filter(part_of=job_id).order_by("pk")
    over = [part for part in parts if part.is_over]
    running = JobRun.objects.filter(pk=job_id, state=JobRun.State.RUNNING)
    running.update(done=len(over))
    if len(over) < len(parts):
        return False
    failed = [part for part in over if part.state == JobRun.State.FAILED]
    words = "；".join(part.words for part in failed)[:500]
    state = JobRun.State.FAILED if failed else JobRun.State.DONE
    return bool(running.update(state=state, words=words, finished_at=timezone.now()))


def send(job: JobRun) -> None:
    current_app.send_task(TASKS[job.kind], args=[job.pk])


def claim(job_id: int, at: datetime) -> JobRun | None:
    """Takes the job for this worker: None when it is over or another worker is at it."""
    if _beats(job_id, at):
        return None
    free = Q(state=JobRun.State.WAITING) | Q(state=JobRun.State.RUNNING, beat_at__lt=at - SILENCE)
    took = JobRun.objects.filter(free, pk=job_id).update(state=JobRun.State.RUNNING, beat_at=at, tries=F("tries") + 1, done=0, words="")
    return JobRun.objects.get(pk=job_id) if took else None


def beat(job: JobRun, done: int, total: int) -> None:
    """Progress, as a page shows it. It goes through the cache, where it is seen while the job's transaction still runs."""
    now = timezone.now()
    cache.set(_key(job.pk), (done, total, now), CACHE_SECONDS)
    if not connection.in_atomic_block:
        JobRun.objects.filter(pk=job.pk).update(done=done, total=total, beat_at=now)


def look(job_id: int, by: User) -> JobRun:
    """The job with its progress of this moment. JobRun.DoesNotExist for another person's, unless an administrator asks."""
    mine = Q() if by.role == Role.ADMINISTRATOR else Q(requested_by=by)
    job = JobRun.objects.filter(mine).get(pk=job_id)
    live = cache.get(_key(job_id))
    if live is not None and not job.is_over:
        job.done, job.total = live[:2]
    return job


def _key(job_id: int) -> str:
    return f"job-{job_id}"


def _beats(job_id: int, now: datetime) -> bool:
    live = cache.get(_key(job_id))
    return live is not None and bool(live[2] > now - SILENCE)


def finish(job: JobRun, result: Mapping[str, object], words: str = "") -> None:
    JobRun.objects.filter(pk=job.pk).update(
        state=JobRun.State.DONE, result=dict(result), words=words[:500], finished_at=timezone.now(), done=F("total")
    )


def fail(job: JobRun, words: str) -> None:
    """`words` are for the person who asked: what is wrong and what to do."""
    JobRun.objects.filter(pk=job.pk).update(state=JobRun.State.FAILED, words=words[:500], finished_at=timezone.now())


def sweep(now: datetime) -> int:
    """Sends again what waits or has fallen silent; gives up after three tries. Returns how many were sent."""
    for job_id in JobRun.objects.filter(state=JobRun.State.RUNNING, parts__isnull=False).values_list("pk", flat=True).distinct():
        gather(job_id)
    silent = Q(state=JobRun.State.RUNNING, beat_at__lt=now - SILENCE)
    lost = Q(state=JobRun.State.WAITING, requested_at__lt=now - timedelta(minutes=1))
    sent = 0
    for job in JobRun.objects.filter(silent | lost):
        if _beats(job.pk, now):
            continue
        if job.tries >= TRIES:
            fail(job, "后台处理多次中断，请重新提交；仍不行请联系管理员。")
        else:
            send(job)
            sent += 1
    return sent
