"""Brings programs to a machine that lacks them: apt as root, a wheel's content, or Debian's packages unpacked without root."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """Where brought programs are kept. Root's must lie where the user that PostgreSQL runs as may enter."""
    place = Path("/var/cache/hotline-services") if os.geteuid() == 0 else ROOT / ".venv" / "services"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Two test runs at once would unpack over each other."""
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def install_with_apt(package: str) -> bool:
    """Install Debian's package for the whole machine. False where there is no apt or it cannot."""
    if shutil.which("apt-get") is None:
        return False
    print(f"installing {package} with apt …", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wait = ("-o", "DPkg::Lock::Timeout=300")
    _run(["apt-get", *wait, "-qq", "update"], env=quiet)
    return _run(["apt-get", *wait, "-qq", "install", "-y", "--no-install-recommends", package], env=quiet)


def unpack_wheel(requirement: str) -> Path | None:
    """Fetch a wheel from PyPI and unpack it, with its dependencies left out. None where it cannot be had."""
    name = requirement.replace("==", "-")
    place = folder() / name
    with _alone(name):
        if place.is_dir():
            return place
        print(f"fetching {requirement} …", file=sys.stderr, flush=True)
        half = folder() / f"{name}.half"
        shutil.rmtree(half, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
        if not _run([*pip, "--target", str(half), requirement]):
            return None
        half.rename(place)
    return place


def unpack_debian(package: str) -> Path | None:
    """Unpack Debian's package, and each package that it needs and the machine lacks, into a folder. Needs no root."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        return None
    place = folder() / package
    with _alone(package):
        if place.is_dir():
            return place
        print(f"fetching Debian's {package} and what it needs, without installing it …", file=sys.stderr, flush=True)
        half = folder() / f"{package}.half"
        shutil.rmtree(half, ignore_errors=True)
        archives = half / "archives"
        archives.mkdir(parents=True)
        apt = _private_apt(half / "apt")
        if not _run([*apt, "-qq", "update"]):
            return None
        names = _lacking(apt, package)
        if not names or not _run([*apt, "-qq", "download", *names], cwd=archives):
            return None
        for archive in sorted(archives.glob("*.deb")):
            subprocess.run(["dpkg", "-x", archive, half], check=True)
        shutil.rmtree(archives)
        shutil.rmtree(half / "apt")
        half.rename(place)
    return place


def library_path(tree: Path) -> str:
    """Every folder of an unpacked tree that holds shared libraries, as LD_LIBRARY_PATH wants it. Some lie below /lib still."""
    return os.pathsep.join(sorted({str(library.parent) for top in ("usr/lib", "lib") for library in (tree / top).rglob("*.so*")}))


def _private_apt(state: Path) -> list[str]:
    """apt-get with lists and cache of its own, so that an ordinary user may refresh them."""
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True)
    return ["apt-get", "-o", f"Dir::State::lists={state / 'lists'}", "-o", f"Dir::Cache={state / 'cache'}", "-o", "Debug::NoLocking=1"]


def _lacking(apt: Sequence[str], package: str) -> list[str]:
    """The packages that an installation would add. One with an older version in brackets is here already: leave it so."""
    plan = subprocess.run([*apt, "--simulate", "install", "--no-install-recommends", package], capture_output=True, text=True, check=False)
    words = [line.split() for line in plan.stdout.splitlines() if line.startswith("Inst ")]
    return [line[1] for line in words if not line[2].startswith("[")]


def _run(command: Sequence[str], *, cwd: Path | None = None, env: dict[str, str] | None = None) -> bool:
    """Run quietly; where it fails, show what it said, for that is what somebody will have to mend."""
    done = subprocess.run(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{' '.join(command[:4])} … failed:\n{done.stderr.strip()[-2000:]}", file=sys.stderr, flush=True)
    return done.returncode == 0
