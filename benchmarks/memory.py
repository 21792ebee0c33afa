"""Imports one file without writing it and says how much memory this took: `python -m benchmarks.memory FILE`."""

import os
import sys
import threading
from pathlib import Path

import django
from django.core.management import call_command

SECONDS = 0.02
PAGE = os.sysconf("SC_PAGE_SIZE")


def main(path: str) -> None:
    """Prints two numbers, in MB: the peak of this process, and the peak of it together with the child that parses for it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.settings")
    django.setup()
    done, peaks = threading.Event(), [0, 0]
    watch = threading.Thread(target=_watch, args=(done, peaks))
    watch.start()
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            call_command("import_tickets", path, "--dry-run", stdout=nowhere, stderr=nowhere)
    finally:
        done.set()
        watch.join()
    sys.stdout.write(f"{peaks[0] // 1024**2} {peaks[1] // 1024**2}\n")


def _watch(done: threading.Event, peaks: list[int]) -> None:
    """What the kernel's own counter says of a process's peak begins with its parent's: looked at often instead."""
    own = os.getpid()
    children = Path(f"/proc/{own}/task/{own}/children")
    while not done.wait(SECONDS):
        here = _resident(own)
        peaks[0] = max(peaks[0], here)
        peaks[1] = max(peaks[1], here + sum(_resident(int(pid)) for pid in children.read_text().split()))


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:  # it has just ended
        return 0


if __name__ == "__main__":
    main(sys.argv[1])
