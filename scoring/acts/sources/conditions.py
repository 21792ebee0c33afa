"""What all sources share: conditions as columns, the dimensions of a row's ticket, and from what it was excluded."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, CharField, Expression, F, Q, Value, When
from django.db.models.functions import Coalesce

from scoring.rules.indicators import ASPECTS, Source
from tickets.models import Exclusion
from tickets.models.applications import Decision

Columns = dict[str, Expression | F | Any]


def is_(condition: Q) -> Case:
    """True or false, never null, on both databases."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def dimensions() -> Columns:
    """Of a row that belongs to a ticket, or to none (a whistle)."""
    return {
        "category": F("ticket__category"),
        "root_category": Coalesce("ticket__category__root", "ticket__category"),
        "channel": F("ticket__channel"),
        "channel_group": Coalesce("ticket__channel__group", Value(""), output_field=CharField()),
        "ticket_type": F("ticket__ticket_type"),
        "ticket_level": F("ticket__level"),
        "area": Coalesce("ticket__area", Value("")),
        "is_enterprise": Coalesce("ticket__is_enterprise", Value(False)),
        "is_tourism": Coalesce("ticket__is_tourism", Value(False)),
    }


def excluded(source: Source, as_of: datetime, assignment: str) -> Columns:
    """out_of_… for each aspect of the source, by the decisions in force at `as_of`; `assignment` is the row's path to it.

    Decisions are few and mostly there are none: they are read first, so that a closing without any pays nothing for them.
    """
    in_force = Exclusion.objects.filter(decision=Decision.ACCEPTED, decided_at__lte=as_of).filter(
        Q(overturned_at=None) | Q(overturned_at__gt=as_of)
    )
    aspects = ASPECTS.get(source, ())
    decided = set(in_force.filter(aspect__in=aspects).order_by().values_list("aspect", flat=True).distinct()) if aspects else set()
    return {
        f"out_of_{aspect}": is_(Q(**{f"{assignment}__in": in_force.filter(aspect=aspect).order_by().values("assignment")}))
        if aspect in decided
        else Value(False, output_field=BooleanField())
        for aspect in aspects
    }
