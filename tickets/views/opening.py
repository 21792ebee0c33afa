"""The ticket that an address names."""

from django.http import Http404

from tickets.acts import cases
from tickets.models import Ticket
from units.models import User


def named(reader: User, number: str) -> Ticket:
    """With all that a case shows of it. Http404 for one that is not there or not to be read by `reader`."""
    found = cases.find(reader, number)
    if found is None:
        raise Http404
    return found
