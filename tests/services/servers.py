"""Starts a PostgreSQL and a Redis of the test run's own, on free ports, in a folder that goes away with them."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg2
import redis

from hotline.demo.children import start_child, stop_children, tail
from tests.services.binaries import Found

HOST = "127.0.0.1"
SECONDS_TO_START = 60
NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "unix_socket_directories": "",
    "max_connections": "200",
}


class ServerFailed(Exception):
    """A server was found but did not come up; the message ends with its log."""


@dataclass(frozen=True)
class Owner:
    """The user that PostgreSQL runs as: ourselves, or another where we are root, whom PostgreSQL refuses."""

    uid: int | None
    gid: int | None

    @classmethod
    def choose(cls) -> "Owner":
        """The user `postgres` where there is one, else `nobody`; nobody else is sure to exist."""
        if os.geteuid() != 0:
            return cls(None, None)
        for name in ("postgres", "nobody"):
            with contextlib.suppress(KeyError):
                entry = pwd.getpwnam(name)
                return cls(entry.pw_uid, entry.pw_gid)
        raise ServerFailed("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")

    def take(self, place: Path) -> None:
        """Make a folder this user's."""
        if self.uid is not None and self.gid is not None:
            os.chown(place, self.uid, self.gid)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def postgres_server(program: Found) -> Iterator[str]:
    """A fresh cluster without durability (it dies with the run). Yields its URL, the database name left to add."""
    owner = Owner.choose()
    with _own_folder("hotline-pg-") as place:
        owner.take(place)
        home = {**os.environ, "HOME": str(place), "LC_ALL": "C.UTF-8"}
        initdb = [str(program.path.with_name("initdb")), "-D", f"{place}/data", "-U", "hotline", "-A", "trust", "-E", "UTF8"]
        run = start_child(
            [*initdb, "--locale=C.UTF-8", "--no-sync"], log=place / "initdb.log", env=home, cwd=place, user=owner.uid, group=owner.gid
        )
        if run.wait(SECONDS_TO_START) != 0:
            raise ServerFailed(f"initdb failed:\n{tail(place / 'initdb.log')}")
        port = free_port()
        options = [part for name, value in NOT_DURABLE.items() for part in ("-c", f"{name}={value}")]
        command = [str(program.path), "-D", f"{place}/data", "-h", HOST, "-p", str(port), *options]
        log = place / "server.log"
        server = start_child(command, log=log, env=home, cwd=place, user=owner.uid, group=owner.gid)
        try:
            _wait(lambda: psycopg2.connect(host=HOST, port=port, user="hotline", dbname="postgres").close(), server, log)
            yield f"postgres://hotline@{HOST}:{port}"
        finally:
            # SIGINT is PostgreSQL's fast shutdown: it does not wait for those who are still connected.
            stop_children([server], with_signal=signal.SIGINT)


@contextlib.contextmanager
def redis_server(program: Found) -> Iterator[str]:
    """A Redis that keeps nothing on disk. Yields its URL, the number of the database left to add."""
    with _own_folder("hotline-redis-") as place:
        log, port = place / "server.log", free_port()
        command = [str(program.path), "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
        server = start_child(command, log=log, cwd=place)
        try:
            _wait(lambda: redis.Redis(host=HOST, port=port).ping(), server, log)
            yield f"redis://{HOST}:{port}"
        finally:
            stop_children([server])


@contextlib.contextmanager
def _own_folder(prefix: str) -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _wait(connect: Callable[[], object], server: subprocess.Popen[bytes], log: Path) -> None:
    """Until the server lets us in. Raises ServerFailed with its log when it ends or takes too long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            connect()
            return
        except (psycopg2.OperationalError, redis.ConnectionError) as failure:
            if server.poll() is not None or time.monotonic() > deadline:
                raise ServerFailed(f"{log.parent.name} did not come up:\n{tail(log)}") from failure
            time.sleep(0.05)
