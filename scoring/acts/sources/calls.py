"""Live rows of callbacks that count by the district's settings, and of points given by hand."""

from datetime import datetime

from django.db.models import BigIntegerField, BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from scoring.acts.sources.conditions import dimensions, excluded, is_
from scoring.models import LedgerEntry
from tickets.models import Callback
from units.acts.settings import values


def callbacks(as_of: datetime) -> QuerySet[Callback]:
    """Callbacks that count by the district's settings: whose calls, and of each ticket the first or the last with an answer."""
    district = values()
    grade = Callback.Grade
    answered = ~Q(solved="") | ~Q(result_grade="") | ~Q(process_grade="") | Q(stars__isnull=False)
    content = Callback.objects.filter(
        ticket=OuterRef("ticket"),
        called_at__gt=OuterRef("called_at"),
        called_at__lte=as_of,
        result_grade__in=[grade.SATISFIED, grade.BASICALLY],
    )
    return Callback.objects.filter(**{"source__in": district.callback_sources, f"is_{district.callback_grade}": True}).annotate(
        **dimensions(),
        is_top_star=is_(Q(stars__gte=district.stars_max)),
        is_low_star=is_(Q(stars__lte=district.low_star_at_most)),
        is_valid=is_(~Q(reached__in=district.invalid_reached) & answered),
        is_cleared=Case(When(result_grade=grade.DISSATISFIED, then=Exists(content)), default=Value(False), output_field=BooleanField()),
        **excluded("callback", as_of, "assignment"),
    )


def ledger(as_of: datetime) -> QuerySet[LedgerEntry]:
    """Points have no category: the column is there so that all sources are grouped alike."""
    return LedgerEntry.objects.annotate(root_category=Cast(Value(None), BigIntegerField()))
