"""The unit's inbox as a list: its tabs with true counts, its rows by their limits, and how far each has come."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tickets.acts import inbox, inbox_counts, queues
from tickets.filters import InboxFilter
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import STILL, Act, Status, acts_open_to
from tickets.views.files import listed
from tickets.views.list_rows import OF_A_ROW
from tickets.views.lists import Row, View, Worklist
from units.acts.settings import values

TONES = {"sign": "amber", "today": "amber", "late": "red", "back": "amber"}
# So many tabs fit side by side on a phone; the others stand behind 更多.
FIT_A_PHONE = 4
# What a row shows of its ticket.
SHOWN = (*OF_A_ROW, "due_at", "promised_on", "category__name", "ticket_type__label", "is_confidential")


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


# The tabs in the order of the picture, and what orders their rows; the one without a key is where people land.
TABS = (
    ("sign", "待签收", "due_at"),
    ("", "办理中", "due_at"),
    ("today", "今日到期", "due_at"),
    ("late", "已超期", "due_at"),
    ("back", "退回重办", "due_at"),
    ("track", "跟踪", "promised_on"),
    ("still", "挂起", "due_at"),
)


def _views(now: datetime) -> tuple[View, ...]:
    return tuple(View(key, label, partial(inbox.on_tab, tab=key, now=now), by) for key, label, by in TABS)


@listed("inbox")
class InboxList(Worklist):
    filter_class, filters = InboxFilter, ("type", "category")

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "inbox", "inbox_ticket", _views(timezone.now()), number)

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return inbox.with_progress(rows).select_related("category", "ticket_type").only(*SHOWN)

    @property
    def lasting(self) -> tuple[Callable[..., TicketQuerySet], tuple[Hashable, ...]] | None:
        return (inbox.on_lasting_tab, (self.view.key,)) if self.view.key in inbox.LASTING else None

    @cached_property
    def counts(self) -> inbox_counts.Counts:
        return inbox_counts.count(self.me, self.now)

    @cached_property
    def tallies(self) -> dict[str, queues.Tally]:
        """The desk's own tabs, and with one more query those that the reader has saved."""
        own = self.counts.tabs
        saved = {key: queue for key, queue in self._counted().items() if key not in own}
        return {**own, **queues.tally(saved, self.me, self.now)}

    @property
    def of_the_rail(self) -> dict[str, queues.Tally]:
        """What the rail counts too, by the url names of its desks."""
        return {"inbox": self.counts.inbox, "assists": self.counts.assists, "handed": self.counts.handed}

    @property
    def tabs(self) -> list[dict[str, object]]:
        own = [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]
        place = [view.key for view in self.views].index("track")
        return [*own[:place], *self._assists, *own[place:]]

    @property
    def _assists(self) -> list[dict[str, object]]:
        """协办 has a desk of its own: what the unit owes to other leads."""
        url = address("assists")
        return [{"label": "协办", "url": url, "count": self.counts.assists.total, "tone": "amber", "is_here": False}] if url else []

    def _row(self, ticket: Ticket) -> Row:
        row = super()._row(ticket)
        return Line(ticket, row.url, row.is_here, row.left, contact_by=self._contact_by)

    @cached_property
    def _contact_by(self) -> datetime:
        return self.now - timedelta(hours=values().contact_within_hours)

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
        return time_left(self.now, row.due_at, self.days) if row.due_at and row.status not in STILL else None
