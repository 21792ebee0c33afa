"""Production refuses to start on default, short, missing or equal keys; `check --deploy` has nothing to say about it."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.secrets import KEYS, read_keys

ROOT = Path(__file__).resolve().parents[2]


def production(folder: Path, **changes: str) -> dict[str, str]:
    """A complete environment of a real site, with `changes`; an empty value leaves the name out."""
    full = {
        "PATH": os.environ["PATH"],
        "HOTLINE_STAGE": "production",
        "HOTLINE_VAR": str(folder),
        "ALLOWED_HOSTS": "hotline.example.gov.cn",
        "DATABASE_URL": f"sqlite:///{folder}/check.sqlite3",
        "REDIS_URL": "redis://localhost:6379/0",
        "DEBUG": "false",
        **{key: secrets.token_urlsafe(64) for key in KEYS},
        **changes,
    }
    return {name: value for name, value in full.items() if value}


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_complete_environment_passes_the_deployment_check_in_silence(tmp_path: Path) -> None:
    done = check(production(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"HISTORY_KEY": "short"}, "HISTORY_KEY"),
        ({"PHONE_KEY": "change-me-" + "x" * 60}, "PHONE_KEY"),
        ({"SECRET_KEY": "a" * 64}, "SECRET_KEY"),
        ({"SECRET_KEY": "K" + "1" * 49 + "abcdefgh", "PHONE_KEY": "K" + "1" * 49 + "abcdefgh"}, "各不相同"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"HOTLINE_STAGE": "prod"}, "HOTLINE_STAGE"),
    ],
)
def test_production_does_not_start_on_defaults(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    done = check(production(tmp_path, **changes))
    assert done.returncode != 0
    assert words in done.stderr


def test_the_demo_makes_its_keys_once_and_keeps_them_for_itself(tmp_path: Path) -> None:
    first = read_keys({}, "demo", tmp_path)
    assert read_keys({}, "demo", tmp_path) == first
    assert len(set(first.values())) == len(KEYS)
    assert {oct(path.stat().st_mode)[-3:] for path in tmp_path.iterdir()} == {"600"}


def test_a_key_from_the_environment_wins_over_the_kept_one(tmp_path: Path) -> None:
    assert read_keys({"PHONE_KEY": "given"}, "demo", tmp_path)["PHONE_KEY"] == "given"
