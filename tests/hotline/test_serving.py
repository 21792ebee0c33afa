"""The demo's serving: a taken port moves on, Ctrl-C stops everything, and nothing outlives its parent."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotline.demo.children import start_child, stop_children, tail
from hotline.demo.serving import HOST, ServingError, take_port
from tests.services.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
SERVE = "import django; django.setup(); from hotline.demo.serving import serve; serve({port})"


def processes_with(mark: str, where: str) -> list[str]:
    """The command lines of all living processes whose `cmdline` or `environ` holds the mark."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (place / where).read_bytes():
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # ended while we looked, or another user's
            continue
    return [line for line in found if line]


class Demo:
    """A process that serves on a scratch database; all that it starts carries its mark."""

    def __init__(self, folder: Path, port: int) -> None:
        self.mark = uuid.uuid4().hex
        self.said = folder / "said.txt"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hotline.settings",
            "HOTLINE_VAR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder}/hotline.sqlite3",
            "REDIS_URL": "",
            "CELERY_BROKER_URL": "filesystem://",
            "HOTLINE_TEST_MARK": self.mark,
            "PYTHONUNBUFFERED": "1",
        }
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=self.env, check=True)
        self.process = start_child([sys.executable, "-c", SERVE.format(port=port)], log=self.said, env=self.env, cwd=ROOT)

    def marked(self) -> list[str]:
        """The command lines of all living processes that come from this demo."""
        return processes_with(self.mark, "environ")


def wait_for(what: Callable[[], bool], said: Path, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"waited in vain; it said:\n{tail(said, 50)}"
        time.sleep(0.1)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo that answers, asked for a port that somebody else holds."""
    with socket.socket() as taken:
        taken.bind((HOST, free_port()))
        taken.listen()
        running = Demo(tmp_path, taken.getsockname()[1])
        try:
            wait_for(lambda: "已启动" in tail(running.said) or running.process.poll() is not None, running.said)
            assert running.process.poll() is None, tail(running.said, 50)
            yield running
        finally:
            stop_children([running.process])


@pytest.mark.services
def test_a_taken_port_moves_on_says_so_and_ctrl_c_stops_everything(demo: Demo) -> None:
    said = demo.said.read_text()
    assert "已被占用，改用" in said
    address = said.partition("已启动：")[2].split()[0]
    web = http.client.HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=30)
    web.request("GET", "/")
    assert web.getresponse().status < 500
    running = " ".join(demo.marked())
    assert all(word in running for word in ("gunicorn", "celery -A hotline worker", "celery -A hotline beat")), running
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(timeout=60) == 0
    assert demo.said.read_text().rstrip().endswith("已停止。")
    assert demo.marked() == []


@pytest.mark.services
def test_killing_the_demo_leaves_no_orphan(demo: Demo) -> None:
    demo.process.kill()
    wait_for(lambda: demo.marked() == [], demo.said)


def test_the_first_free_port_from_the_wanted_one_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with take_port(free_port()) as first:
        wanted = first.getsockname()[1]
        assert capsys.readouterr().out == ""
        with take_port(wanted) as second:
            assert second.getsockname()[1] > wanted
            assert f"端口 {wanted} 已被占用，改用 {wanted + 1}。" in capsys.readouterr().out


def test_no_free_port_is_said_in_words() -> None:
    with pytest.raises(ServingError, match="都被占用"):
        take_port(65536)


def test_stopping_reaches_what_a_child_started(tmp_path: Path) -> None:
    mark = f"987654321.{os.getpid()}"
    child = start_child(["bash", "-c", f"trap '' TERM; sleep {mark} & echo started; wait"], log=tmp_path / "log")
    wait_for(lambda: "started" in tail(tmp_path / "log"), tmp_path / "log")
    assert processes_with(mark, "cmdline")
    stop_children([child], seconds=0.2)
    wait_for(lambda: processes_with(mark, "cmdline") == [], tmp_path / "log", seconds=10)
