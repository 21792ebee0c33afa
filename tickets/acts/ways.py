"""What else a unit may do with its open ticket: 退件, 延期, 挂起, 下派, each with the condition that its button says beforehand.

The acts themselves decide; here stands only what people are told before they ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tickets.acts import conditions
from tickets.acts.story import Story
from tickets.acts.suspensions import stopped_at
from tickets.models import Assignment, HandOn, Reply
from tickets.models.applications import Decision
from tickets.rules.countdown import Countdown, TimeLeft, time_left
from tickets.rules.deadlines import local
from tickets.rules.returning import MINUTES_IN_HOUR, Window
from tickets.rules.workflow import MARKS, RUNNING, Act, Status, acts_open_to
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import User

# On a phone the condition stands in the button itself.
SHORTS = {
    "open_one": "待审批",
    "closed": "不办理",
    "urgent": "不得延期",
    "used_up": "已用完",
    "too_late": "已过时间",
    "not_running": "未计时",
}


@dataclass(frozen=True)
class Way:
    """`condition` stands beneath the button, `short` in it on a phone; `tone`: amber where it has a price, red where it is shut."""

    act: Act
    condition: str
    short: str
    tone: str = ""


@dataclass(frozen=True)
class WindowLeft:
    """The natural hours in which a return is in time, and what is left of them."""

    ends_at: datetime
    left: TimeLeft
    hours: int

    @property
    def is_over(self) -> bool:
        return self.left.state is Countdown.OVERDUE


def window_of(story: Story, now: datetime) -> WindowLeft | None:
    """What is left of it; None once it is no matter of returning."""
    window = return_window(story)
    if window is None or story.ticket.status not in RUNNING:
        return None
    return WindowLeft(window.ends_at, time_left(now, window.ends_at, day_table(), natural=True), window.minutes // MINUTES_IN_HOUR)


def return_window(story: Story) -> Window | None:
    """From the moment that the ticket was given to the unit, in a later round from the order to handle it again."""
    lead = story.lead
    if lead is None:
        return None
    order = story.redo_orders[-1] if lead.round > 1 and story.redo_orders else None
    return Window.of(order.at if order else lead.assigned_at, values().return_window_hours)


def standing_left(story: Story) -> TimeLeft | None:
    """What was left of the unit's limit when its clock was stopped by 挂起 or by a staged reply (跟踪)."""
    ticket, lead = story.ticket, story.lead
    if lead is None or lead.due_at is None:
        return None
    stopped = None
    if ticket.status == Status.SUSPENDED:
        stopped = next((stopped_at(row) for row in reversed(story.suspensions) if row.decision == Decision.ACCEPTED), None)
    elif ticket.status == Status.TRACKING:
        stopped = next((row.at for row in reversed(story.replies) if row.kind == Reply.Kind.STAGED), None)
    return time_left(stopped, lead.due_at, day_table()) if stopped else None


def ways_of(story: Story, me: User, now: datetime) -> tuple[Way, ...]:
    """The ways that stand open to `me`, who is of the lead's unit, in the order of the buttons. A query for each kind of
    application that the ticket has ever had."""
    if story.lead is None or story.until is not None:
        return ()
    found: list[Way] = []
    for act, states, tell in WAYS:
        may = me.role in MARKS[act] if act in MARKS else act in acts_open_to(story.ticket.status, me.role)
        if may and story.ticket.status in states:
            way = tell(story, story.lead, now)
            found += [way] if way else []
    return tuple(found)


def has(story: Story, act: Act) -> bool:
    """Whether the chain holds such an act at all: what few tickets have is not read for the others."""
    return any(event.act == act for event in story.events)


def waiting_words(story: Story) -> str:
    """退件、延期: the applications that the district has not decided, which a reply leaves behind. A query for each kind asked for."""
    kinds = ((Act.ASK_RETURN, "returns", "退件"), (Act.ASK_EXTENSION, "extensions", "延期"), (Act.ASK_SUSPENSION, "suspensions", "挂起"))
    return "、".join(label for act, rows, label in kinds if has(story, act) and any(row.is_open for row in getattr(story, rows)))


