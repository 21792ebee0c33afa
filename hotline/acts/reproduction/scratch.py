"""A database of its own for each reproduction: this very command again in a child process that knows no other database."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "HOTLINE_SCRATCH"  # names the folder to the child
DATABASE = "hotline.sqlite3"
PREFIX = "hotline-reproduce-"
BAR = "%|"  # what every state of a progress bar holds


@dataclass(frozen=True)
class Run:
    """A child that has ended. `folder`: where its database stays; `out` and `log`: what it said, where that was caught."""

    code: int
    folder: Path | None = None
    out: str = ""
    log: str = ""

    @property
    def words(self) -> str:
        """What it said beside its results, without the states of its progress bars."""
        return "\n".join(line for line in self.log.splitlines() if line.strip() and BAR not in line)


def is_inside() -> bool:
    """Whether this process is such a child. ImproperlyConfigured when its database lies outside the folder that it was given."""
    folder = os.environ.get(MARK)
    if folder is None:
        return False
    if not str(settings.DATABASES["default"]["NAME"]).startswith(folder):
        raise ImproperlyConfigured(f"{MARK} 只由 reproduce 命令自己设置，请从环境变量中去掉。")
    return True


def run(arguments: Sequence[str], keep: bool, start_from: Path | None = None, is_caught: bool = False) -> Run:
    """Runs `manage.py arguments…` with an SQLite file of its own, empty or a copy of `start_from`. With `keep` its folder stays."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        if start_from is not None:
            shutil.copy(start_from, folder / DATABASE)
        child = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env={**os.environ, **_own(folder)},
            check=False,
            capture_output=is_caught,
            text=True,
        )
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    return Run(child.returncode, folder if keep else None, child.stdout or "", child.stderr or "")


def run_all(many: Sequence[Sequence[str]], keep: bool, at_once: int) -> Iterator[Run]:
    """Several children, `at_once` side by side, in the order of `many` as they end. The tables are made once and copied."""
    with _migrated() as database, ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(lambda arguments: run(arguments, keep, database, is_caught=True), many)


@contextmanager
def _migrated() -> Iterator[Path | None]:
    """A database with all tables and nothing in them; None where that failed: each child then says why itself."""
    made = run(["migrate", "--verbosity=0"], keep=True, is_caught=True)
    assert made.folder is not None
    try:
        yield made.folder / DATABASE if made.code == 0 else None
    finally:
        shutil.rmtree(made.folder, ignore_errors=True)


def _own(folder: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "hotline.settings",
        "HOTLINE_STAGE": "demo",
        "HOTLINE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/{DATABASE}",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "filesystem://",
        MARK: str(folder),
    }
