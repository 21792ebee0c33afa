"""Child processes that never outlive their parent: the demo's web server, worker and clock, and the tests' real services."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with(parent: int) -> Callable[[], None]:
    """What the child does between fork and exec: ask the kernel for SIGTERM when its parent is gone, however it went."""

    def ask() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent died before we could ask
            os._exit(1)

    return ask


def start_child(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: int | None = None,
    group: int | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, its output appended to `log`, with no standard input.

    A session of its own keeps the terminal's Ctrl-C from it: only the parent decides the order in which things stop.
    Must be called from the main thread, for the kernel ties the child to the thread that made it.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            user=user,
            group=group,
            extra_groups=None if user is None else [],
            pass_fds=pass_fds,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )


def stop_children(children: Sequence[subprocess.Popen[bytes]], *, seconds: float = 15, with_signal: int = signal.SIGTERM) -> None:
    """Stop all of them in order: the signal to each, time to finish, then SIGKILL to whatever is left of its session."""
    for child in children:
        if child.poll() is None:
            child.send_signal(with_signal)
    for child in children:
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
    for child in children:
        kill_session(child)


def kill_session(child: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the child and to everything that it started in its session, with no time to tidy up."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    child.wait()


def tail(log: Path, lines: int = 20) -> str:
    """The last lines of a child's log, to be shown where it failed."""
    if not log.is_file():
        return ""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
