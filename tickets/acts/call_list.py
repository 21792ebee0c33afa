"""The call list (回访台): whom to call, what came of the calls, and the judgement on a dissatisfied answer."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tickets.acts import archiving, callbacks
from tickets.acts.callbacks import Call
from tickets.acts.moving import check_seen
from tickets.acts.queues import to_call
from tickets.acts.story import Story
from tickets.models import Callback, Reply, Ticket
from tickets.models.callback import SAID_NO
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import local
from tickets.rules.workflow import FINISHED, Act, Status, acts_open_to
from units.models import User

NOBODY = Callback.Reached.NO_ANSWER


def tried(user: User) -> TicketQuerySet:
    """Of those to call: at least one call has reached nobody since the completion."""
    return to_call(user).filter(Exists(_tries()))


def called_today(user: User, now: datetime) -> TicketQuerySet:
    """The district has spoken to the citizen, or learnt that it cannot, since midnight."""
    midnight = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    calls = Callback.objects.filter(source=Callback.Source.DISTRICT, called_at__gte=midnight).exclude(reached=NOBODY)
    return Ticket.objects.visible_to(user).filter(pk__in=calls.values("ticket"))


def to_judge(user: User) -> TicketQuerySet:
    """不满意待处理: the latest callback says dissatisfied or unsolved, and nobody has ordered a redo or closed the ticket since."""
    # The few that ever said no come first, so that the work does not grow with what is finished.
    finished = Ticket.objects.visible_to(user).filter(status__in=sorted(FINISHED), pk__in=Callback.objects.filter(SAID_NO).values("ticket"))
    # By when it became known: the city's file may come after the closing with a call made before it.
    unanswered = Q(Exists(_complaints().filter(recorded_at__gt=OuterRef("closed_at"))))
    return finished.filter(Q(closed_at=None) & Q(Exists(_complaints())) | unanswered)


def with_tries(rows: TicketQuerySet) -> TicketQuerySet:
    """`rows` with tries: how many calls have reached nobody since the completion."""
    counted = _tries().order_by().values("ticket").annotate(n=Count("pk")).values("n")
    return rows.annotate(tries=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def _tries() -> QuerySet[Callback]:
    return Callback.objects.filter(ticket=OuterRef("pk"), reached=NOBODY, called_at__gte=OuterRef("completed_at"))


def _complaints() -> QuerySet[Callback]:
    return Callback.objects.filter(SAID_NO, ticket=OuterRef("pk"), called_at=OuterRef("called_at"))


@dataclass(frozen=True)
class Matter:
    """What the agent asks about: the accepted reply, the calls since then that reached nobody, and the answer to be judged."""

    reply: Reply | None = None
    tries: tuple[Callback, ...] = ()
    complaint: Callback | None = None
    is_to_call: bool = False

    @property
    def is_to_judge(self) -> bool:
        return self.complaint is not None


def matter(story: Story, user: User) -> Matter:
    ticket = story.ticket
    accepted = [reply for reply in story.replies if reply.decision == Reply.Decision.ACCEPTED]
    since = ticket.completed_at
    return Matter(
        reply=accepted[-1] if accepted else None,
        tries=tuple(call for call in story.callbacks if call.reached == NOBODY and since is not None and call.called_at >= since),
        complaint=_complaint(story) if Act.REDO in acts_open_to(ticket.status, user.role) else None,
        is_to_call=ticket.status == Status.COMPLETED and ticket.called_at is None,
    )


def _complaint(story: Story) -> Callback | None:
    """As `to_judge`, for one ticket whose story is loaded."""
    ticket = story.ticket
    latest = [call for call in story.callbacks if call.called_at == ticket.called_at]
    if ticket.closed_at is not None:
        latest = [call for call in latest if call.recorded_at > ticket.closed_at]
    return next((call for call in latest if callbacks.is_dissatisfied(call)), None)


def is_satisfied(call: Call) -> bool:
    """Nothing more is expected: the citizen is satisfied with the result, and nothing is left unsolved."""
    return call.result_grade == Callback.Grade.SATISFIED and call.solved != Callback.Solved.UNSOLVED


def is_complaint(call: Call) -> bool:
    """Asks for a judgement."""
    return call.result_grade == Callback.Grade.DISSATISFIED or call.solved == Callback.Solved.UNSOLVED


def reason_of(complaint: Callback | None) -> str:
    """The beginning of an order to handle the ticket again, from what the citizen said."""
    if complaint is None:
        return ""
    unsolved = "诉求未解决" if complaint.solved == Callback.Solved.UNSOLVED else ""
    grade = "对办理结果不满意" if complaint.result_grade == Callback.Grade.DISSATISFIED else ""
    said = "，".join(words for words in (unsolved, grade) if words)
    return f"回访时诉求人表示{said}。{complaint.remark}"


def record(call: Call, *, by: User, seen: int | None = None, closes: bool = False) -> Callback:
    """Records the call and, when `closes` and the citizen is satisfied, closes the ticket. `seen` is the event count of the
    page on which it was typed. ValidationError: moved_on (also for the same form sent twice), and those of `call_many`."""
    if seen is not None:
        check_seen(call.ticket, seen)
    with transaction.atomic():
        made = callbacks.call(call, by=by)
        if closes and is_satisfied(call) and call.ticket.status == Status.COMPLETED:
            archiving.close_many([archiving.Closure(call.ticket, call.at)], by)
    return made


def keep(ticket: Ticket, *, by: User, at: datetime, seen: int | None = None) -> None:
    """The judgement that nothing more can be done: the completion stands and the ticket is closed. ValidationError:
    already_closed, moved_on, and those of `move_many`."""
    if seen is not None:
        check_seen(ticket, seen)
    if ticket.status == Status.CLOSED:
        raise ValidationError(f"工单 {ticket.number} 已经归档，不用再归档。需要重新办理的请发起重办。", code="already_closed")
    archiving.close_many([archiving.Closure(ticket, at)], by)
