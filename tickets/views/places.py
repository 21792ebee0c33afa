"""Where each act is done: the desk that a ticket's page leads to for what its reader may do now, drawn from MOVES and MARKS."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse

from tickets.acts import ways
from tickets.acts.cases import Case
from tickets.acts.story import Story
from tickets.models import Ticket
from tickets.models.applications import OPEN_DECISIONS
from tickets.rules.workflow import FINISHED, MARKS, OPEN, Act, Status, acts_open_to
from units.models import User
from units.rules.roles import UNIT_ROLES

# The desk of each act that moves a ticket on.
DESKS: dict[Act, str] = {
    Act.DISPATCH: "dispatch_ticket",
    Act.SIGN: "inbox_ticket",
    Act.REPLY: "inbox_ticket",
    Act.STAGE: "inbox_ticket",
    Act.ACCEPT: "review_ticket",
    Act.TRACK: "review_ticket",
    Act.SEND_BACK: "review_ticket",
    Act.KEEP_TRACKING: "review_ticket",
    Act.RESUME: "resume",
}
# What a unit asks for; tickets.acts.ways knows when and on what condition.
ASKED: dict[Act, str] = {
    Act.SIGN_RETURN: "return_sign_slip",
    Act.ASK_EXTENSION: "extension_ask",
    Act.ASK_RETURN: "return_ask",
    Act.HAND_ON: "hand_on",
    Act.ASK_SUSPENSION: "suspension_ask",
}


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    condition: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Mark:
    """An act that moves no status, on a page about the ticket, while `when` holds. `label` where the page is called otherwise."""

    act: Act
    page: str
    when: Callable[[Story], bool]
    label: str = ""
    query: str = ""


def _waits(act: Act, rows: str) -> Callable[[Story], bool]:
    """Whether an application of the kind that `act` asks for is open; costs a query only where one was ever asked for."""
    return lambda story: ways.has(story, act) and any(row.decision in OPEN_DECISIONS for row in getattr(story, rows))


def _is_unclassified(ticket: Ticket) -> bool:
    return ticket.category_id is None and ticket.status in OPEN


MARKED: tuple[Mark, ...] = (
    Mark(Act.REFUSE_RETURN, "return_slip", _waits(Act.ASK_RETURN, "returns"), "退件审核"),
    Mark(Act.REFUSE_EXTENSION, "application", _waits(Act.ASK_EXTENSION, "extensions"), "延期审批"),
    Mark(Act.REFUSE_SUSPENSION, "application", _waits(Act.ASK_SUSPENSION, "suspensions"), "挂起审批"),
    Mark(Act.FROM_CITY, "city_returns", lambda story: story.ticket.city_return_at is not None, "退回市平台"),
    Mark(Act.CLASSIFY, "dispatch_ticket", lambda story: _is_unclassified(story.ticket), query="tab=classify"),
    Mark(Act.RECONCILE, "dispatch_ticket", lambda story: story.ticket.is_conflict, query="tab=conflict"),
    Mark(Act.REPORT, "reporting", lambda story: story.ticket.is_to_report),
    Mark(Act.CRITICISE, "city_words", lambda story: story.ticket.status in FINISHED and not story.ticket.is_direct, "登记市平台意见"),
    Mark(Act.CALL, "callback_ticket", lambda story: story.ticket.status == Status.COMPLETED),
)


def acts_of(ticket: Ticket, me: User, *, is_held: bool) -> tuple[Act, ...]:
    """The moves that `me` may make now; people of a unit only while it leads (`holds`)."""
    if me.role in UNIT_ROLES and not is_held:
        return ()
    return tuple(act for act in acts_open_to(ticket.status, me.role) if not (act in {Act.DISPATCH, Act.REDO} and ticket.is_direct))


def holds(story: Story, me: User) -> bool:
    """Whether the lead unit is in the subtree of `me`'s."""
    return me.role in UNIT_ROLES and story.until is None and story.ticket.lead_unit_id in me.own_units


def links_of(case: Case, me: User, acts: tuple[Act, ...], now: datetime, *, is_held: bool) -> list[Link]:
    """One link for each desk, named after the first act that is done there, then what may be asked for, with its condition."""
    found: dict[str, Link] = {}
    for act in acts:
        if page := DESKS.get(act, ""):
            found.setdefault(page, Link(act.label, address(page, case.ticket.number)))
    links = list(found.values())
    for mark in MARKED:
        if me.role in MARKS[mark.act] and mark.page not in found and mark.when(case.story):
            links.append(Link(mark.label or mark.act.label, address(mark.page, case.ticket.number, mark.query)))
    links += _shared(case, me)
    if is_held and case.ticket.status in OPEN:
        for way in ways.ways_of(case.story, me, now):
            if page := ASKED.get(way.act, ""):
                links.append(Link(way.act.label, address(page, case.ticket.number), way.condition, way.tone))
    return [link for link in links if link.url]


def _shared(case: Case, me: User) -> list[Link]:
    """Where people of a unit answer as assist, or as the section that the ticket was handed on to. A query where it is shared."""
    story, number = case.story, case.ticket.number
    if me.role not in UNIT_ROLES or case.ticket.status not in OPEN:
        return []
    assists = {row.unit_id for row in story.assignments if not row.is_lead and row.ended_at is None}
    handed = {row.unit_id for row in story.hand_ons if row.ended_at is None} if ways.has(story, Act.HAND_ON) else set()
    links = [Link("协办", address("assist_ticket", number))] if me.own_units & assists else []
    return [*links, Link("下派件", address("handed_ticket", number))] if me.own_units & handed else links


def address(page: str, number: str, query: str = "") -> str:
    """Of the page about the ticket, or of a page about many; empty where there is none."""
    for arguments in ([number], []):
        try:
            url = reverse(page, args=arguments)
        except NoReverseMatch:
            continue
        return f"{url}?{query}" if query else url
    return ""
