"""Acts on parts of tickets, of which one ticket may have several: they take turns, so that each is an event of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar

from tickets.models import Assignment, Exclusion, HandOn, SupervisionOrder, Ticket, Whistle

Deed = TypeVar("Deed")
Part = Assignment | HandOn | Exclusion | SupervisionOrder | Whistle


def in_turns(deeds: Sequence[Deed], part_of: Callable[[Deed], Part]) -> list[list[Deed]]:
    """`deeds` in rounds in which each ticket stands once, in the order given. The parts of one ticket share its object
    afterwards, so that a later round continues its chain."""
    shared: dict[int, Ticket] = {}
    places: Counter[int] = Counter()
    turns: list[list[Deed]] = []
    for deed in deeds:
        part = part_of(deed)
        assert part.ticket is not None  # a whistle may have none: such a one is no deed on a ticket
        ticket = part.ticket = shared.setdefault(part.ticket.pk, part.ticket)
        place = places[ticket.pk]
        places[ticket.pk] += 1
        if place == len(turns):
            turns.append([])
        turns[place].append(deed)
    return turns
