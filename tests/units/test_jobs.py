"""A job's row stands before its work: who may take it, how far it is, and what the sweeper does with those that fell silent."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from units.acts import jobs
from units.models import JobRun, User

pytestmark = pytest.mark.django_db
State = JobRun.State
NOW = timezone.now()
LONG_AGO = NOW - 2 * jobs.SILENCE


def job(**values: object) -> JobRun:
    return JobRun.objects.create(**{"kind": "import", "requested_at": NOW, **values})


def test_the_row_stands_before_anything_is_sent(
    dispatcher: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as sent:
        started = jobs.start("import", {"path": "x"}, dispatcher, NOW)
        assert JobRun.objects.get(pk=started.pk).state == State.WAITING
        assert started.argument == {"path": "x"}
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("state", "beat_at", "is_free"),
    [
        (State.WAITING, None, True),
        (State.RUNNING, NOW - timedelta(seconds=30), False),
        (State.RUNNING, LONG_AGO, True),
        (State.DONE, LONG_AGO, False),
        (State.FAILED, LONG_AGO, False),
    ],
)
def test_a_worker_takes_what_waits_or_has_fallen_silent(state: str, beat_at: object, is_free: bool) -> None:
    waiting = job(state=state, beat_at=beat_at)
    taken = jobs.claim(waiting.pk, NOW)
    assert (taken is not None) == is_free
    if taken is not None:
        assert (taken.state, taken.tries, taken.beat_at) == (State.RUNNING, 1, NOW)
        assert jobs.claim(waiting.pk, NOW) is None, "a second worker goes away"


def test_a_job_that_still_tells_its_progress_is_left_alone() -> None:
    running = job(state=State.RUNNING, beat_at=LONG_AGO)
    jobs.beat(running, 5, 10)
    assert jobs.claim(running.pk, timezone.now()) is None
    assert jobs.sweep(timezone.now()) == 0


def test_progress_is_seen_by_who_asked_and_by_administrators(dispatcher: User, administrator: User, leader: User) -> None:
    running = job(state=State.RUNNING, requested_by=dispatcher)
    jobs.beat(running, 4, 10)
    for person in (dispatcher, administrator):
        seen = jobs.look(running.pk, person)
        assert (seen.done, seen.total, seen.percent) == (4, 10, 40)
    with pytest.raises(JobRun.DoesNotExist):
        jobs.look(running.pk, leader)


def test_the_end_says_what_came_of_it(dispatcher: User) -> None:
    done, failed = job(requested_by=dispatcher, total=8), job(requested_by=dispatcher)
    jobs.finish(done, {"batch": 3}, "已关账")
    jobs.fail(failed, "文件已损坏。" * 200)
    done.refresh_from_db()
    failed.refresh_from_db()
    assert (done.state, done.result, done.words, done.done) == (State.DONE, {"batch": 3}, "已关账", 8)
    assert (failed.state, len(failed.words), failed.is_over) == (State.FAILED, 500, True)
    assert not JobRun.objects.unfinished().exists()


@pytest.mark.parametrize(
    ("state", "beat_at", "requested_at", "sent"),
    [
        (State.WAITING, None, NOW - timedelta(seconds=30), 0),
        (State.WAITING, None, NOW - timedelta(minutes=2), 1),
        (State.RUNNING, NOW - timedelta(minutes=1), LONG_AGO, 0),
        (State.RUNNING, LONG_AGO, LONG_AGO, 1),
        (State.DONE, LONG_AGO, LONG_AGO, 0),
        (State.FAILED, LONG_AGO, LONG_AGO, 0),
    ],
)
def test_the_sweeper_sends_again_what_was_lost(state: str, beat_at: object, requested_at: object, sent: int) -> None:
    lost = job(state=state, beat_at=beat_at, requested_at=requested_at)
    assert jobs.sweep(NOW) == sent
    lost.refresh_from_db()
    assert lost.state == state, "only the worker that takes it changes it"
