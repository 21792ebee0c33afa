"""What the lists of the callback desk share: rows with the calls that reached nobody, filters by unit and category, tabs' colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from tickets.acts import call_list
from tickets.filters import CallFilter
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.views.list_rows import OF_A_ROW
from tickets.views.lists import Row, Worklist

# What a row shows of its ticket.
SHOWN = (*OF_A_ROW, "completed_at", "called_at", "lead_unit__name", "lead_unit__short_name")


@dataclass(frozen=True)
class Line(Row):
    @property
    def tries(self) -> int:
        return int(getattr(self.ticket, "tries", 0))


class CallWorklist(Worklist):
    filter_class, filters = CallFilter, ("unit", "category")
    tones: ClassVar[Mapping[str, str]] = {}

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return call_list.with_tries(rows).select_related("lead_unit").only(*SHOWN)

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": self.tones.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]

    def _row(self, ticket: Ticket) -> Row:
        row = super()._row(ticket)
        return Line(ticket, row.url, row.is_here, at=row.at)
