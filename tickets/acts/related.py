"""What may belong to a ticket: those it is handled together with, presses or is pressed by, those that read alike, the same
citizen's other ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from tickets.acts import keeping
from tickets.acts.city_words import URGED
from tickets.models import Identity, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.likeness import ALIKE, likeness, pairs
from tickets.rules.workflow import OPEN, Status
from units.models import User
from units.rules.roles import UNIT_ROLES

WITHIN = timedelta(days=60)
MOST_COMPARED = 100  # comparing two texts costs some hundredths of a millisecond
MOST_OF_A_CITIZEN = 20
MOST_SHOWN = 6


class Other(NamedTuple):
    """What is read of a ticket that may belong to another: a hundred whole ones cost more than comparing them. The names are those
    of its lead, None before it is dispatched."""

    pk: int
    number: str
    title: str
    text: str
    status: str
    group_lead: int | None
    short_name: str | None
    name: str | None
    phone_hash: str | None

    @property
    def unit(self) -> str:
        """The lead for narrow columns."""
        return self.short_name or self.name or ""

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class Related:
    """`share`: how alike the words are, per cent. `can_merge`: both are open and not yet handled together."""

    ticket: Other
    share: int
    is_same_citizen: bool
    is_together: bool
    can_merge: bool
    is_urge: bool = False

    @property
    def is_alike(self) -> bool:
        return self.share >= ALIKE

    @property
    def invites(self) -> bool:
        """One matter by all signs, so that handling them together is offered beside it."""
        return self.can_merge and (self.is_alike or self.is_urge)

    @property
    def relation(self) -> str:
        if self.is_together:
            return "已并案"
        if self.is_urge:
            return "催办"
        return f"疑似重复 {self.share}%" if self.is_alike else "同诉求人"


@dataclass(frozen=True)
class Relations:
    """The first of them, and how many there are in all."""

    shown: tuple[Related, ...] = ()
    total: int = 0

    @property
    def may_merge(self) -> bool:
        """Whether one of them is there to be merged with."""
        return any(each.invites for each in self.shown)


def related(ticket: Ticket, reader: User) -> Relations:
    """Other tickets that `reader` may read and that belong to `ticket` (its identity loaded): handled together first, then
    催办, then what reads alike, then the same citizen's, the newest first. One query, one more for a ticket that was pressed.

    Compared are the newest tickets of the same category or area within 60 days. A citizen is known by the keyed hash of
    the phone; people of a unit are not told who asked twice.
    """
    phone = "" if reader.role in UNIT_ROLES else _phone_hash(ticket)
    pressing = _pressing(ticket)
    values: dict[str, keeping.Value] = {"own": ticket.pk, "group": ticket.group_lead_id or ticket.pk}
    if ticket.category_id or ticket.area:
        values |= {"since": ticket.arrived_at - WITHIN, "until": ticket.arrived_at + WITHIN}
    alike = {"category": ticket.category_id, "area": ticket.area, "phone": phone}
    values |= {name: value for name, value in alike.items() if value}
    values |= {f"pressing{place}": number for place, number in enumerate(sorted(pressing))}
    rows = map(Other._make, keeping.rows(_asked, reader.role, reader.own_units, **values))
    compared = _compared(ticket, rows, phone, pressing)
    found = [each for each in compared if each.is_together or each.is_urge or each.is_alike or each.is_same_citizen]
    # Sorting keeps the order of equals: the newest stay first.
    found.sort(key=lambda each: (not each.is_together, not each.is_urge, -each.share if each.is_alike else 0))
    return Relations(tuple(found[:MOST_SHOWN]), len(found))


def _pressing(ticket: Ticket) -> set[str]:
    """The numbers of the ticket that this one presses and of those that press it."""
    found = {str(ticket.extras.get(URGED, ""))}
    if ticket.urge_count:
        found |= set(ticket.urges.values_list("number", flat=True))
    return found - {""}


def _asked(role: str, units: frozenset[int], **values: Any) -> QuerySet[Ticket, tuple[Any, ...]]:
    """What a person of that role and those units may read of it, the newest first."""
    others = Ticket.objects.visible_to(keeping.anybody(role, units)).exclude(pk=values["own"])
    cut = [*([_near(others, values)] if "since" in values else []), *([_of_citizen(values["phone"])] if "phone" in values else [])]
    # One list of keys: of several with an OR between them PostgreSQL asks every ticket that is stored. What is cut is wrapped, for
    # SQLite puts together only what is neither ordered nor cut.
    wrapped = [Ticket.objects.filter(pk__in=part).order_by().values("pk") for part in cut]
    rows = others.filter(pk__in=_known(values).union(*wrapped)) if wrapped else others.filter(pk__in=_known(values))
    names = ("lead_unit__short_name", "lead_unit__name", "identity__phone_hash")
    found = rows.order_by("-arrived_at", "-pk")
    return found.values_list("pk", "number", "title", "text", "status", "group_lead", *names)


# Whoever walks through a list compares its tickets with much the same others.
_pairs = lru_cache(maxsize=512)(pairs)


def _compared(ticket: Ticket, rows: Iterable[Other], phone: str, pressing: set[str]) -> Iterable[Related]:
    own, group = pairs(f"{ticket.title} {ticket.text}"), ticket.group_lead_id or ticket.pk
    for row in rows:
        is_together = group in {row.pk, row.group_lead}
        yield Related(
            ticket=row,
            share=likeness(own, _pairs(f"{row.title} {row.text}")),
            is_same_citizen=bool(phone) and row.phone_hash == phone,
            is_together=is_together,
            can_merge=not is_together and row.group_lead is None and ticket.status in OPEN and row.status in OPEN,
            is_urge=row.number in pressing,
        )


def _near(others: TicketQuerySet, values: Mapping[str, Any]) -> TicketQuerySet:
    alike = Q(**{name: values[name] for name in ("category", "area") if name in values}, _connector=Q.OR)
    near = others.filter(alike, arrived_at__gte=values["since"], arrived_at__lte=values["until"])
    return near.order_by("-arrived_at", "-pk").values("pk")[:MOST_COMPARED]  # type: ignore[return-value]  # ids for a subquery


def _known(values: Mapping[str, Any]) -> TicketQuerySet:
    """What is handled together with it, presses it or is pressed by it; whoever may read them."""
    pressing = [value for name, value in values.items() if name.startswith("pressing")]
    known = Q(group_lead=values["group"]) | Q(pk=values["group"]) | Q(number__in=pressing)
    return Ticket.objects.filter(known).order_by().values("pk")  # type: ignore[return-value]


def _of_citizen(phone: str) -> TicketQuerySet:
    same = Ticket.objects.filter(identity__phone_hash=phone).order_by("-arrived_at", "-pk")
    return same.values("pk")[: MOST_OF_A_CITIZEN + 1]  # type: ignore[return-value]  # itself among them


def _phone_hash(ticket: Ticket) -> str:
    try:
        return ticket.identity.phone_hash
    except Identity.DoesNotExist:
        return ""
