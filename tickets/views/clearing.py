"""月底清零: what arrived in this month or before and is still with a unit, as a list and unit by unit."""

from datetime import datetime
from functools import partial
from typing import ClassVar

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tickets.acts import clearing
from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.workflow import STILL, Status
from tickets.views.files import listed
from tickets.views.lists import Row, View, Worklist
from units.acts.access import for_roles
from units.acts.calendar import day_table
from units.models import Unit
from units.rules.roles import Role

# Nobody's clock runs: the district reviews, or it stands.
UNTIMED = STILL | {Status.REPLIED}


class UnitFilter(django_filters.FilterSet):
    """One unit's part of the list."""

    unit = django_filters.ModelChoiceFilter(queryset=Unit.objects.all(), field_name="lead_unit")

    class Meta:
        model = Ticket
        fields: ClassVar[list[str]] = ["unit"]


def _views(now: datetime) -> tuple[View, ...]:
    return (
        View("", "本月底前应清", partial(clearing.to_clear, now=now), "due_at", is_limit=True),
        View("carried", "上月及以前受理", partial(clearing.carried_over, now=now), "due_at", is_limit=True),
        View("month", "本月受理", partial(clearing.of_this_month, now=now), "due_at", is_limit=True),
    )


class ClearingList(Worklist):
    filter_class, filters = UnitFilter, ("unit",)

    @staticmethod
    def drawn(rows: TicketQuerySet, by: str) -> TicketQuerySet:
        return rows.select_related("category", "ticket_type", "lead_unit").defer("text", "extras")

    @property
    def rows(self) -> list[Row]:
        return [Row(row, self.url(row.number), False, self._left(row)) for row in self.shown.rows]

    def _left(self, row: Ticket) -> TimeLeft | None:
        return time_left(self.now, row.due_at, day_table()) if row.due_at and row.status not in UNTIMED else None


@require_safe
@for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.HANDLER, Role.PRINCIPAL)
def show(request: HttpRequest) -> HttpResponse:
    """The list by what burns first, and beside it how much each unit has to clear."""
    work = _list(request)
    span = clearing.span_of(work.now)
    context = {
        "work": work,
        "tabs": work.every_tab,
        "span": span,
        "left": time_left(work.now, span.ends_at, day_table()),
        "shares": clearing.shares(work.me, work.now),
        "unit": request.GET.get("unit", ""),
        "is_narrowed": work.is_filtered,
    }
    return render(request, "tickets/clearing.html", context)


@listed("clearing")
def _list(request: HttpRequest, number: str = "") -> ClearingList:
    return ClearingList(request, "clearing", "ticket", _views(timezone.now()), number)
