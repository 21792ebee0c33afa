"""Tells people what happened to their tickets: reads the event chains as an outbox, so that no act waits for it.

Run again at will: a notice's key is its event, and what was told once is not told twice.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.core.cache import cache

from tickets.acts.identities import names_hidden
from tickets.models import Assignment, Event, HandOn
from tickets.rules.workflow import OPEN, Act
from units.acts.notices import Word, people_of, tell_many
from units.models import User
from units.rules.masking import shown_text
from units.rules.roles import Role

_MARK = "announced-up-to"
# Events of a transaction that ended late stand below the mark; so many are looked at again.
AGAIN = 500
AT_ONCE = 2_000
# What is older is no news: a file of last month brings thousands of such events.
NEWS = timedelta(days=1)


class Whom(Enum):
    LEAD = "people of the unit that led when it was done"
    ASSISTS = "people of the assists that it asks"
    PRINCIPALS = "the principals of that unit"
    SECTION = "people of the section that it was handed on to"


@dataclass(frozen=True)
class Announcement:
    """`state`: said only of an event whose facts name it."""

    whom: Whom
    words: str
    is_urgent: bool = False
    state: str = ""


TO_ASSIST = Announcement(Whom.ASSISTS, "工单 {number} 请您单位协办，请及时签收")

Line = tuple[Event, Announcement, list[int]]  # what is said of an event, to the people of which units

# Who hears of which act, in which words; {number} is the ticket's.
ANNOUNCED: dict[Act, tuple[Announcement, ...]] = {
    Act.DISPATCH: (Announcement(Whom.LEAD, "新派工单 {number}，请及时签收"), TO_ASSIST),
    Act.TRANSFER: (Announcement(Whom.LEAD, "转派工单 {number}，请及时签收"), TO_ASSIST),
    Act.ADD_ASSIST: (TO_ASSIST,),
    Act.REDO: (
        Announcement(Whom.LEAD, "工单 {number} 退回重办，请及时签收", is_urgent=True),
        Announcement(Whom.ASSISTS, "协办工单 {number} 退回重办，请及时签收", is_urgent=True),
    ),
    Act.SEND_BACK: (Announcement(Whom.LEAD, "工单 {number} 的答复退回修改", is_urgent=True),),
    Act.KEEP_TRACKING: (Announcement(Whom.LEAD, "工单 {number} 的答复退回修改", is_urgent=True),),
    Act.URGE: (Announcement(Whom.LEAD, "工单 {number} 被催办", is_urgent=True),),
    Act.CRITICISE: (Announcement(Whom.LEAD, "工单 {number} 被市平台通报批评", is_urgent=True),),
    Act.BREAK_PROMISE: (Announcement(Whom.LEAD, "工单 {number} 承诺日期已过，尚未办结", is_urgent=True),),
    Act.REFUSE_RETURN: (Announcement(Whom.LEAD, "工单 {number} 的退件申请未获同意，请继续办理", is_urgent=True),),
    Act.MEND_RETURN: (Announcement(Whom.LEAD, "工单 {number} 的退件单需要补正", is_urgent=True),),
    Act.ADJUDICATE: (Announcement(Whom.LEAD, "工单 {number} 提交联席研判"),),
    Act.GRANT_EXTENSION: (Announcement(Whom.LEAD, "工单 {number} 的延期已同意"),),
    Act.REFUSE_EXTENSION: (Announcement(Whom.LEAD, "工单 {number} 的延期未获同意，原时限不变", is_urgent=True),),
    Act.SUSPEND: (Announcement(Whom.LEAD, "工单 {number} 已挂起"),),
    Act.REFUSE_SUSPENSION: (Announcement(Whom.LEAD, "工单 {number} 的挂起未获同意，原时限不变", is_urgent=True),),
    Act.RESUME: (Announcement(Whom.LEAD, "工单 {number} 已恢复办理"),),
    Act.ASSIST_ANSWER: (Announcement(Whom.LEAD, "工单 {number} 有协办单位答复"),),
    Act.HAND_ANSWER: (Announcement(Whom.LEAD, "工单 {number} 的下派已答复"),),
    Act.ASK_RETURN: (Announcement(Whom.PRINCIPALS, "工单 {number} 的退件单待签批"),),
    Act.HAND_ON: (Announcement(Whom.SECTION, "单位下派工单 {number}，请按时答复"),),
    Act.HAND_TAKE: (Announcement(Whom.SECTION, "工单 {number} 的下派已撤回，不用再办", state=HandOn.State.RECALLED),),
    Act.HAND_BACK: (Announcement(Whom.SECTION, "下派工单 {number} 的答复被退回", is_urgent=True),),
}


def announce(now: datetime, link: Callable[[str], str]) -> int:
    """Tells the news since the last time; `link` makes a ticket's address from its number. Returns how many lines are new.
    Six queries, whatever the number."""
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        return 0
    mark = max(int(cache.get(_MARK, 0)), last - 10 * AT_ONCE)
    news = Event.objects.filter(pk__gt=mark - AGAIN, pk__lte=last, act__in=list(ANNOUNCED), at__gte=now - NEWS)
    events = list(news.select_related("ticket").order_by("pk")[:AT_ONCE])
    told = tell_many(_words(events, link), now)
    cache.set(_MARK, events[-1].pk if len(events) == AT_ONCE else last, None)
    return told


def _words(events: Sequence[Event], link: Callable[[str], str]) -> Iterator[Word]:
    parts = _parts(events)
    lines = [line for event in events if event.ticket.status in OPEN for line in _lines(event, parts.get(event.ticket_id, []))]
    people: dict[int, list[User]] = {}
    for person in people_of({unit for _, _, units in lines for unit in units}):
        people.setdefault(person.unit_id or 0, []).append(person)
    # Who hears of it works for a unit.
    names = names_hidden({event.ticket_id for event, _, _ in lines})
    for event, said, units in lines:
        number, title = event.ticket.number, shown_text(event.ticket.title, names.get(event.ticket_id))
        for person in (each for unit in units for each in people.get(unit, [])):
            if _hears(person, said.whom) and person.pk != event.by_id:
                yield Word(person, f"event:{event.pk}", said.words.format(number=number), link(number), said.is_urgent, title)


def _hears(person: User, whom: Whom) -> bool:
    return whom is not Whom.PRINCIPALS or person.role == Role.PRINCIPAL


def _parts(events: Sequence[Event]) -> dict[int, list[Assignment]]:
    """Who has had a part in these tickets, in the order in which they got it, by the ticket's id. One query."""
    found: dict[int, list[Assignment]] = {}
    for part in Assignment.objects.filter(ticket__in={event.ticket_id for event in events}).order_by("assigned_at", "pk"):
        found.setdefault(part.ticket_id, []).append(part)
    return found


def _lines(event: Event, parts: Sequence[Assignment]) -> Iterator[Line]:
    """What is said of one event, to which units."""
    facts = json.loads(event.body)["facts"]
    for said in ANNOUNCED[Act(event.act)]:
        if said.state and said.state != facts.get("state"):
            continue
        if said.whom is Whom.SECTION:
            units = _ids(facts.get("units") or facts.get("unit"))
        elif said.whom is Whom.ASSISTS:
            units = _ids(facts["assists"]) if "assists" in facts else _assisting(parts, event.at)
        else:
            units = _leading(parts, event.at)
        yield event, said, units


def _leading(parts: Sequence[Assignment], at: datetime) -> list[int]:
    """The lead of that moment, who may have lost the ticket since."""
    return [part.unit_id for part in parts if part.is_lead and part.assigned_at <= at][-1:]


def _assisting(parts: Sequence[Assignment], at: datetime) -> list[int]:
    """The assists that went on after that moment."""
    return [part.unit_id for part in parts if not part.is_lead and part.assigned_at <= at and (part.ended_at is None or part.ended_at > at)]


def _ids(named: object) -> list[int]:
    """Units as an event's facts name them: one, or several with commas between."""
    return [int(pk) for pk in str(named or "").split(",") if pk]
