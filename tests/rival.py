"""Somebody else who acts between the reading and the writing of an act: what two people at once do, made certain."""

from collections.abc import Callable
from typing import Any


class Rival:
    """For `connection.execute_wrapper`: does `act` before each statement that begins with `start`, its own left out."""

    def __init__(self, start: str, act: Callable[[], object]) -> None:
        self.start, self.act, self.is_acting = start, act, False

    def __call__(self, execute: Callable[..., object], sql: str, *rest: Any) -> object:
        if sql.startswith(self.start) and not self.is_acting:
            self.is_acting = True
            self.act()
            self.is_acting = False
        return execute(sql, *rest)
