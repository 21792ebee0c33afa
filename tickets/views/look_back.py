"""Two lists of the callback desk from which tickets are taken with words: 回头看, and invalid calls to be cleaned (无效回访)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import ClassVar, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django_filters import FilterSet

from tickets.acts import cleaning, look_back, paging, planner, queues
from tickets.acts.look_back import Clearing
from tickets.forms.callbacks import ClearForm
from tickets.models import Callback, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import Status
from tickets.views.call_lists import SHOWN, CallWorklist
from tickets.views.files import listed
from tickets.views.lists import FOUND, Row, View
from units.acts.access import for_roles
from units.acts.settings import values
from units.models import User
from units.rules.roles import Role
from units.views.answers import attempt, words_in

# Partials: which calls are low or invalid is a setting, so their counts are never kept (tickets.acts.queues.Queue).
LOW = (View("", "待回头看", partial(look_back.look_back), "called_at"),)
INVALID = (
    View("", "可重新回访", partial(cleaning.invalid_calls, status=Status.COMPLETED), "called_at"),
    View("closed", "已归档", partial(cleaning.invalid_calls, status=Status.CLOSED), "called_at"),
)
# As the tabs show it: 1000+.
MOST_COUNTED = 1_000


@dataclass(frozen=True)
class Line(Row):
    """A ticket with the calls for which it stands on the list."""

    calls: Sequence[Callback] = ()


def _counted(calls: QuerySet[Callback]) -> int:
    """In the order of their small index, until there are enough: PostgreSQL would first join all calls that are stored."""
    with planner.without(*planner.JOINING):
        return calls.order_by("called_at", "pk")[: MOST_COUNTED + 1].count()


class ClearList(CallWorklist):
    """Tickets that stand there for certain calls, until these are cleared."""

    calls: ClassVar[Callable[[], QuerySet[Callback]]]
    last_calls: ClassVar[Callable[[], QuerySet[Callback]]]  # of each ticket one, by which the list is counted and walked
    clear_page: ClassVar[str]
    # The one state of a tab's tickets, by its key; without one it holds them in every state.
    states: ClassVar[Mapping[str, Status]] = {}

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        """The ids of its neighbours are those of calls: their small index holds what is listed in its order."""
        rows = self._standing.select_related("ticket__lead_unit").only("called_at", *(f"ticket__{name}" for name in SHOWN))
        found = paging.page(rows, "called_at", after=self._id("after"), before=self._id("before"), size=self.view.size)
        return paging.Page([call.ticket for call in found.rows], found.before, found.after)

    @cached_property
    def filter(self) -> FilterSet:
        """Of all that the agent reads: what stands on the list is told by its calls."""
        return self.filter_class(self._asked, queryset=Ticket.objects.visible_to(self.me))

    @property
    def queue(self) -> TicketQuerySet:
        return cast(TicketQuerySet, self.filter.qs).filter(pk__in=self._in_tab(type(self).calls(), self.view.key).values("ticket"))

    @cached_property
    def _standing(self) -> QuerySet[Callback]:
        """Agents read all tickets, so only filters take some away."""
        calls = self._in_tab(type(self).last_calls(), self.view.key)
        return calls.filter(ticket__in=self.filter.qs) if self.is_filtered else calls

    def _in_tab(self, calls: QuerySet[Callback], key: str) -> QuerySet[Callback]:
        return calls.filter(ticket__status=self.states[key]) if key in self.states else calls

    @cached_property
    def found(self) -> int:
        """True to MOST_COUNTED; one more where there are more."""
        return _counted(self._standing)

    @cached_property
    def tallies(self) -> dict[str, queues.Tally]:
        own = {view.key for view in self.views}
        saved = {key: queue for key, queue in self._counted().items() if key not in own | {FOUND}}
        return {**{key: queues.Tally(self._standing_in(key)) for key in own}, **queues.tally(saved, self.me, self.now)}

    def _standing_in(self, key: str) -> int:
        """Of a tab as a whole, counted as `found`."""
        if key == self.view.key and not self.is_filtered:
            return self.found
        return self._in_tab(type(self).last_calls(), key).order_by()[: MOST_COUNTED + 1].count()

    @property
    def clear_url(self) -> str:
        """Where what is checked is sent: it knows the filters, to show the same list again."""
        return self.url(page=self.clear_page)

    @cached_property
    def lines(self) -> list[Line]:
        rows = self.shown.rows
        own: Mapping[int, list[Callback]] = look_back.calls_of(rows, type(self).calls()) if rows else {}
        return [Line(row, reverse("callback_ticket", args=[row.number]), False, calls=own.get(row.pk, ())) for row in rows]


@listed("look_back")
class LookBack(ClearList):
    calls, last_calls = staticmethod(look_back.low_calls), staticmethod(look_back.lowest_calls)
    clear_page = "look_back_clear"

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "look_back", "ticket", LOW, number)


@listed("invalid_calls")
class InvalidCalls(ClearList):
    calls, last_calls = staticmethod(cleaning.calls), staticmethod(cleaning.last_calls)
    clear_page = "invalid_clear"
    # Nobody is called about what is closed: it is confirmed invalid.
    states: ClassVar[Mapping[str, Status]] = {"": Status.COMPLETED, "closed": Status.CLOSED}

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "invalid_calls", "ticket", INVALID, number)


@require_safe
@for_roles(Role.CALLBACK)
def low(request: HttpRequest) -> HttpResponse:
    return render(request, "tickets/look_back.html", _context(LookBack(request)))


@require_POST
@for_roles(Role.CALLBACK)
def clear(request: HttpRequest) -> HttpResponse:
    """The checked tickets leave the look-back list."""
    work, form = LookBack(request), ClearForm(request.POST)
    if _write_off(request, work, form, look_back.clear_many, "已销号 {} 件"):
        return redirect(work.url())
    return render(request, "tickets/look_back.html", _context(LookBack(request), form))


@require_safe
@for_roles(Role.CALLBACK)
def invalid(request: HttpRequest) -> HttpResponse:
    return render(request, "tickets/invalid_calls.html", _context(InvalidCalls(request)))


@require_POST
@for_roles(Role.CALLBACK)
def clean(request: HttpRequest) -> HttpResponse:
    """The checked ones are called again (act=again), or stay invalid with a reason."""
    work, form = InvalidCalls(request), ClearForm(request.POST)
    if request.POST.get("act") != "again":
        is_done = _write_off(request, work, form, cleaning.confirm_many, "已确认无效 {} 件")
    else:
        tickets = _checked(request, work)
        said = f"{len(tickets)} 件已放回待回访"
        is_done = not tickets or attempt(request, lambda: cleaning.call_again_many(tickets, work.me, work.now), said)
        form = ClearForm(initial={"words": request.POST.get("words", "")})
    if is_done:
        return redirect(work.url())
    return render(request, "tickets/invalid_calls.html", _context(InvalidCalls(request), form))


def _context(work: ClearList, form: ClearForm | None = None) -> dict[str, object]:
    low_star = values().low_star_at_most
    return {"work": work, "tabs": work.every_tab, "lines": work.lines, "form": form or ClearForm(), "low_star": low_star}


def _checked(request: HttpRequest, work: CallWorklist) -> list[Ticket]:
    """The checked tickets; without any the reader is told so."""
    tickets = list(Ticket.objects.visible_to(work.me).filter(number__in=words_in(request.POST, "ticket")).order_by("pk"))
    if not tickets:
        messages.error(request, "没有勾选工单，请先在列表里勾选。")
    return tickets


def _write_off(
    request: HttpRequest, work: CallWorklist, form: ClearForm, act: Callable[[Sequence[Clearing], User], None], said: str
) -> bool:
    """False when it was refused: then ticks and words are shown again. Where nothing was checked there is nothing to keep."""
    tickets = _checked(request, work)
    if not tickets:
        return True
    if not form.is_valid():
        return False
    clearings = [Clearing(ticket, work.now, form.cleaned_data["words"]) for ticket in tickets]
    return attempt(request, lambda: act(clearings, work.me), said.format(len(tickets)))
