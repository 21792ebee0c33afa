"""Freezing a month: its source rows are copied into the Counted tables, those of earlier closed months that were recorded late too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from scoring.acts import sources
from scoring.acts.sources import COUNTED, DATES, RECORDED, Dated, between
from scoring.models import Closing
from scoring.rules.indicators import Source
from scoring.rules.periods import ONE_DAY, Period

# A long import may have written its time before the last closing and be seen only after it: looked at again, counted once.
IN_FLIGHT = timedelta(hours=1)
# The one flag whose date may move to another month.
MOVING = "in_due"


def freeze(closing: Closing, period: Period) -> int:
    """Replaces the closing's frozen rows; each flag of a row is counted by one closed month only. Returns how many rows."""
    _scan_without_compiling()
    copied = 0
    others = _others(closing)
    for source, frozen in COUNTED.items():
        frozen._default_manager.filter(closing=closing).delete()
        if sources.is_empty(source):
            continue
        copied += _copy(closing, source, _in_period(closing, source, period, others))
        for flag, condition in _late(closing, source, others).items():
            copied += _copy(closing, source, {flag: condition})
    return copied


@dataclass(frozen=True)
class _Others:
    """The closed months that this one must not count again. `earlier`: those before it up to the first open one, whose late rows it
    takes, by `recorded_since` where all before that have been looked at. `is_followed`: a later month is closed already."""

    earlier: tuple[Closing, ...]
    recorded_since: datetime | None
    is_followed: bool


def _others(closing: Closing) -> _Others:
    """Three queries, whatever the sources."""
    is_followed = Closing.objects.closed().filter(starts_on__gt=closing.starts_on).exists()
    before = Closing.objects.filter(starts_on__lt=closing.starts_on).order_by("starts_on")
    opened = before.exclude(state=Closing.State.CLOSED).last()
    earlier = tuple(before.closed().filter(starts_on__gt=opened.starts_on) if opened else before.closed())
    is_bounded = bool(earlier) and not closing.reopened_at and not _is_left(earlier)
    return _Others(earlier, _recorded_since(earlier[-1]) if is_bounded else None, is_followed)


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


def _in_period(closing: Closing, source: Source, period: Period, others: _Others) -> dict[str, Q]:
    """Rows dated in the month. When a later month is closed already one of them may have been counted there as late.

    A limit that was moved after it had been counted (an extension granted or a clock stopped after the closing) is not counted
    again in the month to which it moved: only rows from before the month can have been, nothing else is looked up.
    """
    dated = sources.dated_in(source, period, closing.as_of)
    if others.is_followed:
        return {flag: condition & ~Q(Exists(_taken(closing, source, flag))) for flag, condition in dated.items()}
    if MOVING in dated:
        was_there = Q(assigned_at__lt=period.bounds()[0]) & Q(Exists(_taken(closing, source, MOVING)))
        dated[MOVING] &= ~was_there
    return dated


def _late(closing: Closing, source: Source, others: _Others) -> dict[str, Q]:
    """Rows dated in an earlier closed month that no closed month has counted. Empty when there is no such month.

    They were recorded after the month before was closed, or that closing would have counted them. A month that was reopened is
    counted again without that bound: what it had taken in as late, an earlier month closed anew has left to it. So is the first
    month after one that was closed anew behind a closed one: a limit that has moved from the one to the other would be in neither.
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
        dated[flag] = recorded & in_spans & ~Q(Exists(_taken(closing, source, flag)))
    return dated


def _is_left(earlier: Sequence[Closing]) -> bool:
    """Whether a month was closed anew after the last of them, so that nobody has looked yet at what it left."""
    since = _recorded_since(earlier[-1]) + IN_FLIGHT
    return any(one.reopened_at is not None and one.closed_at is not None and one.closed_at > since for one in earlier[:-1])


def _recorded_since(last: Closing) -> datetime:
    return (last.closed_at or last.as_of) - IN_FLIGHT


def _taken(closing: Closing, source: Source, flag: str) -> QuerySet[Any]:
    """The row as another closed month counted it by this flag."""
    others = Closing.objects.closed().exclude(pk=closing.pk).values("pk")
    found: QuerySet[Any] = COUNTED[source]._default_manager.filter(row=OuterRef("pk"), closing__in=others, **{flag: True})
    return found


def _joined(closings: Sequence[Closing]) -> list[tuple[date, date]]:
    """Months that follow each other as one span of days."""
    spans: list[tuple[date, date]] = []
    for closing in closings:
        if spans and spans[-1][1] + ONE_DAY == closing.starts_on:
            spans[-1] = (spans[-1][0], closing.ends_on)
        else:
            spans.append((closing.starts_on, closing.ends_on))
    return spans
