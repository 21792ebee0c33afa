"""`python -m benchmarks [--sizes 10k,100k,1M] [--only closing,import]`: a server, then one process that measures (README.md)."""

import os
import signal
import subprocess
import sys
import tempfile
from types import FrameType

from benchmarks import databases, options


def main(given: list[str]) -> int:
    """The measuring process finds the server, keys and cache of its own in its environment. Its exit code."""
    options.read(given)
    signal.signal(signal.SIGTERM, _interrupt)
    with databases.server() as server, tempfile.TemporaryDirectory(prefix="hotline-bench-") as folder:
        environment = {
            **os.environ,
            databases.VARIABLE: server,
            "DATABASE_URL": f"{server}/postgres",
            "DJANGO_SETTINGS_MODULE": "hotline.settings",
            "HOTLINE_STAGE": "demo",
            "HOTLINE_VAR": folder,
            "REDIS_URL": "",
        }
        return subprocess.run([sys.executable, "-m", "benchmarks.running", *given], env=environment, check=False).returncode


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """As Ctrl-C: the server stops and its folder goes."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
