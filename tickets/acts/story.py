"""A ticket's story: its time line drawn from the event chain and from the rows that hold the words of each act."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.models import Assignment, Callback, Event, IntakeRow, RedoOrder, Reply, Ticket
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI, local, print_due
from tickets.rules.workflow import OPEN, Act, Status
from units.models import Unit, User
from units.rules.masking import mask_text
from units.rules.roles import UNIT_ROLES
from units.rules.workdays import ONE_DAY

# More of a text than this is read in its own place, not in the time line.
LONGEST = 120


@dataclass(frozen=True)
class Moment:
    """A line of the time line, as parts/_timeline.html draws it; `state` is past, now, waiting, future or red."""

    moment: datetime
    strong: str
    words: str = ""
    more: str = ""
    proof: str = ""
    proof_tone: str = ""
    proof_icon: str = "check"
    state: str = "past"
    is_due: bool = False

    @property
    def at(self) -> str:
        """07-03 09:41; a limit at midnight is the 24:00 of its day."""
        return print_due(self.moment) if self.is_due else f"{local(self.moment):%m-%d %H:%M}"


@dataclass
class Story:
    """Everything that happened to a ticket, as far as its reader may know it."""

    ticket: Ticket
    events: list[Event] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    redo_orders: list[RedoOrder] = field(default_factory=list)
    updates: list[IntakeRow] = field(default_factory=list)
    # The unit of a past holder: it reads what it saw, and no more.
    until: datetime | None = None
    now: datetime | None = None

    @property
    def lead(self) -> Assignment | None:
        """The lead assignment that the ticket stands on."""
        return next((row for row in self.assignments if row.pk == self.ticket.lead_id), None)

    @property
    def waiting_reply(self) -> Reply | None:
        return next((row for row in reversed(self.replies) if row.decision == Reply.Decision.NONE), None)

    @property
    def latest(self) -> Moment:
        """The last thing that happened."""
        return _Teller(self).tell(self.events[-1]) if self.events else self._arrival()

    @property
    def moments(self) -> list[Moment]:
        told = [self._arrival(), *(_Teller(self).tell(event) for event in self.events)]
        return told if self.until else [*told, *self._coming()]

    def _coming(self) -> list[Moment]:
        """What is expected next and until when: limits are part of the story."""
        ticket, lead = self.ticket, self.lead
        limits: list[tuple[str, datetime | None, str]] = []
        if ticket.status == Status.ARRIVED and not ticket.is_direct:
            limits.append(("待派单", ticket.dispatch_due_at, "分转时限"))
        if ticket.status == Status.DISPATCHED and lead is not None and lead.signed_at is None:
            limits.append(("待签收", lead.sign_due_at, "签收时限"))
        if ticket.status in {Status.DISPATCHED, Status.HANDLING}:
            limits.append(("办理", ticket.due_at, "单位时限"))
        if ticket.status == Status.TRACKING and ticket.promised_on is not None:
            limits.append(("办结", datetime.combine(ticket.promised_on + ONE_DAY, MIDNIGHT, SHANGHAI), "承诺日期"))
        if ticket.status in OPEN and not ticket.redo_count:
            limits.append(("报结", ticket.city_due_at, "市平台时限"))
        return [
            Moment(at, strong, words, state=self._state(at, place == 0), is_due=True)
            for place, (strong, at, words) in enumerate(limits)
            if at is not None
        ]

    def _state(self, at: datetime, is_next: bool) -> str:
        if self.now is not None and at < self.now:
            return "red"
        return "waiting" if is_next else "future"

    def _arrival(self) -> Moment:
        ticket = self.ticket
        channel = (
            f"{ticket.channel.group} · {ticket.channel.label}" if ticket.channel and ticket.channel.group else str(ticket.channel or "")
        )
        return Moment(ticket.arrived_at, "市平台受理", channel)


def read(ticket: Ticket, reader: User, now: datetime) -> Story:
    """The story of `ticket` (one of visible_to's) for `reader` at `now`: six queries, one more for people of a unit."""
    assignments = list(ticket.assignments.select_related("unit", "assigned_by").order_by("assigned_at", "pk"))
    story = Story(
        ticket,
        events=list(ticket.events.select_related("by").order_by("seq")),
        assignments=assignments,
        replies=list(ticket.replies.select_related("by", "decided_by", "assignment__unit")),
        callbacks=list(ticket.callbacks.select_related("by", "unit")),
        redo_orders=list(ticket.redo_orders.select_related("by")),
        updates=list(ticket.intake_rows.select_related("batch").order_by("pk")),
        until=read_until(assignments, reader),
        now=now,
    )
    if story.until is not None:
        _cut(story, story.until)
    return story


def read_until(assignments: list[Assignment], reader: User) -> datetime | None:
    """A past holder reads what it saw, and no more: when the last assignment of the reader's unit was followed by another
    unit's. None for whoever may read on. One query for people of a unit."""
    if reader.role not in UNIT_ROLES or reader.unit is None:
        return None
    own = set(Unit.objects.subtree(reader.unit).values_list("pk", flat=True))
    held = [row for row in assignments if row.unit_id in own]
    if any(row.ended_at is None for row in held):
        return None
    last = max((row.assigned_at for row in held), default=None)
    later = [
        row.assigned_at for row in assignments if row.unit_id not in own and last is not None and row.is_lead and row.assigned_at > last
    ]
    return min(later, default=None)


def _cut(story: Story, until: datetime) -> None:
    story.events = [row for row in story.events if row.at < until]
    story.assignments = [row for row in story.assignments if row.assigned_at < until]
    story.replies = [row for row in story.replies if row.at < until]
    story.callbacks = [row for row in story.callbacks if row.called_at < until]
    story.redo_orders = [row for row in story.redo_orders if row.at < until]
    story.updates = [row for row in story.updates if row.batch.at < until]


class _Teller:
    """Puts one event into words, with the row that the act left."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def tell(self, event: Event) -> Moment:
        facts: dict[str, Any] = json.loads(event.body).get("facts", {})
        teller = {
            Act.DISPATCH: self._dispatch,
            Act.SIGN: self._sign,
            Act.REPLY: self._reply,
            Act.STAGE: self._reply,
            Act.ACCEPT: self._decision,
            Act.TRACK: self._decision,
            Act.SEND_BACK: self._decision,
            Act.CLASSIFY: self._classify,
            Act.CALL: self._call,
            Act.REDO: self._redo,
        }.get(Act(event.act))
        if teller is not None:
            return teller(event, facts)
        return self._plain(event)

    def _plain(self, event: Event) -> Moment:
        words = {Act.IMPORT: "区平台接收", Act.REPORT: "报结回市平台", Act.CLOSE: "归档"}.get(Act(event.act), event.get_act_display())
        return Moment(event.at, words, _who(event))

    def _dispatch(self, event: Event, facts: dict[str, Any]) -> Moment:
        lead = self._held(facts.get("unit"), event.at)
        assists = [row.unit.label for row in self.story.assignments if not row.is_lead and row.assigned_at == event.at]
        words = f"给 {lead.unit.label if lead else '承办单位'}" + (f"，协办 {'、'.join(assists)}" if assists else "")
        return Moment(event.at, "派单", f"{words}　{_who(event)}", lead.note if lead else "")

    def _sign(self, event: Event, facts: dict[str, Any]) -> Moment:
        lead = next((row for row in self.story.assignments if row.pk == facts.get("assignment")), None)
        late = lead is not None and lead.signed_in_time is False and lead.signed_at == event.at
        return Moment(
            event.at, "签收", self._unit_of(lead), proof="签收超时" if late else "", proof_tone="red", proof_icon="alert-triangle"
        )

    def _reply(self, event: Event, facts: dict[str, Any]) -> Moment:
        reply = next((row for row in self.story.replies if row.at == event.at), None)
        if reply is None:
            return self._plain(event)
        promise = f"，承诺 {reply.promised_on} 前办结" if reply.promised_on else ""
        lead = reply.assignment
        is_first = lead.first_replied_at == reply.at
        proof = ("按时" if lead.on_time else "超期") if is_first and lead.on_time is not None else ""
        tone, mark = ("green", "check") if lead.on_time else ("red", "alert-triangle")
        words = f"{lead.unit.label}{promise}"
        return Moment(event.at, reply.get_kind_display(), words, _short(reply.text), proof, tone, mark)

    def _decision(self, event: Event, facts: dict[str, Any]) -> Moment:
        reply = next((row for row in self.story.replies if row.pk == facts.get("reply")), None)
        more = reply.decision_words if reply else ""
        state = "red" if event.act == Act.SEND_BACK else "past"
        return Moment(event.at, event.get_act_display(), _who(event), more, state=state)

    def _classify(self, event: Event, facts: dict[str, Any]) -> Moment:
        return Moment(event.at, "归类", f"{str(facts.get('category', '')).replace('/', ' › ')}　{_who(event)}")

    def _call(self, event: Event, facts: dict[str, Any]) -> Moment:
        call = next((row for row in self.story.callbacks if row.pk == facts.get("callback")), None)
        if call is None:
            return self._plain(event)
        stars = f"{call.stars} 星" if call.stars else ""
        solved = call.get_solved_display() if call.solved else ""
        grade = f"结果{call.get_result_grade_display()}" if call.result_grade else ""
        answers = [call.get_reached_display(), solved, grade, stars]
        state = "red" if call.result_grade == Callback.Grade.DISSATISFIED else "past"
        words = f"{call.get_source_display()}：{'、'.join(answer for answer in answers if answer)}"
        return Moment(event.at, "回访", words, call.remark, state=state)

    def _redo(self, event: Event, facts: dict[str, Any]) -> Moment:
        order = next((row for row in self.story.redo_orders if row.at == event.at), None)
        unit = self._held(facts.get("unit"), event.at)
        words = f"第 {facts.get('redo_count', 1)} 次，{self._unit_of(unit)}　{_who(event)}"
        return Moment(event.at, "重办", words, order.reason if order else "", state="red")

    def _held(self, unit: object, at: datetime) -> Assignment | None:
        """The lead assignment of `unit` that stood at `at`."""
        held = [row for row in self.story.assignments if row.is_lead and row.unit_id == unit and row.assigned_at <= at]
        return held[-1] if held else None

    def _unit_of(self, lead: Assignment | None) -> str:
        return lead.unit.label if lead else ""


def _who(event: Event) -> str:
    return f"{event.by.masked_name}（{event.by.get_role_display()}）" if event.by else ""


def _short(text: str) -> str:
    masked = mask_text(text)
    return masked if len(masked) <= LONGEST else f"{masked[:LONGEST]}…"
