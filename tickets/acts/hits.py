"""The newest hits of the search index. Words that very many tickets hold must cost no more than rare ones: the index is asked
for stretches of time, the newest first and each longer than the one before, until enough is found."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Max, Min, Q, QuerySet

from tickets.acts import planner
from tickets.models import SearchText, Ticket
from tickets.models.ticket import TicketQuerySet
from tickets.rules.bigrams import Wish, period_token
from tickets.rules.deadlines import MIDNIGHT, SHANGHAI, local
from units.rules.workdays import ONE_DAY

# The longest stretch whose thirds of a month are named one by one, nearly two years; all that is older is the last one.
MOST_THIRDS = 64
# How much longer the next stretch is, after one that had hits and after one that had none.
AFTER_SOME, AFTER_NONE = 2, 4


def newest(rows: TicketQuerySet, wish: Wish, most: int, behind: Ticket | None = None) -> list[int]:
    """The ids of the newest `most` tickets of `rows` that hold what is wished for, or of those that follow `behind`."""
    bounds = Ticket.objects.aggregate(oldest=Min("arrived_at"), newest=Max("arrived_at"))
    if bounds["newest"] is None:
        return []
    first = bounds["newest"] if behind is None else behind.arrived_at
    # PostgreSQL does not know what it costs to look into a long list of words and would rather read the whole of a small table than
    # ask its index.
    with planner.without(*planner.READING_ALL):
        return _walk(_hits(rows, behind), wish, most, local(first).date(), local(bounds["oldest"]).date())


def _walk(hits: QuerySet[SearchText], wish: Wish, most: int, first: date, oldest: date) -> list[int]:
    third, last, until = _begin(first), _begin(oldest), first
    found: list[int] = []
    length = reach = 1
    while third >= last and len(found) < most:
        if length > MOST_THIRDS:
            older = datetime.combine(until, MIDNIGHT, SHANGHAI)
            found += hits.filter(tokens__match=wish, arrived_at__lt=older).values_list("pk", flat=True)[: most - len(found)]
            break
        thirds = list(_thirds(third, last, length))
        stretch = hits.filter(tokens__match=wish.within([period_token(each) for each in thirds]))
        news = list(stretch.values_list("pk", flat=True)[: most - len(found)])
        found += news
        until, third = thirds[-1], _begin(thirds[-1] - ONE_DAY)
        reach *= AFTER_SOME if news else AFTER_NONE
        length = min(reach, _enough(most - len(found), len(thirds), len(news))) if news else reach
    return found


def _enough(missing: int, length: int, news: int) -> int:
    """How many thirds hold the hits that are missing, where `length` thirds had `news`; a quarter more, for months differ."""
    return -(-missing * length * 5 // (news * 4))


def _hits(rows: TicketQuerySet, behind: Ticket | None) -> QuerySet[SearchText]:
    hits = SearchText.objects.order_by("-arrived_at", "-pk")
    if rows.query.where:  # whoever reads all tickets and filters none is spared the join
        hits = hits.filter(ticket__in=rows.values("pk"))
    if behind is None:
        return hits
    return hits.filter(Q(arrived_at__lte=behind.arrived_at) & (Q(arrived_at__lt=behind.arrived_at) | Q(pk__lt=behind.pk)))


def _thirds(third: date, last: date, length: int) -> Iterator[date]:
    """The first days of `length` thirds of months, from `third` back, none before `last`."""
    while length and third >= last:
        yield third
        length, third = length - 1, _begin(third - ONE_DAY)


def _begin(day: date) -> date:
    """The first day of the third of a month in which `day` lies."""
    return day.replace(day=(1, 11, 21)[min((day.day - 1) // 10, 2)])
