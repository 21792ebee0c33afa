"""Imports by a real worker: to the end, again after kill -9, and once though two workers get the same job."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files import File
from django.utils import timezone

from tests import build
from tests.services.waiting import until, until_over
from tests.services.worker import WorkerProcess
from tests.tickets.sheets import CITY_HEADING, city_row, write
from tickets.acts import history, importing
from tickets.models import Event, IntakeBatch, Ticket
from units.acts import jobs
from units.models import JobRun
from units.rules.roles import Role

ROWS = 5_000  # three rounds of writing: time enough to be killed between the first and the last
UNIT = "住建局"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city's export: of each three rows one is done, one is with its unit and one waits to be dispatched."""
    given: tuple[dict[str, object], ...] = (
        {"工单状态": "已办结", "办理单位": UNIT, "办结时间": "2023-07-05 16:00:00", "回复备注": "已到现场处理并回访。"},
        {"工单状态": "办理中", "办理单位": UNIT},
        {"工单状态": "待派单", "办理单位": "", "转办时间": ""},
    )
    rows = [city_row(工单编号=f"2307030941{number:08}", **given[number % 3]) for number in range(ROWS)]
    return write(tmp_path_factory.mktemp("files") / "工单.xlsx", [CITY_HEADING, *rows])


def submitted(file: Path) -> JobRun:
    build.unit(UNIT)
    with file.open("rb") as opened:
        return importing.submit(File(opened, file.name), build.person("派单员", Role.DISPATCHER), timezone.now())


def whole(job: JobRun) -> None:
    """The import is in, once."""
    batch = IntakeBatch.objects.get()
    assert (job.state, job.result) == (JobRun.State.DONE, {"batch": batch.pk}), job.words
    assert (batch.added, batch.updated, batch.unchanged, batch.refused) == (ROWS, 0, 0, 0)
    assert Ticket.objects.count() == Event.objects.count() == ROWS
    verified = history.verify()
    assert (verified.tickets, verified.events, verified.fault) == (ROWS, ROWS, None)
    assert not Path(job.argument["path"]).exists(), "the uploaded file is not kept"


def test_a_worker_killed_in_mid_import_leaves_nothing_and_the_sweeper_brings_the_same_result(worker: WorkerProcess, file: Path) -> None:
    job = submitted(file)
    person = job.requested_by
    assert person is not None
    until(lambda: jobs.look(job.pk, person).percent > 50, worker)
    worker.kill()
    assert JobRun.objects.get(pk=job.pk).state == JobRun.State.RUNNING
    assert (Ticket.objects.count(), Event.objects.count(), IntakeBatch.objects.count()) == (0, 0, 0)

    assert jobs.sweep(timezone.now()) == 0, "it may still be at it"
    _silence(job)
    worker.start()
    assert jobs.sweep(timezone.now()) == 1
    ended = until_over(job, worker)
    assert ended.tries == 2
    whole(ended)


def _silence(job: JobRun) -> None:
    """What three minutes without a word leave behind."""
    cache.clear()
    JobRun.objects.filter(pk=job.pk).update(beat_at=timezone.now() - 2 * jobs.SILENCE)


def test_two_workers_get_the_same_job_and_it_is_done_once(worker: WorkerProcess, second_worker: WorkerProcess, file: Path) -> None:
    job = submitted(file)
    jobs.send(job)
    for one in (worker, second_worker):
        until(lambda one=one: "run_import[" in one.log.read_text(), one)  # type: ignore[misc]
    ended = until_over(job, worker)
    assert ended.tries == 1
    whole(ended)


def test_a_job_that_was_lost_on_the_way_is_sent_again(worker: WorkerProcess, tmp_path: Path) -> None:
    """The row stands though the broker never had it, as when it was down at that moment."""
    job = JobRun.objects.create(kind="close", argument={"label": "2999-01"}, requested_at=timezone.now() - timedelta(minutes=2))
    assert jobs.sweep(timezone.now()) == 1
    assert "2999-01" in until_over(job, worker).words
