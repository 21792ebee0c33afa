"""What the lists of the callback desk share: rows with the calls that reached nobody, filters by unit and category, tabs' colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from tickets.acts import call_list, paging
from tickets.filters import CallFilter
from tickets.models import Ticket
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

    @cached_property
    def shown(self) -> paging.Page[Ticket]:
        rows = call_list.with_tries(self.queue).select_related("lead_unit").only(*SHOWN)
        return paging.page(rows, self.by, after=self._id("after"), before=self._id("before"), size=self.view.size)

    @property
    def tabs(self) -> list[dict[str, object]]:
        return [{**tab, "tone": self.tones.get(view.key, "")} for tab, view in zip(super().tabs, self.views, strict=True)]

    def _row(self, ticket: Ticket) -> Row:
        row = super()._row(ticket)
        return Line(ticket, row.url, row.is_here, at=row.at)
