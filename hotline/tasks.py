"""The roof's own tasks: jobs whose worker died are sent again, what is only kept for a while is forgotten."""

from axes.handlers.proxy import AxesProxyHandler
from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from units.acts import jobs


@shared_task
def sweep_jobs() -> int:
    return jobs.sweep(timezone.now())


@shared_task
def forget_sessions() -> None:
    """Sessions that have ended, and the log of log-ins (names, addresses of computers) after half a year."""
    call_command("clearsessions")
    AxesProxyHandler.reset_logs(age_days=180)
