"""A year of months recounted by real workers: two at once, and one that is killed with a month half done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from scoring.acts import closing, facts, recounting
from scoring.models import Closing, Correction
from scoring.rules.periods import parse
from tests import build
from tests.scoring import cases
from tests.scoring.cases import held, moment
from tests.scoring.closed import times_counted
from tests.services.waiting import until, until_over
from tests.services.worker import WorkerProcess
from units.acts import jobs
from units.models import JobRun

MONTHS = [f"2022-{month:02}" for month in range(1, 13)]


@pytest.fixture
def year(transactional_db: None) -> None:
    """Each month has printed three tickets; a fourth was recorded after the year was closed."""
    cases.district()
    cases.method()
    unit = build.unit("住建局")
    for label in MONTHS:
        for day in "123":
            held(unit, f"{label}-0{day} 10:00")
    closing.close("2022", None, moment("2023-01-03 09:00"))
    for label in MONTHS:
        held(unit, f"{label}-10 10:00", recorded="2023-02-10 10:00")


def is_recounted(job: JobRun) -> None:
    """Every month has its four tickets, once, and its difference is kept."""
    assert (job.state, job.done, job.total) == (JobRun.State.DONE, 12, 12), job.words
    assert [facts.whole(parse(label))["volume"] for label in MONTHS] == [(4, 4)] * 12
    assert set(times_counted().values()) == {1}
    assert not Closing.drafts.exists()
    kept = Correction.objects.order_by("period")
    assert [one.period for one in kept] == MONTHS
    assert all(one.is_different for one in kept)
    assert all("有变" in line for line in recounting.told(job))


def test_two_workers_recount_a_year_side_by_side(year: None, worker: WorkerProcess, second_worker: WorkerProcess) -> None:
    job = recounting.start("2022", None, timezone.now(), "补录")
    ended = until_over(job, worker)
    for one in (worker, second_worker):
        assert "run_recompute_month[" in one.log.read_text(), "both had a share"
    is_recounted(ended)


def test_of_four_who_order_a_recount_at_once_one_has_started_it(year: None, worker: WorkerProcess) -> None:
    start = Barrier(4)

    def order(_: int) -> str:
        try:
            start.wait()
            return str(recounting.start("2022-01", None, timezone.now(), "补录").argument["label"])
        except ValidationError as error:
            return str(error.code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(order, range(4))) == ["2022-01", "busy", "busy", "busy"]
    until_over(JobRun.objects.get(kind="recompute"), worker)


def test_a_worker_killed_in_mid_recount_is_followed_by_another_to_the_same_result(year: None, worker: WorkerProcess) -> None:
    job = recounting.start("2022", None, timezone.now(), "补录")
    until(lambda: JobRun.objects.get(pk=job.pk).done > 2, worker)
    worker.kill()
    assert JobRun.objects.get(pk=job.pk).state == JobRun.State.RUNNING
    cache.clear()
    parts = JobRun.objects.filter(part_of=job)
    parts.filter(state=JobRun.State.RUNNING).update(beat_at=timezone.now() - 2 * jobs.SILENCE)
    worker.start()
    # Late enough for a month that it had taken from the queue and not yet begun, too.
    jobs.sweep(timezone.now() + timedelta(minutes=2))
    is_recounted(until_over(job, worker))


def test_the_command_waits_for_the_workers_and_tells_each_month(
    year: None, worker: WorkerProcess, capsys: pytest.CaptureFixture[str]
) -> None:
    left = recounting.start("2022", None, timezone.now(), "补录")
    call_command("recompute", "2022", why="补录")
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "已重算"
    assert said[-13:-1] == recounting.told(JobRun.objects.get(pk=left.pk))
    assert JobRun.objects.filter(kind="recompute").count() == 1, "it waited for the one that was left"


@pytest.mark.parametrize(
    ("asked", "words"),
    [(["2022", "--workers", "-1"], "0 至 64"), (["2031"], "没有已关账的月份"), (["2022", "--why", " "], "重算要写明原因")],
)
def test_the_command_refuses_in_words(year: None, asked: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("recompute", "--why", "补录", *asked)
