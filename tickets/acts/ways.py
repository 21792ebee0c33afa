"""What else a unit may do with its open ticket: 退件, 延期, 挂起, 下派, each with the condition that its button says beforehand.

The acts themselves decide; here stands only what people are told before they ask.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets.acts.story import Story
from tickets.models import Assignment, HandOn, Reply
from tickets.models.applications import OPEN_DECISIONS, Application, Decision
from tickets.rules.countdown import TimeLeft, time_left
from tickets.rules.deadlines import local, print_due
from tickets.rules.workflow import MARKS, RUNNING, Act, Status
from units.acts.calendar import day_table
from units.acts.settings import values
from units.models import User
from units.rules.district import District


@dataclass(frozen=True)
class Way:
    """`condition` stands beneath the button, `short` in it on a phone; `tone`: amber where it has a price, red where it is shut."""

    act: Act
    condition: str
    short: str
    tone: str = ""


@dataclass(frozen=True)
class Window:
    """The 24 natural hours in which a return is in time."""

    ends_at: datetime
    left: TimeLeft

    @property
    def is_over(self) -> bool:
        return self.left.state == "overdue"


def window_of(story: Story, now: datetime) -> Window | None:
    """From the moment that the ticket was given to the unit; None once it is no matter of returning."""
    lead = story.lead
    if lead is None or story.ticket.status not in RUNNING:
        return None
    ends_at = lead.assigned_at + timedelta(hours=values().return_window_hours)
    return Window(ends_at, time_left(now, ends_at, day_table(), natural=True))


def standing_left(story: Story) -> TimeLeft | None:
    """What was left of the unit's limit when its clock was stopped by 挂起 or by a staged reply (跟踪)."""
    ticket, lead = story.ticket, story.lead
    if lead is None or lead.due_at is None:
        return None
    stopped_at = None
    if ticket.status == Status.SUSPENDED:
        stopped_at = next((row.decided_at for row in reversed(story.suspensions) if row.decision == Decision.ACCEPTED), None)
    elif ticket.status == Status.TRACKING:
        stopped_at = next((row.at for row in reversed(story.replies) if row.kind == Reply.Kind.STAGED), None)
    return time_left(stopped_at, lead.due_at, day_table()) if stopped_at else None


def ways_of(story: Story, me: User, now: datetime) -> tuple[Way, ...]:
    """The ways that stand open to `me`, who is of the lead's unit, in the order of the buttons. A query for each kind of
    application that the ticket has ever had."""
    if story.lead is None or story.until is not None:
        return ()
    district = values()
    found: list[Way] = []
    for act, states, tell in WAYS:
        if story.ticket.status in states and me.role in _roles(act):
            way = tell(story, story.lead, now, district)
            found += [way] if way else []
    return tuple(found)


def _roles(act: Act) -> frozenset[str]:
    # 恢复 moves the status; all others are marks.
    return MARKS.get(act, frozenset({"handler"}))


def has(story: Story, act: Act) -> bool:
    """Whether the chain holds such an act at all: what few tickets have is not read for the others."""
    return any(event.act == act for event in story.events)


def _open(rows: list[Application]) -> Application | None:
    return next((row for row in rows if row.decision in OPEN_DECISIONS), None)


def _asked(act: Act, row: Application) -> Way:
    words = row.get_decision_display()
    return Way(act, f"{local(row.at):%m-%d %H:%M} 已申请，{words}", f"已申请，{words}", "amber")


def _return(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    rows: list[Application] = list(story.returns) if has(story, Act.ASK_RETURN) else []
    if waiting := _open(rows):
        return _asked(Act.ASK_RETURN, waiting)
    window = window_of(story, now)
    if window is None or window.is_over:
        return Way(Act.ASK_RETURN, "窗口已过，将记为超期退件", "已过窗口", "amber")
    return Way(Act.ASK_RETURN, f"窗口{window.left.words}", window.left.short)


def _sign_return(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    """The principal's hand is waited for."""
    rows = story.returns if has(story, Act.ASK_RETURN) else []
    waiting = next((row for row in rows if row.decision in OPEN_DECISIONS and not row.is_signed), None)
    return Way(Act.SIGN_RETURN, "退件单等您签批", "待签批", "amber") if waiting else None


def _extension(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    rows: list[Application] = list(story.extensions) if has(story, Act.ASK_EXTENSION) else []
    if waiting := _open(rows):
        return _asked(Act.ASK_EXTENSION, waiting)
    if story.ticket.urgency in district.extension_closed_urgencies:
        return Way(Act.ASK_EXTENSION, f"{story.ticket.get_urgency_display()}件不能延期", "不能延期", "red")
    left = district.extension_most_times - sum(row.decision == Decision.ACCEPTED for row in rows)
    if left <= 0:
        return Way(Act.ASK_EXTENSION, "延期次数已用完", "次数用完", "red")
    if lead.due_at is None:
        return None
    last = lead.due_at - timedelta(hours=district.extension_ask_before_hours)
    if last < now:
        return Way(Act.ASK_EXTENSION, "须在到期前申请，已过", "已过时间", "red")
    return Way(Act.ASK_EXTENSION, f"{print_due(last)} 前可申请 {left} 次", f"可申请 {left} 次")


def _suspension(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    rows: list[Application] = list(story.suspensions) if has(story, Act.ASK_SUSPENSION) else []
    if waiting := _open(rows):
        return _asked(Act.ASK_SUSPENSION, waiting)
    return Way(
        Act.ASK_SUSPENSION, f"最长 {district.suspension_most_days} 天，区平台同意后停止计时", f"最长 {district.suspension_most_days} 天"
    )


def _resume(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    row = next((row for row in reversed(story.suspensions) if row.decision == Decision.ACCEPTED), None)
    words = f"预计 {row.until_on.month}月{row.until_on.day}日 恢复，到期自动恢复" if row else "恢复后继续计时"
    return Way(Act.RESUME, words, "继续计时")


def _hand_on(story: Story, lead: Assignment, now: datetime, district: District) -> Way | None:
    rows = [row for row in story.hand_ons if row.ended_at is None] if has(story, Act.HAND_ON) else []
    if rows:
        waiting = sum(row.state == HandOn.State.WAITING for row in rows)
        words = f"已下派 {'、'.join(row.unit.label for row in rows)}"
        return Way(Act.HAND_ON, f"{words}，{f'{waiting} 个待答复' if waiting else '已答复'}", "已下派", "amber" if waiting else "")
    days = district.hand_on_reserve_workdays
    return Way(Act.HAND_ON, f"给本单位科室、社区，时限提前 {days} 个工作日", f"提前 {days} 日")


Teller = Callable[[Story, Assignment, datetime, District], Way | None]
_HELD = frozenset({Status.HANDLING})
WAYS: tuple[tuple[Act, frozenset[Status], Teller], ...] = (
    (Act.SIGN_RETURN, RUNNING, _sign_return),
    (Act.RESUME, frozenset({Status.SUSPENDED}), _resume),
    (Act.ASK_EXTENSION, _HELD, _extension),
    (Act.ASK_RETURN, RUNNING, _return),
    (Act.HAND_ON, _HELD, _hand_on),
    (Act.ASK_SUSPENSION, _HELD, _suspension),
)
