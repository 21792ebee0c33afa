"""Doors for the Celery worker: each loads by id, calls one act, keeps no result but the job's row."""

from celery import shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone

from scoring.acts import closing, recounting
from units.acts import jobs


@shared_task(name="scoring.tasks.compute_trial")
def compute_trial() -> None:
    """Nightly: every open month as it stands."""
    closing.trial_open_months(timezone.now())


@shared_task(name="scoring.tasks.run_close")
def run_close(job_id: int) -> None:
    """Closes the period that the job names ({"label": "2022-01"}) for the person who asked."""
    job = jobs.claim(job_id, timezone.now())
    if job is None:
        return
    try:
        told = lambda done, total: jobs.beat(job, done, total)  # noqa: E731 a door of three lines
        outcome = closing.close(str(job.argument["label"]), job.requested_by, timezone.now(), told, timezone.now)
    except ValidationError as error:
        jobs.fail(job, "".join(error.messages))
    else:
        jobs.finish(job, {"closed": [one.label for one in outcome.closed]}, outcome.words)


@shared_task(name="scoring.tasks.run_recompute_month")
def run_recompute_month(job_id: int) -> None:
    """Recounts the closed month that the job names, as part of another job; the last part counts the open months anew."""
    job = jobs.claim(job_id, timezone.now())
    if job is None:
        return
    recounting.run_part(job, timezone.now)
