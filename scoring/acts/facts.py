"""Facts (计数): one GROUP BY for each source, written for a closing from its frozen rows, read back for any period, unit or category."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from scoring.acts import sources
from scoring.models import Closing, Fact
from scoring.rules.indicators import Indicator, Pair, Source, of_source
from scoring.rules.periods import Period
from units.models import Unit

ALL_SOURCES: tuple[Source, ...] = ("assignment", "callback", "ledger")


def grouped(rows: QuerySet[Any], indicators: Sequence[Indicator], by: Sequence[str]) -> QuerySet[Any, dict[str, Any]]:
    """One GROUP BY over live or frozen rows: the columns of `by`, then b0, h0, b1, h1… for the indicators in their order."""
    aggregates: dict[str, Any] = {}
    for number, indicator in enumerate(indicators):
        hits = Sum(indicator.adds, filter=indicator.hit_rows) if indicator.adds else Count("pk", filter=indicator.hit_rows)
        aggregates[f"b{number}"] = Count("pk", filter=indicator.base_rows)
        aggregates[f"h{number}"] = Coalesce(hits, 0)
    groups: QuerySet[Any, dict[str, Any]] = rows.order_by().values(*by).annotate(**aggregates)
    return groups


def count(rows: QuerySet[Any], indicators: Sequence[Indicator], by: Sequence[str] = ()) -> dict[tuple[Any, ...], dict[str, Pair]]:
    """{values of `by`: {code: (base, hits)}}; what is zero in both is left out, and so is a group with nothing."""
    counted: dict[tuple[Any, ...], dict[str, Pair]] = {}
    if not by:
        rows = rows.annotate(whole=Value(0))
    for group in grouped(rows, indicators, by or ("whole",)):
        pairs = {one.code: (group[f"b{n}"], group[f"h{n}"]) for n, one in enumerate(indicators) if group[f"b{n}"] or group[f"h{n}"]}
        if pairs:
            counted[tuple(group[name] for name in by)] = pairs
    return counted


def write(closing: Closing) -> int:
    """Facts of one closing from its frozen rows, replacing what was there. Returns how many rows."""
    Fact.objects.filter(closing=closing).delete()
    return sum(_write_source(closing, source) for source in ALL_SOURCES)


def _write_source(closing: Closing, source: Source) -> int:
    """INSERT … SELECT: the wide result of the GROUP BY, made once, is laid out one row for each indicator."""
    indicators = of_source(source)
    frozen = sources.COUNTED[source]._default_manager.filter(closing=closing)
    by = ("unit",) if source == "ledger" else ("unit", "root_category")
    sql, params = grouped(frozen, indicators, by).query.sql_with_params()
    names = [*by, *(f"{part}{n}" for n in range(len(indicators)) for part in "bh")]
    category = "root_category" if "root_category" in by else "CAST(NULL AS bigint)"
    selects = [
        f"SELECT {int(closing.pk)}, unit, {category}, '{one.code}', b{n}, h{n} FROM wide WHERE b{n} <> 0 OR h{n} <> 0"  # noqa: S608 our own names
        for n, one in enumerate(indicators)
    ]
    target = f"INSERT INTO {Fact._meta.db_table} (closing_id, unit_id, category_id, indicator, base, hits) "
    with connection.cursor() as cursor:
        cursor.execute(f"WITH wide ({', '.join(names)}) AS MATERIALIZED ({sql}) {target}{' UNION ALL '.join(selects)}", params)
        return int(cursor.rowcount)


def homes() -> dict[int, tuple[int, ...]]:
    """Unit id → the ranked units that its work counts for: itself or the nearest ranked one above (else itself), and those
    further up that are ranked in another table.

    So a unit ranked in the same table as its parent is not added to it (住建局 and 住建局（供暖） [X22]), a section is, and so is a
    unit of the grass roots to its county [J24]. Which table that is says the unit's kind.
    """
    columns = ("pk", "parent_id", "is_ranked", "kind__group", "kind__code")
    units = {pk: (parent, ranked, group or kind) for pk, parent, ranked, group, kind in Unit.objects.values_list(*columns)}
    found: dict[int, tuple[int, ...]] = {}
    for pk in units:
        at: int | None = pk
        tables: dict[str, int] = {}
        while at is not None:
            parent, is_ranked, table = units[at]
            if is_ranked:
                tables.setdefault(table, at)
            at = parent
        found[pk] = tuple(tables.values()) or (pk,)
    return found


def counted_for(unit: Unit) -> list[int]:
    """The units whose work counts for this one, itself among them."""
    return [pk for pk, own in homes().items() if unit.pk in own] or [unit.pk]


Table = dict[int | None, dict[str, Pair]]


def unled(units: Set[int]) -> set[int]:
    """Those of the units whose ranked unit is none of them: a section's own people read the section's work by itself."""
    home = homes()
    return {pk for pk in units if units.isdisjoint(home[pk])}


def table(period: Period, apart: Collection[int] = ()) -> Table:
    """{ranked unit's id: {code: (base, hits)}} of all months of the period that are closed or in trial; None: without a unit.

    The units `apart` stand by themselves, with their own work only. Rows of units that are ranked below others in another
    table are in both: the whole district is `whole`, never the sum of these.
    """
    return table_of(period.months(), apart)


def table_of(months: Sequence[Period], apart: Collection[int] = ()) -> Table:
    """As `table`, of some months."""
    home = homes() | {pk: (pk,) for pk in apart}
    units: Table = {}
    for unit, code, base, hits in _sums(months, "unit"):
        for key in home[unit] if unit is not None else (None,):
            counts = units.setdefault(key, {})
            held = counts.get(code, (0, 0))
            counts[code] = (held[0] + base, held[1] + hits)
    return units


def whole(period: Period) -> dict[str, Pair]:
    """{code: (base, hits)} of the whole district."""
    return {code: (base, hits) for code, base, hits in _sums(period.months())}


def _sums(months: Sequence[Period], *by: str) -> QuerySet[Any, tuple[Any, ...]]:
    found = Fact.objects.filter(closing__label__in=[month.label for month in months]).values_list(*by, "indicator")
    return found.annotate(Sum("base"), Sum("hits")).order_by()


@dataclass(frozen=True)
class MonthState:
    """`state` None: the month has neither been closed nor tried."""

    label: str
    state: str | None
    as_of: datetime | None

    @property
    def is_closed(self) -> bool:
        return self.state == Closing.State.CLOSED

    @property
    def words(self) -> str:
        return Closing.State(self.state).label if self.state else "未计算"


def states(period: Period) -> list[MonthState]:
    """What stands behind a period's figures, month by month."""
    return states_of(period.months())


def states_of(months: Sequence[Period]) -> list[MonthState]:
    """As `states`, of some months."""
    labels = [month.label for month in months]
    known = {closing.label: closing for closing in Closing.objects.filter(label__in=labels)}
    return [
        MonthState(label, known[label].state, known[label].as_of) if label in known else MonthState(label, None, None) for label in labels
    ]


def live(
    period: Period, as_of: datetime, by: Sequence[str] = (), only: Mapping[str, object] | None = None
) -> dict[tuple[Any, ...], dict[str, Pair]]:
    """Counts of any dates straight from the tickets, nothing stored. `only`: filters by Counted's dimensions, such as
    {"unit__in": …, "channel_group": …}; the ledger, which has no dimension but the unit, is left out where others are asked for."""
    counted: dict[tuple[Any, ...], dict[str, Pair]] = {}
    for source in ALL_SOURCES:
        if source == "ledger" and not {name.partition("__")[0] for name in only or {}} <= {"unit"}:
            continue
        rows = sources.rows(source, as_of, sources.dated_in(source, period, as_of)).filter(**(only or {}))
        for key, pairs in count(rows, of_source(source), by).items():
            counted.setdefault(key, {}).update(pairs)
    return counted
