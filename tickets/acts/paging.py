"""Keyset pages of tickets: the rows behind or before a known one, so that page 400 costs what page 1 does."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from tickets.models import Ticket
from tickets.models.ticket import TicketQuerySet

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Rows in order; `before` and `after` are the ids that the neighbouring pages are asked by, None where there is none."""

    rows: list[Ticket]
    before: int | None = None
    after: int | None = None


def page(rows: TicketQuerySet, by: str, *, after: int | None = None, before: int | None = None, size: int = SIZE) -> Page:
    """A page of `rows` in ascending order of the column `by`, rows without a value last, equal ones by id.

    `after` or `before` is the id of the row that the page follows or precedes; one that is gone starts at the beginning.
    """
    wanted = after or before
    mark = Ticket.objects.filter(pk=wanted).only("pk", by).first() if wanted else None
    if mark is not None and before and not after:
        found = list(rows.filter(_earlier(by, mark)).order_by(*_order(by, back=True))[: size + 1])
        shown = found[:size][::-1]
        return Page(shown, shown[0].pk if len(found) > size else None, shown[-1].pk if shown else None)
    chosen = rows.filter(_later(by, mark)) if mark is not None else rows
    found = list(chosen.order_by(*_order(by))[: size + 1])
    shown = found[:size]
    return Page(shown, shown[0].pk if mark is not None and shown else None, shown[-1].pk if len(found) > size else None)


def following(rows: TicketQuerySet, by: str, of: Ticket) -> str:
    """The number of the ticket that stands behind `of` in the queue, else of the queue's first other one; empty when it was the last."""
    others = rows.exclude(pk=of.pk).order_by(*_order(by)).values_list("number", flat=True)
    return others.filter(_later(by, of)).first() or others.first() or ""


def _order(by: str, *, back: bool = False) -> tuple[OrderBy | str, ...]:
    if not _may_lack(by):
        return (f"-{by}", "-pk") if back else (by, "pk")
    return (F(by).desc(nulls_first=True), "-pk") if back else (F(by).asc(nulls_last=True), "pk")


def _later(by: str, mark: Ticket) -> Q:
    value = getattr(mark, by)
    if value is None:
        return Q(**{f"{by}__isnull": True}, pk__gt=mark.pk)
    later = Q(**{f"{by}__gt": value}) | Q(**{by: value}, pk__gt=mark.pk)
    return later | Q(**{f"{by}__isnull": True}) if _may_lack(by) else later


def _earlier(by: str, mark: Ticket) -> Q:
    value = getattr(mark, by)
    if value is None:
        return Q(**{f"{by}__isnull": False}) | Q(**{f"{by}__isnull": True}, pk__lt=mark.pk)
    return Q(**{f"{by}__lt": value}) | Q(**{by: value}, pk__lt=mark.pk)


def _may_lack(by: str) -> bool:
    return bool(getattr(Ticket._meta.get_field(by), "null", False))
