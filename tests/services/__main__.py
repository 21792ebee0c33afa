"""Starts PostgreSQL and Redis, then one pytest that runs the tests on both databases at once: `python -m tests.services`.

Two xdist workers, named after their database, each run every test (`--dist each`; which tests a side leaves out is said in
fixtures.py). So there is one run, one summary and one exit code, and a failure names its side.
"""

import contextlib
import os
import signal
import subprocess
import sys
from types import FrameType

from hotline.demo.children import stop_children
from tests.services import SIDES
from tests.services.binaries import CHROMIUM, POSTGRES, REDIS, Found, Missing, Program, find, libraries_of_playwright
from tests.services.servers import ServerFailed, postgres_server, redis_server


def main(arguments: list[str]) -> int:
    """Run pytest with the given arguments between the services' start and stop; its exit code, or 1 where a service is missing."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with contextlib.ExitStack() as stack:
            os.environ["CHROMIUM_BINARY"], os.environ["CHROMIUM_LIBRARY_PATH"] = _chromium()
            if "TEST_POSTGRES_URL" not in os.environ:
                os.environ["TEST_POSTGRES_URL"] = stack.enter_context(postgres_server(_found(POSTGRES)))
            if "TEST_REDIS_URL" not in os.environ:
                os.environ["TEST_REDIS_URL"] = stack.enter_context(redis_server(_found(REDIS)))
            return _pytest(arguments)
    except (Missing, ServerFailed) as problem:
        print(f"FAILED: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _chromium() -> tuple[str, str]:
    found = _found(CHROMIUM)
    libraries_of_playwright()
    return str(found.path), found.library_path


def _found(program: Program) -> Found:
    found = find(program)
    print(f"{program.name} {found.version}: {found.path} ({found.source})", flush=True)
    return found


def _pytest(arguments: list[str]) -> int:
    sides = [part for side in SIDES for part in ("--tx", f"popen//id={side}//env:TEST_DATABASE={side}")]
    slowest = ["--durations=30", "--durations-min=5"]  # the half hour of a run goes there
    command = [sys.executable, "-m", "pytest", "--dist", "each", *sides, *slowest, *arguments]
    run = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        return run.wait()
    except KeyboardInterrupt:
        stop_children([run], with_signal=signal.SIGINT)
        raise


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
