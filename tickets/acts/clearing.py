"""Month-end clearing (月底清零): whatever arrived in this month or before is to be cleared by the month's end [X22]."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI, end_of, local
from tickets.rules.shifting import month_of
from tickets.rules.workflow import OPEN, RUNNING, Status
from units.acts.scoping import units_of
from units.acts.settings import values
from units.models import Unit, User

# With a unit, or its reply under review: the district has not accepted anything yet.
UNCLEARED = tuple(sorted(OPEN - {Status.ARRIVED}))


@dataclass(frozen=True)
class Span:
    """The statistical month in which `now` lies."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, MIDNIGHT, SHANGHAI)

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day: the limit of the clearing."""
        return end_of(self.last)


@dataclass(frozen=True)
class Share:
    """One unit's part of the list: how many in all, from earlier months, run over."""

    unit: Unit
    total: int
    carried: int
    late: int


def span_of(now: datetime) -> Span:
    return Span(*month_of(local(now).date(), values().month_starts_on))


def to_clear(user: User, now: datetime) -> TicketQuerySet:
    """Open with a unit and arrived by the month's end: the district's people see all, a unit's those that it leads."""
    rows = Ticket.objects.filter(status__in=UNCLEARED, arrived_at__lt=span_of(now).ends_at)
    return rows.filter(lead_unit__in=units_of(user))


def carried_over(user: User, now: datetime) -> TicketQuerySet:
    """上月及以前受理."""
    return to_clear(user, now).filter(arrived_at__lt=span_of(now).starts_at)


def of_this_month(user: User, now: datetime) -> TicketQuerySet:
    """本月受理."""
    return to_clear(user, now).filter(arrived_at__gte=span_of(now).starts_at)


def shares(user: User, now: datetime) -> list[Share]:
    """By unit, those with most to clear first, equal ones in the profile's order. Two queries."""
    late = Count("pk", filter=Q(status__in=sorted(RUNNING), due_at__lt=now))
    carried = Count("pk", filter=Q(arrived_at__lt=span_of(now).starts_at))
    rows = to_clear(user, now).order_by().values("lead_unit").annotate(total=Count("pk"), carried=carried, late=late)
    counted = {row["lead_unit"]: row for row in rows}
    units = Unit.objects.filter(pk__in=counted).order_by("order", "pk")
    found = [Share(unit, counted[unit.pk]["total"], counted[unit.pk]["carried"], counted[unit.pk]["late"]) for unit in units]
    return sorted(found, key=lambda share: -share.total)
