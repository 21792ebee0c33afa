"""The event chain of each ticket: adding a link, and walking all chains to see that none was changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tickets.models import Event, Ticket
from tickets.rules.chain import GENESIS, canonical, digest, link, utc_text
from tickets.rules.workflow import Act, Status
from units.models import User

Facts = Mapping[str, str | int | bool | None]


def append(ticket: Ticket, act: Act, target: Status | str, at: datetime, by: User | None, facts: Facts | None = None) -> Event:
    """The next event of `ticket`, unsaved; moves ticket.seq, head and status in memory. `facts` hold codes, ids and
    digests only: words stand in their own rows (house.md)."""
    source, body = sign(ticket, act, target, at, by, facts)
    return Event(ticket=ticket, seq=ticket.seq, act=act, source=source, target=target, by=by, at=at, body=body, digest=ticket.head)


def sign(ticket: Ticket, act: Act, target: Status | str, at: datetime, by: User | None, facts: Facts | None = None) -> tuple[str, str]:
    """As `append`, without the row: the status it came from and the signed body, for those who write rows in bulk."""
    source, ticket.seq = ticket.status if ticket.seq else "", ticket.seq + 1
    body = canonical(
        {
            "ticket": ticket.number,
            "seq": ticket.seq,
            "act": str(act.value),
            "source": str(source),
            "target": str(target),
            "by": by.pk if by else None,
            "at": utc_text(at),
            "facts": dict(facts or {}),
        }
    )
    ticket.head = link(ticket.head, body, settings.HISTORY_KEY.encode())
    ticket.status = str(target)
    return str(source), body


def words_digest(words: str) -> str:
    """What an event holds in place of words."""
    return digest(words, settings.HISTORY_KEY.encode())


@dataclass(frozen=True)
class Verification:
    """How many tickets and events were walked; `fault` is the first (ticket number, seq) that does not hold."""

    tickets: int
    events: int
    fault: tuple[str, int] | None = None


def verify() -> Verification:
    """Walks every chain in one pass over events and one over tickets, in ticket order, in constant memory."""
    key = settings.HISTORY_KEY.encode()
    tickets = Ticket.objects.order_by("pk").values_list("pk", "number", "status", "seq", "head").iterator(chunk_size=5_000)
    events = Event.objects.order_by("ticket_id", "seq").values_list(
        "ticket_id", "seq", "act", "source", "target", "by_id", "at", "body", "digest"
    )
    stream = events.iterator(chunk_size=5_000)
    event, walked, seen = next(stream, None), 0, 0
    for pk, number, status, seq, head in tickets:
        walked, last, state, expected = walked + 1, GENESIS, "", 1
        while event is not None and event[0] == pk:
            if not _holds(event, number, expected, state, last, key):
                return Verification(walked, seen, (number, expected))
            last, state, expected, seen = event[8], event[4], expected + 1, seen + 1
            event = next(stream, None)
        if (seq, head, status) != (expected - 1, last, state):
            return Verification(walked, seen, (number, expected - 1 if seq < expected else expected))
    return Verification(walked, seen)


def _holds(event: tuple[object, ...], number: str, seq: int, source: str, previous: str, key: bytes) -> bool:
    """The link is right and its columns say what its signed body says."""
    _, own_seq, act, own_source, target, by, at, body, own_digest = event
    if not isinstance(body, str) or not isinstance(at, datetime) or link(previous, body, key) != own_digest:
        return False
    said = json.loads(body)
    columns = {"ticket": number, "seq": own_seq, "act": act, "source": own_source, "target": target, "by": by, "at": utc_text(at)}
    return own_seq == seq and own_source == source and all(said[name] == value for name, value in columns.items())
