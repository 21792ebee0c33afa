"""Tickets that search knows, and what a line finds among them."""

from datetime import timedelta

from tests import build
from tickets.acts import indexing, searching
from tickets.acts.searching import By
from tickets.models import Ticket
from units.models import User


def numbers(line: str, user: User, by: By | None = None, **filters: object) -> list[str]:
    """What the line finds for `user`, taken for `by`, else for what it most likely is."""
    asked = [each for each in searching.questions(line) if by in (None, each.by)]
    if not asked:
        return []
    rows = Ticket.objects.filter(**filters)
    return [ticket.number for ticket in searching.find(asked[0], rows, user, after=None, before=None).page.rows]


def indexed(number: str, days: int = 0, **values: object) -> Ticket:
    ticket = build.ticket(number, build.ARRIVED + timedelta(days=days), **values)
    indexing.index_backlog()
    return ticket
