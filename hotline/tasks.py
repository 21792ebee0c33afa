"""The roof's own task: jobs whose worker died are sent again."""

from celery import shared_task
from django.utils import timezone

from units.acts import jobs


@shared_task
def sweep_jobs() -> int:
    return jobs.sweep(timezone.now())
