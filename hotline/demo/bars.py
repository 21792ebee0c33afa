"""Progress on the terminal: one bar for each step, on stderr, so that stdout holds nothing but results."""

import sys
from types import TracebackType
from typing import Never, Self

from tqdm import tqdm


class Bars:
    """Called with a step, what is done and the total; the bar of a step stays when the next begins."""

    def __init__(self) -> None:
        self._step = ""
        self._bar: tqdm[Never] | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if step != self._step:
            self._end()
            self._step = step
            self._bar = tqdm(total=total, desc=step, file=sys.stderr, unit="件", ncols=80)
        assert self._bar is not None
        self._bar.total = total
        self._bar.n = done
        self._bar.refresh()

    def say(self, words: str) -> None:
        """A line between the bars."""
        self._end()
        print(words, file=sys.stderr, flush=True)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._step, self._bar = "", None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()
