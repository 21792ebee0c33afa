"""Closing a month against its limit: the bare SQL of bare_closing.sql, which writes the same frozen rows and facts and nothing else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from benchmarks.measuring import Row, compare, undone
from benchmarks.stock import AS_OF
from scoring.acts import closing
from scoring.acts.sources import COUNTED
from scoring.models import Closing, CountedLedger, Fact, Score
from scoring.rules.periods import ONE_DAY, local_date, parse
from units.acts.settings import values

BARE = Path(__file__).with_name("bare_closing.sql").read_text(encoding="utf-8")
BARE_LABEL = "bare"
# The stock has no points given by hand.
WRITTEN: tuple[Any, ...] = (*(model for model in COUNTED.values() if model is not CountedLedger), Fact)


class Differs(Exception):
    """The bare statements did not write what the closing writes: they are no limit for it."""


def month(kind: str, label: str, stored: int, times: int) -> Row:
    """`label` is closed and bare SQL does the same, in turn. Differs when the two do not write the same."""
    row = Row(f"closing {kind}", f"closing {kind} ({_check_same(label):,} frozen rows)", stored)
    return compare(row, lambda: close(label), lambda: bare(label), times)


@contextmanager
def closed(labels: Sequence[str]) -> Iterator[None]:
    """The months stay closed meanwhile; afterwards they never were, so that the next run finds the stock as it was."""
    for label in labels:
        close(label)
    try:
        yield
    finally:
        found = Closing.objects.filter(label__in=labels)
        for model in (*WRITTEN, CountedLedger):
            model._default_manager.filter(closing__in=found).delete()
        found.delete()
        Score.objects.all().delete()


def close(label: str) -> None:
    closing.close(label, None, AS_OF)


def bare(label: str) -> None:
    month = parse(label)
    starts_at, ends_at = month.bounds()
    # A label of its own: on the real one the unique key would wait for nobody, but the reader of the table would wonder.
    with connection.cursor() as cursor:
        cursor.execute(
            BARE,
            {
                "label": BARE_LABEL,
                "starts_on": month.starts_on,
                "ends_on": month.ends_on,
                "starts_at": starts_at,
                "ends_at": ends_at,
                "as_of": AS_OF,
                "promises_to": min(month.ends_on, local_date(AS_OF) - ONE_DAY),
                "many_returns": values().many_returns_from,
                "contact_hours": values().contact_within_hours,
                "stars_max": values().stars_max,
                "low_star": values().low_star_at_most,
            },
        )


def _check_same(label: str) -> int:
    """How many rows both froze; no run counts where they differ. Rows that were recorded late are none of these stocks'."""
    with undone():
        close(label)
        ours = _written(label)
    with undone():
        bare(label)
        limit = _written(BARE_LABEL)
    for model, own, other in zip(WRITTEN, ours, limit, strict=True):
        if own != other:
            raise Differs(f"{model.__name__}: {len(own - other)} rows are ours alone, {len(other - own)} are the bare statements'")
    return sum(len(rows) for rows in ours[:-1])


def _written(label: str) -> list[set[tuple[Any, ...]]]:
    found = Closing.objects.get(label=label)
    names = [[f.attname for f in model._meta.concrete_fields if f.name not in {"id", "closing"}] for model in WRITTEN]
    return [set(model._default_manager.filter(closing=found).values_list(*own)) for model, own in zip(WRITTEN, names, strict=True)]
