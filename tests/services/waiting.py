"""Waiting for what another process does: no test sleeps for a fixed time, none waits for ever."""

import time
from collections.abc import Callable

from hotline.demo.children import tail
from tests.services.worker import WorkerProcess
from units.models import JobRun

SECONDS = 120


def until(is_so: Callable[[], bool], worker: WorkerProcess) -> None:
    """Returns when `is_so`; fails with the worker's last words when it does not come about."""
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, tail(worker.log)
        time.sleep(0.02)


def until_over(job: JobRun, worker: WorkerProcess) -> JobRun:
    """The job as it ended, well or not."""
    until(lambda: JobRun.objects.get(pk=job.pk).is_over, worker)
    return JobRun.objects.get(pk=job.pk)
