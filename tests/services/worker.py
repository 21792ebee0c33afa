"""A real Celery worker process on the test database, started by the same script as on a real site."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from json import JSONDecodeError
from pathlib import Path
from typing import Any
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection

from hotline.celery import app
from hotline.demo.children import kill_session, start_child, stop_children, tail

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


class WorkerProcess:
    """One worker; a test may kill and start it again. What it says is in `log`."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return when it answers. Raises AssertionError with its log when it does not within a minute."""
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "DJANGO_SETTINGS_MODULE": "hotline.settings",
            "DATABASE_URL": test_database_url(),
            "CELERY_CONCURRENCY": "1",
        }
        self._process = start_child([ROOT / "script" / "run-worker"], log=self.log, env=environment)
        deadline = time.monotonic() + SECONDS_TO_START
        while not _heard(lambda: app.control.ping(timeout=0.5)):
            alive = self._process.poll() is None
            assert alive and time.monotonic() < deadline, f"the worker did not come up:\n{tail(self.log)}"

    def kill(self) -> None:
        """kill -9 to the worker and all that it started, as when the machine loses power."""
        if self._process is not None:
            kill_session(self._process)

    def stop(self) -> None:
        """Let it finish what it is doing, then end it."""
        if self._process is not None:
            stop_children([self._process])


def pid_of_worker() -> int:
    """As the worker itself says it. A question may be lost on a busy machine: it is asked again for a minute."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not (told := _heard(lambda: app.control.inspect(timeout=1).stats())):
        assert time.monotonic() < deadline, "no worker says who it is"
    (answer,) = told.values()
    return int(answer["pid"])


def _heard(ask: Callable[[], Any]) -> Any:
    """A broker of files may hand out one that is still being written: that is no answer yet."""
    try:
        return ask()
    except JSONDecodeError:
        return None


def test_database_url() -> str:
    """The address of the database that the running test uses, for a process of its own."""
    current = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{current['NAME']}"
    return f"postgres://{quote(current['USER'])}@{current['HOST']}:{current['PORT']}/{current['NAME']}"


def forget_jobs() -> None:
    """Empty the broker, so that a worker does not meet the jobs that an earlier test queued."""
    if settings.CELERY_BROKER_URL.startswith("redis"):
        redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
        return
    for message in (settings.VAR_DIR / "broker").rglob("*.msg"):
        message.unlink(missing_ok=True)
