"""Facts (计数): one GROUP BY for each source, written for a closing from its frozen rows, read back for any period, unit or category."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum

from scoring.acts import catalogue, sources, tallying
from scoring.models import Closing, Fact
from scoring.rules.indicators import ASPECTS, Figures, Indicator, Pair, Source
from scoring.rules.periods import Period
from units.models import Unit


def write(closing: Closing) -> int:
    """Facts of one closing from its frozen rows, replacing what was there. Returns how many rows."""
    Fact.objects.filter(closing=closing).delete()
    known = catalogue.current()
    return sum(_write_source(closing, source, known.of_source(source)) for source in sources.COUNTED)


def _write_source(closing: Closing, source: Source, indicators: Sequence[Indicator]) -> int:
    """INSERT … SELECT: the wide result of the GROUP BY, made once, is laid out one row for each indicator."""
    frozen = sources.COUNTED[source]._default_manager.filter(closing=closing)
    if not frozen.exists():
        return 0
    by = ("unit",) if source == "ledger" else ("unit", "root_category")
    groups, names = tallying.grouped(frozen, indicators, by, tallying.excluded_aspects(source, closing))
    sql, params = groups.query.sql_with_params()
    columns = [*by, *dict.fromkeys(names.values())]
    category = "root_category" if "root_category" in by else "CAST(NULL AS bigint)"
    selects = []
    for one in indicators:
        base, hits, *excluded = (names.get((one.code, part), "0") for part in tallying.PARTS)
        row = f"{int(closing.pk)}, unit, {category}, '{one.code}', {base}, {hits}, {', '.join(excluded)}"
        selects.append(f"SELECT {row} FROM wide WHERE {base} <> 0 OR {hits} <> 0")  # noqa: S608 our own names
    target = f"INSERT INTO {Fact._meta.db_table} (closing_id, unit_id, category_id, indicator, base, hits, excluded_base, excluded_hits) "
    with connection.cursor() as cursor:
        cursor.execute(f"WITH wide ({', '.join(columns)}) AS MATERIALIZED ({sql}) {target}{' UNION ALL '.join(selects)}", params)
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


def table(period: Period, apart: Collection[int] = (), figures: Figures = "assessed", codes: Collection[str] = ()) -> Table:
    """{ranked unit's id: {code: (base, hits)}} of all months of the period that are closed or in trial; None: without a unit.
    Assessed figures are less what was excluded (剔除), raw ones are all.

    The units `apart` stand by themselves, with their own work only; `codes` none: all indicators. Rows of units that are ranked
    below others in another table are in both: the whole district is `whole`, never the sum of these.
    """
    return table_of(period.months(), apart, figures, codes)


def table_of(months: Sequence[Period], apart: Collection[int] = (), figures: Figures = "assessed", codes: Collection[str] = ()) -> Table:
    """As `table`, of some months; in the order of the units' ids, None last: a database groups in any order."""
    home = homes() | {pk: (pk,) for pk in apart}
    units: Table = {}
    for unit, code, base, hits in sums(months, ("unit",), figures, codes):
        for key in home[unit] if unit is not None else (None,):
            counts = units.setdefault(key, {})
            held = counts.get(code, (0, 0))
            counts[code] = (held[0] + base, held[1] + hits)
    return dict(sorted(units.items(), key=lambda one: (one[0] is None, one[0] or 0)))


def whole(period: Period, figures: Figures = "assessed") -> dict[str, Pair]:
    """{code: (base, hits)} of the whole district."""
    return {code: (base, hits) for code, base, hits in sums(period.months(), (), figures)}


def sums(
    months: Sequence[Period], by: Sequence[str], figures: Figures = "assessed", codes: Collection[str] = ()
) -> QuerySet[Any, tuple[Any, ...]]:
    """(values of `by`, code, base, hits) of the stored facts, some of which may be 0 of 0."""
    found = Fact.objects.filter(closing__label__in=[month.label for month in months])
    if codes:
        found = found.filter(indicator__in=codes)
    return summed(found, (*by, "indicator"), figures)


def summed(found: QuerySet[Fact], by: Sequence[str], figures: Figures) -> QuerySet[Any, tuple[Any, ...]]:
    """(values of `by`, base, hits) of some facts."""
    base, hits = Sum("base"), Sum("hits")
    if figures == "assessed":
        base, hits = Sum(F("base") - F("excluded_base")), Sum(F("hits") - F("excluded_hits"))
    rows: QuerySet[Any, tuple[Any, ...]] = found.values_list(*by).annotate(assessed_base=base, assessed_hits=hits).order_by()
    return rows


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
    period: Period,
    as_of: datetime,
    by: Sequence[str] = (),
    only: Mapping[str, object] | None = None,
    figures: Figures = "assessed",
) -> dict[tuple[Any, ...], dict[str, Pair]]:
    """Counts of any dates straight from the tickets, nothing stored. `by`, `only`: Counted's dimensions, such as
    {"unit__in": …, "channel_group": …}; a source that has none of that name is left out."""
    counted: dict[tuple[Any, ...], dict[str, Pair]] = {}
    known = catalogue.current()
    for source in sources.with_columns([*by, *(only or {})]):
        rows = sources.rows(source, as_of, sources.dated_in(source, period, as_of)).filter(**(only or {}))
        aspects = ASPECTS.get(source, ()) if figures == "assessed" else ()
        for key, pairs in tallying.count(rows, known.of_source(source), by, aspects).items():
            counted.setdefault(key, {}).update(pairs)
    return counted
