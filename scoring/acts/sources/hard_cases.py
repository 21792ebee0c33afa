"""Live rows of returns (退件), supervision orders (督办), whistles (吹哨), and staged or refused replies (答复)."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from scoring.acts.sources.conditions import dimensions, excluded, is_
from tickets.models import Reply, ReturnRequest, SupervisionOrder, Whistle
from tickets.models.applications import Decision
from tickets.models.supervision import Outcome

# Of the replies: by an index of their own.
COUNTED = Q(kind=Reply.Kind.STAGED) | Q(decision=Reply.Decision.SENT_BACK)


def returns(as_of: datetime) -> QuerySet[ReturnRequest]:
    """Each 退件单 of a unit with what was decided by `as_of`. When one was withdrawn is not kept: such a one never counts."""
    ruled = Q(decided_at__lte=as_of)
    return ReturnRequest.objects.annotate(
        **dimensions(),
        unit=F("assignment__unit"),
        is_standing=is_(~Q(decision=Decision.WITHDRAWN)),
        is_ruled=is_(ruled & Q(decision__in=[Decision.ACCEPTED, Decision.REFUSED])),
        is_accepted=is_(ruled & Q(decision=Decision.ACCEPTED)),
        **excluded("return", as_of, "assignment"),
    )


def supervision(as_of: datetime) -> QuerySet[SupervisionOrder]:
    return SupervisionOrder.objects.annotate(**dimensions(), **_result(as_of))


def whistles(as_of: datetime) -> QuerySet[Whistle]:
    return Whistle.objects.annotate(**dimensions(), **_result(as_of))


def _result(as_of: datetime) -> dict[str, object]:
    """A result without its time was recorded with the row; one of later is not known yet."""
    known = ~Q(result=Outcome.NONE) & (Q(result_at=None) | Q(result_at__lte=as_of))
    return {"has_result": is_(known), "is_solved": is_(known & Q(result=Outcome.SOLVED))}


def replies(as_of: datetime) -> QuerySet[Reply]:
    """Staged replies and those that the review sent back: the few that are counted.

    A promise holds from its acceptance; a later reply by the end of its day fulfils it or puts another promise in its place,
    unless the review sends that reply back.
    """
    is_sent_back = Q(decision=Reply.Decision.SENT_BACK, decided_at__lte=as_of)
    in_time = Reply.objects.annotate(replied_on=TruncDate("at")).filter(
        ticket=OuterRef("ticket"), at__gt=OuterRef("at"), at__lte=as_of, replied_on__lte=OuterRef("promised_on")
    )
    kept = Exists(in_time.exclude(decision=Reply.Decision.SENT_BACK))
    promise = Q(kind=Reply.Kind.STAGED, decision=Reply.Decision.ACCEPTED, decided_at__lte=as_of, promised_on__isnull=False)
    return Reply.objects.filter(COUNTED).annotate(
        **dimensions(),
        unit=F("assignment__unit"),
        is_staged=is_(Q(kind=Reply.Kind.STAGED)),
        is_sent_back=is_(is_sent_back),
        is_promise=is_(promise),
        is_broken=is_(promise & ~Q(kept)),
    )
