"""Sample tickets for each unit of a published table: as many as its numbers ask for, from this district's own words and limits."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hotline.rules.courses import Span, enough, is_plain
from hotline.rules.pace import Pace, pace_of
from hotline.rules.solving import Found
from hotline.rules.whole import Unsolvable
from tickets.acts.casting import Cast
from tickets.acts.clocks import Clocks
from tickets.acts.filling import channels, leaves
from tickets.rules.samples import CHINA, SampleUnit, generate
from units.models import Unit

# Samples are made by portions as large as the volume until every unit has enough.
MOST_PORTIONS = 24
LONG_AFTER = timedelta(days=200)


def pool_for(found: Mapping[str, Found], span: Span, seed: int) -> dict[str, list[Pace]]:
    """Unit's name → samples that arrived in the period, with their pace. Unsolvable when the topics give too few."""
    clocks, units = Clocks.load(), _units(found)
    due_of = Cast.load(clocks).due_of
    pool: dict[str, list[Pace]] = {unit: [] for unit in found}
    for round_ in range(MOST_PORTIONS):
        samples = generate(
            sum(numbers.volume for numbers in found.values()),
            (span.first, span.last),
            seed + round_,
            as_of=datetime.combine(span.last, datetime.min.time(), CHINA) + LONG_AFTER,
            units=units,
            categories=leaves(),
            channels=channels(),
            is_workday=clocks.days.is_workday,
            due_of=due_of,
            stars=span.stars_max,
            close_after_days=span.close_after_days,
        )
        for sample in samples:
            if sample.unit in pool and is_plain(sample, span):
                paced = pace_of(sample, due_of, clocks.days.is_workday)
                pool[sample.unit] += [paced] if paced is not None else []
        if enough(found, pool, span):
            return pool
    raise Unsolvable("样例工单的题材不够，凑不出各单位的件数。")


def _units(found: Mapping[str, Found]) -> list[SampleUnit]:
    """Every unit of the table, also one ranked beside its parent, the busier ones heavier among their equals."""
    rows = Unit.objects.filter(name__in=list(found)).order_by("order", "pk").prefetch_related("names")
    return [
        SampleUnit(row.name, (row.short_name, *(other.name for other in row.names.all())), float(found[row.name].volume)) for row in rows
    ]
