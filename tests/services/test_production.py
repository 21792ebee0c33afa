"""The processes of docker-compose.yml, by the command lines that stand there, under production settings on PostgreSQL and Redis."""

import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import yaml

from hotline.demo.children import start_child, stop_children, tail
from tests.services.servers import HOST, free_port

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
HOST_NAME = "hotline.example.gov.cn"
pytestmark = [pytest.mark.only_postgresql, pytest.mark.services]


@pytest.fixture
def site(tmp_path: Path, redis_url: str) -> Iterator[dict[str, str]]:
    """The environment of a new site: keys, an empty database, numbers of Redis that nobody else uses."""
    server = os.environ["TEST_POSTGRES_URL"]
    name = f"site_{secrets.token_hex(4)}"
    _execute(f"{server}/postgres", f"CREATE DATABASE {name}")
    port = free_port()
    yield {
        **{name: value for name, value in os.environ.items() if name not in {"DJANGO_SETTINGS_MODULE", "DEBUG"}},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOTLINE_STAGE": "production",
        "HOTLINE_VAR": str(tmp_path),
        "ALLOWED_HOSTS": HOST_NAME,
        **{key: secrets.token_urlsafe(64) for key in ("SECRET_KEY", "HISTORY_KEY", "PHONE_KEY")},
        "DATABASE_URL": f"{server}/{name}",
        "CELERY_BROKER_URL": redis_url.rpartition("/")[0] + "/4",
        "REDIS_URL": redis_url.rpartition("/")[0] + "/5",
        "BIND": f"{HOST}:{port}",
        "PORT": str(port),
    }
    _execute(f"{server}/postgres", f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _is_healthy(service: str, site: dict[str, str]) -> bool:
    check = COMPOSE[service]["healthcheck"]["test"]
    assert check[0] == "CMD"
    return subprocess.run([ROOT / check[1], *check[2:]], env=site, capture_output=True, check=False).returncode == 0


def test_a_new_site_is_migrated_and_its_web_server_worker_and_clock_are_healthy(site: dict[str, str], tmp_path: Path) -> None:
    (migrate,) = COMPOSE["migrate"]["command"]
    subprocess.run([ROOT / migrate], env=site, check=True, timeout=300)
    names = ("web", "worker", "beat")
    children = {name: start_child([ROOT / COMPOSE[name]["command"][0]], log=tmp_path / f"{name}.log", env=site) for name in names}
    try:
        deadline = time.monotonic() + 90
        while not (_is_healthy("web", site) and _is_healthy("worker", site)):
            logs = "\n".join(tail(tmp_path / f"{name}.log") for name in names)
            assert all(child.poll() is None for child in children.values()) and time.monotonic() < deadline, logs
        assert _status(site, "/", {}) == (301, f"https://{HOST_NAME}/")
        assert _status(site, "/", {"X-Forwarded-Proto": "https"})[0] == 302
        assert children["beat"].poll() is None
    finally:
        stop_children(list(children.values()))
    assert "Traceback" not in "".join((tmp_path / f"{name}.log").read_text() for name in names)


def _status(site: dict[str, str], path: str, headers: dict[str, str]) -> tuple[int, str | None]:
    web = http.client.HTTPConnection(site["BIND"], timeout=30)
    web.request("GET", path, headers={"Host": HOST_NAME, **headers})
    answer = web.getresponse()
    return answer.status, answer.getheader("Location")


@pytest.mark.parametrize("lacking", ["SECRET_KEY", "HISTORY_KEY", "PHONE_KEY"])
def test_production_refuses_to_start_without_a_key_of_its_own(site: dict[str, str], lacking: str) -> None:
    run = subprocess.run([ROOT / "script/run-web"], env={**site, lacking: ""}, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode != 0
    assert f"{lacking}：生产环境必须" in run.stderr
