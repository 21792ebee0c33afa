"""The clock of the house: the Celery app and, as one table, what runs when."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
app = Celery("hotline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "suspended tickets whose day has come": {"task": "tickets.tasks.resume_suspended", "schedule": crontab(hour=0, minute=5)},
    "promises that were not kept": {"task": "tickets.tasks.watch_promises", "schedule": crontab(hour=0, minute=10)},
    "trial of the open month": {"task": "scoring.tasks.compute_trial", "schedule": crontab(hour=2, minute=0)},
    "where tickets of a kind went": {"task": "tickets.tasks.learn_routing", "schedule": crontab(hour=2, minute=30)},
    "close what nobody called back": {"task": "tickets.tasks.archive_uncalled", "schedule": crontab(hour=3, minute=0)},
    "samples for the call list": {"task": "tickets.tasks.draw_samples", "schedule": crontab(hour=0, minute=30)},
    "seal of all event chains": {"task": "tickets.tasks.seal_history", "schedule": crontab(hour=4, minute=0)},
    "uploads nobody reads any more": {"task": "tickets.tasks.tidy_uploads", "schedule": crontab(hour=4, minute=15)},
    "calls of the interface that nobody repeats any more": {
        "task": "tickets.tasks.forget_answered_calls",
        "schedule": crontab(hour=4, minute=20),
    },
    "ended sessions": {"task": "hotline.tasks.forget_sessions", "schedule": crontab(hour=4, minute=30)},
    "words that search does not know yet": {"task": "tickets.tasks.index_backlog", "schedule": 30.0},
    "news of tickets to those whom they concern": {"task": "tickets.tasks.announce", "schedule": 60.0},
    "notices that leave the house": {"task": "units.tasks.send_outgoing", "schedule": 60.0},
    "limits that are about to run out": {"task": "tickets.tasks.warn_before_due", "schedule": 600.0},
    "jobs whose worker died": {"task": "hotline.tasks.sweep_jobs", "schedule": 60.0},
}
