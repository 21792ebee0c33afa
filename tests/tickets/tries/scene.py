"""Who tries what in the walks of the lifecycle's property test, and the units between which they go."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

from tickets.models import Ticket
from tickets.rules.workflow import Act
from units.models import User

Row = TypeVar("Row", bound=Model)
LEAD, ELSEWHERE, ASSIST, SECTION, STRANGER = "住建局", "城管局", "城建中心", "市政科", "教育局"


class Nothing(Exception):
    """There is no row of the kind that the try is about: no page offers it."""


@dataclass(frozen=True)
class Scene:
    """Who tries when, with which ticket; `other` is the second one of the walk."""

    ticket: Ticket
    other: Ticket
    by: User | None
    at: datetime

    @property
    def person(self) -> User:
        assert self.by is not None
        return self.by

    def the(self, rows: QuerySet[Row]) -> Row:
        """The newest of the ticket's rows, whatever its state, with the scene's ticket."""
        row = rows.filter(ticket=self.ticket).order_by("-pk").first()
        if row is None:
            raise Nothing
        row.ticket = self.ticket  # type: ignore[attr-defined]
        return row


@dataclass(frozen=True)
class Try:
    """`act` None: the system's or the city's, nobody's button. `when`: the states, or the open things of the ticket
    (tests.tickets.standing.marks), in which it is tried `often` times as often as others. `of`: whose people may; empty:
    the holder's."""

    act: Act | None
    when: str
    does: Callable[[Scene], object]
    of: str = ""
    often: int = 1

    def suits(self, marks: set[str]) -> bool:
        return not marks.isdisjoint(self.when.split())
