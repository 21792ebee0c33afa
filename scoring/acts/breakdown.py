"""Figures of any period told apart by any dimensions: from the stored facts where these suffice, else one GROUP BY for each source
over the frozen rows; what was neither closed nor tried is counted live from the tickets. One interface, which says which it was."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Any, Literal

from django.core.exceptions import ValidationError

from scoring.acts import catalogue, dimensions, facts, sources, tallying
from scoring.acts.dimensions import IN_FACTS, Key, Only
from scoring.models import Fact
from scoring.rules.indicators import ASPECTS, Catalogue, Figures, Pair
from scoring.rules.periods import ONE_DAY, Period, free, local_date

Basis = Literal["closed", "trial", "live", "mixed", "none"]
BASIS_WORDS: dict[Basis, str] = {
    "closed": "已关账",
    "trial": "试算",
    "live": "直接计数",
    "mixed": "部分已关账，其余试算或直接计数",
    "none": "尚未开始",
}
Groups = dict[tuple[Key, ...], dict[str, Pair]]


@dataclass(frozen=True)
class Breakdown:
    """`groups`: the keys of `by` → code → (base, hits); by nothing the one key is (). `notes` tell in Chinese what a reader must know;
    `missing`: the months that were neither closed nor tried."""

    period: Period
    by: tuple[str, ...]
    groups: Groups
    basis: Basis
    as_of: datetime
    notes: tuple[str, ...] = ()
    missing: tuple[Period, ...] = ()

    @property
    def whole(self) -> dict[str, Pair]:
        """The counts when nothing was told apart."""
        return self.groups.get((), {})

    @property
    def words(self) -> str:
        return BASIS_WORDS[self.basis]

    @property
    def is_stored(self) -> bool:
        """Any of it was closed or tried before it was asked for."""
        return self.basis not in ("live", "none")


@dataclass(frozen=True)
class Asking:
    """What is counted: `codes` none: all."""

    by: tuple[str, ...]
    only: Only
    known: Catalogue
    codes: frozenset[str]
    figures: Figures
    apart: frozenset[int]

    def of_source(self, source: Any) -> tuple[Any, ...]:
        return tuple(one for one in self.known.of_source(source) if not self.codes or one.code in self.codes)


def counted(
    period: Period,
    at: datetime,
    by: Sequence[str] = (),
    only: Only | None = None,
    codes: Collection[str] = (),
    figures: Figures = "assessed",
    apart: Collection[int] = (),
    is_live: bool = True,
) -> Breakdown:
    """`by`: names of scoring.acts.dimensions; `only`: a value for each that narrows, a unit or category with all below it.
    A source whose rows lack one of them is left out: points by hand fall under no category. The units `apart` stand by themselves.
    Not `is_live`: only what was closed or tried, as pages whose numbers open frozen rows need it.

    The units that `by` names overlap where one is ranked below another in another table (facts.homes); all else adds up to the
    whole. Its queries depend on the months and the sources, never on the rows. ValidationError: unknown_dimension, no_value,
    unknown_indicator.
    """
    known = catalogue.current()
    for code in codes:
        if code not in known.codes:
            raise ValidationError(f"没有指标“{code}”，全部代码见 manage.py indicators。", code="unknown_indicator")
    wanted = frozenset(grade for code in codes for grade in known.grades_of(code))
    asking = Asking(tuple(by), only or {}, known, wanted, figures, frozenset(apart))
    dimensions.of(by)
    months = period.months()
    states = facts.states_of(months)
    stored = [month for month, state in zip(months, states, strict=True) if state.state]
    missing = [month for month, state in zip(months, states, strict=True) if not state.state]
    begun = [one for one in (missing if months else [period]) if is_live and one.starts_on <= local_date(at)]
    groups: Groups = {}
    for key, pairs in [*(_stored(stored, asking) if stored else ()), *_live(begun, at, asking)]:
        _add(groups, key, pairs)
    basis = _basis(states, bool(begun))
    left_out = [one for one in (missing if months else [period]) if one not in begun]
    return Breakdown(period, tuple(by), groups, basis, at, _notes(begun, left_out, bool(stored), at), tuple(missing))


def _basis(states: Sequence[facts.MonthState], is_live: bool) -> Basis:
    stored = [state for state in states if state.state]
    if is_live:
        return "mixed" if stored else "live"
    if not stored:
        return "none"
    closed = [state.is_closed for state in stored]
    return "closed" if all(closed) else "mixed" if any(closed) else "trial"


def _notes(begun: Sequence[Period], left_out: Sequence[Period], is_stored: bool, at: datetime) -> tuple[str, ...]:
    notes = []
    if begun and is_stored:
        notes.append(f"{_labels(begun)} 没有关账，也没有试算，直接从工单计数。")
    future = [one for one in left_out if one.starts_on > local_date(at)]
    if future:
        notes.append(f"{_labels(future)} 尚未开始，没有计入。")
    untried = [one for one in left_out if one not in future]
    if untried:
        notes.append(f"{_labels(untried)} 没有关账，也没有试算，没有计入。")
    return tuple(notes)


def _labels(periods: Sequence[Period]) -> str:
    return "、".join(one.label for one in periods)


def _stored(months: Sequence[Period], asking: Asking) -> Iterator[tuple[tuple[Key, ...], dict[str, Pair]]]:
    if set(asking.by) <= IN_FACTS and set(asking.only) <= {"unit", "kind", "category1"}:
        return _from_facts(months, asking)
    return _from_rows(months, asking)


def _from_facts(months: Sequence[Period], asking: Asking) -> Iterator[tuple[tuple[Key, ...], dict[str, Pair]]]:
    columns = [{"root_category": "category"}.get(one.column, one.column) for one in dimensions.of(asking.by)]
    narrowed = {path.replace("root_category", "category"): value for path, value in dimensions.filters(asking.only).items()}
    found = Fact.objects.filter(closing__label__in=[month.label for month in months], **narrowed)
    if asking.codes:
        found = found.filter(indicator__in=asking.codes)
    folds = dimensions.folds(asking.by, asking.apart)
    for *values, code, base, hits in facts.summed(found, (*columns, "indicator"), asking.figures):
        if base or hits:
            yield from ((key, {code: (base, hits)}) for key in _keys(folds, values))


def _from_rows(months: Sequence[Period], asking: Asking) -> Iterator[tuple[tuple[Key, ...], dict[str, Pair]]]:
    """One GROUP BY for each source that has the dimensions."""
    labels = [month.label for month in months]
    narrowed = dimensions.filters(asking.only)
    columns = [one.column for one in dimensions.of(asking.by)]
    excluded = _excluded(labels) if asking.figures == "assessed" else frozenset()
    folds = dimensions.folds(asking.by, asking.apart)
    for source in sources.with_columns([*(name for name in columns if name != "closing__label"), *narrowed]):
        indicators = asking.of_source(source)
        if not indicators:
            continue
        rows = sources.COUNTED[source]._default_manager.filter(closing__label__in=labels, **narrowed)
        aspects = [one.aspect for one in indicators if one.code in excluded]
        for values, pairs in tallying.count(rows, indicators, columns, aspects).items():
            yield from ((key, pairs) for key in _keys(folds, values))


def _excluded(labels: Sequence[str]) -> frozenset[str]:
    """The indicators of which anything is excluded in these months: mostly none."""
    found = Fact.objects.filter(closing__label__in=labels, excluded_base__gt=0).order_by()
    return frozenset(found.values_list("indicator", flat=True).distinct())


def _live(periods: Sequence[Period], at: datetime, asking: Asking) -> Iterator[tuple[tuple[Key, ...], dict[str, Pair]]]:
    """Straight from the tickets; told apart by month, month by month."""
    if "month" not in asking.by:
        for span in _joined(periods):
            yield from _live_span(span, at, asking)
        return
    place = asking.by.index("month")
    rest = replace(asking, by=tuple(name for name in asking.by if name != "month"))
    for one in periods:
        for key, pairs in _live_span(one, at, rest):
            yield (*key[:place], one.label, *key[place:]), pairs


def _live_span(span: Period, at: datetime, asking: Asking) -> Iterator[tuple[tuple[Key, ...], dict[str, Pair]]]:
    narrowed = dimensions.filters(asking.only)
    columns = [one.column for one in dimensions.of(asking.by)]
    folds = dimensions.folds(asking.by, asking.apart)
    for source in sources.with_columns([*columns, *narrowed]):
        indicators = asking.of_source(source)
        if not indicators:
            continue
        rows = sources.rows(source, at, sources.dated_in(source, span, at)).filter(**narrowed)
        aspects = ASPECTS.get(source, ()) if asking.figures == "assessed" else ()
        for values, pairs in tallying.count(rows, indicators, columns, aspects).items():
            yield from ((key, pairs) for key in _keys(folds, values))


def _joined(months: Sequence[Period]) -> list[Period]:
    """What follows each other as one span of days."""
    spans: list[Period] = []
    for month in months:
        if spans and spans[-1].ends_on + ONE_DAY == month.starts_on:
            spans[-1] = free(spans[-1].starts_on, month.ends_on)
        else:
            spans.append(free(month.starts_on, month.ends_on))
    return spans


def _keys(folds: Sequence[Callable[[Any], tuple[Key, ...]]], values: Sequence[Any]) -> Iterator[tuple[Key, ...]]:
    return product(*(fold(value) for fold, value in zip(folds, values, strict=True)))


def _add(groups: Groups, key: tuple[Key, ...], pairs: dict[str, Pair]) -> None:
    held = groups.setdefault(key, {})
    for code, (base, hits) in pairs.items():
        before = held.get(code, (0, 0))
        held[code] = (before[0] + base, before[1] + hits)
