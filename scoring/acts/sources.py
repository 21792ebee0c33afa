"""The live rows behind the indicators, annotated with exactly the column names of scoring.models.counted.

`rows(source, as_of, dated)` is used by closings (dated by the month, and what was recorded late) and by free dates alike.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Exists,
    Expression,
    F,
    Func,
    Model,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from scoring.models import CountedAssignment, CountedCallback, CountedLedger, LedgerEntry
from scoring.rules.indicators import Source
from scoring.rules.periods import Period, local_date
from tickets.models import Assignment, Callback, RedoOrder, SuspensionRequest
from tickets.models.applications import Decision
from units.acts.settings import values
from units.models import CalendarDay

# Which column a flag goes by, for each source. A moment that closes a day (a limit at 24:00, stored as 00:00 of the next day)
# belongs to the day that it closes; every other moment to the day that it opens.
DATES: dict[Source, dict[str, str]] = {
    "assignment": {"in_dispatched": "assigned_at", "in_due": "first_due_at"},
    "callback": {"in_called": "called_at"},
    "ledger": {"in_happened": "happened_on"},
}
CLOSES_A_DAY = frozenset({"first_due_at"})
COUNTED: dict[Source, type[CountedAssignment] | type[CountedCallback] | type[CountedLedger]] = {
    "assignment": CountedAssignment,
    "callback": CountedCallback,
    "ledger": CountedLedger,
}

Dated = Mapping[str, Q]


def dated_in(source: Source, period: Period, as_of: datetime) -> dict[str, Q]:
    """For each flag of the source the filter of its rows in `period`. A limit that runs out after `as_of` is not due yet."""
    return {flag: between(column, period, as_of) for flag, column in DATES[source].items()}


def between(column: str, period: Period, as_of: datetime) -> Q:
    starts_at, ends_at = period.bounds()
    if column == "happened_on":
        return Q(happened_on__range=(period.starts_on, period.ends_on))
    if column in CLOSES_A_DAY:
        return Q(**{f"{column}__gt": starts_at, f"{column}__lte": min(ends_at, as_of)})
    return Q(**{f"{column}__gte": starts_at, f"{column}__lt": ends_at})


def day_of(column: str, value: date | datetime) -> date:
    """The day that a value of one of DATES' columns belongs to; the inverse of `between`."""
    if not isinstance(value, datetime):
        return value
    return local_date(value - timedelta.resolution if column in CLOSES_A_DAY else value)


def rows(source: Source, as_of: datetime, dated: Dated) -> QuerySet[Any]:
    """The source's rows that any of `dated` takes, each flag (in_dispatched…) saying which of them did; one query, unordered."""
    if "in_due" in dated:
        dated = {**dated, "in_due": dated["in_due"] & ~_stands(as_of)}
    anything = Q()
    for condition in dated.values():
        anything |= condition
    # One flag alone is true of every row found: its condition is not asked a second time.
    flags = {flag: _is(dated[flag]) if len(dated) > 1 else Value(True) for flag in dated}
    flags |= {flag: Value(False) for flag in DATES[source] if flag not in dated}
    found: QuerySet[Any] = _SOURCES[source](as_of)
    dated_rows: QuerySet[Any] = found.filter(anything).annotate(row=F("pk"), **flags).order_by()
    return dated_rows


