"""What stands on the dispatcher's desk: the queue with the unit that each ticket is for, and all that the open one is decided from."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.utils import timezone

from tickets.acts import choices, deciding, presence, queues, routing, suggestions
from tickets.acts.deciding import Receiver
from tickets.acts.presence import Look
from tickets.acts.related import Relations, related
from tickets.acts.suggestions import Suggestion
from tickets.forms.dispatching import CategoryForm, DecisionForm, HelpForm
from tickets.models import StockText, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.workflow import WITH_UNIT, Act, find_move
from tickets.views.lists import FOUND, SOON, Row, View, Worklist

VIEWS = (
    View("", "待派单", queues.to_dispatch, "dispatch_due_at", is_limit=True),
    View("back", "退回再派", deciding.come_back, "dispatch_due_at", is_limit=True),
    View("urged", "催办", deciding.urged, "dispatch_due_at", is_limit=True),
    View("classify", "待归类", queues.to_classify, "arrived_at"),
    View("conflict", "冲突", queues.in_conflict, "arrived_at"),
)
TONES = {"back": "amber", "urged": "amber"}
# What a row is drawn and its unit proposed from: which line of the responsibility list is meant stands in the text.
SHOWN = (
    *("number", "title", "text", "area", "category__path", "category__name", "status", "urgency"),
    *("dispatched_at", "urge_count", "redo_count", "return_count", "is_direct"),
)
# The names of the tallies of what the reader dispatched today and of what of the list will be late soon; no tab has them.
TODAY = "dispatched today"
LATE_SOON = "late soon"
Chosen = tuple[Suggestion, ...]


@dataclass(frozen=True)
class Option:
    """A unit to choose: with why it is proposed, and whether it stands chosen as lead or as assist."""

    receiver: Receiver
    suggestion: Suggestion | None
    is_lead: bool
    is_assist: bool


@dataclass(frozen=True)
class Line(Row):
    """A row of the queue with the unit that it is most likely for."""

    hint: Suggestion | None = None


class DispatchList(Worklist):
    def __init__(self, request: HttpRequest, number: str = "") -> None:
        super().__init__(request, "dispatch_desk", "dispatch_ticket", VIEWS, number)

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return rows.select_related("category").only(*SHOWN, by.removeprefix("-"))

    def _row(self, ticket: Ticket) -> Row:
        row, hint = super()._row(ticket), next(iter(self.suggestions.get(ticket.pk, ())), None)
        return Line(row.ticket, row.url, row.is_here, row.left, row.at, hint)

    @property
    def tabs(self) -> list[dict[str, object]]:
        """An empty one has no number, but for the queue itself: there is little room for what the reader keeps."""
        return [
            {
                **tab,
                "tone": tab["tone"] if tab["tone"] == "red" else TONES.get(view.key, ""),
                "count": tab["count"] or (None if view.key else 0),
            }
            for tab, view in zip(super().tabs, self.views, strict=True)
        ]

    @cached_property
    def suggestions(self) -> dict[int, Chosen]:
        """Of the open ticket and of every row that waits, asked together."""
        wanted = {row.pk: row for row in self.shown.rows} if self.view.is_limit else {}
        if self.ticket and self.may_dispatch:
            wanted[self.ticket.pk] = self.ticket
        return suggestions.suggest_many(list(wanted.values()))

    @property
    def may_dispatch(self) -> bool:
        ticket = self.ticket
        return ticket is not None and not ticket.is_direct and find_move(ticket.status, Act.DISPATCH) is not None

    @cached_property
    def others(self) -> list[Look]:
        """The other dispatchers, after they are told where the reader is."""
        presence.look(self.me, self.ticket.number if self.ticket else "", self.now)
        return presence.others(self.me, self.now)

    @property
    def presence_words(self) -> str:
        """另有 1 位派单员在线，正在看第 6 件"""
        if not self.others:
            return ""
        is_first_page = self._id("after") is None and self._id("before") is None
        numbers = [row.number for row in self.shown.rows] if is_first_page else []
        places = sorted({numbers.index(each.number) + 1 for each in self.others if each.number in numbers})
        where = f"，正在看第 {'、'.join(map(str, places))} 件" if places else ""
        return f"另有 {len(self.others)} 位派单员在线{where}"

    @property
    def beside(self) -> str:
        """Who looks at the same ticket."""
        return "、".join(each.name for each in self.others if self.ticket and each.number == self.ticket.number)

    @property
    def presence_url(self) -> str:
        """What the page asks now and then, with the open ticket as `on`."""
        return self.url(page="presence", on=self.ticket.number if self.ticket else "")

    def _counted(self) -> dict[str, queues.Queue]:
        today = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = {**super()._counted(), TODAY: queues.Queue(deciding.DispatchedSince(self.me.pk, today))}
        if self.view.is_limit:
            wanted[LATE_SOON] = replace(wanted[FOUND if self.is_filtered else self.view.key], ahead=SOON)
        return wanted

    @property
    def due_soon(self) -> int:
        """What of the list is to be dispatched within the half hour that is amber."""
        return self.tallies[LATE_SOON].late - self.here.late if self.view.is_limit else 0


def context(work: DispatchList, form: DecisionForm, **more: object) -> dict[str, object]:
    """Everything that the desk's templates read."""
    ticket = work.ticket
    chosen = work.suggestions.get(ticket.pk, ()) if ticket and work.may_dispatch else ()
    return {
        "work": work,
        **_addresses(work),
        "tabs": work.every_tab,
        "asked": bool(work.number),
        "case": work.case,
        "ticket": ticket,
        "form": form,
        "may_dispatch": work.may_dispatch,
        "may_add": ticket is not None and ticket.status in WITH_UNIT,
        "category_form": CategoryForm(),
        "help_form": HelpForm(),
        **_units(work, form, chosen),
        "read_words": suggestions.read_in(ticket, chosen) if ticket else (),
        "stock_texts": _stock_texts(ticket),
        "relations": related(ticket, work.me) if ticket else Relations(),
        "dispatched_today": work.tallies[TODAY].total,
        "due_soon": work.due_soon,
        **more,
    }


