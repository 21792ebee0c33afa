"""Finding tickets: by phone (keyed hash), the end of the number, the unit that leads, or words; newest arrivals first.

Rows are visible_to's always, and nothing is counted that the reader may not read. People of a unit find a ticket by its own
text; by its replies only while their unit leads it or has a running part in it: what was answered after a ticket has left a
unit is not for its past holder, and a hit alone would tell it. The index learns of a new reply and of a new holder in one go
(tickets.acts.indexing), so no moment lies between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q, QuerySet, TextChoices

from tickets.acts import choices, keeping, paging
from tickets.acts.hits import newest
from tickets.acts.past import all_as_seen
from tickets.models import Assignment, HandOn, Reply, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules import bigrams
from tickets.rules.bigrams import Wish
from tickets.rules.typed import phone_in, tail_in
from units.models import Unit, User
from units.rules.masking import phone_hash
from units.rules.roles import UNIT_ROLES

# Counts are true up to here.
COUNTED = 1_000
# A unit that has had more than this finds a page of them soonest by asking the tickets one by one.
MANY = 20_000
NEWEST = "-arrived_at"
SHOWN = ("number", "title", "text", "status", "arrived_at", "category__name", "lead_unit__name", "lead_unit__short_name")


class By(TextChoices):
    """What the typed line is taken for."""

    PHONE = "phone", "电话"
    TAIL = "tail", "编号尾号"
    UNIT = "unit", "主办单位"
    WORDS = "words", "诉求和答复"


@dataclass(frozen=True)
class Question:
    """`words` for TAIL and WORDS, `phone_hash` for PHONE, `units` (ids) for UNIT. `by` None asks for all tickets (the archive).
    `led_by`: all chosen tickets are led by this unit or one below it, which spares the index the others."""

    by: By | None = None
    words: str = ""
    phone_hash: str = ""
    units: tuple[int, ...] = ()
    led_by: int | None = None


@dataclass(frozen=True)
class Found:
    """`count` is at most 1 001, which stands for more than 1 000. `is_deep`: behind the first 1 000, where no way leads back
    but to the newest."""

    page: paging.Page[Ticket]
    count: int
    is_deep: bool = False


def hash_of(line: str) -> str:
    """The hash by which a typed phone is looked up; empty when the line is no phone."""
    digits = phone_in(line)
    return phone_hash(digits, settings.PHONE_KEY) if digits else ""


def ticket_numbered(line: str, user: User) -> str:
    """The number when it is one that the reader may open; else nothing."""
    number = bigrams.fold(line)
    found = keeping.rows(_numbered, user.role, user.own_units, line=line, folded=number)
    return found[0] if found else ""


def _numbered(role: str, units: frozenset[int], *, line: str, folded: str) -> QuerySet[Ticket, str]:
    rows = Ticket.objects.visible_to(keeping.anybody(role, units)).filter(number__in=[line, folded])
    return rows.order_by("pk").values_list("number", flat=True)[:1]


def questions(line: str) -> list[Question]:
    """What `line` may mean, the likeliest first: digits are a tail; a unit's exact name is that unit,
    a part of one perhaps."""
    found = [Question(By.TAIL, digits)] if (digits := tail_in(line)) else []
    if bigrams.wish_for_words(line):
        found.append(Question(By.WORDS, line))
    named = _units_named(line)
    if named:
        is_exact = any(line == name for _, name in named)
        found.insert(0 if is_exact else len(found), Question(By.UNIT, line, units=_with_parts({key for key, _ in named})))
    return found


def find(question: Question, chosen: TicketQuerySet, user: User, *, after: int | None, before: int | None, sort: str = NEWEST) -> Found:
    """A page of what the reader may read among the `chosen` tickets (filtered, nothing else) that answers `question`. The
    archive, units and phones are ordered by `sort`; words and tails are always newest first."""
    found = _find(question, chosen, user, after, before, sort)
    return replace(found, page=replace(found.page, rows=all_as_seen(found.page.rows, user)))


def _find(question: Question, chosen: TicketQuerySet, user: User, after: int | None, before: int | None, sort: str) -> Found:
    if question.by in {By.WORDS, By.TAIL}:
        return _newest_page(question, chosen, user, after, before)
    chosen, held = _narrowed(question, chosen, user), _held(user)
    own = few(chosen, user)
    is_known = held > COUNTED and not chosen.query.where  # nothing is filtered: more need not be asked
    count = COUNTED + 1 if is_known else own.order_by()[: COUNTED + 1].count()
    if count > COUNTED:
        own = chosen.asked_one_by_one(user) if held > MANY else chosen.visible_to(user)
    return Found(paging.page(shown(own), sort, after=after, before=before), count)


def every(question: Question, chosen: TicketQuerySet, user: User, sort: str = NEWEST) -> QuerySet[Ticket]:
    """All rows of `find` in its order; of words and tails the newest COUNTED + 1. They are the tickets as they are now: what a
    past holder may read of them the caller has to ask tickets.acts.past."""
    chosen = _narrowed(question, chosen, user)
    if question.by not in {By.WORDS, By.TAIL}:
        return paging.ordered(few(chosen, user), sort)
    wish = _wish(question, user)
    keys = newest(chosen, wish, COUNTED + 1) if wish is not None else []
    return paging.ordered(Ticket.objects.visible_to(user).filter(pk__in=keys), NEWEST)


def _narrowed(question: Question, chosen: TicketQuerySet, user: User) -> TicketQuerySet:
    """By what the index of words does not know."""
    if question.by is By.PHONE:
        chosen = chosen.filter(identity__phone_hash=question.phone_hash)
        return chosen.with_open_citizen() if user.role in UNIT_ROLES else chosen  # a hit would tell the unit who it was
    if question.by is By.UNIT:
        return chosen.filter(lead_unit__in=question.units)
    is_long = question.by is By.TAIL and len(question.words) > bigrams.LONGEST_TAIL
    return chosen.filter(number__endswith=question.words) if is_long else chosen


def _held(user: User) -> int:
    """How many tickets the user's unit has or had as lead or assist, at most MANY + 1; none for the district, which has all."""
    if user.role not in UNIT_ROLES:
        return 0
    return Assignment.objects.filter(unit__in=user.own_units).order_by().values("ticket").distinct()[: MANY + 1].count()


