"""Keyset pages of any table's rows: those behind or before a known one, so that page 400 costs what page 1 does."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import F, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

# A screen shows sixteen; what lies beyond two of them is found by a filter or by the next page.
SIZE = 30
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows in order; `before` and `after` are the ids that the neighbouring pages are asked by, None where there is none."""

    rows: list[Row]
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class _Order:
    """`by` is a column or a path to one ("ticket__due_at"), descending with a "-" before it."""

    name: str
    is_down: bool
    may_lack: bool

    @classmethod
    def read(cls, model: type[Model], by: str) -> "_Order":
        name = by.removeprefix("-")
        return cls(name, by.startswith("-"), _may_lack(model, name))

    def terms(self, *, back: bool = False) -> tuple[OrderBy | str, ...]:
        """Rows without a value stand last, equal ones by id."""
        is_down = self.is_down is not back
        if not self.may_lack:
            return (f"-{self.name}" if is_down else self.name, "-pk" if is_down else "pk")
        if back:
            first = F(self.name).desc(nulls_first=True) if is_down else F(self.name).asc(nulls_first=True)
        else:
            first = F(self.name).desc(nulls_last=True) if is_down else F(self.name).asc(nulls_last=True)
        return (first, "-pk" if is_down else "pk")

    def beyond(self, pk: int, value: Any, *, back: bool = False) -> Q:
        """The rows behind the one with `pk` and `value`, or those before it."""
        is_down = self.is_down is not back
        step = "lt" if is_down else "gt"
        if value is None:
            own = Q(**{f"{self.name}__isnull": True, f"pk__{step}": pk})
            return own | Q(**{f"{self.name}__isnull": False}) if back else own
        beyond = Q(**{f"{self.name}__{step}": value}) | Q(**{self.name: value, f"pk__{step}": pk})
        if self.may_lack and not back:
            return beyond | Q(**{f"{self.name}__isnull": True})
        # Says nothing new but to the planner: an OR alone is no bound of an index, and a deep page would walk all before it.
        return Q(**{f"{self.name}__{step}e": value}) & beyond


def page(rows: QuerySet[Row], by: str, *, after: int | None = None, before: int | None = None, size: int = SIZE) -> Page[Row]:
    """A page of `rows` in the order of `by`, rows without a value last, equal ones by id.

    `after` or `before` is the id of the row that the page follows or precedes; one that is gone starts at the beginning.
    """
    order, wanted = _Order.read(rows.model, by), after or before
    known = rows.model._default_manager.filter(pk=wanted).values_list("pk", order.name) if wanted else None
    mark = known.first() if known is not None else None
    if mark is not None and before and not after:
        found = list(rows.filter(order.beyond(*mark, back=True)).order_by(*order.terms(back=True))[: size + 1])
        shown = found[:size][::-1]
        return Page(shown, shown[0].pk if len(found) > size else None, shown[-1].pk if shown else None)
    if mark is None:
        return first(list(begun(rows, by, size)), size)
    found = list(rows.filter(order.beyond(*mark)).order_by(*order.terms())[: size + 1])
    shown = found[:size]
    return Page(shown, shown[0].pk if shown else None, shown[-1].pk if len(found) > size else None)


def begun(rows: QuerySet[Row], by: str, size: int) -> QuerySet[Row]:
    """What `first` makes the first page of."""
    return ordered(rows, by)[: size + 1]


def first(found: list[Row], size: int) -> Page[Row]:
    """The page that nothing stands before, of what `begun` finds."""
    return Page(found[:size], None, found[size - 1].pk if len(found) > size else None)


def ordered(rows: QuerySet[Row], by: str) -> QuerySet[Row]:
    """All `rows` as their pages follow each other."""
    return rows.order_by(*_Order.read(rows.model, by).terms())


def following(rows: TicketQuerySet, by: str, of: Ticket) -> str:
    """The number of the ticket that stands behind `of` in the queue, else of the queue's first other one; empty when it was the last."""
    order = _Order.read(Ticket, by)
    others = rows.exclude(pk=of.pk).order_by(*order.terms()).values_list("number", flat=True)
    value = Ticket.objects.filter(pk=of.pk).values_list(order.name, flat=True).first() if "__" in order.name else getattr(of, order.name)
    return others.filter(order.beyond(of.pk, value)).first() or others.first() or ""


def _may_lack(model: type[Model], name: str) -> bool:
    """Whether the column at the end of the path may be empty, or the path itself may end early."""
    may_lack = False
    for part in name.split("__"):
        field: Any = model._meta.get_field(part)
        may_lack = may_lack or bool(getattr(field, "null", False))
        model = field.related_model or model
    return may_lack
