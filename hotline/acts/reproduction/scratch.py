"""A database of its own for a reproduction: this very command again in a child process that knows no other database."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

MARK = "HOTLINE_SCRATCH"  # names the folder to the child


def is_inside() -> bool:
    """Whether this process is such a child. ImproperlyConfigured when its database lies outside the folder that it was given."""
    folder = os.environ.get(MARK)
    if folder is None:
        return False
    if not str(settings.DATABASES["default"]["NAME"]).startswith(folder):
        raise ImproperlyConfigured(f"{MARK} 只由 reproduce 命令自己设置，请从环境变量中去掉。")
    return True


def run(arguments: Sequence[str], keep: bool) -> tuple[int, Path | None]:
    """Runs `manage.py arguments…` with an empty SQLite file. Returns its exit code and, with `keep`, the folder that stays."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-reproduce-"))
    own = {
        "DJANGO_SETTINGS_MODULE": "hotline.settings",
        "HOTLINE_STAGE": "demo",
        "HOTLINE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/hotline.sqlite3",
        "REDIS_URL": "",
        "CELERY_BROKER_URL": "filesystem://",
        MARK: str(folder),
    }
    try:
        child = subprocess.run(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
            env={**os.environ, **own},
            check=False,
        )
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    return child.returncode, folder if keep else None
