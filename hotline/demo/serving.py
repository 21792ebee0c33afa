"""Runs the house for the demo: web server, worker and clock as child processes, one Ctrl-C for all of them."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from django.conf import settings

from hotline.demo.children import start_child, stop_children, tail

HOST = "127.0.0.1"  # the demo's log-ins are printed on the terminal: nobody outside this machine may use them
PORTS_TRIED = 100
SECONDS_TO_ANSWER = 60


class ServingError(Exception):
    """Serving could not start or broke off; the message says in Chinese what failed and where to look."""


def serve(port: int) -> None:
    """Serve until Ctrl-C or SIGTERM, then return with every child stopped.

    Takes the first free port from `port` upwards and says so when it is another one. Raises ServingError where no port
    is free, the web server does not answer within a minute, or one of the processes ends on its own.
    """
    listener = take_port(port)
    children: dict[str, subprocess.Popen[bytes]] = {}
    before = signal.signal(signal.SIGTERM, _interrupt)
    # A shell that starts us in the background hands SIGINT down ignored; Ctrl-C and kill -INT shall work all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        _start_all(listener, children)
        address = f"http://{HOST}:{listener.getsockname()[1]}/"
        _wait_until_it_answers(address, children)
        print(f"已启动：{address}  （按 Ctrl-C 停止；日志在 {_log_dir()}）", flush=True)
        while True:
            _expect_all_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\n正在停止……", flush=True)
    finally:
        # From here on a second Ctrl-C must not leave a child behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stop_children(list(children.values()))
        listener.close()
        signal.signal(signal.SIGTERM, before)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    print("已停止。", flush=True)


def take_port(first: int) -> socket.socket:
    """A listening socket on the first free port from `first` upwards; the web server inherits it, so nobody can come between."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
            listener.listen(128)
        except OSError:
            listener.close()
            print(f"端口 {port} 已被占用，改用 {port + 1}。", flush=True)
            continue
        return listener
    raise ServingError(f"从 {first} 起的 {PORTS_TRIED} 个端口都被占用，请用 --port 另选一个。")


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _log_dir() -> Path:
    folder: Path = settings.VAR_DIR / "log"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _start_all(listener: socket.socket, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Start the three processes by the same scripts that a real site runs."""
    here = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}
    handle = listener.fileno()
    children["worker"] = _start("worker", here)
    children["beat"] = _start("beat", here)
    children["web"] = _start("web", {**here, "BIND": f"fd://{handle}"}, pass_fds=(handle,))


def _start(name: str, env: Mapping[str, str], pass_fds: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    log = _log_dir() / f"{name}.log"
    log.unlink(missing_ok=True)
    return start_child([settings.BASE_DIR / "script" / f"run-{name}"], log=log, env=env, pass_fds=pass_fds)


def _expect_all_alive(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            log = _log_dir() / f"{name}.log"
            raise ServingError(f"进程 {name} 意外退出（代码 {child.returncode}），日志 {log} 的末尾：\n{tail(log)}")


def _wait_until_it_answers(address: str, children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # an office's proxy does not know this machine
    while time.monotonic() < deadline:
        _expect_all_alive(children)
        try:
            with direct.open(address, timeout=10):
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            raise ServingError(
                f"网站回答了错误 {answer.code}，日志 {_log_dir() / 'web.log'} 的末尾：\n{tail(_log_dir() / 'web.log')}"
            ) from answer
        except OSError:
            time.sleep(0.2)
    raise ServingError(f"网站在 {SECONDS_TO_ANSWER} 秒内没有回应，日志在 {_log_dir()}。")
