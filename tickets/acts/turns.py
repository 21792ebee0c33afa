"""Acts on parts of tickets, of which one ticket may have several: they take turns, so that each is an event of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from tickets.models import Assignment, HandOn, Ticket

Deed = TypeVar("Deed")


def in_turns(deeds: Sequence[Deed], part_of: Callable[[Deed], Assignment | HandOn]) -> list[list[Deed]]:
    """`deeds` in rounds in which each ticket stands once, in the order given. The parts of one ticket share its object
    afterwards, so that a later round continues its chain."""
    shared: dict[int, Ticket] = {}
    places: Counter[int] = Counter()
    turns: list[list[Deed]] = []
    for deed in deeds:
        part = part_of(deed)
        part.ticket = shared.setdefault(part.ticket_id, part.ticket)
        place = places[part.ticket_id]
        places[part.ticket_id] += 1
        if place == len(turns):
            turns.append([])
        turns[place].append(deed)
    return turns
