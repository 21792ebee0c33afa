"""每日清单: due today, overdue, unsigned, near, promised, unit by unit; and the same as words for the work group."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.acts import daily, queues
from tickets.forms.daily import DailyFilter
from tickets.forms.tickets import UrgeForm
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import MARKS, Act
from tickets.views.files import listed
from tickets.views.list_rows import addresses
from tickets.views.lists import View, Worklist
from units.acts.access import for_roles
from units.models import User
from units.rules.masking import mask_text
from units.rules.roles import Role

READERS = (Role.DISPATCHER, Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)
# Where nothing is due, people look at what is overdue first: the tabs stand in the order of what burns.
TONES = {"late": "red", "sign": "amber", "promise": "amber"}


@dataclass(frozen=True)
class Line:
    """A ticket with the limit of its list: of the unit, to sign, or the promised day; `url` is its own page."""

    ticket: Ticket
    url: str
    title: str
    due_at: datetime | None
    due_on: date | None
    left: TimeLeft | None


@dataclass(frozen=True)
class Share:
    """What a unit has on each list, each count with the address that shows it."""

    label: str
    counts: tuple[tuple[int, str], ...]


def _rows(part: daily.Part, now: datetime) -> Callable[[User], TicketQuerySet]:
    return partial(daily.rows, part=part, now=now)


@listed("daily")
class DailyList(Worklist):
    filter_class, filters, sorts = DailyFilter, ("unit",), ("arrived_at",)

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        now = timezone.now()
        ordered = sorted(daily.PARTS, key=lambda part: part.key != "")
        super().__init__(request, "daily", "ticket", [View(part.key, part.label, _rows(part, now), part.by) for part in ordered], number)

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return rows.select_related("category", "ticket_type", "lead_unit", "lead").defer("text", "extras")

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": TONES.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]

    @property
    def urge_url(self) -> str:
        """Where checked tickets are urged: it knows the list, to show it again when they cannot be."""
        return self.url(page="urge_checked")

    @property
    def lines(self) -> list[Line]:
        return [self._line(ticket) for ticket in self.shown.rows]

    @cached_property
    def tallies(self) -> dict[str, queues.Tally]:
        """Every list is that of all units together, and theirs are counted anyhow."""
        return {part.key: queues.Tally(sum(line.counts[place] for line in self._by_unit)) for place, part in enumerate(daily.PARTS)}

    @cached_property
    def found(self) -> int:
        return self.queue.count() if self.is_filtered else self.tally.total

    @cached_property
    def _by_unit(self) -> list[daily.Line]:
        return daily.by_unit(self.me, self.now)

    @cached_property
    def shares(self) -> list[Share]:
        """Unit by unit, whatever the filter: the counts are the way to each unit's lists."""
        return [Share(line.label, tuple(zip(line.counts, _addresses(line.unit), strict=True))) for line in self._by_unit]

    @cached_property
    def ticket_url(self) -> Callable[[str], str]:
        return addresses("ticket")

    def _line(self, ticket: Ticket) -> Line:
        shown = (ticket, self.ticket_url(ticket.number), mask_text(ticket.title))
        if self.view.key == "promise":
            return Line(*shown, None, ticket.promised_on, None)
        due = ticket.due_at if self.view.key != "sign" else ticket.lead.sign_due_at if ticket.lead else None
        return Line(*shown, due, None, time_left(self.now, due, self.days) if due else None)


@require_safe
@for_roles(*READERS)
def lists(request: HttpRequest) -> HttpResponse:
    """The five lists as tabs, and how many each unit has on them."""
    return page(request, DailyList(request))


def page(request: HttpRequest, work: DailyList, form: UrgeForm | None = None) -> HttpResponse:
    """The list, also after an urge that was refused: with the ticks and the words (`form`) that were sent."""
    may_urge = work.me.role in MARKS[Act.URGE]
    context = {"work": work, "tabs": work.tabs, "parts": daily.PARTS, "may_urge": may_urge, "urge_form": form or UrgeForm()}
    return render(request, "tickets/daily.html", context)


@require_safe
@for_roles(*READERS)
def words(request: HttpRequest) -> HttpResponse:
    """The lists as words without citizens' data, to be copied."""
    work = DailyList(request)
    unit = work.filter.form.cleaned_data.get("unit") if work.filter.is_valid() else None
    text = daily.text(work.me, work.now, unit.pk if unit else None)
    return render(request, "tickets/daily_text.html", {"work": work, "unit": unit, "text": text, "lines": text.count("\n") + 2})


def _addresses(unit: int) -> list[str]:
    place = f"{reverse('daily')}?unit={unit}"
    return [f"{place}&tab={part.key}" if part.key else place for part in daily.PARTS]
