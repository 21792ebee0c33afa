"""pytest's part of the services: fixtures, and which tests a side of the run leaves out. Loaded by conftest.py at the top.

    page, context    a real Chromium, Chinese, 1366×768 (pytest-playwright); open `live_server.url`
    worker           a real Celery worker process on the test database and this side's broker
    second_worker    another beside it
    redis_url        the real Redis (PostgreSQL's side only)

A test that uses them is marked `browser` or `services` by that alone, and `script/test --fast` leaves it out.
A live server and a worker see only what is committed: with `live_server` or `worker` a test gets the transactional
database by itself, which is emptied after the test instead of rolled back (`db` beside it changes nothing).
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.test import TransactionTestCase
from playwright.sync_api import Playwright

from tests.services import SIDES
from tests.services.binaries import CHROMIUM, find, libraries_of_playwright
from tests.services.waiting import until
from tests.services.worker import WorkerProcess, forget_jobs

ROOT = Path(__file__).resolve().parents[2]
SIDE = os.environ.get("TEST_DATABASE", "sqlite")
IS_ONE_OF_TWO = "TEST_DATABASE" in os.environ
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "worker"}
MARKED_BY_FIXTURE = {"browser": {"page", "context", "browser", "new_context"}, "services": {"worker", "redis_url"}}
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's greenlets look like an event loop to Django, which would refuse every query of a browser test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_report_header() -> str:
    return f"database: {SIDE}"


def pytest_unconfigure() -> None:
    """Take the run's own folder away; an xdist worker ends without Python's own exit handlers."""
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In a run on both sides, name the side behind the test."""
    node = getattr(report, "node", None)
    if node is not None and node.gateway.id in SIDES:
        report.nodeid = f"{report.nodeid} [{node.gateway.id}]"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures that they use, then take out what proves nothing more on this side of the run.

    SQLite's side runs everything but `only_postgresql`; PostgreSQL's side runs every test that touches the database,
    but `only_sqlite`. A browser sees pages, which other tests ask of both databases: where both sides run, Chromium is driven on
    the one that districts use, but for the long walks through all pages (`only_sqlite`), so that both sides end together. So each
    test runs on at least one side, and none is skipped.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker, names in MARKED_BY_FIXTURE.items():
            if fixtures & names:
                item.add_marker(marker)
    left_out = [item for item in items if not _belongs_here(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _belongs_here(item)]


def _belongs_here(item: pytest.Item) -> bool:
    if SIDE == "sqlite":
        is_browsed = item.get_closest_marker("browser") is not None and _touches_database(item)
        is_there = IS_ONE_OF_TWO and is_browsed and item.get_closest_marker("only_sqlite") is None
        return item.get_closest_marker("only_postgresql") is None and not is_there
    return item.get_closest_marker("only_sqlite") is None and (
        item.get_closest_marker("only_postgresql") is not None or _touches_database(item)
    )


def _touches_database(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
        or (isinstance(case, type) and issubclass(case, TransactionTestCase))
    )


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers() -> Iterator[None]:
    """Let the emptying after a transactional test pass the triggers that keep history from being deleted.

    PostgreSQL is emptied by TRUNCATE, which they do not see; SQLite by DELETE, so there they are lifted for that moment.
    """
    operations = SQLite.ops_class
    flush = operations.sql_flush

    def flush_without_triggers(self: BaseDatabaseOperations, *args: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f"DROP TRIGGER {self.quote_name(name)}" for name, _ in triggers]
        return [*drops, *flush(self, *args, **options), *(sql for _, sql in triggers)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session")
def _libraries_in_place() -> str | None:
    """Playwright's own program inherits LD_LIBRARY_PATH at its start; other processes shall not."""
    before = os.environ.get("LD_LIBRARY_PATH")
    libraries = libraries_of_playwright()
    if libraries:
        os.environ["LD_LIBRARY_PATH"] = libraries
    return before


@pytest.fixture(scope="session")
def playwright(_libraries_in_place: str | None, playwright: Playwright) -> Playwright:
    """pytest-playwright's fixture, started with the libraries that it needs."""
    os.environ.pop("LD_LIBRARY_PATH", None)
    if _libraries_in_place is not None:
        os.environ["LD_LIBRARY_PATH"] = _libraries_in_place
    return playwright


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium instead of Playwright's own download, with the repo's fonts as the only ones."""
    chromium = find(CHROMIUM)
    environment = {**os.environ, "FONTCONFIG_FILE": str(ROOT / "tests/services/fonts.conf")}
    if chromium.library_path:
        environment["LD_LIBRARY_PATH"] = chromium.library_path
    return {**browser_type_launch_args, "executable_path": str(chromium.path), "args": CHROMIUM_FLAGS, "env": environment}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A clerk's browser: Chinese, the time of Beijing, the common small office screen."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1366, "height": 768},
    }


@pytest.fixture
def worker(transactional_db: None, tmp_path: Path) -> Iterator[WorkerProcess]:
    """A running worker. It sees committed rows only, which is why the test has the transactional database."""
    forget_jobs()
    process = WorkerProcess(tmp_path / "worker.log")
    try:
        process.start()
        yield process
    finally:
        process.kill()  # it is idle by now, and a worker takes seconds to end in peace


@pytest.fixture
def second_worker(worker: WorkerProcess, tmp_path: Path) -> Iterator[WorkerProcess]:
    """Another beside `worker`, at the same broker, ready for work."""
    other = WorkerProcess(tmp_path / "second.log")
    try:
        other.start()
        until(lambda: " ready." in other.log.read_text(), other)
        yield other
    finally:
        other.kill()


@pytest.fixture
def redis_url() -> str:
    """The address of the real Redis. SQLite's side has none: mark the test `only_postgresql`."""
    url: str = settings.REDIS_URL
    assert url, "Redis is there on PostgreSQL's side only: mark this test only_postgresql and run it by script/test"
    return url
