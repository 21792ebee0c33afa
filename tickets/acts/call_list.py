"""The call list (回访台): whom to call with which words, what came of the calls, and which answers wait to be judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tickets.acts import archiving, callbacks, keeping
from tickets.acts.callbacks import Call
from tickets.acts.moving import check_seen
from tickets.acts.queues import to_call
from tickets.acts.story import Story
from tickets.models import Callback, Reply, StockText, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.blanks import fill
from tickets.rules.deadlines import end_of, local, start_of
from tickets.rules.workflow import Act, Status, acts_open_to
from units.models import User
from units.rules.masking import mask_text

NOBODY = Callback.Reached.NO_ANSWER


def tried(user: User) -> TicketQuerySet:
    """Of those to call: at least one call has reached nobody since the completion."""
    return to_call(user).filter(Exists(_tries()))


def called_today(user: User, now: datetime) -> TicketQuerySet:
    """The district has spoken to the citizen, or learnt that it cannot, since midnight."""
    since = start_of(local(now).date())
    today = Callback.objects.filter(source=Callback.Source.DISTRICT, called_at__gte=since, called_at__lt=end_of(local(now).date()))
    calls = today.exclude(reached=NOBODY)
    return Ticket.objects.visible_to(user).filter(pk__in=calls.values("ticket"))


def left_out(user: User) -> TicketQuerySet:
    """未抽访: the sampling plan has left them out, so nobody is called and they close by themselves."""
    return Ticket.objects.visible_to(user).left_out()


def to_judge(user: User) -> TicketQuerySet:
    """不满意待处理: the latest callback says dissatisfied or unsolved, nobody has judged it, and nobody has ordered a redo or
    closed the ticket since."""
    # Read from the few that ever said no and wait (index callback_unjudged), so that the work does not grow with what is finished.
    return Ticket.objects.visible_to(user).filter(pk__in=Callback.objects.unjudged().values("ticket"))


def with_tries(rows: TicketQuerySet) -> TicketQuerySet:
    """`rows` with tries: how many calls have reached nobody since the completion."""
    counted = _tries().order_by().values("ticket").annotate(n=Count("pk")).values("n")
    return rows.annotate(tries=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def _tries() -> QuerySet[Callback]:
    return Callback.objects.filter(ticket=OuterRef("pk"), reached=NOBODY, called_at__gte=OuterRef("completed_at"))


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
        is_to_call=ticket.is_to_call,
    )


def _complaint(story: Story) -> Callback | None:
    """As `to_judge`, for one ticket whose story is loaded."""
    ticket = story.ticket
    latest = [call for call in story.callbacks if call.called_at == ticket.called_at]
    if ticket.closed_at is not None:
        latest = [call for call in latest if call.recorded_at > ticket.closed_at]
    return next((call for call in latest if callbacks.is_dissatisfied(call) and not call.judgement), None)


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
    return record_many([call], by, closes=closes)[0]


def record_many(calls: Sequence[Call], by: User, *, closes: bool = False) -> list[Callback]:
    """The same for many calls, all or none."""
    with transaction.atomic():
        made = callbacks.call_many(calls, by)
        good = [call for call in calls if closes and is_satisfied(call) and call.ticket.status == Status.COMPLETED]
        if good:
            archiving.close_many([archiving.Closure(call.ticket, call.at) for call in good], by)
    return made


def close_many(tickets: Sequence[Ticket], by: User, at: datetime) -> None:
    """Closes tickets without another call, all or none. ValidationError: unjudged (a no still waits for its judgement), and
    those of `archiving.close_many`."""
    complaint = Callback.objects.unjudged().filter(ticket__in=[ticket.pk for ticket in tickets]).select_related("ticket").first()
    if complaint is not None:
        raise ValidationError(f"工单 {complaint.ticket.number} 的不满意回访还没有研判，请先研判，再归档。", code="unjudged")
    archiving.close_many([archiving.Closure(ticket, at) for ticket in tickets], by)


def script(ticket: Ticket) -> str:
    """What the district's stock texts tell the agent to say (用于 回访话术): of the ticket's category, else of a level above it,
    else of all, with what is known of the ticket in its blanks; empty where there is none. One query."""
    category = ticket.category
    levels = [category.pk, category.parent_id, category.root_id] if category else []
    texts = keeping.rows(_scripts, **{f"level{place}": pk for place, pk in enumerate(levels) if pk})
    texts.sort(key=lambda text: levels.index(text.category_id) if text.category_id else len(levels))
    return fill(texts[0].text, _known(ticket)) if texts else ""


def _scripts(**levels: int) -> QuerySet[StockText]:
    return StockText.objects.filter(Q(category=None) | Q(category__in=list(levels.values())), use=StockText.Use.SCRIPT)


def _known(ticket: Ticket) -> dict[str, str]:
    """What a text may name. Units are named in full: a citizen does not know their short names."""
    return {
        "标题": mask_text(ticket.title),
        "编号": ticket.number,
        "单位": ticket.lead_unit.name if ticket.lead_unit else "",
        "反映日期": _day(ticket.arrived_at),
        "办结日期": _day(ticket.completed_at),
    }


def _day(at: datetime | None) -> str:
    return f"{local(at).month}月{local(at).day}日" if at else ""
