"""The services are the real ones: a test that runs against something else would prove nothing."""

import time

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page

from hotline.demo.children import tail
from tests.services.worker import WorkerProcess, pid_of_worker
from units.acts import jobs
from units.models import JobRun

# Draws one character and says which pixels are dark: a character without a glyph is drawn as the font's empty box.
DRAW = """(letter) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    const pen = canvas.getContext("2d");
    pen.font = "48px 'Noto Sans CJK SC'";
    pen.fillText(letter, 4, 52);
    return Array.from(pen.getImageData(0, 0, 64, 64).data).filter((_, place) => place % 4 === 3).join();
}"""


@pytest.mark.only_postgresql
@pytest.mark.django_db
def test_postgresql_is_15_or_later() -> None:
    assert connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


@pytest.mark.only_sqlite
@pytest.mark.django_db
def test_sqlite_is_a_file_in_wal_mode() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"


@pytest.mark.only_postgresql
def test_redis_answers_and_clearing_the_cache_keeps_the_jobs(redis_url: str) -> None:
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.set("kept", "1")
    redis.Redis.from_url(redis_url).flushdb()
    assert broker.get("kept") == b"1"
    broker.delete("kept")


def test_a_killed_worker_can_be_started_again(worker: WorkerProcess) -> None:
    first = pid_of_worker()
    worker.kill()
    worker.start()
    assert pid_of_worker() != first


def test_the_worker_works_on_the_test_database(worker: WorkerProcess) -> None:
    job = jobs.start("close", {"label": "2999-01"}, None, timezone.now())
    deadline = time.monotonic() + 60
    while job.state not in {JobRun.State.FAILED, JobRun.State.DONE}:
        assert time.monotonic() < deadline, tail(worker.log)
        time.sleep(0.1)
        job.refresh_from_db()
    assert (job.state, job.tries) == (JobRun.State.FAILED, 1)
    assert job.words


def test_the_browser_draws_chinese_with_the_repos_fonts(page: Page) -> None:
    missing = page.evaluate(DRAW, "\U000e0fff")
    drawn = {letter: page.evaluate(DRAW, letter) for letter in "热线工单 12345 龘"}
    assert page.evaluate("navigator.language") == "zh-CN"
    assert [letter for letter, pixels in drawn.items() if pixels == missing and letter != " "] == []
    assert len(set(drawn.values())) == len(drawn)
