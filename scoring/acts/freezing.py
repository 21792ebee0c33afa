"""Freezing a month: its source rows are copied into the Counted tables, those of earlier closed months that were recorded late too."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from scoring.acts import sources
from scoring.acts.sources import CLOSES_A_DAY, COUNTED, DATES, DAYS, RECORDED, Dated, between
from scoring.models import Closing
from scoring.models.closing import ClosingQuerySet
from scoring.rules.indicators import Source
from scoring.rules.periods import ONE_DAY, Period, month_at, parse

# A long import may have written its time before the last closing and be seen only after it: looked at again, counted once.
IN_FLIGHT = timedelta(hours=1)
# The one flag whose date may move to another month.
MOVING = "in_due"


def freeze(closing: Closing, period: Period) -> int:
    """Replaces the closing's frozen rows; each flag of a row is counted by one closed month only. Returns how many rows."""
    Closing.objects.filter(pk=closing.pk).update(late={})
    others = others_of(closing, period)
    return sum(freeze_source(closing, period, source, others) for source in COUNTED)


def freeze_source(closing: Closing, period: Period, source: Source, others: "Others") -> int:
    """As `freeze`, the rows of one source beside the `others_of` the closing; once more changes nothing."""
    _scan_without_compiling()
    COUNTED[source]._default_manager.filter(closing=closing).delete()
    if sources.is_empty(source):
        return 0
    copied = _copy(closing, source, _in_period(closing, source, period, others))
    late: dict[str, int] = {}
    for flag, condition in _late(closing, source, period, others).items():
        if found := _copy(closing, source, {flag: condition}):
            late[flag], copied = found, copied + found
    if late:
        _note_late(closing, source, period, list(late))
    return copied


@dataclass(frozen=True)
class Others:
    """The closed months that this one must not count again. `earlier`: those before it up to the first open one, whose late rows it
    takes, by `recorded_since` where all before that have been looked at. `is_followed`: a later month is closed already.

    A recount takes its months in any order. So a month of it keeps the late rows that it had (`own`), whichever of the others
    has been counted already; what nobody has counted goes to the month of its date; and what that month cannot take, because it
    lies before the recount, to the first of its months (`takes_in`). A limit that was moved forward is given up by the month that
    had counted it, for which none of the later ones waits: `closed` leaves out the earlier months of the recount.
    """

    earlier: tuple[Closing, ...]
    recorded_since: datetime | None
    is_followed: bool
    closed: ClosingQuerySet
    own: Closing | None = None
    takes_in: bool = True


def others_of(closing: Closing, period: Period) -> Others:
    """Four queries, whatever the sources."""
    every = Closing.objects.closed().exclude(label=period.label)
    is_followed = every.filter(starts_on__gt=closing.starts_on).exists()
    before = Closing.objects.filter(starts_on__lt=closing.starts_on).order_by("starts_on")
    opened = before.exclude(state=Closing.State.CLOSED).last()
    earlier = tuple(before.closed().filter(starts_on__gt=opened.starts_on) if opened else before.closed())
    if closing.span:
        labels = [month.label for month in parse(closing.span, period.month_starts_on).months()]
        sooner = Q(label__in=labels, starts_on__lt=closing.starts_on)
        own = Closing.objects.closed().filter(label=period.label).first()
        return Others(earlier, None, True, every.exclude(sooner), own, not before.closed().filter(sooner).exists())
    is_bounded = bool(earlier) and not closing.reopened_at and not _is_left(earlier)
    return Others(earlier, _recorded_since(earlier[-1]) if is_bounded else None, is_followed, every)


