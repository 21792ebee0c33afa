"""The return desk's list: its tabs and filters in the address, its rows by groups, and the slip that is open beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from tickets.acts import paging, return_cases, return_lists
from tickets.acts.return_cases import Clock, SlipCase
from tickets.forms.returns import SlipFilter
from tickets.models import ReturnRequest
from units.acts.access import person
from units.acts.settings import values
from units.views.answers import id_of

SIZE = 100
DONE_SHOWN = 20
FILTERS = ("unit", "kind")


@dataclass(frozen=True)
class Line:
    request: ReturnRequest
    clock: Clock
    url: str
    is_here: bool


@dataclass(frozen=True)
class Group:
    """Rows below a heading; without a label they stand alone. `count`: with those of the other pages. `is_done`: decided, greyed,
    nothing to check."""

    label: str
    aside: str
    lines: tuple[Line, ...]
    count: int
    is_done: bool = False


class SlipList:
    """The list as one dispatcher asked for it, loaded only as far as it is needed."""

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        self.me, self.now, self.number = person(request), timezone.now(), number
        self._asked = request.GET
        # Whose boxes stay checked when a decision on many was refused.
        self.checked = frozenset(pk for word in request.POST.getlist("slip") if (pk := id_of(word)) is not None)
        self.tab = next((tab for tab in return_lists.TABS if tab.key == request.GET.get("tab", "")), return_lists.TABS[0])
        self.filter = SlipFilter(request.GET, queryset=self.tab.rows(self.now))
        self.filter.form.auto_id = "filter_%s"  # the decision has a field `unit` too

    @cached_property
    def counts(self) -> return_lists.Counts:
        return return_lists.counts(self.now)

    @cached_property
    def shown(self) -> paging.Page[ReturnRequest]:
        return paging.page(self.filter.qs, self.tab.by, after=self._id("after"), before=self._id("before"), size=SIZE)

    @property
    def is_filtered(self) -> bool:
        return any(self._asked.get(name) for name in FILTERS)

    @cached_property
    def slip(self) -> ReturnRequest | None:
        """The newest slip of the ticket that the address names, else the first of the list."""
        if self.number:
            found = return_cases.latest(self.number)
            if found is None:
                raise Http404
            return found
        first = next((line for group in self.groups for line in group.lines), None) if not self.number else None
        return return_cases.latest(first.request.ticket.number) if first else None

    @cached_property
    def case(self) -> SlipCase | None:
        return return_cases.open_slip(self.slip, self.now, self.me) if self.slip else None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """In the window first, then the late ones; below, what was decided today."""
        rows = self.shown.rows
        if self.tab.key == "done":
            return self._filled(Group("", "", self._lines(rows), 0, is_done=True))
        in_time, is_late = self._sums
        late = [row for row in rows if row.is_late]
        shows_done = not self.tab.key and self.counts.done
        done = return_lists.done_today(self.now).order_by("-decided_at", "-pk")[:DONE_SHOWN] if shows_done else ()
        return self._filled(
            Group("窗口内申请", "竖线为窗口截止", self._lines([row for row in rows if not row.is_late]), in_time),
            Group("超过窗口", "列入通报", self._lines(late), is_late),
            Group("今日已审", "", self._lines(list(done)), self.counts.done, is_done=True),
        )

    @property
    def _sums(self) -> tuple[int, int]:
        """How many slips of the tab are in their window and how many late, on all pages: asked for where neither
        the counts nor this page know it."""
        if not self.tab.key and not self.is_filtered:
            return self.counts.waiting - self.counts.late, self.counts.late
        rows = self.shown.rows
        if not (self.shown.before or self.shown.after):
            late = sum(row.is_late for row in rows)
            return len(rows) - late, late
        found = self.filter.qs.order_by().aggregate(in_time=Count("pk", filter=Q(is_late=False)), late=Count("pk", filter=Q(is_late=True)))
        return found["in_time"], found["late"]

    def _filled(self, *groups: Group) -> tuple[Group, ...]:
        return tuple(group for group in groups if group.lines)

    def _lines(self, rows: Sequence[ReturnRequest]) -> tuple[Line, ...]:
        return tuple(Line(row, return_cases.clock_of(row), self.url(row.ticket.number), row.ticket.number == self.number) for row in rows)

    @property
    def here(self) -> int | None:
        """The open slip's id, whose row is marked."""
        return self.slip.pk if self.slip else None

    @property
    def many_from(self) -> int:
        """From this slip on the number is amber."""
        return values().many_returns_from

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [
            {
                "label": tab.label,
                "url": f"{reverse('returns')}{'?tab=' + tab.key if tab.key else ''}",
                "count": self.counts.of(tab.key) if tab.key != "done" else None,
                "tone": tab.tone,
                "is_here": tab is self.tab,
            }
            for tab in return_lists.TABS
        ]

    @property
    def previous_url(self) -> str:
        return self.url(before=self.shown.before) if self.shown.before else ""

    @property
    def next_url(self) -> str:
        return self.url(after=self.shown.after) if self.shown.after else ""

    page = "returns"

    @property
    def query(self) -> str:
        """What of the address says which rows, for the list as a file."""
        return urlencode(self._kept)

    def following(self) -> str:
        """The address of the slip behind the open one, to be asked before that leaves the list."""
        numbers = [line.request.ticket.number for group in self.groups if not group.is_done for line in group.lines]
        here = self.slip.ticket.number if self.slip else ""
        place = numbers.index(here) if here in numbers else -1
        others = [*numbers[place + 1 :], *numbers[: max(place, 0)]]
        return self.url(others[0] if others else "")

    def url(self, number: str = "", page: str = "return_slip", **place: object) -> str:
        """The address of this list, or of `number` on it, with its tab and filters kept."""
        path = reverse(page, args=[number]) if number else reverse("returns")
        query = urlencode({**self._kept, **place})
        return f"{path}?{query}" if query else path

    @property
    def _kept(self) -> dict[str, object]:
        return {name: value for name in ("tab", *FILTERS) if (value := self._asked.get(name))}

    def _id(self, name: str) -> int | None:
        return id_of(self._asked.get(name, ""))