def few(chosen: TicketQuerySet, user: User) -> TicketQuerySet:
    """The same rows as visible_to's, for a unit that has few: its tickets first, not all tickets each asked whose it is. Where
    a unit has more the other way round is the shorter one to a page."""
    if user.role not in UNIT_ROLES:
        return chosen & Ticket.objects.visible_to(user)
    held = Assignment.objects.filter(unit__in=user.own_units).order_by().values("ticket")
    return chosen.filter(pk__in=held.union(HandOn.objects.filter(unit__in=user.own_units).order_by().values("ticket")))


def shown(rows: TicketQuerySet) -> TicketQuerySet:
    """With what a line of the list says, and nothing else: of fifty tickets forty columns more are a fifth of the page."""
    return rows.select_related("category", "lead_unit").only(*SHOWN)


def answers_of(tickets: Sequence[Ticket], user: User) -> dict[int, list[str]]:
    """The replies of `tickets` that the reader may be shown, by the ticket's id: a unit's people those of tickets it leads."""
    own = user.own_units if user.role in UNIT_ROLES else None
    told = [ticket.pk for ticket in tickets if own is None or ticket.lead_unit_id in own]
    found: dict[int, list[str]] = {}
    for pk, text in keeping.rows(_said, **keeping.each("ticket", told)) if told else ():
        found.setdefault(pk, []).append(text)
    return found


def _said(**tickets: int) -> QuerySet[Reply, tuple[int, str]]:
    return Reply.objects.filter(ticket__in=list(tickets.values())).order_by("-at").values_list("ticket_id", "text")


def backlog() -> int:
    """How many tickets the index does not know yet as they are now; at most 1 001."""
    return Ticket.objects.filter(is_indexed=False)[: COUNTED + 1].count()


def _units_named(line: str) -> list[tuple[int, str]]:
    """Units with the name by which the line means them: one of theirs that it is part of. The exact one first."""
    named = [(int(key), name) for key, name in choices.unit_names() if len(line) > 1 and line in name]
    exact = {key for key, name in named if name == line}
    return [each for each in named if not exact or each[0] in exact]


def _with_parts(keys: set[int]) -> tuple[int, ...]:
    below = Q(pk__in=keys) | Q(parent__in=keys) | Q(parent__parent__in=keys)
    return tuple(Unit.objects.filter(below).values_list("pk", flat=True))


def _wish(question: Question, user: User) -> Wish | None:
    """What the index is asked. It knows whose a ticket is and was, so that of a common word a unit's people are not
    given all the tickets to leave most of them out again. None for people of a unit who have none."""
    if user.role in UNIT_ROLES and user.unit_id is None:
        return None
    unit = user.unit_id if user.role in UNIT_ROLES else None
    return bigrams.wish_for_tail(question.words, unit) if question.by is By.TAIL else bigrams.wish_for_words(question.words, unit)


def _newest_page(question: Question, chosen: TicketQuerySet, user: User, after: int | None, before: int | None) -> Found:
    """The first 1 000 are looked up at once, for they are counted anyhow; whoever pages beyond them goes on from the last row."""
    wish = _wish(question, user)
    if wish is None:
        return Found(paging.Page([]), 0)
    chosen = _narrowed(question, chosen, user)
    # The index must know by now who leads them.
    if question.led_by is not None and not chosen.filter(is_indexed=False).exists():
        wish = bigrams.of_unit(wish, question.led_by)
    keys = newest(chosen, wish, COUNTED + 1)
    start, size = 0, paging.SIZE
    if after in keys:
        start = keys.index(after) + 1
    elif before in keys:
        start = max(keys.index(before) - size, 0)
    is_cut = len(keys) > COUNTED
    if after is not None and is_cut and (after not in keys or start + size > COUNTED):
        ids = newest(chosen, wish, size + 1, behind=Ticket.objects.filter(pk=after).first())
        page = paging.Page(_readable(ids[:size], user), None, ids[size - 1] if len(ids) > size else None)
        return Found(page, COUNTED + 1, is_deep=True)
    ids, has_more = keys[start : start + size], start + size < len(keys)
    page = paging.Page(_readable(ids, user), ids[0] if start and ids else None, ids[-1] if has_more else None)
    return Found(page, len(keys))


def _readable(ids: Sequence[int], user: User) -> list[Ticket]:
    """In this order. visible_to has the last word, whatever the index says."""
    rows = keeping.rows(_listed, user.role, user.own_units, **keeping.each("ticket", ids)) if ids else []
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


def _listed(role: str, units: frozenset[int], **tickets: int) -> QuerySet[Ticket]:
    return shown(Ticket.objects.visible_to(keeping.anybody(role, units)).filter(pk__in=list(tickets.values())).order_by())
