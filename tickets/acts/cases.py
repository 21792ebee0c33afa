"""A case as a desk opens it: the ticket, its story, its two limits, and what the reader may do with the citizen's identity."""

from dataclasses import dataclass
from datetime import datetime

from tickets.acts import keeping, story
from tickets.acts.clocks import Clocks
from tickets.acts.identities import Right, right_of, without_citizen
from tickets.acts.past import as_seen
from tickets.acts.terms import Term, term_of
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from units.models import User


@dataclass(frozen=True)
class Case:
    """`seen` is the ticket as its reader is shown it: for a past holder as it stood when it was given away. Of a 保密 or 举报 ticket
    the words of both name no citizen to a unit."""

    ticket: Ticket
    seen: Ticket
    story: story.Story
    term: Term
    right: Right


def readable(reader: User) -> TicketQuerySet:
    """The tickets that `reader` may open, with all that a case shows of them."""
    return whole(Ticket.objects.visible_to(reader))


def whole(rows: TicketQuerySet) -> TicketQuerySet:
    """`rows`, of which the reader is known to read each, with all that a case shows of them."""
    return rows.select_related("channel", "ticket_type", "level", "category", "lead_unit", "identity")


def find(reader: User, number: str) -> Ticket | None:
    """The one of `readable` with this number."""
    return next(iter(keeping.rows(_numbered, reader.role, reader.own_units, number=number)), None)


def known(pk: int) -> Ticket | None:
    """The `whole` ticket with this id."""
    return next(iter(keeping.rows(_whole, pk=pk)), None)


def _numbered(role: str, units: frozenset[int], *, number: str) -> TicketQuerySet:
    return readable(keeping.anybody(role, units)).filter(number=number)


def _whole(*, pk: int) -> TicketQuerySet:
    return whole(Ticket.objects.filter(pk=pk))


def open_case(ticket: Ticket, reader: User, now: datetime) -> Case:
    """Everything about one of `readable`'s tickets, in a number of queries that does not depend on it."""
    told = story.read(ticket, reader, now)
    # A past holder is shown the clock that was its own.
    lead = told.assignments[-1] if told.until and told.assignments else told.lead
    shown = without_citizen(ticket, reader)
    seen = as_seen(shown, told.assignments, told.until)
    return Case(shown, seen, told, term_of(seen, Clocks.load(), now, lead), right_of(reader, ticket, told.assignments))
