"""The live rows behind the indicators, annotated with exactly the column names of scoring.models.counted.

`rows(source, as_of, dated)` is used by closings (dated by the month, and what was recorded late) and by free dates alike.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Model, Q, QuerySet, Value

from scoring.acts.sources import assignments, calls, hard_cases, tickets
from scoring.acts.sources.conditions import is_
from scoring.models import (
    CountedAssignment,
    CountedAssist,
    CountedCallback,
    CountedLedger,
    CountedReply,
    CountedReturn,
    CountedSupervision,
    CountedTicket,
    CountedWhistle,
    LedgerEntry,
)
from scoring.rules.indicators import Source
from scoring.rules.periods import ONE_DAY, Period, local_date
from tickets.models import Assignment, Reply, ReturnRequest, SupervisionOrder, Whistle

# Which column a flag goes by, for each source. A moment that closes a day (a limit at 24:00, stored as 00:00 of the next day)
# belongs to the day that it closes; every other moment to the day that it opens.
DATES: dict[Source, dict[str, str]] = {
    "ticket": {"in_arrived": "arrived_at"},
    "assignment": {"in_dispatched": "assigned_at", "in_due": "first_due_at"},
    "assist": {"in_dispatched": "assigned_at"},
    "reply": {"in_replied": "at", "in_promised": "promised_on"},
    "callback": {"in_called": "called_at"},
    "return": {"in_returned": "at"},
    "supervision": {"in_ordered": "ordered_at"},
    "whistle": {"in_blown": "blown_at"},
    "ledger": {"in_happened": "happened_on"},
}
CLOSES_A_DAY = frozenset({"first_due_at"})
DAYS = frozenset({"happened_on", "promised_on"})
# When a row came to be known here; what is done at a desk is known as it is done.
RECORDED: dict[Source, str] = dict.fromkeys(DATES, "recorded_at") | {"return": "at", "reply": "at"}
COUNTED: dict[Source, type[Any]] = {
    "ticket": CountedTicket,
    "assignment": CountedAssignment,
    "assist": CountedAssist,
    "reply": CountedReply,
    "callback": CountedCallback,
    "return": CountedReturn,
    "supervision": CountedSupervision,
    "whistle": CountedWhistle,
    "ledger": CountedLedger,
}
_SOURCES: dict[Source, Any] = {
    "ticket": tickets.tickets,
    "assignment": assignments.leads,
    "assist": assignments.assists,
    "reply": hard_cases.replies,
    "callback": calls.callbacks,
    "return": hard_cases.returns,
    "supervision": hard_cases.supervision,
    "whistle": hard_cases.whistles,
    "ledger": calls.ledger,
}

# What many a district never has: not a word is asked of it then.
_RARE: dict[Source, Callable[[], QuerySet[Any]]] = {
    "assist": lambda: Assignment.objects.filter(is_lead=False),
    "reply": lambda: Reply.objects.filter(hard_cases.COUNTED),
    "return": ReturnRequest.objects.all,
    "supervision": SupervisionOrder.objects.all,
    "whistle": Whistle.objects.all,
    "ledger": LedgerEntry.objects.all,
}

Dated = Mapping[str, Q]


def dated_in(source: Source, period: Period, as_of: datetime) -> dict[str, Q]:
    """For each flag of the source the filter of its rows in `period`. What runs out after `as_of` (a limit, a promise) is not due yet."""
    return {flag: between(column, period, as_of) for flag, column in DATES[source].items()}


def between(column: str, period: Period, as_of: datetime) -> Q:
    starts_at, ends_at = period.bounds()
    if column == "promised_on":
        return Q(promised_on__range=(period.starts_on, min(period.ends_on, local_date(as_of) - ONE_DAY)))
    if column in DAYS:
        return Q(**{f"{column}__range": (period.starts_on, period.ends_on)})
    if column in CLOSES_A_DAY:
        return Q(**{f"{column}__gt": starts_at, f"{column}__lte": min(ends_at, as_of)})
    return Q(**{f"{column}__gte": starts_at, f"{column}__lt": ends_at})


def day_of(column: str, value: date | datetime) -> date:
    """The day that a value of one of DATES' columns belongs to; the inverse of `between`."""
    if not isinstance(value, datetime):
        return value
    return local_date(value - timedelta.resolution if column in CLOSES_A_DAY else value)


def rows(source: Source, as_of: datetime, dated: Dated) -> QuerySet[Any]:
    """The source's rows that any of `dated` takes, each flag (in_dispatched…) saying which of them did; one query, unordered."""
    if "in_due" in dated:
        dated = {**dated, "in_due": dated["in_due"] & ~assignments.stands(as_of)}
    anything = Q()
    for condition in dated.values():
        anything |= condition
    # One flag alone is true of every row found: its condition is not asked a second time.
    flags = {flag: is_(dated[flag]) if len(dated) > 1 else Value(True) for flag in dated}
    flags |= {flag: Value(False) for flag in DATES[source] if flag not in dated}
    found: QuerySet[Any] = _SOURCES[source](as_of)
    dated_rows: QuerySet[Any] = found.filter(anything).annotate(row=F("pk"), **flags).order_by()
    return dated_rows


def is_empty(source: Source) -> bool:
    """Whether there is not one row of it, of whatever day. At most one short query."""
    return source in _RARE and not _RARE[source]().exists()


def with_columns(names: Collection[str]) -> tuple[Source, ...]:
    """The sources whose rows have all these columns (or paths that begin with them). Points by hand fall under no category, which
    is a category of its own when figures are told apart by it."""
    wanted = {name.partition("__")[0] for name in names}
    grouped = {"root_category"} if "root_category" in names else set()
    return tuple(source for source in COUNTED if wanted <= {*columns(source), *(grouped if source == "ledger" else ())})


def columns(source: Source) -> tuple[str, ...]:
    """The names that a Counted table is filled from, in its order, but for its own key and the closing."""
    model: type[Model] = COUNTED[source]
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in {"id", "closing"})
