"""Tells people what happened to their tickets: reads the event chains as an outbox, so that no act waits for it.

Run again at will: a notice's key is its event, and what was told once is not told twice.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.core.cache import cache

from tickets.models import Event
from tickets.rules.workflow import OPEN, Act
from units.acts.notices import Word, people_of, tell_many
from units.models import User
from units.rules.roles import Role

_MARK = "announced-up-to"
# Events of a transaction that ended late stand below the mark; so many are looked at again.
AGAIN = 500
AT_ONCE = 2_000
# What is older is no news: a file of last month brings thousands of such events.
NEWS = timedelta(days=1)


class Whom(Enum):
    LEAD = "people of the unit that leads"
    PRINCIPALS = "the principals of that unit"
    SECTION = "people of the section that it was handed on to"


@dataclass(frozen=True)
class Announcement:
    whom: Whom
    words: str
    is_urgent: bool = False


# Who hears of which act, in which words; {number} is the ticket's.
ANNOUNCED: dict[Act, Announcement] = {
    Act.DISPATCH: Announcement(Whom.LEAD, "新派工单 {number}，请及时签收"),
    Act.TRANSFER: Announcement(Whom.LEAD, "转派工单 {number}，请及时签收"),
    Act.REDO: Announcement(Whom.LEAD, "工单 {number} 退回重办，请及时签收", is_urgent=True),
    Act.SEND_BACK: Announcement(Whom.LEAD, "工单 {number} 的答复退回修改", is_urgent=True),
    Act.KEEP_TRACKING: Announcement(Whom.LEAD, "工单 {number} 的答复退回修改", is_urgent=True),
    Act.URGE: Announcement(Whom.LEAD, "工单 {number} 被催办", is_urgent=True),
    Act.CRITICISE: Announcement(Whom.LEAD, "工单 {number} 被市平台通报批评", is_urgent=True),
    Act.BREAK_PROMISE: Announcement(Whom.LEAD, "工单 {number} 承诺日期已过，尚未办结", is_urgent=True),
    Act.REFUSE_RETURN: Announcement(Whom.LEAD, "工单 {number} 的退件申请未获同意，请继续办理", is_urgent=True),
    Act.MEND_RETURN: Announcement(Whom.LEAD, "工单 {number} 的退件单需要补正", is_urgent=True),
    Act.ADJUDICATE: Announcement(Whom.LEAD, "工单 {number} 提交联席研判"),
    Act.GRANT_EXTENSION: Announcement(Whom.LEAD, "工单 {number} 的延期已同意"),
    Act.REFUSE_EXTENSION: Announcement(Whom.LEAD, "工单 {number} 的延期未获同意，原时限不变", is_urgent=True),
    Act.SUSPEND: Announcement(Whom.LEAD, "工单 {number} 已挂起"),
    Act.REFUSE_SUSPENSION: Announcement(Whom.LEAD, "工单 {number} 的挂起未获同意，原时限不变", is_urgent=True),
    Act.RESUME: Announcement(Whom.LEAD, "工单 {number} 已恢复办理"),
    Act.ASSIST_ANSWER: Announcement(Whom.LEAD, "工单 {number} 有协办单位答复"),
    Act.HAND_ANSWER: Announcement(Whom.LEAD, "工单 {number} 的下派已答复"),
    Act.ASK_RETURN: Announcement(Whom.PRINCIPALS, "工单 {number} 的退件单待签批"),
    Act.HAND_ON: Announcement(Whom.SECTION, "单位下派工单 {number}，请按时答复"),
    Act.HAND_BACK: Announcement(Whom.SECTION, "下派工单 {number} 的答复被退回", is_urgent=True),
}


def announce(now: datetime, link: Callable[[str], str]) -> int:
    """Tells the news since the last time; `link` makes a ticket's address from its number. Returns how many lines are new.
    Four queries, whatever the number."""
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
    sections = _sections(events)
    units = {event.ticket.lead_unit_id for event in events if event.ticket.lead_unit_id}
    units |= {unit for told in sections.values() for unit in told}
    people: dict[int, list[User]] = {}
    for person in people_of(units):
        people.setdefault(person.unit_id or 0, []).append(person)
    for event in events:
        said, ticket = ANNOUNCED[Act(event.act)], event.ticket
        if ticket.status not in OPEN:
            continue
        hearing = sections[event.pk] if said.whom is Whom.SECTION else [ticket.lead_unit_id or 0]
        for person in (each for unit in hearing for each in people.get(unit, [])):
            if _hears(person, said.whom) and person.pk != event.by_id:
                words = said.words.format(number=ticket.number)
                yield Word(person, f"event:{event.pk}", words, link(ticket.number), said.is_urgent)


def _hears(person: User, whom: Whom) -> bool:
    return whom is not Whom.PRINCIPALS or person.role == Role.PRINCIPAL


def _sections(events: Sequence[Event]) -> dict[int, list[int]]:
    """The units that were handed on to, by the event's id: one event may give a ticket to several of them."""
    found = {}
    for event in events:
        if ANNOUNCED[Act(event.act)].whom is Whom.SECTION:
            facts = json.loads(event.body)["facts"]
            found[event.pk] = [int(pk) for pk in str(facts.get("units") or facts.get("unit") or "").split(",") if pk]
    return found
