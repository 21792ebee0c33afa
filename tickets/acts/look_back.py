"""Looking back (回头看): tickets whose last callback was low in stars or said no, until a later call is good or they are cleared.

Taking a callback off a list with words (销号) is done here for the invalid ones too (tickets.acts.cleaning).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tickets.acts import history
from tickets.acts.moving import Step, move_many
from tickets.models import Callback, Ticket
from tickets.models.callback import SAID_NO
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import Act
from units.acts.settings import values
from units.models import User
from units.models.bulk import update_where_old

ANSWERED = Q(stars__isnull=False) | ~Q(result_grade="") | ~Q(solved="")


@dataclass(frozen=True)
class Clearing:
    """Why a ticket is off the list (回头看: what was found; 无效回访: why it stays invalid)."""

    ticket: Ticket
    at: datetime
    words: str


def look_back(user: User) -> TicketQuerySet:
    """The tickets to look back at."""
    return Ticket.objects.visible_to(user).filter(pk__in=low_calls().values("ticket"))


def low_calls() -> QuerySet[Callback]:
    """The last call of a ticket from the city or the district that was low or said no, uncleared, and no better one after it."""
    low, better = _low_and_better(values().low_star_at_most)
    return low.filter(~Exists(better))


def lowest_calls() -> QuerySet[Callback]:
    """Of `low_calls` each ticket's last one: one call for each ticket to look back at."""
    return last_of(*_low_and_better(values().low_star_at_most))


def _low_and_better(star: int) -> tuple[QuerySet[Callback], QuerySet[Callback]]:
    """Those that are low by stars or say no, uncleared; and for Exists the later ones that answer better: neither low nor a no."""
    low = Callback.objects.filter(Q(stars__lte=star) | SAID_NO, is_last=True, cleared_at=None)
    return low, after().filter(ANSWERED, Q(stars=None) | Q(stars__gt=star)).exclude(SAID_NO)


def after() -> QuerySet[Callback]:
    """For Exists: the calls of the same ticket that came after this one."""
    return Callback.objects.filter(ticket=OuterRef("ticket"), called_at__gt=OuterRef("called_at"))


def last_of(listed: QuerySet[Callback], ended: QuerySet[Callback]) -> QuerySet[Callback]:
    """Those of `listed` that none of `ended` followed, of each ticket the last one. What follows the last one follows all
    before it, so nothing more is asked of these."""
    behind = Q(called_at__gt=OuterRef("called_at")) | Q(called_at=OuterRef("called_at"), pk__gt=OuterRef("pk"))
    return listed.filter(~Exists(ended), ~Exists(listed.filter(behind, ticket=OuterRef("ticket"))))


def clear_many(clearings: Sequence[Clearing], by: User) -> None:
    """Takes tickets off the look-back list, all or none. ValidationError: words_missing, nothing_to_clear, moved_on."""
    write_off(clearings, low_calls(), "look_back", by)


def write_off(clearings: Sequence[Clearing], open_calls: QuerySet[Callback], kind: str, by: User) -> None:
    """Clears those of `open_calls` that are calls of these tickets, each ticket with one event."""
    for each in clearings:
        if not each.words.strip():
            raise ValidationError(f"工单 {each.ticket.number}：销号要写明说明。", code="words_missing")
    calls = calls_of([each.ticket for each in clearings], open_calls)
    for each in clearings:
        if each.ticket.pk not in calls:
            raise ValidationError(f"工单 {each.ticket.number} 不在名单上，可能已由他人销号。请刷新页面。", code="nothing_to_clear")
    with transaction.atomic():
        move_many([_step(each, calls[each.ticket.pk], kind) for each in clearings], by)
        rows = [
            {"pk": call.pk, "cleared_by": by.pk, "cleared_at": each.at, "cleared_words": each.words.strip()[:500]}
            for each in clearings
            for call in calls[each.ticket.pk]
        ]
        update_where_old(Callback, rows, [], ["cleared_by", "cleared_at", "cleared_words"])


def calls_of(tickets: Sequence[Ticket], calls: QuerySet[Callback]) -> Mapping[int, list[Callback]]:
    """Those of `calls` that belong to `tickets`, by the ticket's id; one query."""
    found: dict[int, list[Callback]] = {}
    for call in calls.filter(ticket__in=[ticket.pk for ticket in tickets]).select_related("unit").order_by("called_at", "pk"):
        found.setdefault(call.ticket_id, []).append(call)
    return found


def _step(each: Clearing, calls: Sequence[Callback], kind: str) -> Step:
    facts: dict[str, str | int | bool | None] = {
        "kind": kind,
        "callbacks": ",".join(str(call.pk) for call in calls),
        "words": history.words_digest(each.words),
    }
    return Step(each.ticket, Act.CLEAR, each.at, facts, stays=True)
