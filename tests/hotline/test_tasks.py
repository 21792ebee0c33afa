"""The clock: every task of the schedule exists under its name, and what is kept for a while is forgotten."""

from datetime import timedelta

from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from hotline.celery import app
from hotline.tasks import forget_sessions, sweep_jobs
from units.models import JobRun


def test_every_task_of_the_schedule_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert sorted(scheduled - set(app.tasks)) == []


def test_ended_sessions_and_old_log_ins_are_forgotten(db: None) -> None:
    now = timezone.now()
    for key, ends in (("old", now - timedelta(seconds=1)), ("new", now + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for days in (179, 181):
        log = AccessLog.objects.create(username="某人", user_agent="x", http_accept="x", path_info="/login/")
        AccessLog.objects.filter(pk=log.pk).update(attempt_time=now - timedelta(days=days))
    forget_sessions()
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert AccessLog.objects.count() == 1


def test_the_sweeper_gives_up_after_three_tries(db: None) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    job = JobRun.objects.create(kind="import", state=JobRun.State.RUNNING, beat_at=long_ago, tries=3, requested_at=long_ago)
    assert sweep_jobs() == 0
    job.refresh_from_db()
    assert (job.state, "重新提交" in job.words) == (JobRun.State.FAILED, True)