def _return(story: Story, lead: Assignment, now: datetime) -> Way | None:
    rows = story.returns if has(story, Act.ASK_RETURN) else []
    if waiting := next((row for row in rows if row.is_open), None):
        words = waiting.get_decision_display()
        return Way(Act.ASK_RETURN, f"{local(waiting.at):%m-%d %H:%M} 已申请，{words}", f"已申请，{words}", "amber")
    if any(row.meeting_at is not None and row.decision != Decision.WITHDRAWN for row in rows):
        return Way(Act.ASK_RETURN, "已经研判，不得再退", "不得再退", "red")
    window = window_of(story, now)
    if window is None or window.is_over:
        return Way(Act.ASK_RETURN, "窗口已过，将记为超期退件", "已过窗口", "amber")
    return Way(Act.ASK_RETURN, f"窗口{window.left.words}", window.left.short)


def _sign_return(story: Story, lead: Assignment, now: datetime) -> Way | None:
    """The principal's hand is waited for."""
    rows = story.returns if has(story, Act.ASK_RETURN) else []
    is_waiting = any(row.is_open and not row.is_signed for row in rows)
    return Way(Act.SIGN_RETURN, "退件单等您签批", "待签批", "amber") if is_waiting else None


def _extension(story: Story, lead: Assignment, now: datetime) -> Way | None:
    rows = story.extensions if has(story, Act.ASK_EXTENSION) else []
    past = [row for row in rows if (row.assignment_id, row.round) == (lead.pk, lead.round)]
    return _of(Act.ASK_EXTENSION, conditions.extension(story.ticket, lead, now, past, values()))


def _suspension(story: Story, lead: Assignment, now: datetime) -> Way | None:
    rows = story.suspensions if has(story, Act.ASK_SUSPENSION) else []
    past = [row for row in rows if (row.assignment_id, row.round) == (lead.pk, lead.round)]
    return _of(Act.ASK_SUSPENSION, conditions.suspension(story.ticket, lead, now, past, values()))


def _of(act: Act, may: conditions.Condition) -> Way:
    """Of an open way the first half of the sentence is enough beneath a button; of a shut one all of it."""
    tone = "" if may.is_open else "amber" if may.code == "open_one" else "red"
    words = may.words.partition("，")[0] if may.is_open else may.words
    return Way(act, words, SHORTS.get(may.code, "可申请"), tone)


def _resume(story: Story, lead: Assignment, now: datetime) -> Way | None:
    row = next((row for row in reversed(story.suspensions) if row.decision == Decision.ACCEPTED), None)
    words = f"预计 {row.until_on.month}月{row.until_on.day}日 恢复，到期自动恢复" if row else "恢复后继续计时"
    return Way(Act.RESUME, words, "继续计时")


def _hand_on(story: Story, lead: Assignment, now: datetime) -> Way | None:
    rows = [row for row in story.hand_ons if row.ended_at is None] if has(story, Act.HAND_ON) else []
    if rows:
        waiting = sum(row.state == HandOn.State.WAITING for row in rows)
        words = f"已下派 {'、'.join(row.unit.label for row in rows)}"
        return Way(Act.HAND_ON, f"{words}，{f'{waiting} 个待答复' if waiting else '已答复'}", "已下派", "amber" if waiting else "")
    days = values().hand_on_reserve_workdays
    return Way(Act.HAND_ON, f"给本单位科室、社区，时限提前 {days} 个工作日", f"提前 {days} 日")


Teller = Callable[[Story, Assignment, datetime], Way | None]
_HELD = frozenset({Status.HANDLING})
WAYS: tuple[tuple[Act, frozenset[Status], Teller], ...] = (
    (Act.SIGN_RETURN, RUNNING, _sign_return),
    (Act.RESUME, frozenset({Status.SUSPENDED}), _resume),
    (Act.ASK_EXTENSION, _HELD, _extension),
    (Act.ASK_RETURN, RUNNING, _return),
    (Act.HAND_ON, _HELD | {Status.TRACKING}, _hand_on),
    (Act.ASK_SUSPENSION, _HELD, _suspension),
)
