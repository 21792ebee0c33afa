"""The demo: filled from nothing, taken up after a kill, quick and without doubles on a second run; refused elsewhere."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

STATES = {"arrived", "dispatched", "handling", "replied", "tracking", "completed", "closed"}


def start(folder: Path) -> "subprocess.Popen[str]":
    """`manage.py demo --once` with a folder and a database of its own; what it says on stderr goes to a file."""
    own = {"DJANGO_SETTINGS_MODULE": "hotline.settings", "HOTLINE_STAGE": "demo", "HOTLINE_VAR": str(folder), "REDIS_URL": ""}
    own |= {"DATABASE_URL": f"sqlite:///{folder}/hotline.sqlite3", "CELERY_BROKER_URL": "filesystem://"}
    arguments = [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", "--once"]
    with (folder / "stderr.txt").open("w") as words:
        return subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=words, text=True, env={**os.environ, **own})


def finish(folder: Path) -> str:
    """Its last line of stdout."""
    child = start(folder)
    output, _ = child.communicate(timeout=500)
    assert child.returncode == 0, (folder / "stderr.txt").read_text()[-2000:]
    return output.splitlines()[-1]


def kill_when(folder: Path, words: str) -> None:
    """Kills a run as soon as its progress names the step."""
    child = start(folder)
    for _ in range(3_000):
        if words in (folder / "stderr.txt").read_text() or child.poll() is not None:
            break
        time.sleep(0.1)
    assert child.poll() is None, (folder / "stderr.txt").read_text()[-2000:]
    child.send_signal(signal.SIGKILL)
    child.communicate()


def query(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "hotline.sqlite3")) as connection:
        return connection.execute(sql).fetchall()


def holdings(folder: Path) -> dict[str, int]:
    tables = ("tickets_ticket", "tickets_event", "tickets_callback", "tickets_reply", "tickets_intakebatch", "scoring_ledgerentry")
    return {table: int(str(query(folder, f"SELECT COUNT(*) FROM {table}")[0][0])) for table in tables}  # noqa: S608 our own names


@pytest.mark.only_sqlite
def test_a_killed_demo_is_completed_by_the_next_and_a_third_adds_nothing(tmp_path: Path) -> None:
    kill_when(tmp_path, "签收")
    last = finish(tmp_path)
    assert Path(last).is_absolute()
    assert Path(last).read_bytes().startswith(b"%PDF")
    held = holdings(tmp_path)
    assert finish(tmp_path) == last
    assert holdings(tmp_path) == held
    assert {row[0] for row in query(tmp_path, "SELECT DISTINCT status FROM tickets_ticket")} == STATES
    top = query(tmp_path, "SELECT rank, total FROM scoring_score WHERE period = '2022Q1' AND rank IN (1, 21) ORDER BY rank")
    assert [(rank, f"{float(str(total)):.2f}") for rank, total in top] == [(1, "10.96"), (21, "9.69")]
    assert query(tmp_path, "SELECT COUNT(*) FROM tickets_ticket WHERE arrived_at < '2022-04-01'") == [(2755,)]
    open_months = query(tmp_path, "SELECT COUNT(*) FROM scoring_closing WHERE state = 'trial'")
    assert open_months == [(2,)]
    assert query(tmp_path, "SELECT COUNT(*) FROM tickets_ticket WHERE arrived_at < '2022-04-01' AND status <> 'closed'") == [(0,)]


def test_the_demo_fills_no_other_database_than_a_demo_s() -> None:
    with pytest.raises(CommandError, match="演示数据只能放进演示环境"):
        call_command("demo", "--once")
