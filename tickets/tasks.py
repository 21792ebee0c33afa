"""What the clock and the queue call among the tickets: doors of three lines."""

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from tickets.acts import announcing, archiving, attachments, importing, routing, seals


@shared_task
def run_import(job_id: int) -> None:
    importing.run(job_id, timezone.now())


@shared_task
def archive_uncalled() -> int:
    return archiving.archive_uncalled(timezone.now())


@shared_task
def learn_routing() -> int:
    return routing.learn(timezone.now())


@shared_task
def tidy_uploads() -> int:
    now = timezone.now()
    return importing.tidy(now) + attachments.tidy(now)


@shared_task
def seal_history() -> str:
    return str(seals.seal(timezone.now()))


@shared_task
def announce() -> int:
    return announcing.announce(timezone.now(), lambda number: reverse("ticket", args=[number]))