def _units(work: DispatchList, form: DecisionForm, chosen: Chosen) -> dict[str, object]:
    """The suggestions with their units' loads, and all other units to look among."""
    receivers = deciding.receivers(work.now) if work.may_dispatch else []
    # Chosen beforehand is what is sure, and only until the dispatcher has chosen.
    sure = [suggestion for suggestion in chosen[:1] if suggestion.is_sure and suggestion.is_lead and not form.is_bound]
    typed = form.chosen
    lead, why = str(sure[0].unit.pk) if sure else typed.unit, {suggestion.unit.pk: suggestion for suggestion in chosen}
    options = {
        each.unit.pk: Option(each, why.get(each.unit.pk), str(each.unit.pk) == lead, str(each.unit.pk) in typed.assists)
        for each in receivers
    }
    proposed = [options[pk] for pk in why if pk in options]
    return {"proposed": proposed, "others": [option for pk, option in options.items() if pk not in why]}


def _stock_texts(ticket: Ticket | None) -> list[tuple[str, str]]:
    """(name, text) of the district's 常用语 for a dispatch that fit the ticket's category."""
    paths = {"", *routing.paths_of(ticket.category if ticket else None)}
    return [(title, text) for title, text, path in choices.stock_texts(StockText.Use.DISPATCH) if path in paths]


def _addresses(work: Worklist) -> dict[str, str]:
    """Where the buttons lead, each with the queue's tab and filters."""
    if work.ticket is None:
        return {}
    number = work.ticket.number
    pages = {
        "decide_url": "dispatch_ticket",
        "classify_url": "dispatch_classify",
        "reconcile_url": "dispatch_reconcile",
        "assists_url": "dispatch_assists",
    }
    return {name: work.url(number, page) for name, page in pages.items()}
