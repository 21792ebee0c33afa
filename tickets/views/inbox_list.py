"""The unit's inbox as a list: its tabs with true counts, its rows by their limits, and how far each has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tickets.acts import assisting, inbox, paging
from tickets.filters import InboxFilter
from tickets.models import Ticket
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import STILL, Act, Status, acts_open_to
from tickets.views.files import listed
from tickets.views.lists import Row, View, Worklist
from units.acts.calendar import day_table
from units.acts.settings import values

TONES = {"sign": "amber", "today": "amber", "late": "red", "back": "amber"}
# So many tabs fit side by side on a phone; the others stand behind 更多.
FIT_A_PHONE = 4


def address(page: str, *args: str) -> str:
    """The page's address; empty where the office runs without that page."""
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Line(Row):
    """A row of the inbox: beside the countdown, how far the unit has come with it. `contact_by`: what was given before that
    moment should have its first contact by now."""

    contact_by: datetime | None = None

    @property
    def progress(self) -> str:
        ticket = self.ticket
        if getattr(ticket, "is_sent_back", False):
            return "退回修改"
        if ticket.status != Status.HANDLING:
            return {Status.DISPATCHED: "待签收", Status.SUSPENDED: "挂起"}.get(Status(ticket.status), "跟踪")
        if getattr(ticket, "is_looked_into", False):
            return "已核实"
        return "已联系" if getattr(ticket, "touched_at", None) else "未联系" if self.is_untouched else "已签收"

    @property
    def is_untouched(self) -> bool:
        """In hand for longer than the district's contact_within_hours, and the citizen was not reached."""
        given_at = getattr(self.ticket, "given_at", None)
        is_late = self.contact_by is not None and given_at is not None and given_at < self.contact_by
        return is_late and self.ticket.status == Status.HANDLING and getattr(self.ticket, "touched_at", None) is None


def _views(now: datetime) -> tuple[View, ...]:
    """The tabs in the order of the picture; the one without a key is where people land."""
    return (
        View("sign", "待签收", inbox.to_sign, "due_at"),
        View("", "办理中", inbox.in_hand, "due_at"),
        View("today", "今日到期", partial(inbox.due_today, now=now), "due_at"),
        View("late", "已超期", partial(inbox.overdue, now=now), "due_at"),
        View("back", "退回重办", inbox.come_back, "due_at"),
        View("track", "跟踪", inbox.tracking, "promised_on"),
        View("still", "挂起", inbox.suspended, "due_at"),
    )


@listed("inbox")
class InboxList(Worklist):
    filter_class, filters = InboxFilter, ("type", "category")

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "inbox", "inbox_ticket", _views(timezone.now()), number)

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        rows = inbox.with_progress(self.queue).select_related("category", "ticket_type").defer("text", "extras")
        return paging.page(rows, self.by, after=self._id("after"), before=self._id("before"))

    @property
    def tabs(self) -> list[dict[str, object]]:
        own = [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]
        place = [view.key for view in self.views].index("track")
        return [*own[:place], *self._assists, *own[place:]]

    @property
    def _assists(self) -> list[dict[str, object]]:
        """协办 has a desk of its own: what the unit owes to other leads."""
        url = address("assists")
        owed = assisting.waiting(self.me).count() if url else 0
        return [{"label": "协办", "url": url, "count": owed, "tone": "amber", "is_here": False}] if url else []

    @property
    def rows(self) -> list[Row]:
        contact_by = self.now - timedelta(hours=values().contact_within_hours)
        return [Line(row.ticket, row.url, row.is_here, row.left, contact_by=contact_by) for row in super().rows]

    @property
    def may_check(self) -> bool:
        """Whether several may be signed at once."""
        return self.view.key == "sign" and Act.SIGN in acts_open_to(Status.DISPATCHED, self.me.role)

    @property
    def may_answer(self) -> bool:
        """Whether several may be answered at once."""
        return not self.view.key and Act.REPLY in acts_open_to(Status.HANDLING, self.me.role)

    @property
    def is_checking(self) -> bool:
        """The list bears boxes: always where there is nothing to do but to sign, elsewhere when it is asked for."""
        return self.may_check or (self.may_answer and "check" in self._asked)

    def _left(self, row: Ticket) -> TimeLeft | None:
        return time_left(self.now, row.due_at, day_table()) if row.due_at and row.status not in STILL else None
