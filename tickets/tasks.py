"""What the clock and the queue call among the tickets: doors of three lines."""

from celery import shared_task
from django.urls import reverse
from django.utils import timezone

from tickets.acts import (
    announcing,
    archiving,
    attachments,
    case_notices,
    importing,
    indexing,
    promises,
    repeating,
    routing,
    sampling,
    seals,
    suspensions,
    warnings,
)


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
def forget_answered_calls() -> int:
    return repeating.forget(timezone.now())


@shared_task
def index_backlog() -> int:
    return indexing.index_backlog()


@shared_task
def seal_history() -> str:
    return str(seals.seal(timezone.now()))


@shared_task
def announce() -> int:
    now = timezone.now()
    told = announcing.announce(now, lambda number: reverse("ticket", args=[number]))
    return told + case_notices.tell(now, lambda page, pk: reverse(page, args=[pk]))


@shared_task
def resume_suspended() -> int:
    return suspensions.resume_due(timezone.now())


@shared_task
def watch_promises() -> int:
    return promises.watch(timezone.now())


@shared_task
def warn_before_due() -> int:
    return warnings.warn(timezone.now(), lambda page, number: reverse(page, args=[number]))


@shared_task
def draw_samples() -> int:
    return sampling.draw(timezone.now()).looked_at
