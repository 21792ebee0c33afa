"""Limits of a unit that move: the lead's columns, the assists that go along, and what is said about the city's clock."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError

from tickets.models import Assignment, Ticket
from tickets.rules.deadlines import print_due
from tickets.rules.shifting import extended, extension_words
from tickets.rules.workflow import WITH_UNIT, Status
from units.models.bulk import update_where_old
from units.rules.workdays import DayTable

# A limit can still be moved while the unit has the ticket, or its reply is being reviewed.
MOVABLE = WITH_UNIT | {Status.REPLIED}
LONGEST_WORDS = 500


def no_clock(ticket: Ticket) -> ValidationError:
    return ValidationError(f"工单 {ticket.number} 没有在走的单位时限，请刷新页面后再操作。", code="no_clock")


def shifted(part: Assignment, days: int, table: DayTable) -> tuple[datetime, str]:
    """The new limit of a part that has one, so many working days later, with its arithmetic."""
    assert part.due_at is not None
    return extended(part.due_at, days, table), extension_words(part.due_at, days, table)


def is_past_the_city(due_at: datetime, ticket: Ticket) -> bool:
    """Whether a unit's limit would lie behind the city's: said before granting."""
    return ticket.city_due_at is not None and due_at > ticket.city_due_at


def with_warning(words: str, due_at: datetime, ticket: Ticket) -> str:
    """The arithmetic, and that the limit lies behind the city's where it does."""
    if ticket.city_due_at is None or not is_past_the_city(due_at, ticket):
        return words
    return f"{words}（晚于市平台时限 {print_due(ticket.city_due_at)}）"


def outcome_of(lead: Assignment, due_at: datetime | None, words: str) -> dict[str, object]:
    """The lead's columns of a moved limit: what was granted in time moves the first deadline too, as long as it has no reply."""
    first = due_at if lead.first_replied_at is None else lead.first_due_at
    return {"due_at": due_at, "due_words": words[:LONGEST_WORDS], "first_due_at": first}


def move_assists(tickets: Iterable[Ticket], new_due: Callable[[Assignment], tuple[datetime, str]]) -> None:
    """Gives assists that still owe their answer a new limit with its words; one that has answered keeps its first limit's fate.
    Two queries for any number, inside the transaction of the act."""
    owing = Assignment.objects.filter(ticket__in=[ticket.pk for ticket in tickets], is_lead=False, ended_at=None, replied_at=None)
    rows = []
    for assist in owing.exclude(due_at=None):
        due_at, words = new_due(assist)
        rows.append({"pk": assist.pk, **outcome_of(assist, due_at, words)})
    update_where_old(Assignment, rows, [], ["due_at", "due_words", "first_due_at"])
