"""The list of what a unit does on others' tickets: its assists (协办), what was handed on to it (下派). Tabs, limits, the open one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from tickets.acts import paging
from tickets.acts.cases import Case, open_case, readable
from tickets.acts.contacts import HELD
from tickets.acts.identities import hide_in_titles
from tickets.forms.inbox import ContactForm
from tickets.models import Assignment, HandOn
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import MARKS, Act
from units.acts.access import person
from units.acts.calendar import day_table
from units.models import User
from units.views.answers import id_of

Part = TypeVar("Part", Assignment, HandOn)


@dataclass(frozen=True)
class PartView:
    """A tab: which of the rows stand on it, whether their limits run, and which limit (a column) runs out first: `due_label`
    names it where it is not that of the answer."""

    key: str
    label: str
    which: Q
    tone: str = "amber"
    runs: bool = True
    due: str = "due_at"
    due_label: str = ""


@dataclass(frozen=True)
class Line(Generic[Part]):
    part: Part
    url: str
    is_here: bool
    due_at: datetime | None
    left: TimeLeft | None
    words: str  # what is left, of which limit


class PartList(Generic[Part]):
    """One person's list as the address asks for it. `of` gives all that run, `page` and `part_page` are url names."""

    def __init__(
        self,
        request: HttpRequest,
        page: str,
        part_page: str,
        of: Callable[[User], "QuerySet[Part]"],
        views: Sequence[PartView],
        number: str = "",
    ) -> None:
        self.me, self.now = person(request), timezone.now()
        self.page, self.part_page, self.views, self.number = page, part_page, views, number
        self.view = next((view for view in views if view.key == request.GET.get("tab", "")), views[0])
        self.all: QuerySet[Part] = of(self.me)
        self._after, self._before = id_of(request.GET.get("after", "")), id_of(request.GET.get("before", ""))
        self._wanted = id_of(request.POST.get("part", "") or request.GET.get("part", ""))

    @property
    def chosen(self) -> "QuerySet[Part]":
        """All rows of the tab."""
        return self.all.filter(self.view.which)

    @property
    def query(self) -> str:
        """What of the address says which rows, for the list as a file."""
        return urlencode({"tab": self.view.key}) if self.view.key else ""

    @cached_property
    def shown(self) -> "paging.Page[Part]":
        rows = self.chosen.select_related("unit", "ticket__category", "ticket__ticket_type")
        page = paging.page(rows.defer("ticket__text", "ticket__extras"), self.view.due, after=self._after, before=self._before)
        hide_in_titles((row.ticket for row in page.rows), self.me)
        return page

    @cached_property
    def part(self) -> Part | None:
        """The row that the address names, by its ticket and where that has several by its id; else the first of the page.
        404 where it is none of this person's."""
        if not self.number:
            first = self.shown.rows[0].pk if self.shown.rows else None
            return self._load(self.all.filter(pk=first)) if first else None
        found = self.all.filter(ticket__number=self.number)
        part = self._load(found.filter(pk=self._wanted) if self._wanted else found)
        if part is None:
            raise Http404("没有这件工单。")
        return part

    def _load(self, rows: "QuerySet[Part]") -> Part | None:
        return rows.select_related("unit", "ticket__lead_unit").order_by(self.view.due, "pk").first()

    @cached_property
    def case(self) -> Case | None:
        """The ticket of the open row as its reader may see it."""
        ticket = readable(self.me).filter(pk=self.part.ticket_id).first() if self.part else None
        return open_case(ticket, self.me, self.now) if ticket else None

    @cached_property
    def tabs(self) -> list[dict[str, object]]:
        """Counted in one query; red where a limit has passed."""
        counts = {f"n{place}": Count("pk", filter=view.which) for place, view in enumerate(self.views)}
        late = {
            f"late{place}": Count("pk", filter=view.which & Q(**{f"{view.due}__lt": self.now})) for place, view in enumerate(self.views)
        }
        found = self.all.aggregate(**counts, **late)
        return [
            {
                "label": view.label,
                "url": f"{reverse(self.page)}{'?tab=' + view.key if view.key else ''}",
                "count": found[f"n{place}"],
                "late": found[f"late{place}"] if view.runs else 0,
                "tone": "red" if view.runs and found[f"late{place}"] else view.tone,
                "is_here": view is self.view,
            }
            for place, view in enumerate(self.views)
        ]

    @property
    def rows(self) -> "list[Line[Part]]":
        return [self._line(row) for row in self.shown.rows]

    def _line(self, row: Part) -> "Line[Part]":
        due_at = getattr(row, self.view.due)
        left = self.left_until(due_at)
        words = f"{self.view.due_label}{left.short}" if left else ""
        return Line(row, self.url(row), self.part is not None and row.pk == self.part.pk, due_at, left, words)

    @property
    def left(self) -> TimeLeft | None:
        """Of the open row, until its answer is due."""
        return self.left_until(self.part.due_at) if self.part else None

    def left_until(self, due_at: datetime | None) -> TimeLeft | None:
        return time_left(self.now, due_at, day_table()) if due_at and self.view.runs else None

    @property
    def list_url(self) -> str:
        return self.url()

    @property
    def part_url(self) -> str:
        """Where the open row's forms are sent."""
        return self.url(self.part) if self.part else ""

    @property
    def previous_url(self) -> str:
        return self.url(before=self.shown.before) if self.shown.before else ""

    @property
    def next_url(self) -> str:
        return self.url(after=self.shown.after) if self.shown.after else ""

    def url(self, row: Part | None = None, **place: int) -> str:
        """The address of the list, or of one row on it, with its tab and place kept."""
        if not place:
            place = {name: mark for name, mark in (("after", self._after), ("before", self._before)) if mark}
        query: dict[str, object] = {**({"tab": self.view.key} if self.view.key else {}), **place}
        if row is not None:
            query["part"] = row.pk
        path = reverse(self.part_page, args=[row.ticket.number]) if row is not None else reverse(self.page)
        return f"{path}?{urlencode(query)}" if query else path


def touching(work: "PartList[Any]") -> dict[str, object]:
    """The form by which an assist or a section writes down that it spoke with the citizen; it leads back to the open row."""
    ticket = work.case.ticket if work.case else None
    if ticket is None or ticket.status not in HELD or work.me.role not in MARKS[Act.CONTACT]:
        return {}
    url = reverse("contact", args=[ticket.number])
    return {"contact_form": ContactForm(), "contact_url": url, "contact_next": work.part_url}
