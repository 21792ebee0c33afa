"""A unit's inbox (承办台): whose turn each of its tickets is, what may be done with the open one, and what its reply must heed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, F, OuterRef, Q

from tickets.acts.queues import inbox
from tickets.acts.story import Story
from tickets.models import Contact, RedoOrder, Reply, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.deadlines import end_of, local
from tickets.rules.workflow import RUNNING, Act, Status, acts_open_to
from units.models import User

# As long as nothing else has happened there is no reply to read, and no order to do it again.
_ASKED = {Act.ASK_RETURN, Act.SIGN_RETURN, Act.MEND_RETURN, Act.REFUSE_RETURN, Act.ASK_EXTENSION, Act.ASK_SUSPENSION, Act.WITHDRAW}
_SHARED = {Act.HAND_ON, Act.HAND_ANSWER, Act.HAND_SIGN, Act.HAND_BACK, Act.HAND_TAKE, Act.ADD_ASSIST}
BEFORE_REPLIES = frozenset({Act.IMPORT, Act.CLASSIFY, Act.DISPATCH, Act.SIGN, Act.CONTACT, Act.URGE, *_ASKED, *_SHARED})
ANY_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
RUNS = Q(status__in=sorted(RUNNING))


def conditions(now: datetime) -> dict[str, Q]:
    """Which of the unit's tickets stand on each tab; those of `back` are told on `marked` rows."""
    return {
        "sign": Q(status=Status.DISPATCHED),
        "": Q(status=Status.HANDLING),
        # The unit's limit is still to come and falls on today; 24:00 belongs to the day that it ends.
        "today": RUNS & Q(due_at__gte=now, due_at__lte=end_of(local(now).date())),
        "late": RUNS & Q(due_at__lt=now),
        # 退回重办: sent back by the review, or finished once and ordered again.
        "back": RUNS & (Q(redo_count__gt=0) | Q(is_sent_back=True)),
        "track": Q(status=Status.TRACKING),
        "still": Q(status=Status.SUSPENDED),
    }


def on_tab(user: User, tab: str, now: datetime) -> TicketQuerySet:
    """The unit's tickets on the tab with this key."""
    own = marked(inbox(user)) if tab == "back" else inbox(user)
    return own.filter(conditions(now)[tab])


# The tabs that no moment decides.
LASTING = frozenset({"sign", "", "back", "track", "still"})


def on_lasting_tab(user: User, tab: str) -> TicketQuerySet:
    """As on_tab for one of LASTING."""
    return on_tab(user, tab, ANY_MOMENT)


def in_hand(user: User) -> TicketQuerySet:
    return inbox(user).filter(status=Status.HANDLING)


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
    return open_to if ticket.lead_unit_id in user.own_units else ()


@dataclass(frozen=True)
class Background:
    """What a reply must heed: the reply that came back with the reviewer's words, the order to do it again, the rounds
    before it, and what was promised or is being reviewed."""

    sent_back: Reply | None = None
    order: RedoOrder | None = None
    earlier: tuple[Reply, ...] = ()
    latest: Reply | None = None


def background(story: Story) -> Background:
    """Two queries; none for a ticket that is new to its unit."""
    lead = story.lead
    if lead is None or (story.ticket.replied_at is None and BEFORE_REPLIES.issuperset(event.act for event in story.events)):
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
