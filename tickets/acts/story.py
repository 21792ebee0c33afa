"""A ticket's story: its time line drawn from the event chain and from the rows that hold the words of each act."""

from dataclasses import dataclass
from datetime import datetime

from tickets.acts.identities import hides_citizen
from tickets.acts.past import read_until
from tickets.acts.records import Moment, Records, rows_of
from tickets.acts.telling import tell
from tickets.acts.telling.returning import ENDING, gone_with
from tickets.acts.telling.words import facts_of
from tickets.models import Assignment, Event, Ticket
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI
from tickets.rules.workflow import OPEN, Act, Status
from units.models import User
from units.rules.workdays import ONE_DAY


@dataclass(frozen=True)
class Held:
    """What a unit had the ticket for, and when it signed the round that runs, if it has: the row itself keeps the first one's."""

    part: Assignment
    signed_at: datetime | None
    is_signed_late: bool


class Story(Records):
    """Everything that happened to a ticket, told for its reader."""

    @property
    def latest(self) -> Moment:
        """The last thing that happened."""
        return tell(self, self.events[-1]) if self.events else self._arrival()

    @property
    def moments(self) -> list[Moment]:
        told, gone = [self._arrival()], gone_with(self)
        for event in self.events:
            told.append(tell(self, event))
            if event.act in ENDING:
                told += gone.pop(event.at, [])
        if self.until:
            return told
        for limit in self._limits():
            # Behind what happened before it: one that has passed stands where it passed, with the urges that followed after it.
            place = next((place for place, one in enumerate(told) if place and one.moment > limit.moment), len(told))
            told.insert(place, limit)
        return told

    @property
    def held(self) -> list[Held]:
        return [self._held(part) for part in self.assignments]

    def _held(self, part: Assignment) -> Held:
        if part.round == 1:
            return Held(part, part.signed_at, part.signed_in_time is False)
        anew = max((row.seq for row in self.events if row.act == Act.REDO), default=0)
        signings = (row for row in self.events if row.act in {Act.SIGN, Act.ASSIST_SIGN} and row.seq > anew)
        at = next((row.at for row in signings if facts_of(row).get("assignment") == part.pk), None)
        return Held(part, at, at is not None and part.sign_due_at is not None and at > part.sign_due_at)

    def _limits(self) -> list[Moment]:
        """What is expected next and until when, and what has not come in time: limits are part of the story."""
        ticket, lead = self.ticket, self.lead
        limits: list[tuple[str, datetime | None, str, str]] = []
        if ticket.status == Status.ARRIVED and not ticket.is_direct:
            limits.append(("待派单", ticket.dispatch_due_at, "分转时限", "派单超时"))
        if ticket.status == Status.DISPATCHED and lead is not None:
            limits.append(("待签收", lead.sign_due_at, "签收时限", "签收超时"))
        if ticket.status in {Status.DISPATCHED, Status.HANDLING}:
            limits.append(("办理", ticket.due_at, "单位时限", "超期"))
        if ticket.status == Status.TRACKING and ticket.promised_on is not None:
            limits.append(("办结", datetime.combine(ticket.promised_on + ONE_DAY, MIDNIGHT, SHANGHAI), "承诺日期", "承诺不兑现"))
        if ticket.status in OPEN and not ticket.redo_count:
            limits.append(("报结", ticket.city_due_at, "市平台时限", "市平台超期"))
        return [self._limit(at, label, words, late, place == 0) for place, (label, at, words, late) in enumerate(limits) if at is not None]

    def _limit(self, at: datetime, label: str, words: str, late: str, is_next: bool) -> Moment:
        if self.now is not None and at < self.now:
            return Moment(at, late, f"{words}已过", state="red", is_due=True)
        return Moment(at, label, words, state="waiting" if is_next else "future", is_due=True)

    def _arrival(self) -> Moment:
        ticket = self.ticket
        channel = (
            f"{ticket.channel.group} · {ticket.channel.label}" if ticket.channel and ticket.channel.group else str(ticket.channel or "")
        )
        return Moment(ticket.arrived_at, "市平台受理", channel)


def read(ticket: Ticket, reader: User, now: datetime) -> Story:
    """The story of `ticket` (one of visible_to's) for `reader` at `now`: two queries, one more for people of a unit where it was
    handed on, and one for each kind of row that an event or a page asks for."""
    # A ticket that nobody was ever given has none: the dispatcher's desk opens hundreds of these a day.
    was_given = ticket.lead_id is not None or ticket.dispatched_at is not None
    assignments = rows_of(ticket, Assignment, "unit", by=("assigned_at", "pk")) if was_given else []
    events = rows_of(ticket, Event, "by", by=("seq",))
    was_handed_on = any(event.act == Act.HAND_ON for event in events)
    story = Story(
        ticket,
        events=events,
        assignments=assignments,
        until=read_until(ticket, assignments, reader, was_handed_on=was_handed_on),
        now=now,
        hides_citizen=hides_citizen(ticket, reader),
    )
    if story.until is not None:
        _cut(story, story.until)
    return story


def _cut(story: Story, until: datetime) -> None:
    story.events = [row for row in story.events if row.at < until]
    story.assignments = [row for row in story.assignments if row.assigned_at < until]
