"""All that closings wrote, but for keys, to compare two ways of coming to it; and a way to try one and take it back."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from scoring.acts import facts, recounting
from scoring.acts.sources import COUNTED, DATES
from scoring.models import Closing, CorrectedFigure, CorrectedScore, Correction, Fact, Score
from scoring.rules.periods import parse

KEYS = {"id", "closing", "correction"}
State = Closing.State


@contextmanager
def taken_back() -> Iterator[None]:
    """What is done inside has never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def counted_anew_before_facts_are_read(label: str, at: datetime) -> Iterator[None]:
    """Another worker's recount of the month, done just before the reader's first query of facts: all that it has read of closings was
    before."""
    left = [label]

    def run(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if left and "scoring_fact" in sql:
            recounting.recount(left.pop(), label, None, at, "口径更正")
        return execute(sql, params, many, context)

    before = Closing.objects.get(label=label).pk
    with connection.execute_wrapper(run):
        yield
    assert Closing.objects.get(label=label).pk != before


def figures(label: str) -> dict[str, tuple[int, int]]:
    """The district's base and hits by indicator."""
    return facts.whole(parse(label))


def everything() -> dict[str, Any]:
    """Frozen rows, facts, scores, the months themselves, corrections; months that are not closed by their rows alone."""
    written: dict[str, Any] = {}
    models: tuple[Any, ...] = (*COUNTED.values(), Fact)
    for model in models:
        written[model.__name__] = sorted(model._default_manager.values_list("closing__label", *_columns(model)), key=repr)
    written["scores"] = sorted(Score.objects.values_list(*_columns(Score)), key=repr)
    written["months"] = list(Closing.objects.order_by("label").values_list(*_columns(Closing, "computed_at", "step")))
    for model in (Correction, CorrectedFigure, CorrectedScore):
        written[model.__name__] = sorted(model._default_manager.values_list(*_columns(model, "opened_at", "closed_at")), key=repr)
    return written


def times_counted() -> Counter[tuple[str, str, int]]:
    """How many closed months count each row by each of its dates."""
    found: Counter[tuple[str, str, int]] = Counter()
    for source, dates in DATES.items():
        for flag in dates:
            rows = COUNTED[source]._default_manager.filter(closing__in=Closing.objects.closed().values("pk"), **{flag: True})
            found.update((source, flag, row) for row in rows.values_list("row", flat=True))
    return found


def _columns(model: Any, *left_out: str) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in {*KEYS, *left_out}]
