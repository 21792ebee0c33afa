"""A unit's inbox (承办台): whose turn each of its tickets is, what may be done with the open one, and what its reply must heed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from tickets.acts.queues import inbox
from tickets.acts.story import Story
from tickets.models import Assignment, Contact, RedoOrder, Reply, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import end_of, local, start_of
from tickets.rules.workflow import RUNNING, Act, Status, acts_open_to
from units.models import Unit, User


def to_sign(user: User) -> TicketQuerySet:
    return inbox(user).filter(status=Status.DISPATCHED)


def in_hand(user: User) -> TicketQuerySet:
    return inbox(user).filter(status=Status.HANDLING)


def due_today(user: User, now: datetime) -> TicketQuerySet:
    """The unit's limit is still to come and falls on today; 24:00 belongs to the day that it ends."""
    return inbox(user).filter(status__in=sorted(RUNNING), due_at__gte=now, due_at__lte=end_of(local(now).date()))


def overdue(user: User, now: datetime) -> TicketQuerySet:
    return inbox(user).overdue(now)


def come_back(user: User) -> TicketQuerySet:
    """退回重办: sent back by the review, or finished once and ordered again."""
    return marked(inbox(user).filter(status__in=sorted(RUNNING))).filter(Q(redo_count__gt=0) | Q(is_sent_back=True))


def tracking(user: User) -> TicketQuerySet:
    return inbox(user).filter(status=Status.TRACKING)


def suspended(user: User) -> TicketQuerySet:
    return inbox(user).filter(status=Status.SUSPENDED)


def marked(rows: TicketQuerySet) -> TicketQuerySet:
    """`rows` with is_sent_back: the review has sent a reply of the round that runs now back to the unit."""
    returned = Reply.objects.filter(assignment=OuterRef("lead"), round=F("assignment__round"), decision=Reply.Decision.SENT_BACK)
    return rows.annotate(is_sent_back=Exists(returned))


def with_progress(rows: TicketQuerySet) -> TicketQuerySet:
    """`marked`, and how far the unit has come with the citizen: `touched_at` (首次联系), given_at, is_looked_into (核实, 现场会)."""
    seen = Contact.objects.filter(assignment=OuterRef("lead"), kind__in=[Contact.Kind.VISIT, Contact.Kind.MEETING])
    return marked(rows).annotate(touched_at=F("lead__first_contact_at"), given_at=F("lead__assigned_at"), is_looked_into=Exists(seen))


def acts_of(ticket: Ticket, user: User) -> tuple[Act, ...]:
    """What `user` may do with `ticket` now: by MOVES, and only while the user's unit or its subtree leads."""
    open_to = acts_open_to(ticket.status, user.role)
    if not open_to or user.unit is None or ticket.lead_unit_id is None:
        return ()
    return open_to if Unit.objects.subtree(user.unit).filter(pk=ticket.lead_unit_id).exists() else ()


@dataclass(frozen=True)
class Background:
    """What a reply must heed: the reply that came back with the reviewer's words, the order to do it again, the rounds
    before it, and what was promised or is being reviewed."""

    sent_back: Reply | None = None
    order: RedoOrder | None = None
    earlier: tuple[Reply, ...] = ()
    latest: Reply | None = None


def background(story: Story) -> Background:
    lead = story.lead
    if lead is None:
        return Background()
    now = [reply for reply in story.replies if (reply.assignment_id, reply.round) == (lead.pk, lead.round)]
    latest = now[-1] if now else None
    is_redo = lead.round > 1 or lead.is_redo
    return Background(
        sent_back=latest if latest and latest.decision == Reply.Decision.SENT_BACK else None,
        order=story.redo_orders[-1] if is_redo and story.redo_orders else None,
        earlier=tuple(reply for reply in story.replies if reply not in now),
        latest=latest,
    )


@dataclass(frozen=True)
class Day:
    signed: int
    replied: int


def done_today(user: User, now: datetime) -> Day:
    """How many tickets the user's unit has signed and replied to since midnight."""
    units = Unit.objects.subtree(user.unit) if user.unit else Unit.objects.none()
    since = start_of(local(now).date())
    # By the moments first (indexes assignment_signed, assignment_replied): a day's are few, a unit's of all years are not.
    held = Assignment.objects.filter(Q(signed_at__gte=since) | Q(replied_at__gte=since), is_lead=True, unit__in=units)
    return Day(**held.aggregate(signed=Count("pk", filter=Q(signed_at__gte=since)), replied=Count("pk", filter=Q(replied_at__gte=since))))
