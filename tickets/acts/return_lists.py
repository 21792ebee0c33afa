"""Slips in their queues: those the district has to decide on, those a principal has to sign, a unit's own, and the tickets that
were returned many times."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from tickets.models import ReturnRequest, Ticket
from tickets.models.applications import OPEN_DECISIONS, Decision
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import local, start_of
from tickets.rules.workflow import Act, Status, find_move
from units.acts.settings import values
from units.models import User

Slips = QuerySet[ReturnRequest]
IS_SIGNED = Q(signed_at__isnull=False) | Q(needs_hand=False)
# In which states a slip can be granted.
GRANTABLE = tuple(status for status in Status if find_move(status, Act.ACCEPT_RETURN))
# Complete, and waiting for the district's word. While the ticket is suspended or its reply is reviewed a slip cannot be granted:
# it comes back to the desk when the unit goes on handling, and is withdrawn when the reply is accepted.
READY = Q(decision=Decision.WAITING, ticket__status__in=GRANTABLE) & IS_SIGNED
SAID = (Decision.ACCEPTED, Decision.REFUSED, Decision.ADJUDICATING, Decision.MENDING)
HIGHEST = 30_000  # of a smallint on both databases


def _slips() -> Slips:
    return ReturnRequest.objects.select_related("ticket__ticket_type", "assignment__unit", "kind", "proposed_unit")


def waiting(now: datetime) -> Slips:
    return _slips().filter(READY)


def late(now: datetime) -> Slips:
    return _slips().filter(READY, is_late=True)


def repeated(now: datetime) -> Slips:
    """As many slips as put a ticket on the 多次退件 list."""
    return _slips().filter(READY, ticket__return_count__gte=values().many_returns_from)


def adjudicating(now: datetime) -> Slips:
    return _slips().filter(decision=Decision.ADJUDICATING)


def done(now: datetime) -> Slips:
    """What the district has ever said, also 要求补正 and that a meeting is called."""
    return _slips().filter(decision__in=SAID, decided_at__lte=now)


def done_today(now: datetime) -> Slips:
    """Of this, since midnight."""
    return done(now).filter(decided_at__gte=start_of(local(now).date()))


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    rows: Callable[[datetime], Slips]
    by: str = "at"
    tone: str = ""


TABS = (
    Tab("", "待审", waiting, tone="amber"),
    Tab("late", "超窗", late, tone="red"),
    Tab("many", "多次退件", repeated, tone="amber"),
    Tab("meeting", "研判中", adjudicating),
    Tab("done", "已审", done, "-decided_at"),
)


@dataclass(frozen=True)
class Counts:
    """How many slips stand in each tab, and what was decided today."""

    waiting: int
    late: int
    many: int
    meeting: int
    done: int
    accepted: int
    refused: int
    adjudicated: int

    def of(self, key: str) -> int:
        return int(getattr(self, key or "waiting"))


def counts(now: datetime) -> Counts:
    """One query over what is open or was decided today."""
    today = Q(decided_at__gte=start_of(local(now).date()), decided_at__lte=now)
    said = today & Q(decision__in=SAID)
    rows = ReturnRequest.objects.filter(Q(decision__in=OPEN_DECISIONS) | today).order_by()
    found = rows.aggregate(
        waiting=Count("pk", filter=READY),
        late=Count("pk", filter=READY & Q(is_late=True)),
        many=Count("pk", filter=READY & Q(ticket__return_count__gte=values().many_returns_from)),
        meeting=Count("pk", filter=Q(decision=Decision.ADJUDICATING)),
        done=Count("pk", filter=said),
        accepted=Count("pk", filter=today & Q(decision=Decision.ACCEPTED)),
        refused=Count("pk", filter=today & Q(decision=Decision.REFUSED)),
        adjudicated=Count("pk", filter=today & Q(decision=Decision.ADJUDICATING)),
    )
    return Counts(**found)


def to_decide(user: User) -> TicketQuerySet:
    """The tickets of `waiting`, for the count beside the desk."""
    return Ticket.objects.visible_to(user).filter(pk__in=ReturnRequest.objects.filter(READY).order_by().values("ticket"))


def of_unit(user: User) -> Slips:
    """Every slip of the user's unit and its subtree."""
    return _slips().filter(assignment__unit__in=user.own_units)


def to_sign(user: User) -> Slips:
    """Written, without the principal's hand."""
    return of_unit(user).filter(decision=Decision.WAITING, needs_hand=True, signed_at=None)


def tickets_to_sign(user: User) -> TicketQuerySet:
    """The tickets of `to_sign`, for the count beside the desk."""
    unsigned = ReturnRequest.objects.filter(assignment__unit__in=user.own_units, decision=Decision.WAITING, needs_hand=True, signed_at=None)
    return Ticket.objects.visible_to(user).filter(pk__in=unsigned.order_by().values("ticket"))


def many_returned(user: User, times: int | None = None) -> TicketQuerySet:
    """多次退件 [X23]: from as many slips on as the district says, or with exactly `times`."""
    rows = Ticket.objects.visible_to(user)
    if times is not None and 0 < times < HIGHEST:
        return rows.filter(return_count=times)
    return rows.filter(return_count__gte=values().many_returns_from)


@dataclass(frozen=True)
class Bar:
    """So many tickets were returned so many times."""

    times: int
    count: int


def histogram() -> tuple[Bar, ...]:
    """How many tickets were returned how often, from many_returns_from on. One GROUP BY over the tickets."""
    often = Ticket.objects.filter(return_count__gte=values().many_returns_from).order_by().values("return_count")
    return tuple(Bar(row["return_count"], row["n"]) for row in often.annotate(n=Count("pk")).order_by("return_count"))
