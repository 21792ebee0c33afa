"""What the clock and the queue call among the tickets: doors of three lines."""

from celery import shared_task
from django.utils import timezone

from tickets.acts import archiving, importing, seals


@shared_task
def run_import(job_id: int) -> None:
    importing.run(job_id, timezone.now())


@shared_task
def archive_uncalled() -> int:
    return archiving.archive_uncalled(timezone.now())


@shared_task
def tidy_uploads() -> int:
    return importing.tidy(timezone.now())


@shared_task
def seal_history() -> str:
    return str(seals.seal(timezone.now()))
