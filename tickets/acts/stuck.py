"""What is stuck: open tickets whose limit or promise has passed, or that are handled again and again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import local
from tickets.rules.workflow import OPEN, RUNNING, Status
from units.models import User

MANY_REDOS = 2


@dataclass(frozen=True)
class Kind:
    """A way to be stuck: `by` is the column that its list is ordered by."""

    code: str
    label: str
    by: str
    rows: Callable[[datetime], Q]
    words: str


def _overdue(now: datetime) -> Q:
    return Q(status__in=sorted(RUNNING), due_at__lt=now)


def _promise(now: datetime) -> Q:
    return Q(status=Status.TRACKING, promised_on__lt=local(now).date())


def _redone(now: datetime) -> Q:
    return Q(status__in=sorted(OPEN), redo_count__gte=MANY_REDOS)


KINDS: tuple[Kind, ...] = (
    Kind("overdue", "已超期", "due_at", _overdue, "单位时限已过，还没有答复"),
    Kind("promise", "承诺逾期", "promised_on", _promise, "阶段性答复的承诺日期已过，还没有办结"),
    Kind("redone", "多次重办", "arrived_at", _redone, f"重办 {MANY_REDOS} 次及以上，仍未办结"),
)


def of_kind(kind: Kind, user: User, now: datetime) -> TicketQuerySet:
    return Ticket.objects.visible_to(user).filter(kind.rows(now))


def tally(user: User, now: datetime) -> dict[str, int]:
    """{kind: how many}, in one query over open tickets."""
    counts = {kind.code: Count("pk", filter=kind.rows(now)) for kind in KINDS}
    return Ticket.objects.visible_to(user).filter(status__in=sorted(OPEN)).order_by().aggregate(**counts)


def longest(user: User, now: datetime, most: int) -> list[Ticket]:
    """The tickets that have been stuck longest since they arrived, of any kind."""
    any_kind = Q()
    for kind in KINDS:
        any_kind |= kind.rows(now)
    found = Ticket.objects.visible_to(user).filter(any_kind, status__in=sorted(OPEN)).select_related("lead_unit")
    return list(found.defer("text", "extras").order_by("arrived_at", "pk")[:most])


def why(ticket: Ticket, now: datetime) -> Kind:
    """What the ticket is stuck by: the first of the kinds that holds, 多次重办 otherwise."""
    if ticket.status == Status.TRACKING and ticket.promised_on is not None and ticket.promised_on < local(now).date():
        return KINDS[1]
    is_late = ticket.status in RUNNING and ticket.due_at is not None and ticket.due_at < now
    return KINDS[0] if is_late else KINDS[2]
