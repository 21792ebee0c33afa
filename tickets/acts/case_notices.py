"""Notices of hard cases: a supervision order was placed or ran out, an exclusion was asked for, decided or overturned.

Told from the rows, not from the chain: a file of past orders is no news. Run again at will, each matter is told once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from tickets.acts.identities import names_hidden
from tickets.models import Exclusion, Outcome, SupervisionOrder, Ticket
from tickets.models.applications import Decision
from tickets.rules.deadlines import is_in_time, print_due
from units.acts.notices import Word, people_of, tell_many
from units.models import User
from units.rules.masking import shown_text
from units.rules.roles import UNIT_ROLES, Role

# What is older is no news; what ran out longer ago was told while it was fresh.
NEWS, LOOKS_BACK = timedelta(days=1), timedelta(days=7)
# The address of one case: the url name of its page, and its id.
Address = Callable[[str, int], str]


@dataclass(frozen=True)
class News:
    """One matter: `units` whose people hear of it, `supervisors` whether they do, one more person, and who knows it already."""

    key: str
    ticket: Ticket
    words: str
    page: str
    pk: int
    unit: int | None = None
    supervisors: bool = False
    person: int | None = None
    known_to: int | None = None
    is_urgent: bool = True

    def hears(self, somebody: User) -> bool:
        if somebody.pk == self.known_to:
            return False
        if somebody.pk == self.person:
            return True
        is_of_unit = somebody.unit_id is not None and somebody.unit_id == self.unit
        return is_of_unit or (self.supervisors and somebody.role == Role.SUPERVISOR)


def tell(now: datetime, address: Address) -> int:
    """Tells what is new; returns how many lines. A fixed number of queries."""
    news = [*_orders(now), *_exclusions(now)]
    if not news:
        return 0
    people, names = _people(news), names_hidden({each.ticket.pk for each in news})
    return tell_many([_word(each, somebody, address, names) for each in news for somebody in people if each.hears(somebody)], now)


def _people(news: Iterable[News]) -> list[User]:
    """All whom any of it concerns. Two queries."""
    named = {each.person for each in news if each.person is not None}
    district = User.objects.filter(Q(role=Role.SUPERVISOR) | Q(pk__in=named), is_active=True)
    of_units = people_of({each.unit for each in news if each.unit is not None})
    return list({somebody.pk: somebody for somebody in (*district, *of_units)}.values())


def _word(each: News, to: User, address: Address, names: Mapping[int, str]) -> Word:
    """`names`: of the citizens who stay hidden from units, by their tickets' ids."""
    title = shown_text(each.ticket.title, names.get(each.ticket.pk) if to.role in UNIT_ROLES else None)
    return Word(to, each.key, f"工单 {each.ticket.number} {each.words}", address(each.page, each.pk), each.is_urgent, title)


def _orders(now: datetime) -> Iterator[News]:
    """Of those without a result: placed since yesterday, and run out. The supervisor who entered it hears of that, else all."""
    placed = Q(recorded_at__gt=now - NEWS, ordered_at__gt=now - NEWS)
    late = Q(due_at__gt=now - LOOKS_BACK, due_at__lt=now)
    rows = SupervisionOrder.objects.filter(placed | late, result=Outcome.NONE).select_related("ticket").order_by("pk")
    for row in rows:
        if min(row.recorded_at, row.ordered_at) > now - NEWS:
            until = f"，请在 {print_due(row.due_at)} 前办理" if row.due_at else "，请抓紧办理"
            yield News(f"order:{row.pk}", row.ticket, f"被{row.get_level_display()}{until}", "supervision_order", row.pk, row.unit_id)
        if row.due_at is not None and not is_in_time(now, row.due_at):
            words = f"的{row.get_level_display()}已过办理时限 {print_due(row.due_at)}，还没有登记结果"
            key, is_nobodys = f"order-late:{row.pk}", row.by_id is None
            yield News(key, row.ticket, words, "supervision_order", row.pk, row.unit_id, supervisors=is_nobodys, person=row.by_id)


def _exclusions(now: datetime) -> Iterator[News]:
    """Asked for: the supervisors, who decide. Decided or overturned: the unit's people and who asked."""
    since = now - NEWS
    asked = Q(decision=Decision.WAITING, recorded_at__gt=since)
    said = Q(decision__in=[Decision.ACCEPTED, Decision.REFUSED], decided_at__gt=since)
    rows = Exclusion.objects.filter(asked | said | Q(overturned_at__gt=since)).select_related("ticket", "assignment").order_by("pk")
    for row in rows:
        what, unit = f"剔除申请（{row.get_aspect_display()}）", row.assignment.unit_id
        if row.decision == Decision.WAITING:
            key, words = f"exclusion:{row.pk}", f"有{what}待审批"
            yield News(key, row.ticket, words, "exclusion", row.pk, supervisors=True, known_to=row.by_id, is_urgent=False)
        elif row.decided_at is not None and row.decided_at > since:
            key, is_refused = f"exclusion-said:{row.pk}", row.decision == Decision.REFUSED
            words, who, decider = f"的{what}{'未获同意' if is_refused else '已同意'}", row.by_id, row.decided_by_id
            yield News(key, row.ticket, words, "exclusion", row.pk, unit, person=who, known_to=decider, is_urgent=is_refused)
        if row.overturned_at is not None and row.overturned_at > since:
            words = f"的{what}被市平台改判，重新计入考核"
            yield News(f"exclusion-overturned:{row.pk}", row.ticket, words, "exclusion", row.pk, unit, person=row.by_id)
