"""The parts of a desk's list: a tab, and a row as the reader sees it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast
from urllib.parse import quote, urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from tickets.acts import keeping, paging
from tickets.acts.queues import Tally
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet, Urgency
from tickets.rules.countdown import Countdown, TimeLeft
from tickets.rules.workflow import Status
from units.models import User
from units.rules.masking import mask_text

MINUTES_SHOWN = 600


def addresses(page: str) -> Callable[[str], str]:
    """From a ticket's number to the address of its `page`, for many: the page is looked up once."""
    before, _, behind = reverse(page, args=["0"]).rpartition("0")
    return lambda number: f"{before}{quote(number)}{behind}"


# What every row shows of its ticket, for lists that read no more than they show.
OF_A_ROW = ("number", "title", "status", "urgency", "dispatched_at", "urge_count", "redo_count")


@dataclass(frozen=True)
class View:
    """A tab: whose rows, ordered by which column, and whether that column is a limit that runs."""

    key: str
    label: str
    rows: Callable[[User], TicketQuerySet]
    by: str
    is_limit: bool = False
    size: int = paging.SIZE


def tab(label: str, url: str, tally: Tally, tone: str, is_here: bool, **more: str) -> dict[str, object]:
    """As parts/_tabs.html draws it; red where something is late."""
    return {"label": label, "url": url, "count": tally.total, "tone": "red" if tally.late else tone, "is_here": is_here, **more}


@dataclass(frozen=True)
class Row:
    ticket: Ticket
    url: str
    is_here: bool
    left: TimeLeft | None = None
    at: datetime | None = None

    @cached_property
    def title(self) -> str:
        return mask_text(self.ticket.title)

    @property
    def is_answered_late(self) -> bool:
        """The unit's reply came behind its limit."""
        replied_at, due_at = self.ticket.replied_at, self.ticket.due_at
        return replied_at is not None and due_at is not None and replied_at > due_at

    @cached_property
    def words(self) -> str:
        """The countdown of a queue that counts in minutes, in larger units where they would not fit the badge."""
        if self.left is None or self.left.total_minutes < MINUTES_SHOWN:
            return self.left.in_minutes if self.left else ""
        sign = "超" if self.left.state is Countdown.OVERDUE else "剩"
        hours = self.left.total_minutes // 60
        return f"{sign} {hours} 小时" if hours < 48 else f"{sign} {hours // 24} 天"

    @cached_property
    def tag(self) -> str:
        """What burns most: 特 急 (urgency), 退 (come back from a unit), 催 (urged), 重 (redone)."""
        ticket = self.ticket
        if ticket.urgency != Urgency.NORMAL:
            return "特" if ticket.urgency == Urgency.CRITICAL else "急"
        if ticket.status == Status.ARRIVED and ticket.dispatched_at is not None:
            return "退"
        return "催" if ticket.urge_count else "重" if ticket.redo_count else ""

    @property
    def tone(self) -> str:
        """The tag's colour."""
        return {"特": "red", "急": "red", "退": "amber", "催": "amber"}.get(self.tag, "")

    @property
    def place(self) -> str:
        """The last names of its category, for a narrow column."""
        return self.ticket.category.name if self.ticket.category else "待归类"


@dataclass(frozen=True)
class Chosen:
    """The rows that a function of the person gives, and what a filter's fields leave of them. Two of the same are equal: their
    statements are kept (tickets.acts.keeping)."""

    filter_class: type[django_filters.FilterSet]
    filters: tuple[tuple[str, str], ...]
    rows: Callable[..., TicketQuerySet]
    more: tuple[Hashable, ...] = ()

    def __call__(self, me: User) -> TicketQuerySet:
        rows = self.rows(me, *self.more)
        return cast(TicketQuerySet, self.filter_class(QueryDict(urlencode(self.filters)), queryset=rows).qs) if self.filters else rows


def begun(
    chosen: Chosen,
    role: str,
    units: frozenset[int],
    drawn: Callable[[TicketQuerySet, str], TicketQuerySet],
    of_tab: str,
    by: str,
    size: int,
) -> QuerySet[Ticket]:
    """The first page of `chosen` for who has that role and those units, ordered `by` a column, on the tab whose own is `of_tab`."""
    return paging.begun(drawn(chosen(keeping.anybody(role, units)), of_tab), by, size)


def is_choice(filter_class: type[django_filters.FilterSet], name: str, value: str) -> bool:
    choices = filter_class.base_filters[name].extra.get("choices")
    return choices is None or value in {str(key) for key, _ in (choices() if callable(choices) else choices)}
