"""Under which conditions a unit may ask for time: what stands under the buttons 延期 and 挂起, and what the acts refuse by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from tickets.acts.applying import Asked
from tickets.models import Assignment, ExtensionRequest, SuspensionRequest, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import is_in_time, print_due
from tickets.rules.shifting import last_moment_to_ask
from tickets.rules.workflow import RUNNING, Status
from units.acts.settings import values
from units.rules.district import District


@dataclass(frozen=True)
class Condition:
    """Whether something may be asked for now; `words` stand under its button: until when and how often, or why not."""

    is_open: bool
    words: str
    code: str = ""


def of_lead_now(asked: type[ExtensionRequest] | type[SuspensionRequest], leads: Iterable[Assignment]) -> dict[int, list[Asked]]:
    """What was asked for in the round that runs now, by the assignment's id, in one query."""
    rows = asked._default_manager.filter(assignment__in=[lead.pk for lead in leads], round=F("assignment__round"))
    found: dict[int, list[Asked]] = {}
    for row in rows:
        found.setdefault(row.assignment_id, []).append(row)
    return found


def extension(ticket: Ticket, lead: Assignment | None, now: datetime, past: Sequence[Asked], district: District) -> Condition:
    """Whether the unit may ask for more time at `now`; `past` is what it asked for in this round (`of_lead_now`)."""
    granted = sum(asked.decision == Decision.ACCEPTED for asked in past)
    most = district.extension_most_times
    if lead is None or lead.due_at is None or ticket.status not in RUNNING:
        return Condition(False, "单位时限没有在走，不用申请延期", "not_running")
    until = last_moment_to_ask(lead.due_at, district.extension_ask_before_hours)
    if any(asked.is_open for asked in past):
        return Condition(False, "已有延期申请待审批", "open_one")
    if not most:
        return Condition(False, "本区不办理延期", "closed")
    if ticket.urgency in district.extension_closed_urgencies:
        return Condition(False, f"{ticket.get_urgency_display()}件不得延期", "urgent")
    if granted >= most:
        return Condition(False, f"本轮已延期 {granted} 次，不能再申请", "used_up")
    if not is_in_time(now, until):
        return Condition(False, f"应在 {print_due(until)} 前申请，现在已过", "too_late")
    return Condition(True, f"{print_due(until)} 前可申请 {most - granted} 次，每次最多 {district.extension_most_days} 个工作日")


def extension_now(ticket: Ticket, lead: Assignment | None, now: datetime) -> Condition:
    """The same for one open ticket, in one query."""
    past = of_lead_now(ExtensionRequest, [lead]).get(lead.pk, []) if lead else []
    return extension(ticket, lead, now, past, values())


def suspension(ticket: Ticket, lead: Assignment | None, now: datetime, past: Sequence[Asked], district: District) -> Condition:
    """Whether the unit may ask at `now` for its clock to be stopped."""
    if lead is None or lead.due_at is None or ticket.status != Status.HANDLING:
        return Condition(False, "只有办理中的工单可以申请挂起", "not_handling")
    if any(asked.is_open for asked in past):
        return Condition(False, "已有挂起申请待审批", "open_one")
    if not is_in_time(now, lead.due_at):
        return Condition(False, f"单位时限 {print_due(lead.due_at)} 已过，不能再申请挂起", "too_late")
    return Condition(True, f"{print_due(lead.due_at)} 前可申请，每次最长 {district.suspension_most_days} 天")


def suspension_now(ticket: Ticket, lead: Assignment | None, now: datetime) -> Condition:
    """The same for one open ticket, in one query."""
    past = of_lead_now(SuspensionRequest, [lead]).get(lead.pk, []) if lead else []
    return suspension(ticket, lead, now, past, values())