def _scan_without_compiling() -> None:
    """PostgreSQL would compile these statements for longer than they run."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")


def _copy(closing: Closing, source: Source, dated: Dated) -> int:
    """INSERT … SELECT: the rows never leave the database."""
    names = sources.columns(source)
    found = sources.rows(source, closing.as_of, dated).annotate(closing=Value(closing.pk)).values_list("closing", *names)
    sql, params = found.query.sql_with_params()
    model = COUNTED[source]
    field_of = {field.name: field for field in model._meta.concrete_fields}
    columns = ", ".join(connection.ops.quote_name(str(field_of[name].column)) for name in ("closing", *names))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) {sql}", params)
        return int(cursor.rowcount)


def _in_period(closing: Closing, source: Source, period: Period, others: Others) -> dict[str, Q]:
    """Rows dated in the month. When a later month is closed already one of them may have been counted there as late.

    A limit that was moved after it had been counted (an extension granted or a clock stopped after the closing) is not counted
    again in the month to which it moved: only rows from before the month can have been, nothing else is looked up.
    """
    dated = sources.dated_in(source, period, closing.as_of)
    if others.is_followed:
        return {flag: condition & ~Q(Exists(_taken(others, source, flag))) for flag, condition in dated.items()}
    if MOVING in dated:
        was_there = Q(assigned_at__lt=period.bounds()[0]) & Q(Exists(_taken(others, source, MOVING)))
        dated[MOVING] &= ~was_there
    return dated


def _late(closing: Closing, source: Source, period: Period, others: Others) -> dict[str, Q]:
    """Rows dated in an earlier closed month that no closed month has counted. Empty when there is no such month.

    They were recorded after the month before was closed, or that closing would have counted them. A month that was reopened is
    counted again without that bound: what it had taken in as late, an earlier month closed anew has left to it. So is the first
    month after one that was counted anew behind a closed one: a limit that has moved from the one to the other would be in neither.
    What came late before an open month is that month's, whose trial or closing counts it.
    """
    if not others.earlier:
        return {}
    recorded = Q(**{f"{RECORDED[source]}__gte": others.recorded_since}) if others.recorded_since else Q()
    spans = [Period(first, last, "", "free") for first, last in _joined(others.earlier)]
    dated = {}
    for flag, column in DATES[source].items():
        in_spans = Q()
        for span in spans:
            in_spans |= between(column, span, closing.as_of)
        # Each flag has a statement of its own, or the databases would look up all that was ever counted.
        dated[flag] = recorded & in_spans & ~Q(Exists(_taken(others, source, flag)))
        if not others.takes_in:
            dated[flag] &= Q(pk__in=COUNTED[source]._default_manager.filter(closing=others.own, **{flag: True}).values("row"))
    return dated


def _is_left(earlier: Sequence[Closing]) -> bool:
    """Whether a month was counted anew after the last of them was closed, so that nobody has looked yet at what it left."""
    since = _recorded_since(earlier[-1]) + IN_FLIGHT
    return any(one.closed_at is not None and one.computed_at > since for one in earlier[:-1])


def _recorded_since(last: Closing) -> datetime:
    return (last.closed_at or last.as_of) - IN_FLIGHT


def _taken(others: Others, source: Source, flag: str) -> QuerySet[Any]:
    """The row as another closed month counted it by this flag."""
    found: QuerySet[Any] = COUNTED[source]._default_manager.filter(
        row=OuterRef("pk"), closing__in=others.closed.values("pk"), **{flag: True}
    )
    return found


def _note_late(closing: Closing, source: Source, period: Period, flags: Sequence[str]) -> None:
    """Keeps how many rows of which earlier month came late, by source and flag."""
    noted: dict[str, Counter[str]] = {}
    for flag in flags:
        column = DATES[source][flag]
        edge = period.starts_on if column in DAYS else period.bounds()[0]
        late = {f"row__{column}__{'lte' if column in CLOSES_A_DAY else 'lt'}": edge, flag: True}
        days = COUNTED[source]._default_manager.filter(closing=closing, **late).values_list(f"row__{column}", flat=True)
        for value in days.iterator():
            month = month_at(sources.day_of(column, value), period.month_starts_on)
            noted.setdefault(month.label, Counter())[f"{source}.{flag}"] += 1
    found = Closing._base_manager.get(pk=closing.pk).late
    for label, counts in noted.items():
        found[label] = {**found.get(label, {}), **counts}
    Closing._base_manager.filter(pk=closing.pk).update(late=dict(sorted(found.items())))


def _joined(closings: Sequence[Closing]) -> list[tuple[date, date]]:
    """Months that follow each other as one span of days."""
    spans: list[tuple[date, date]] = []
    for closing in closings:
        if spans and spans[-1][1] + ONE_DAY == closing.starts_on:
            spans[-1] = (spans[-1][0], closing.ends_on)
        else:
            spans.append((closing.starts_on, closing.ends_on))
    return spans
