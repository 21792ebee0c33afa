"""Warnings before a limit runs out, and when it has: told once to the people who can still do something about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tickets.acts.identities import names_hidden
from tickets.models import Assignment, HandOn
from tickets.rules.countdown import Countdown, time_left
from tickets.rules.deadlines import is_in_time, local
from tickets.rules.shifting import extended
from tickets.rules.workflow import RUNNING, Status
from units.acts import notices
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import User
from units.rules.masking import shown_text
from units.rules.workdays import DayTable

# What ran out longer ago was told while it was fresh; looking further back each ten minutes would tell nobody anything new.
LOOKS_BACK = timedelta(days=7)


@dataclass(frozen=True)
class Matter:
    """A limit that runs out: whose, of which ticket, on which page. `kind` and `part` make the key by which it is told once."""

    kind: str
    part: str
    ticket: int
    number: str
    title: str
    unit: int
    due_at: datetime
    page: str
    words: str

    def key(self, is_late: bool) -> str:
        """A limit that was moved is another limit, and is warned of anew."""
        return f"{'late' if is_late else 'due'}:{self.kind}:{self.part}:{local(self.due_at):%y%m%d%H%M}"


# The address of a page (its url name) about a ticket's number.
Address = Callable[[str, str], str]


def warn(now: datetime, address: Address) -> int:
    """Tells what was not told yet, in a number of queries that does not grow with the tickets; returns how many lines are new."""
    table = day_table()
    until = extended(now, values().warn_before_workdays, table)
    matters = [*_parts(now, until), *_hand_ons(now, until), *_unsigned(now)]
    people = _people({matter.unit for matter in matters})
    names = names_hidden({matter.ticket for matter in matters})
    # Who is warned works for a unit.
    matters = [replace(matter, title=shown_text(matter.title, names.get(matter.ticket))) for matter in matters]
    words = [_word(matter, who, now, table, address) for matter in matters for who in people.get(matter.unit, ())]
    return notices.tell_many(words, now)


def _parts(now: datetime, until: datetime) -> list[Matter]:
    """Leads and assists whose clock runs; it stands while the ticket is tracked, suspended or under review."""
    rows = Assignment.objects.filter(ended_at=None, status__in=sorted(RUNNING), ticket__status__in=sorted(RUNNING))
    rows = rows.filter(due_at__gt=now - LOOKS_BACK, due_at__lte=until).order_by("due_at", "pk")
    fields = ("pk", "round", "is_lead", "ticket_id", "ticket__number", "ticket__title", "unit_id", "due_at")
    return [
        Matter(
            "part",
            f"{pk}:{turn}",
            ticket,
            number,
            title,
            unit,
            due_at,
            "inbox_ticket" if is_lead else "assist_ticket",
            "单位时限" if is_lead else "协办时限",
        )
        for pk, turn, is_lead, ticket, number, title, unit, due_at in rows.values_list(*fields)
    ]


def _hand_ons(now: datetime, until: datetime) -> list[Matter]:
    """What a unit's sections still owe it."""
    rows = HandOn.objects.filter(ended_at=None, state=HandOn.State.WAITING, ticket__status__in=sorted(RUNNING))
    rows = rows.filter(due_at__gt=now - LOOKS_BACK, due_at__lte=until).order_by("due_at", "pk")
    fields = ("pk", "round", "ticket_id", "ticket__number", "ticket__title", "unit_id", "due_at")
    return [
        Matter("hand", f"{pk}:{turn}", ticket, number, title, unit, due_at, "handed_ticket", "下派时限")
        for pk, turn, ticket, number, title, unit, due_at in rows.values_list(*fields)
    ]


def _unsigned(now: datetime) -> list[Matter]:
    """Given to a unit that has not taken it in hand in time, in each round anew; an assist signs too."""
    rows = Assignment.objects.filter(ended_at=None, status=Status.DISPATCHED, ticket__status__in=sorted(RUNNING))
    rows = rows.filter(sign_due_at__gt=now - LOOKS_BACK, sign_due_at__lt=now).order_by("sign_due_at", "pk")
    fields = ("pk", "round", "is_lead", "ticket_id", "ticket__number", "ticket__title", "unit_id", "sign_due_at")
    return [
        Matter("sign", f"{pk}:{turn}", ticket, number, title, unit, due_at, "inbox_ticket" if is_lead else "assist_ticket", "签收时限")
        for pk, turn, is_lead, ticket, number, title, unit, due_at in rows.values_list(*fields)
    ]


def _people(units: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = {}
    for who in notices.people_of(units).order_by("pk"):
        if who.unit_id is not None:
            found.setdefault(who.unit_id, []).append(who)
    return found


def _word(matter: Matter, to: User, now: datetime, table: DayTable, address: Address) -> notices.Word:
    is_late = not is_in_time(now, matter.due_at)
    left = time_left(now, matter.due_at, table)
    words = f"工单 {matter.number} {matter.words}{'已过' if is_late else '将到'}：{left.words}"
    is_urgent = is_late or left.state == Countdown.TODAY
    return notices.Word(to, matter.key(is_late), words, address(matter.page, matter.number), is_urgent, matter.title)
