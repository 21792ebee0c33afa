"""Live rows of lead assignments (主办) and assists (协办), as they stood at a moment."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, Func, OuterRef, PositiveSmallIntegerField, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from scoring.acts.sources.conditions import dimensions, excluded, is_
from tickets.models import Assignment, ExtensionRequest, RedoOrder, SuspensionRequest
from tickets.models.applications import Decision
from units.acts.settings import values
from units.models import CalendarDay

END = Assignment.End


def leads(as_of: datetime) -> QuerySet[Assignment]:
    """Lead assignments of tickets that were dispatched (直办 are not), as they stood at `as_of`: what ended, was answered or was
    redone later has not happened yet.

    Overdue is the unit whose own clock ran out while it had the ticket (domain.md, Two clocks): one that was given the ticket
    after the limit is not charged for it. It stays among 应办结, and by no means on time: that ticket is late, whoever has it;
    whom it shall not weigh upon is decided by an exclusion.
    """
    had_ended = Q(ended_at__lte=as_of)
    late_reply = Q(first_replied_at__isnull=False, on_time=False)
    # Not answered when the limit ran out; a unit that gave the ticket away before that is not charged.
    no_reply = Q(first_replied_at=None) & (Q(ended_at=None) | Q(ended_at__gt=F("first_due_at")))
    had_its_time = Q(first_due_at__lt=as_of, first_due_at__gt=F("assigned_at"))
    given_away = had_ended & Q(end_reason__in=[END.RETURNED, END.TRANSFERRED])
    voided = had_ended & Q(end_reason=END.VOIDED)
    return (
        Assignment.objects.filter(is_lead=True, ticket__is_direct=False)
        .annotate(assigned_on=TruncDate("assigned_at"), replied_on=TruncDate("first_replied_at"))
        .annotate(
            **dimensions(),
            is_volume=is_(~(had_ended & Q(end_reason__in=[END.RETURNED, END.TRANSFERRED, END.VOIDED])) & Q(is_redo=False)),
            is_sent=is_(~voided & Q(is_redo=False)),
            is_first=is_(Q(is_redo=False, assigned_at=F("ticket__dispatched_at"))),
            is_given_away=is_(given_away),
            is_returned=is_(had_ended & Q(end_reason=END.RETURNED)),
            has_sign_limit=is_(Q(sign_due_at__isnull=False)),
            is_signed_in_time=is_(Q(signed_in_time=True, signed_at__lte=as_of)),
            is_contacted_in_time=is_(_contacted(as_of)),
            is_replied_in_time=is_(Q(on_time=True, first_replied_at__lte=as_of)),
            is_completed=is_(Q(completed_at__lte=as_of)),
            is_overdue=is_(had_its_time & ~voided & ~stands(as_of) & (late_reply | no_reply)),
            is_extended=is_(Q(pk__in=_extended(as_of))),
            # Only the few that were redone at all are looked up.
            is_redone=is_(Q(ticket__redo_count__gt=0) & Q(Exists(RedoOrder.objects.filter(ticket=OuterRef("ticket"), at__lte=as_of)))),
            redo_count=_times_redone(as_of),
            handling_workdays=_workdays(as_of),
            **excluded("assignment", as_of, "pk"),
        )
    )


def assists(as_of: datetime) -> QuerySet[Assignment]:
    """Assists (协办); one whose lead lost the ticket is none any more."""
    gone = Q(ended_at__lte=as_of, end_reason__in=[END.RETURNED, END.TRANSFERRED, END.VOIDED])
    found = Assignment.objects.filter(is_lead=False, ticket__is_direct=False)
    return found.annotate(**dimensions(), is_volume=is_(~gone))


def stands(as_of: datetime) -> Q:
    """The clock stood at `as_of` (挂起) and no reply had come before: nothing is due until it runs again, by a limit that gives
    back what was left. Few rows, looked up once."""
    granted = SuspensionRequest.objects.filter(decision=Decision.ACCEPTED, decided_at__lte=as_of)
    standing = granted.filter(Q(resumed_at=None) | Q(resumed_at__gt=as_of)).order_by()
    return Q(pk__in=standing.values("assignment")) & (Q(first_replied_at=None) | Q(first_replied_at__gt=as_of))


def _contacted(as_of: datetime) -> Q:
    """The citizen was reached within the district's hours of the dispatch (domain.md, first contact)."""
    hours = timedelta(hours=values().contact_within_hours)
    return Q(first_contact_at__lte=F("assigned_at") + hours) & Q(first_contact_at__lte=as_of)


def _extended(as_of: datetime) -> QuerySet[ExtensionRequest, Any]:
    granted = ExtensionRequest.objects.filter(decision=Decision.ACCEPTED, decided_at__lte=as_of)
    return granted.order_by().values("assignment")


def _times_redone(as_of: datetime) -> Case:
    orders = RedoOrder.objects.filter(ticket=OuterRef("ticket"), at__lte=as_of).order_by().values("ticket")
    number = Coalesce(Subquery(orders.annotate(n=Count("pk")).values("n")), Value(0))
    return Case(When(ticket__redo_count__gt=0, then=number), default=Value(0), output_field=PositiveSmallIntegerField())


def _workdays(as_of: datetime) -> Case:
    """Working days later than the day of dispatch, up to and with the day of the first reply, by the office's calendar."""
    worked = CalendarDay.objects.filter(is_workday=True, day__gt=OuterRef("assigned_on"), day__lte=OuterRef("replied_on"))
    number = worked.annotate(n=Func(F("day"), function="COUNT", output_field=PositiveSmallIntegerField())).order_by().values("n")
    return Case(When(first_replied_at__lte=as_of, then=Subquery(number)), default=None, output_field=PositiveSmallIntegerField())
