"""The list of a desk: its views as tabs, filters and place in the address, its rows, and the ticket that is open beside it."""

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property, partial
from typing import cast
from urllib.parse import urlencode

import django_filters
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from tickets.acts import cases, counting, identities, keeping, paging, queues, saved_views
from tickets.acts.cases import Case
from tickets.filters import QueueFilter
from tickets.models import SavedView, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.views.list_rows import Chosen, addresses, begun, is_choice, tab
from tickets.views.list_rows import Row as Row
from tickets.views.list_rows import View as View
from tickets.views.opening import named
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

    @cached_property
    def form(self) -> Form:
        """The filters as fields, without the rows that they leave."""
        return self.filter_class(self._asked, queryset=Ticket.objects.none()).form

    @property
    def by(self) -> str:
        """The column that orders the list: the one that the address asks for ("-area" descending), else the tab's own."""
        asked = self._asked.get("sort", "")
        return asked if asked.removeprefix("-") in {self.view.by.removeprefix("-"), *self.sorts} else self.view.by

    @property
    def queue(self) -> TicketQuerySet:
        """The tab's rows as they are filtered."""
        return cast(TicketQuerySet, self.filter.qs)

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        """What the list reads of its rows, on a tab whose column is `by`; a desk that shows other things reads others."""
        return rows.select_related("category", "channel").defer("text", "extras")

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        page = self._page(self._id("after"), self._id("before"), self.view.size)
        identities.hide_in_titles(page.rows, self.me)
        return page

    def _page(self, after: int | None, before: int | None, size: int) -> paging.Page[Ticket]:
        if after or before or self.lasting is None:
            return paging.page(self.drawn(self.queue, self.view.by), self.by, after=after, before=before, size=size)
        chosen, me = Chosen(self.filter_class, self._filters, *self.lasting), self.me
        return paging.first(keeping.rows(begun, chosen, me.role, me.own_units, self.drawn, self.view.by, self.by, size), size)

    @property
    def lasting(self) -> tuple[Callable[..., TicketQuerySet], tuple[Hashable, ...]] | None:
        """Whose rows the tab shows and what it gives that function beside the person, where that is all they depend on: the
        statement of the first page is kept."""
        return None if isinstance(self.view.rows, partial) else (self.view.rows, ())

    @cached_property
    def ticket(self) -> Ticket | None:
        """The one that the address names (404 for one that is not to be read), else the first of the page."""
        if self.number:
            return named(self.me, self.number)
        first = self.shown.rows[0].pk if self.shown.rows else None
        return cases.known(first) if first else None

    @cached_property
    def case(self) -> Case | None:
        return cases.open_case(self.ticket, self.me, self.now) if self.ticket else None

    @property
    def is_filtered(self) -> bool:
        return bool(self._filters)

    @cached_property
    def _filters(self) -> tuple[tuple[str, str], ...]:
        return self._chosen_in(self._asked)

    @cached_property
    def tallies(self) -> dict[str, queues.Tally]:
        """Of every tab by its key, of the saved ones by saved_views.tally_of. One query."""
        return counting.tally(self._counted(), self.me, self.now)

    def _counted(self) -> dict[str, queues.Queue]:
        wanted = {view.key: queues.Queue(view.rows, view.by if view.is_limit else "") for view in self.views}
        for saved in self.saved:
            view = self._view(asked := QueryDict(saved.query))
            wanted[saved_views.tally_of(saved)] = queues.Queue(self._filtered(asked, view), view.by if view.is_limit else "")
        if self.is_filtered:
            wanted[FOUND] = queues.Queue(self._filtered(self._asked, self.view), self.view.by if self.view.is_limit else "")
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
        page, here, counts = reverse(self.page), None if self.saved_here else self.view, self.tallies
        places = {view: f"{page}?tab={view.key}" if view.key else page for view in self.views}
        return [tab(view.label, url, counts[view.key], "amber" if view.key else "", view is here) for view, url in places.items()]

    @property
    def every_tab(self) -> list[dict[str, object]]:
        """The desk's own tabs, and behind them the ones that the reader saved."""
        own = {saved: self.tallies[saved_views.tally_of(saved)] for saved in self.saved}
        here, page = self.saved_here, reverse(self.page)
        kept = [tab(saved.name, f"{page}?{saved.query}", tally, "", saved == here, icon="bookmark") for saved, tally in own.items()]
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
        return urlencode({**self._kept, **{name: mark for name in ("after", "before") if (mark := self._id(name))}})

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

    def _filtered(self, asked: QueryDict, view: View) -> Callable[[User], TicketQuerySet]:
        chosen = Chosen(self.filter_class, self._chosen_in(asked), view.rows)
        return partial(chosen) if isinstance(view.rows, partial) else chosen

    def _chosen_in(self, asked: QueryDict) -> tuple[tuple[str, str], ...]:
        """What is no choice, or none any more, filters nothing."""
        return tuple((name, value) for name in self.filters if (value := asked.get(name)) and is_choice(self.filter_class, name, value))

    def _left(self, row: Ticket) -> TimeLeft | None:
        due: datetime | None = getattr(row, self.view.by) if self.view.is_limit else None
        return time_left(self.now, due, self.days, natural=True, soon=SOON) if due else None

    @cached_property
    def days(self) -> DayTable:
        return day_table()

    def _id(self, name: str) -> int | None:
        return id_of(self._asked.get(name, ""))
