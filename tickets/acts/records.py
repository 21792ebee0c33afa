"""What a ticket's story is told from: the events of its chain, and the rows in which the words of each act stand."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from tickets.acts import keeping
from tickets.models import (
    Assignment,
    AssistAnswer,
    Attachment,
    Callback,
    CityWord,
    Contact,
    Event,
    Exclusion,
    ExtensionRequest,
    HandOn,
    IntakeRow,
    Merger,
    RedoOrder,
    Reply,
    ReturnRequest,
    SupervisionOrder,
    SuspensionRequest,
    Ticket,
    Urge,
    Whistle,
)
from tickets.rules.deadlines import local, print_due

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Moment:
    """A line of the time line, as parts/_timeline.html draws it; `state` is past, now, waiting, future or red."""

    moment: datetime
    strong: str
    words: str = ""
    more: str = ""
    proof: str = ""
    proof_tone: str = ""
    proof_icon: str = "check"
    state: str = "past"
    is_due: bool = False

    @property
    def at(self) -> str:
        """07-03 09:41; a limit at midnight is the 24:00 of its day."""
        return print_due(self.moment) if self.is_due else f"{local(self.moment):%m-%d %H:%M}"


@dataclass
class Records:
    """The rows that a ticket's acts left, as far as their reader may know them. Those that few tickets have are read when
    an event asks for them, so that a plain ticket costs no query for them."""

    ticket: Ticket
    events: list[Event] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    # The unit of a past holder: it reads what it saw, and no more.
    until: datetime | None = None
    now: datetime | None = None
    # What came with a 保密 or 举报 ticket may show who the citizen is: the unit is not shown it.
    hides_citizen: bool = False

    @property
    def lead(self) -> Assignment | None:
        """The lead assignment that the ticket stands on."""
        return next((row for row in self.assignments if row.pk == self.ticket.lead_id), None)

    @property
    def waiting_reply(self) -> Reply | None:
        return next((row for row in reversed(self.replies) if row.decision == Reply.Decision.NONE), None)

    @cached_property
    def replies(self) -> list[Reply]:
        rows = self._rows(Reply, "decided_by")
        known = {part.pk: part for part in self.assignments}
        for row in rows:
            if row.assignment_id in known:
                row.assignment = known[row.assignment_id]
        return rows

    @cached_property
    def callbacks(self) -> list[Callback]:
        return self._rows(Callback, moment="called_at")

    @cached_property
    def redo_orders(self) -> list[RedoOrder]:
        return self._rows(RedoOrder, "by")

    @cached_property
    def updates(self) -> list[IntakeRow]:
        return self._upto(self.ticket.intake_rows.select_related("batch").order_by("pk"), "batch__at")

    @cached_property
    def returns(self) -> list[ReturnRequest]:
        return self._rows(ReturnRequest, "by", "kind", "proposed_unit", "signed_by", "decided_by", "sent_to")

    @cached_property
    def extensions(self) -> list[ExtensionRequest]:
        return self._rows(ExtensionRequest, "by", "kind", "decided_by")

    @cached_property
    def suspensions(self) -> list[SuspensionRequest]:
        return self._rows(SuspensionRequest, "by", "kind", "decided_by", "resumed_by")

    @cached_property
    def contacts(self) -> list[Contact]:
        return self._rows(Contact, "by", "assignment__unit")

    @cached_property
    def assist_answers(self) -> list[AssistAnswer]:
        return self._rows(AssistAnswer, "by", "assignment__unit")

    @cached_property
    def hand_ons(self) -> list[HandOn]:
        return self._rows(HandOn, "by", "unit", "answered_by", "signed_by")

    @cached_property
    def urges(self) -> list[Urge]:
        return self._rows(Urge, "by")

    @cached_property
    def city_words(self) -> list[CityWord]:
        return self._rows(CityWord, "by")

    @cached_property
    def exclusions(self) -> list[Exclusion]:
        return self._rows(Exclusion, "assignment__unit", "by", "decided_by", moment="recorded_at")

    @cached_property
    def orders(self) -> list[SupervisionOrder]:
        return self._rows(SupervisionOrder, "unit", moment="recorded_at")

    @cached_property
    def whistles(self) -> list[Whistle]:
        return self._upto(self.ticket.whistles.select_related("unit").prefetch_related("called"), "recorded_at")

    @cached_property
    def mergers(self) -> list[Merger]:
        """Into this ticket, and of this one into another."""
        rows = Merger.objects.filter(Q(lead=self.ticket) | Q(ticket=self.ticket)).select_related("lead", "ticket", "by", "undone_by")
        return self._upto(rows)

    @cached_property
    def attachments(self) -> list[Attachment]:
        """A query where the chain tells of files."""
        if not any(event.has_files for event in self.events):
            return []
        rows = self.ticket.attachments.exclude(seq=None).select_related("by", "unit")
        return self._upto(rows.exclude(use=Attachment.Use.TICKET) if self.hides_citizen else rows)

    def _rows(self, model: type[Row], *related: str, moment: str = "at") -> list[Row]:
        return rows_of(self.ticket, model, *related, until=self.until, moment=moment)

    def _upto(self, rows: QuerySet[Row], moment: str = "at") -> list[Row]:
        return list(rows.filter(**{f"{moment}__lt": self.until}) if self.until else rows)


def rows_of(
    ticket: Ticket, model: type[Row], *related: str, by: tuple[str, ...] = (), until: datetime | None = None, moment: str = "at"
) -> list[Row]:
    """The rows of `model` about the ticket with what they refer to, in their own order or `by` these columns; `until` leaves out
    those whose `moment` is not before it. One query."""
    upto: dict[str, keeping.Value] = {"until": until} if until else {}
    found: list[Row] = keeping.rows(_about, model, related, by, moment, ticket=ticket.pk, **upto)
    for row in found:
        row._state.fields_cache["ticket"] = ticket
    return found


def _about(
    model: type[Row], related: tuple[str, ...], by: tuple[str, ...], moment: str, *, ticket: int, until: datetime | None = None
) -> QuerySet[Row]:
    rows = model._default_manager.filter(ticket=ticket, **({f"{moment}__lt": until} if until else {}))
    rows = rows.select_related(*related) if related else rows
    return rows.order_by(*by) if by else rows
