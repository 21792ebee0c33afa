"""What a run of the benchmarks can be told."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

# Tickets stored → the database that holds them.
SIZES = {"10k": (10_000, "bench_10k"), "100k": (100_000, "bench_100k"), "1M": (1_000_000, "bench_1m")}
PARTS = ("closing", "import", "pages")


def read(given: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description="Measures our work against its own limit, on PostgreSQL.")
    parser.add_argument("--sizes", type=_sizes, default=tuple(SIZES), help="tickets stored, of 10k,100k,1M")
    parser.add_argument("--only", type=_parts, default=PARTS, help="some of closing,import,pages")
    parser.add_argument("--times", type=int, default=5, help="runs of each work")
    parser.add_argument("--big-times", type=int, default=3, help="runs of the big ones")
    parser.add_argument("--page-times", type=int, default=15, help="runs of each page")
    parser.add_argument("--out", type=Path, default=None, help="write the table to this file, too")
    return parser.parse_args(given)


def _sizes(words: str) -> tuple[str, ...]:
    return _some(words, tuple(SIZES))


def _parts(words: str) -> tuple[str, ...]:
    return _some(words, PARTS)


def _some(words: str, known: tuple[str, ...]) -> tuple[str, ...]:
    chosen = words.split(",")
    if not set(chosen) <= set(known):
        raise ArgumentTypeError(f"one or more of {','.join(known)}")
    return tuple(name for name in known if name in chosen)