def _is(condition: Q) -> Case:
    """True or false, never null, on both databases."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _dimensions() -> dict[str, Expression | F]:
    return {
        "category": F("ticket__category"),
        "root_category": Coalesce("ticket__category__root", "ticket__category"),
        "channel": F("ticket__channel"),
        "channel_group": Coalesce("ticket__channel__group", Value(""), output_field=CharField()),
        "ticket_type": F("ticket__ticket_type"),
        "level": F("ticket__level"),
    }


def _assignments(as_of: datetime) -> QuerySet[Assignment]:
    """Lead assignments of tickets that were dispatched (直办 are not), as they stood at `as_of`: what ended, was answered or was
    redone later has not happened yet.

    Overdue is the unit whose own clock ran out while it had the ticket (domain.md, Two clocks): one that was given the ticket
    after the limit is not charged for it. It stays among 应办结, and by no means on time: that ticket is late, whoever has it;
    whom it shall not weigh upon is decided by an exclusion.
    """
    end = Assignment.End
    had_ended = Q(ended_at__lte=as_of)
    late_reply = Q(first_replied_at__isnull=False, on_time=False)
    # Not answered when the limit ran out; a unit that gave the ticket away before that is not charged.
    no_reply = Q(first_replied_at=None) & (Q(ended_at=None) | Q(ended_at__gt=F("first_due_at")))
    had_its_time = Q(first_due_at__lt=as_of, first_due_at__gt=F("assigned_at"))
    return (
        Assignment.objects.filter(is_lead=True, ticket__is_direct=False)
        .annotate(assigned_on=TruncDate("assigned_at"), replied_on=TruncDate("first_replied_at"))
        .annotate(
            **_dimensions(),
            is_volume=_is(~(had_ended & Q(end_reason__in=[end.RETURNED, end.TRANSFERRED, end.VOIDED])) & Q(is_redo=False)),
            has_sign_limit=_is(Q(sign_due_at__isnull=False)),
            is_signed_in_time=_is(Q(signed_in_time=True, signed_at__lte=as_of)),
            is_replied_in_time=_is(Q(on_time=True, first_replied_at__lte=as_of)),
            is_completed=_is(Q(completed_at__lte=as_of)),
            is_overdue=_is(had_its_time & ~(had_ended & Q(end_reason=end.VOIDED)) & ~_stands(as_of) & (late_reply | no_reply)),
            # Only the few that were redone at all are looked up.
            is_redone=_is(Q(ticket__redo_count__gt=0) & Q(Exists(RedoOrder.objects.filter(ticket=OuterRef("ticket"), at__lte=as_of)))),
            handling_workdays=_workdays(as_of),
        )
    )


def _stands(as_of: datetime) -> Q:
    """The clock stood at `as_of` (挂起) and no reply had come before: nothing is due until it runs again, by a limit that gives
    back what was left. Few rows, looked up once."""
    granted = SuspensionRequest.objects.filter(decision=Decision.ACCEPTED, decided_at__lte=as_of)
    standing = granted.filter(Q(resumed_at=None) | Q(resumed_at__gt=as_of)).order_by()
    return Q(pk__in=standing.values("assignment")) & (Q(first_replied_at=None) | Q(first_replied_at__gt=as_of))


def _workdays(as_of: datetime) -> Case:
    """Working days later than the day of dispatch, up to and with the day of the first reply, by the office's calendar."""
    worked = CalendarDay.objects.filter(is_workday=True, day__gt=OuterRef("assigned_on"), day__lte=OuterRef("replied_on"))
    number = worked.annotate(n=Func(F("day"), function="COUNT", output_field=PositiveSmallIntegerField())).order_by().values("n")
    return Case(When(first_replied_at__lte=as_of, then=Subquery(number)), default=None, output_field=PositiveSmallIntegerField())


def _callbacks(as_of: datetime) -> QuerySet[Callback]:
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
        **_dimensions(),
        is_top_star=_is(Q(stars__gte=district.stars_max)),
        is_low_star=_is(Q(stars__lte=district.low_star_at_most)),
        is_valid=_is(~Q(reached__in=district.invalid_reached) & answered),
        is_cleared=Case(When(result_grade=grade.DISSATISFIED, then=Exists(content)), default=Value(False), output_field=BooleanField()),
    )


def _ledger(as_of: datetime) -> QuerySet[LedgerEntry]:
    """Points have no category: the column is there so that all sources are grouped alike."""
    return LedgerEntry.objects.annotate(root_category=Cast(Value(None), BigIntegerField()))


_SOURCES: dict[Source, Any] = {"assignment": _assignments, "callback": _callbacks, "ledger": _ledger}


def columns(source: Source) -> tuple[str, ...]:
    """The names that a Counted table is filled from, in its order, but for its own key and the closing."""
    model: type[Model] = COUNTED[source]
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in {"id", "closing"})
