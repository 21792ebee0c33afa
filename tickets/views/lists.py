"""The list of a desk: its views as tabs, filters and place in the address, its rows, and the ticket that is open beside it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from typing import cast
from urllib.parse import urlencode

import django_filters
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from tickets.acts import counting, paging, queues, saved_views
from tickets.acts.cases import Case, open_case, readable, whole
from tickets.filters import QueueFilter
from tickets.models import SavedView, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.views.list_rows import Row as Row
from tickets.views.list_rows import View as View
from tickets.views.list_rows import addresses
from units.acts.access import person
from units.acts.calendar import day_table
from units.models import User
from units.rules.workdays import DayTable
from units.views.answers import id_of, words_in

FILTERS = ("channel", "type", "category", "urgency")
# On the dispatcher's desk the last half hour is amber (tickets.rules.countdown).
SOON = timedelta(minutes=30)
# The name of the tally of what the filters leave; no tab has it.
FOUND = "found"


class Worklist:
    """One desk's list as one person asked for it, loaded only as far as it is needed."""

    # What stands above the list and is kept in its address; a desk may have others.
    filter_class: type[django_filters.FilterSet] = QueueFilter
    filters: tuple[str, ...] = FILTERS
    # By which columns people may order the list, beside the tab's own.
    sorts: tuple[str, ...] = ("arrived_at", "category__order", "area")

    def __init__(self, request: HttpRequest, page: str, ticket_page: str, views: Sequence[View], number: str = "") -> None:
        self.me, self.now = person(request), timezone.now()
        self.page, self.ticket_page, self.views, self.number = page, ticket_page, views, number
        self.view = self._view(request.GET)
        self._asked = request.GET
        # Whose boxes stay checked when a bulk act was refused; a box may name the state that it showed ("2201|7").
        self.checked = frozenset(word.partition("|")[0] for word in words_in(request.POST, "ticket"))

    @cached_property
    def filter(self) -> django_filters.FilterSet:
        return self.filter_class(self._asked, queryset=self.view.rows(self.me))

    @property
    def by(self) -> str:
        """The column that orders the list: the one that the address asks for ("-area" descending), else the tab's own."""
        asked = self._asked.get("sort", "")
        return asked if asked.removeprefix("-") in {self.view.by.removeprefix("-"), *self.sorts} else self.view.by

    @property
    def queue(self) -> TicketQuerySet:
        """The tab's rows as they are filtered."""
        return cast(TicketQuerySet, self.filter.qs)

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        rows = self.queue.select_related("category", "channel").defer("text", "extras")
        return paging.page(rows, self.by, after=self._id("after"), before=self._id("before"), size=self.view.size)

    @cached_property
    def ticket(self) -> Ticket | None:
        """The one that the address names (404 for one that is not to be read), else the first of the page."""
        if self.number:
            return get_object_or_404(readable(self.me), number=self.number)
        first = self.shown.rows[0].pk if self.shown.rows else None
        return whole(Ticket.objects.filter(pk=first)).first() if first else None

    @cached_property
    def case(self) -> Case | None:
        return open_case(self.ticket, self.me, self.now) if self.ticket else None

    @property
    def is_filtered(self) -> bool:
        return any(self._asked.get(name) for name in self.filters)

    @cached_property
    def tallies(self) -> dict[str, queues.Tally]:
        """Of every tab by its key, of the saved ones by `_key`. One query."""
        return counting.tally(self._counted(), self.me, self.now)

    def _counted(self) -> dict[str, queues.Queue]:
        wanted = {view.key: queues.Queue(view.rows, view.by if view.is_limit else "") for view in self.views}
        for saved in self.saved:
            view = self._view(asked := QueryDict(saved.query))
            wanted[_key(saved)] = queues.Queue(partial(self._filtered, asked, view), view.by if view.is_limit else "")
        if self.is_filtered:
            wanted[FOUND] = queues.Queue(partial(self._filtered, self._asked, self.view), self.view.by if self.view.is_limit else "")
        return wanted

    @cached_property
    def saved(self) -> list[SavedView]:
        """What the reader keeps as tabs of this desk."""
        return saved_views.of_desk(self.me, self.page)

    @property
    def query(self) -> str:
        """What of the address a saved view keeps: tab, filters, order."""
        return saved_views.canonical(urlencode(self._kept))

    @property
    def saved_here(self) -> SavedView | None:
        """The saved view that the list shows as it stands."""
        return next((saved for saved in self.saved if saved.query == self.query), None)

    @property
    def tally(self) -> queues.Tally:
        """Of the tab as a whole."""
        return self.tallies[self.view.key]

    @property
    def here(self) -> queues.Tally:
        """Of the tab as it is filtered."""
        return self.tallies[FOUND] if self.is_filtered else self.tally

    @cached_property
    def found(self) -> int:
        return self.here.total

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [
            {
                "label": view.label,
                "url": f"{reverse(self.page)}{'?tab=' + view.key if view.key else ''}",
                "count": self.tallies[view.key].total,
                "tone": "red" if self.tallies[view.key].late else "amber" if view.key else "",
                "is_here": view is self.view and self.saved_here is None,
            }
            for view in self.views
        ]

    @property
    def every_tab(self) -> list[dict[str, object]]:
        """The desk's own tabs, and behind them the ones that the reader saved."""
        kept: list[dict[str, object]] = [
            {
                "label": saved.name,
                "url": f"{reverse(self.page)}?{saved.query}",
                "count": self.tallies[_key(saved)].total,
                "tone": "red" if self.tallies[_key(saved)].late else "",
                "is_here": saved == self.saved_here,
                "icon": "bookmark",
            }
            for saved in self.saved
        ]
        return [*self.tabs, *kept]

    @cached_property
    def rows(self) -> list[Row]:
        return [self._row(ticket) for ticket in self.shown.rows]

    def _row(self, ticket: Ticket) -> Row:
        """A desk may have rows that say more."""
        is_here = self.ticket is not None and ticket.pk == self.ticket.pk
        return Row(ticket, self.url(ticket.number), is_here, self._left(ticket), getattr(ticket, self.view.by.removeprefix("-")))

    @property
    def previous_url(self) -> str:
        return self.url(before=self.shown.before) if self.shown.before else ""

    @property
    def next_url(self) -> str:
        return self.url(after=self.shown.after) if self.shown.after else ""

    def url(self, number: str = "", page: str = "", **place: object) -> str:
        """The address of this list, or of `number` on it (or of another `page` about it), with its tab and filters kept."""
        path = self._addresses(page or self.ticket_page)(number) if number else reverse(page or self.page)
        query = urlencode({**self._kept, **place}) if place else self._here
        return f"{path}?{query}" if query else path

    @cached_property
    def _addresses(self) -> Callable[[str], Callable[[str], str]]:
        return cache(addresses)

    @cached_property
    def _here(self) -> str:
        """The page of the list that is shown, as its rows keep it in their addresses."""
        place = {name: mark for name in ("after", "before") if (mark := self._id(name))}
        return urlencode({**self._kept, **place})

    @property
    def around(self) -> dict[str, object]:
        """For walking through the list without going back to it: the rows before and behind the open ticket, and its place,
        which is known on the first page alone."""
        numbers = [row.number for row in self.shown.rows]
        here = numbers.index(self.ticket.number) if self.ticket and self.ticket.number in numbers else None
        if here is None:
            return {}
        is_first_page = self._id("after") is None and self._id("before") is None
        return {
            "previous_url": self.url(numbers[here - 1]) if here else "",
            "next_url": self.url(numbers[here + 1]) if here + 1 < len(numbers) else "",
            "place": here + 1 if is_first_page else None,
        }

    def following(self) -> str:
        """The address of the ticket that comes after the open one, to be asked before the open one leaves the queue."""
        return self.url(paging.following(self.queue, self.by, self.ticket)) if self.ticket else self.url()

    @property
    def _kept(self) -> dict[str, str]:
        return {name: value for name in ("tab", *self.filters, "sort") if (value := self._asked.get(name))}

    def _view(self, asked: QueryDict) -> View:
        return next((view for view in self.views if view.key == asked.get("tab", "")), self.views[0])

    def _filtered(self, asked: QueryDict, view: View, me: User) -> TicketQuerySet:
        return cast(TicketQuerySet, self.filter_class(asked, queryset=view.rows(me)).qs)

    def _left(self, row: Ticket) -> TimeLeft | None:
        due: datetime | None = getattr(row, self.view.by) if self.view.is_limit else None
        return time_left(self.now, due, self.days, natural=True, soon=SOON) if due else None

    @cached_property
    def days(self) -> DayTable:
        return day_table()

    def _id(self, name: str) -> int | None:
        return id_of(self._asked.get(name, ""))


def _key(saved: SavedView) -> str:
    """The name of its tally, which no tab has."""
    return f"saved {saved.pk}"
